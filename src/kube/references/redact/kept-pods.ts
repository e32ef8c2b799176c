import { condition, metadata, selector, type Kept } from './kept.ts'

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
export const podSpec = {
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
export const containerStatus = {
  name: true,
  ready: true,
  started: true,
  restartCount: true,
  image: true,
  state,
  lastState: state,
} as const

const template = { metadata: { ...metadata }, spec: podSpec } as const
export const workload = {
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
