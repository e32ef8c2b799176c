import { kindOf, type Kind, type Kinds } from '../../world/kinds.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { resolveService, serviceNamesFor } from '../dns/service-name.ts'
import { tlsPolicyReferences } from './backend-tls-policy.ts'
import { annotationReferencesOf } from './annotations.ts'
import { bareNamesOf } from './bare-names.ts'
import { clientReferencesOf, type ClientReference } from './clients.ts'
import { ingressReferences } from './ingress.ts'
import { shownText } from './mentions.ts'
import { meshReferences, serviceEntryReferences, virtualServiceReferences } from './mesh.ts'
import { monitorReferences } from './monitors.ts'
import type { ServiceReference } from './reference.ts'
import { apiServiceReferences, calledReferences } from './registrations.ts'
import { routeReferences } from './routes.ts'
import { statefulSetReferences } from './stateful-set.ts'

type Reader<K extends Kind> = (resource: Resource<Kinds[K]>, world: World) => ServiceReference[]

const readers: { readonly [K in Kind]?: Reader<K> } = {
  Ingress: ingressReferences,
  HTTPRoute: routeReferences,
  GRPCRoute: routeReferences,
  TLSRoute: routeReferences,
  TCPRoute: routeReferences,
  UDPRoute: routeReferences,
  BackendTLSPolicy: tlsPolicyReferences,
  ValidatingWebhookConfiguration: calledReferences,
  MutatingWebhookConfiguration: calledReferences,
  CustomResourceDefinition: calledReferences,
  APIService: apiServiceReferences,
  StatefulSet: statefulSetReferences,
  ServiceMonitor: (monitor, world) => monitorReferences(world, monitor),
  VirtualService: virtualServiceReferences,
  DestinationRule: meshReferences,
  ServiceEntry: serviceEntryReferences,
}

/** Every place of a resource that means a Service, by its fields and in the texts that programs read. */
export function referencesOf(world: World, resource: Resource): ServiceReference[] {
  const kind = kindOf(resource.manifest)
  const read = kind === undefined ? undefined : (readers[kind] as Reader<Kind> | undefined)
  return [...(read?.(resource, world) ?? []), ...textReferences(world, resource)]
}

/** The places of a resource where a text names a Service, or a host that may be one: of its programs, and in annotations. */
export function namesInTexts(world: World, resource: Resource): ClientReference[] {
  return [
    ...clientReferencesOf(world, resource),
    ...bareNamesOf(world, resource),
    ...annotationReferencesOf(world, resource),
  ]
}

/** The Services that are named in texts; of a name that the World does not hold, the likeliest meaning. */
function textReferences(world: World, resource: Resource): ServiceReference[] {
  return namesInTexts(world, resource).flatMap(({ path, mention, piece }) => {
    const from = resource.namespace ?? ''
    const service = resolveService(world, mention.host, from)
    const { namespace, name } = service ?? serviceNamesFor(world, mention.host, from)[0] ?? {}
    if (namespace === undefined || name === undefined) return []
    const { port } = mention
    return [
      {
        kind: 'text' as const,
        from: resource,
        path,
        namespace,
        name,
        mention,
        piece,
        via: shownText(mention),
        ...(port === undefined ? {} : { port: { number: port } }),
      },
    ]
  })
}
