/**
 * Which fields of a manifest a snapshot keeps, by kind: those that a verdict rests on, each by its name. What is not named
 * is left out, so a field that somebody invents tomorrow is too.
 */

/** What becomes of a value: kept as it is, or as one of the forms that hold no secret, or field by field. */
export type Kept = true | KeptForm | { readonly [field: string]: Kept } | readonly [Kept] | EveryKey

/** See `forms` in redact.ts. */
export type KeptForm =
  | 'program-text'
  | 'config-data'
  | 'annotations'
  | 'url-host'
  | 'path-without-query'
  | 'status-message'
  | 'presence'
  | 'unless-secret'

/** A map whose keys are names: all of them, each value so. */
export interface EveryKey {
  readonly '*': Kept
}

const selector = {
  matchLabels: true,
  matchExpressions: [{ key: true, operator: true, values: true }],
} as const
const owner = { apiVersion: true, kind: true, name: true, uid: true, controller: true } as const

const metadata = {
  name: true,
  generateName: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  deletionGracePeriodSeconds: true,
  finalizers: true,
  labels: true,
  annotations: 'annotations',
  ownerReferences: [owner],
} as const satisfies Kept

const condition = {
  type: true,
  status: true,
  reason: true,
  message: 'status-message',
  observedGeneration: true,
  lastTransitionTime: true,
} as const
const balanced = {
  loadBalancer: { ingress: [{ ip: true, hostname: true, ipMode: true, ports: true }] },
  conditions: [condition],
} as const

const probe = {
  httpGet: { port: true, path: 'path-without-query', host: true, scheme: true },
  tcpSocket: { port: true, host: true },
  grpc: { port: true, service: true },
  exec: { command: 'program-text' },
  initialDelaySeconds: true,
  periodSeconds: true,
  timeoutSeconds: true,
  successThreshold: true,
  failureThreshold: true,
} as const
const hook = {
  exec: { command: 'program-text' },
  httpGet: probe.httpGet,
  tcpSocket: probe.tcpSocket,
} as const
const named = { name: true, key: true, optional: true } as const
const container = {
  name: true,
  image: true,
  command: 'program-text',
  args: 'program-text',
  // env is a list of names and values: a value is read as what its name says
  env: [
    {
      name: true,
      value: 'program-text',
      valueFrom: {
        fieldRef: { fieldPath: true },
        secretKeyRef: named,
        configMapKeyRef: named,
      },
    },
  ],
  envFrom: [{ prefix: true, configMapRef: named, secretRef: named }],
  ports: [{ name: true, containerPort: true, hostPort: true, hostIP: true, protocol: true }],
  restartPolicy: true,
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
  lifecycle: { postStart: hook, preStop: hook },
  volumeMounts: [{ name: true, mountPath: true, subPath: true }],
} as const satisfies Kept

const source = { name: true, optional: true } as const
const podSpec = {
  nodeName: true,
  nodeSelector: true,
  os: { name: true },
  dnsPolicy: true,
  dnsConfig: { nameservers: true, searches: true, options: [{ name: true, value: true }] },
  hostAliases: [{ ip: true, hostnames: true }],
  enableServiceLinks: true,
  hostname: true,
  hostnameOverride: true,
  setHostnameAsFQDN: true,
  subdomain: true,
  hostNetwork: true,
  restartPolicy: true,
  schedulingGates: [{ name: true }],
  readinessGates: [{ conditionType: true }],
  serviceAccountName: true,
  containers: [container],
  initContainers: [container],
  volumes: [
    {
      name: true,
      secret: { secretName: true },
      configMap: source,
      projected: { sources: [{ secret: source, configMap: source }] },
    },
  ],
} as const satisfies Kept

const state = {
  waiting: { reason: true, message: 'status-message' },
  running: { startedAt: true },
  terminated: { reason: true, exitCode: true, signal: true, startedAt: true, finishedAt: true },
} as const
const containerStatus = {
  name: true,
  ready: true,
  started: true,
  restartCount: true,
  image: true,
  state,
  lastState: state,
} as const

const template = { metadata: { ...metadata }, spec: podSpec } as const
const workload = {
  spec: {
    replicas: true,
    serviceName: true,
    podManagementPolicy: true,
    ordinals: { start: true },
    minReadySeconds: true,
    paused: true,
    suspend: true,
    parallelism: true,
    completions: true,
    completionMode: true,
    schedule: true,
    selector: { ...selector, '*': true },
    template,
    jobTemplate: { metadata, spec: { parallelism: true, completions: true, completionMode: true, template } },
  },
  status: {
    observedGeneration: true,
    replicas: true,
    readyReplicas: true,
    availableReplicas: true,
    unavailableReplicas: true,
    updatedReplicas: true,
    currentReplicas: true,
    terminatingReplicas: true,
    fullyLabeledReplicas: true,
    desiredNumberScheduled: true,
    currentNumberScheduled: true,
    updatedNumberScheduled: true,
    numberReady: true,
    numberAvailable: true,
    numberUnavailable: true,
    numberMisscheduled: true,
    currentRevision: true,
    updateRevision: true,
    active: true,
    ready: true,
    succeeded: true,
    failed: true,
    conditions: [condition],
  },
} as const satisfies Kept

const service = { name: true, namespace: true, port: true } as const
const ingressBackend = {
  service: { name: true, port: { name: true, number: true } },
  resource: { apiGroup: true, kind: true, name: true },
} as const

const policyPort = { protocol: true, port: true, endPort: true } as const
const policyPeer = {
  podSelector: selector,
  namespaceSelector: selector,
  ipBlock: { cidr: true, except: true },
} as const

const clusterSubject = {
  namespaces: selector,
  pods: { namespaceSelector: selector, podSelector: selector },
} as const
const destination = { destinationPort: { number: true, range: { start: true, end: true } } } as const
const clusterRule = {
  name: true,
  action: true,
  from: [{ ...clusterSubject, nodes: selector, networks: true, domainNames: true }],
  to: [{ ...clusterSubject, nodes: selector, networks: true, domainNames: true }],
  protocols: [{ tcp: destination, udp: destination, sctp: destination, destinationNamedPort: true }],
  ports: [
    {
      portNumber: { protocol: true, port: true },
      portRange: { protocol: true, start: true, end: true },
      namedPort: true,
    },
  ],
} as const
const clusterPolicy = {
  spec: {
    tier: true,
    priority: true,
    subject: clusterSubject,
    ingress: [clusterRule],
    egress: [clusterRule],
  },
} as const satisfies Kept

// of the network plugins' own policies only whom they are about, and for which direction, is read
const ciliumSpec = {
  endpointSelector: selector,
  nodeSelector: selector,
  ingress: ['presence'],
  ingressDeny: ['presence'],
  egress: ['presence'],
  egressDeny: ['presence'],
} as const
const cilium = { spec: ciliumSpec, specs: [ciliumSpec] } as const satisfies Kept
const calico = {
  spec: {
    order: true,
    tier: true,
    selector: true,
    namespaceSelector: true,
    serviceAccountSelector: true,
    types: true,
    ingress: ['presence'],
    egress: ['presence'],
  },
} as const satisfies Kept
const antreaPeer = { podSelector: selector, namespaceSelector: selector, group: true } as const
const antreaRule = { name: true, action: true, appliedTo: [antreaPeer] } as const
const antrea = {
  spec: { priority: true, tier: true, appliedTo: [antreaPeer], ingress: [antreaRule], egress: [antreaRule] },
} as const satisfies Kept

const parent = {
  group: true,
  kind: true,
  namespace: true,
  name: true,
  sectionName: true,
  port: true,
} as const
const allowed = { from: true, selector } as const
const listener = {
  name: true,
  hostname: true,
  port: true,
  protocol: true,
  tls: { mode: true },
  allowedRoutes: { namespaces: allowed, kinds: [{ group: true, kind: true }] },
} as const
const backendName = {
  group: true,
  kind: true,
  namespace: true,
  name: true,
  port: true,
  weight: true,
} as const
const filter = {
  type: true,
  requestMirror: { backendRef: backendName },
  requestRedirect: { hostname: true, scheme: true, port: true, statusCode: true },
  extensionRef: { group: true, kind: true, name: true },
} as const
const routeStatus = {
  parents: [{ parentRef: parent, controllerName: true, conditions: [condition] }],
} as const
const route = {
  spec: {
    parentRefs: [parent],
    hostnames: true,
    rules: [
      {
        name: true,
        matches: [
          {
            path: { type: true, value: true },
            method: true,
            // no request that is traced has headers of its own, so that there is one is enough
            headers: [{ type: true, name: true }],
            queryParams: [{ type: true, name: true, value: 'unless-secret' }],
          },
        ],
        filters: [filter],
        backendRefs: [{ ...backendName, filters: [filter] }],
      },
    ],
  },
  status: routeStatus,
} as const satisfies Kept

const clientConfig = { service, url: 'url-host' } as const
const webhooks = {
  webhooks: [{ name: true, failurePolicy: true, timeoutSeconds: true, clientConfig }],
} as const satisfies Kept

const monitored = {
  selector,
  namespaceSelector: { any: true, matchNames: true },
  jobLabel: true,
} as const
const scraped = [
  { port: true, targetPort: true, portNumber: true, scheme: true, path: 'path-without-query' },
] as const

const meshDestination = { host: true, subset: true, port: { number: true } } as const
const meshRoute = { route: [{ destination: meshDestination, weight: true }] } as const

/** Of every kind, besides `apiVersion`, `kind` and `metadata`. */
export const keptOfAll = { apiVersion: true, kind: true, metadata } as const satisfies Kept

/** By kind; of a kind that is not here nothing but its name is kept. */
export const keptFields: Readonly<Record<string, Kept>> = {
  Service: {
    spec: {
      type: true,
      selector: true,
      ports: [
        { name: true, protocol: true, appProtocol: true, port: true, targetPort: true, nodePort: true },
      ],
      clusterIP: true,
      clusterIPs: true,
      externalName: true,
      externalIPs: true,
      ipFamilies: true,
      ipFamilyPolicy: true,
      publishNotReadyAddresses: true,
      sessionAffinity: true,
      sessionAffinityConfig: { clientIP: { timeoutSeconds: true } },
      externalTrafficPolicy: true,
      internalTrafficPolicy: true,
      trafficDistribution: true,
      loadBalancerClass: true,
      loadBalancerIP: true,
      loadBalancerSourceRanges: true,
      allocateLoadBalancerNodePorts: true,
      healthCheckNodePort: true,
    },
    status: balanced,
  },
  Pod: {
    spec: podSpec,
    status: {
      phase: true,
      reason: true,
      podIP: true,
      podIPs: [{ ip: true }],
      hostIP: true,
      hostIPs: [{ ip: true }],
      startTime: true,
      conditions: [condition],
      containerStatuses: [containerStatus],
      initContainerStatuses: [containerStatus],
    },
  },
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  ReplicationController: workload,
  Job: workload,
  CronJob: workload,
  EndpointSlice: {
    addressType: true,
    ports: [{ name: true, protocol: true, port: true, appProtocol: true }],
    endpoints: [
      {
        addresses: true,
        conditions: { ready: true, serving: true, terminating: true },
        hostname: true,
        nodeName: true,
        zone: true,
        targetRef: { kind: true, namespace: true, name: true, uid: true },
        hints: { forZones: [{ name: true }], forNodes: [{ name: true }] },
        deprecatedTopology: true,
      },
    ],
  },
  Endpoints: {
    subsets: [
      {
        addresses: [
          {
            ip: true,
            hostname: true,
            nodeName: true,
            targetRef: { kind: true, namespace: true, name: true, uid: true },
          },
        ],
        notReadyAddresses: [
          {
            ip: true,
            hostname: true,
            nodeName: true,
            targetRef: { kind: true, namespace: true, name: true, uid: true },
          },
        ],
        ports: [{ name: true, protocol: true, port: true, appProtocol: true }],
      },
    ],
  },
  ConfigMap: { data: 'config-data' },
  Node: {
    spec: { podCIDR: true, podCIDRs: true, unschedulable: true, taints: [{ key: true, effect: true }] },
    status: {
      addresses: [{ type: true, address: true }],
      conditions: [condition],
      allocatable: { cpu: true, memory: true, pods: true },
      nodeInfo: { kubeletVersion: true, kubeProxyVersion: true, operatingSystem: true, osImage: true },
    },
  },
  Namespace: { status: { phase: true } },
  Ingress: {
    spec: {
      ingressClassName: true,
      defaultBackend: ingressBackend,
      rules: [{ host: true, http: { paths: [{ path: true, pathType: true, backend: ingressBackend }] } }],
      tls: [{ hosts: true }],
    },
    status: balanced,
  },
  NetworkPolicy: {
    spec: {
      podSelector: selector,
      policyTypes: true,
      ingress: [{ from: [policyPeer], ports: [policyPort] }],
      egress: [{ to: [policyPeer], ports: [policyPort] }],
    },
  },
  ClusterNetworkPolicy: clusterPolicy,
  AdminNetworkPolicy: clusterPolicy,
  BaselineAdminNetworkPolicy: clusterPolicy,
  CiliumNetworkPolicy: cilium,
  CiliumClusterwideNetworkPolicy: cilium,
  CalicoNetworkPolicy: calico,
  GlobalNetworkPolicy: calico,
  AntreaNetworkPolicy: antrea,
  AntreaClusterNetworkPolicy: antrea,
  Gateway: {
    spec: {
      gatewayClassName: true,
      addresses: [{ type: true, value: true }],
      listeners: [listener],
      allowedListeners: { namespaces: allowed },
    },
    status: {
      addresses: [{ type: true, value: true }],
      conditions: [condition],
      listeners: [{ name: true, attachedRoutes: true, conditions: [condition] }],
    },
  },
  ListenerSet: {
    spec: { parentRef: parent, listeners: [listener] },
    status: {
      conditions: [condition],
      listeners: [{ name: true, attachedRoutes: true, conditions: [condition] }],
    },
  },
  HTTPRoute: route,
  GRPCRoute: route,
  TLSRoute: route,
  TCPRoute: route,
  UDPRoute: route,
  ReferenceGrant: {
    spec: {
      from: [{ group: true, kind: true, namespace: true }],
      to: [{ group: true, kind: true, name: true }],
    },
  },
  BackendTLSPolicy: {
    spec: {
      targetRefs: [{ group: true, kind: true, name: true, sectionName: true }],
      validation: { hostname: true },
    },
  },
  ValidatingWebhookConfiguration: webhooks,
  MutatingWebhookConfiguration: webhooks,
  APIService: { spec: { service, group: true, version: true }, status: { conditions: [condition] } },
  CustomResourceDefinition: {
    spec: { group: true, conversion: { strategy: true, webhook: { clientConfig } } },
  },
  ServiceMonitor: { spec: { ...monitored, endpoints: scraped } },
  PodMonitor: { spec: { ...monitored, podMetricsEndpoints: scraped } },
  VirtualService: {
    spec: {
      hosts: true,
      gateways: true,
      exportTo: true,
      http: [{ ...meshRoute, mirror: meshDestination, mirrors: [{ destination: meshDestination }] }],
      tcp: [meshRoute],
      tls: [meshRoute],
    },
  },
  DestinationRule: {
    spec: { host: true, exportTo: true, subsets: [{ name: true, labels: true }] },
  },
  ServiceEntry: {
    spec: {
      hosts: true,
      addresses: true,
      location: true,
      resolution: true,
      ports: [{ number: true, name: true, protocol: true, targetPort: true }],
      endpoints: [{ address: true, labels: true }],
      workloadSelector: { labels: true },
    },
  },
}
