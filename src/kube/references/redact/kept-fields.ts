import { balanced, condition, metadata, selector, type Kept } from './kept.ts'
import { containerStatus, podSpec, workload } from './kept-pods.ts'
import { antrea, calico, cilium, clusterPolicy, policyPeer, policyPort } from './kept-policies.ts'
import {
  allowed,
  clientConfig,
  ingressBackend,
  listener,
  meshDestination,
  meshRoute,
  monitored,
  parent,
  route,
  scraped,
  service,
  webhooks,
} from './kept-routes.ts'

/*
 * Which fields of a manifest a snapshot keeps, by kind: those that a verdict rests on, each by its name. What is not named
 * is left out, so a field that is invented tomorrow is too.
 */

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
  Event: {
    involvedObject: { kind: true, namespace: true, name: true, uid: true },
    type: true,
    reason: true,
    message: 'status-message',
    count: true,
    firstTimestamp: true,
    lastTimestamp: true,
    eventTime: true,
    series: { count: true, lastObservedTime: true },
    source: { component: true },
    reportingComponent: true,
  },
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
  PeerAuthentication: { spec: { selector, mtls: { mode: true }, portLevelMtls: true } },
  AuthorizationPolicy: {
    spec: {
      selector,
      targetRef: { kind: true, name: true },
      targetRefs: [{ kind: true, name: true }],
      action: true,
      rules: [
        {
          from: [
            {
              source: {
                namespaces: true,
                notNamespaces: true,
                principals: true,
                notPrincipals: true,
                ipBlocks: true,
                requestPrincipals: true,
              },
            },
          ],
          to: [{ operation: { ports: true, hosts: true, methods: true } }],
          when: [{ key: true }],
        },
      ],
    },
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
