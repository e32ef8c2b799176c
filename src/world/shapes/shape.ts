import { endpointShapes } from './endpoint-shapes.ts'
import { fields, labelSelector, list, metadata, stringMap, strings, type Shape } from './field-shape.ts'
import { gatewayShapes } from './gateway-shapes.ts'
import { kindOf, type Kind } from '../kinds.ts'
import type { LabelSelectorSpec, Manifest, PodTemplate } from '../types/manifest.ts'
import { meshShapes } from './mesh-shapes.ts'
import { decoded } from './nulls.ts'
import { networkPolicyShapes } from './network-policy-shapes.ts'
import { misfit, type InvalidType } from './misfit.ts'
import { serviceSpecFields } from '../types/service-fields.ts'
import { shapeOf } from './wire-shape.ts'
import { registrationShapes } from './registration-shapes.ts'

const conditions = list(fields({ type: 'string', status: 'string', reason: 'string', message: 'string' }))
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

const workload = fields({
  metadata,
  spec: fields({
    replicas: 'integer',
    serviceName: 'string',
    ordinals: fields({ start: 'integer' }),
    template: podTemplateShape,
  }),
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

const event = fields({
  metadata,
  involvedObject: fields({ kind: 'string', namespace: 'string', name: 'string', uid: 'string' }),
  type: 'string',
  reason: 'string',
  message: 'string',
  count: 'integer',
  firstTimestamp: 'string',
  lastTimestamp: 'string',
  eventTime: 'string',
  series: fields({ count: 'integer', lastObservedTime: 'string' }),
  source: fields({ component: 'string' }),
  reportingComponent: 'string',
})

export const shapes: Readonly<Record<Kind, Shape>> = {
  Service: service,
  Pod: fields({ metadata, spec: podSpec, status: podStatus }),
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  ReplicationController: workload,
  Job: workload,
  CronJob: fields({
    metadata,
    spec: fields({ jobTemplate: fields({ metadata, spec: fields({ template: podTemplateShape }) }) }),
  }),
  Ingress: ingress,
  IngressClass: fields({ metadata }),
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

/** The first field of a manifest whose type the API server would refuse; undefined when all that `svc` reads is well typed. */
export function invalidTypeOf(manifest: Manifest): InvalidType | undefined {
  const kind = kindOf(manifest)
  return misfit(kind === undefined ? foreign : shapes[kind], manifest, [])
}

/** The same for a pod template found inside a custom resource. */
export function fitsPodTemplate(value: unknown): boolean {
  return misfit(podTemplateShape, value, []) === undefined
}

/** Is it a label selector, as far as its types go? For manifests of kinds that are not decoded. */
export function selectorShapeFits(value: unknown): value is LabelSelectorSpec {
  return typeof value === 'object' && value !== null && misfit(labelSelector, value, []) === undefined
}

/** A manifest as the server decodes it: a field that is `null` is absent, and a null in a map (a label) is empty. */
export function withoutNulls<M extends Manifest>(manifest: M): M {
  const kind = kindOf(manifest)
  return decoded(kind === undefined ? foreign : shapes[kind], manifest) as M
}

/** The same for a pod template inside a custom resource. */
export function podTemplateWithoutNulls(template: PodTemplate): PodTemplate {
  return decoded(podTemplateShape, template) as PodTemplate
}
