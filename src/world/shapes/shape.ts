import { endpointShapes } from './endpoint-shapes.ts'
import { fields, labelSelector, list, metadata, stringMap, strings, type Shape } from './field-shape.ts'
import { gatewayShapes } from './gateway-shapes.ts'
import { groupOf, kindOf, type Kind } from '../kinds.ts'
import type { Condition, LabelSelectorSpec, Manifest, PodTemplate } from '../types/manifest.ts'
import { meshShapes } from './mesh-shapes.ts'
import { decoded } from './nulls.ts'
import { networkPolicyShapes } from './network-policy-shapes.ts'
import { misfit, type InvalidType } from './misfit.ts'
import { serviceSpecFields } from '../types/service-fields.ts'
import { shapeOf } from './wire-shape.ts'
import { registrationShapes } from './registration-shapes.ts'

const condition = fields({ type: 'string', status: 'string', reason: 'string', message: 'string' })
const conditions = list(condition)
const probe = fields({
  httpGet: fields({ port: 'integer or string', path: 'string', host: 'string' }),
  tcpSocket: fields({ port: 'integer or string', host: 'string' }),
  grpc: fields({ port: 'integer' }),
})
const container = fields({
  name: 'string',
  image: 'string',
  command: strings,
  args: strings,
  env: list(fields({ name: 'string', value: 'string' })),
  ports: list(fields({ name: 'string', containerPort: 'integer', hostPort: 'integer', protocol: 'string' })),
  restartPolicy: 'string',
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
})
const podSpec = fields({
  nodeName: 'string',
  nodeSelector: stringMap,
  os: fields({ name: 'string' }),
  dnsPolicy: 'string',
  dnsConfig: fields({
    nameservers: strings,
    searches: strings,
    options: list(fields({ name: 'string', value: 'string' })),
  }),
  hostAliases: list(fields({ ip: 'string', hostnames: strings })),
  enableServiceLinks: 'boolean',
  hostname: 'string',
  hostnameOverride: 'string',
  subdomain: 'string',
  hostNetwork: 'boolean',
  containers: list(container),
  initContainers: list(container),
  ephemeralContainers: list(container),
  readinessGates: list(fields({ conditionType: 'string' })),
})
const containerState = fields({
  waiting: fields({ reason: 'string', message: 'string' }),
  running: fields({ startedAt: 'string' }),
  terminated: fields({ reason: 'string', exitCode: 'integer', message: 'string' }),
})
const containerStatuses = list(
  fields({
    name: 'string',
    ready: 'boolean',
    started: 'boolean',
    restartCount: 'integer',
    state: containerState,
    lastState: containerState,
  }),
)
const podStatus = fields({
  phase: 'string',
  reason: 'string',
  podIP: 'string',
  podIPs: list(fields({ ip: 'string' })),
  conditions,
  containerStatuses,
  initContainerStatuses: containerStatuses,
})

const podTemplateShape = fields({ metadata, spec: podSpec })

const workloadSpec = {
  replicas: 'integer',
  serviceName: 'string',
  ordinals: fields({ start: 'integer' }),
  template: podTemplateShape,
} as const
const workloadStatus = {
  replicas: 'integer',
  readyReplicas: 'integer',
  unavailableReplicas: 'integer',
  conditions,
} as const
const workload = fields({
  metadata,
  spec: fields({ ...workloadSpec, selector: labelSelector }),
  status: fields(workloadStatus),
})

const loadBalancerStatus = fields({
  loadBalancer: fields({ ingress: list(fields({ ip: 'string', hostname: 'string', ipMode: 'string' })) }),
})

const service = fields({ metadata, spec: shapeOf(serviceSpecFields), status: loadBalancerStatus })

const ingressBackend = fields({
  service: fields({ name: 'string', port: fields({ name: 'string', number: 'integer' }) }),
})
const ingress = fields({
  metadata,
  spec: fields({
    ingressClassName: 'string',
    defaultBackend: ingressBackend,
    rules: list(
      fields({
        host: 'string',
        http: fields({
          paths: list(fields({ path: 'string', pathType: 'string', backend: ingressBackend })),
        }),
      }),
    ),
  }),
  status: loadBalancerStatus,
})

const involvedObject = fields({
  kind: 'string',
  namespace: 'string',
  name: 'string',
  uid: 'string',
  fieldPath: 'string',
})
const eventSource = fields({ component: 'string' })
const ofEveryEvent = {
  metadata,
  type: 'string',
  reason: 'string',
  eventTime: 'string',
  series: fields({ count: 'integer', lastObservedTime: 'string' }),
} as const
const event = fields({
  ...ofEveryEvent,
  involvedObject,
  message: 'string',
  count: 'integer',
  firstTimestamp: 'string',
  lastTimestamp: 'string',
  source: eventSource,
  reportingComponent: 'string',
})
/** The same object as `events.k8s.io` serves it. */
const eventOfItsGroup = fields({
  ...ofEveryEvent,
  regarding: involvedObject,
  note: 'string',
  reportingController: 'string',
  deprecatedCount: 'integer',
  deprecatedFirstTimestamp: 'string',
  deprecatedLastTimestamp: 'string',
  deprecatedSource: eventSource,
})

export const shapes: Readonly<Record<Kind, Shape>> = {
  Service: service,
  Pod: fields({ metadata, spec: podSpec, status: podStatus }),
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: fields({
    ...workload.fields,
    status: fields({ desiredNumberScheduled: 'integer', numberReady: 'integer', conditions }),
  }),
  ReplicationController: fields({
    ...workload.fields,
    spec: fields({ ...workloadSpec, selector: stringMap }),
  }),
  Job: fields({
    metadata,
    spec: fields({
      parallelism: 'integer',
      completions: 'integer',
      selector: labelSelector,
      template: podTemplateShape,
    }),
    status: fields({ active: 'integer', ready: 'integer', conditions }),
  }),
  CronJob: fields({
    metadata,
    spec: fields({ jobTemplate: fields({ metadata, spec: fields({ template: podTemplateShape }) }) }),
  }),
  Ingress: ingress,
  IngressClass: fields({ metadata, spec: fields({ controller: 'string' }) }),
  ConfigMap: fields({ metadata, data: stringMap }),
  Node: fields({
    metadata,
    status: fields({ addresses: list(fields({ type: 'string', address: 'string' })), conditions }),
  }),
  Namespace: fields({ metadata }),
  Event: event,
  ...endpointShapes,
  ...gatewayShapes,
  ...meshShapes,
  ...networkPolicyShapes,
  ...registrationShapes,
}

const foreign = fields({ metadata })

/** The types of what is read of a manifest; of a kind that `svc` does not know only the metadata has any. */
export function shapeOfManifest(manifest: Manifest): Shape {
  const kind = kindOf(manifest)
  if (kind !== undefined) return shapes[kind]
  return manifest.kind === 'Event' && groupOf(manifest.apiVersion) === 'events.k8s.io'
    ? eventOfItsGroup
    : foreign
}

/** The first field of a manifest whose type the API server would refuse; undefined when all that `svc` reads is well typed. */
export function invalidTypeOf(manifest: Manifest): InvalidType | undefined {
  return misfit(shapeOfManifest(manifest), manifest, [])
}

/** The same for a pod template found inside a custom resource. */
export function fitsPodTemplate(value: unknown): boolean {
  return misfit(podTemplateShape, value, []) === undefined
}

/** A label selector of a kind that is not decoded, without its nulls; undefined where its types are others. */
export function labelSelectorIn(value: unknown): LabelSelectorSpec | undefined {
  return typeof value === 'object' && value !== null && misfit(labelSelector, value, []) === undefined
    ? (decoded(labelSelector, value) as LabelSelectorSpec)
    : undefined
}

/** The conditions among what is at a place of a custom resource, where a status may be anything. */
export function conditionsIn(value: unknown): readonly Condition[] {
  if (!Array.isArray(value)) return []
  return value
    .filter((item) => typeof item === 'object' && item !== null && misfit(condition, item, []) === undefined)
    .map((item) => decoded(condition, item) as Condition)
}

/** A manifest as the server decodes it: a field that is `null` is absent, and a null in a map (a label) is empty. */
export function withoutNulls<M extends Manifest>(manifest: M): M {
  return decoded(shapeOfManifest(manifest), manifest) as M
}

/** The same for a pod template inside a custom resource. */
export function podTemplateWithoutNulls(template: PodTemplate): PodTemplate {
  return decoded(podTemplateShape, template) as PodTemplate
}
