import { kindOf, type Kind, type Kinds } from '../../world/kinds.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf } from '../core/defaults.ts'
import { serviceNamesFor } from '../dns/service-name.ts'
import { tlsPolicyReferences } from './backend-tls-policy.ts'
import { annotationReferencesOf } from './annotations.ts'
import { bareNamesOf } from './bare-names.ts'
import { aliasReferences } from './aliases.ts'
import { endOfAlias, serviceCalled } from './called-service.ts'
import { clientReferencesOf, possibleReferencesOf, type ClientReference } from './clients.ts'
import { foreignReferences } from './foreign.ts'
import { addressReferences, hostAliasReferences } from './host-aliases.ts'
import { ingressReferences } from './ingress.ts'
import { shownText } from './mentions.ts'
import { meshReferences, serviceEntryReferences, virtualServiceReferences } from './mesh.ts'
import { monitorReferences } from './monitors.ts'
import type { ServiceReference } from './reference.ts'
import { apiServiceReferences, calledReferences } from './registrations.ts'
import { routeReferences } from './routes.ts'
import { variableReferences } from './service-variables.ts'
import { statefulSetReferences } from './stateful-set.ts'

type ReferenceReader<K extends Kind> = (resource: Resource<Kinds[K]>, world: World) => ServiceReference[]

const readers: { readonly [K in Kind]?: ReferenceReader<K> } = {
  Service: aliasReferences,
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

/** Every place of a resource that means a Service, by its fields and in the texts that programs read; what is only possible last. */
export function referencesOf(world: World, resource: Resource): ServiceReference[] {
  const kind = kindOf(resource.manifest)
  const read = kind === undefined ? undefined : (readers[kind] as ReferenceReader<Kind> | undefined)
  const references = [
    ...(read?.(resource, world) ?? []),
    ...textReferences(world, namesInTexts(world, resource)),
    ...hostAliasReferences(world, resource),
    ...addressReferences(world, resource),
    ...variableReferences(world, resource),
    ...textReferences(world, possibleReferencesOf(world, resource)),
    ...(kind === undefined ? foreignReferences(world, resource) : []),
  ]
  return references.flatMap((reference) => [reference, ...throughAlias(world, reference)])
}

// who follows them looks the name up, and so comes to the Service behind an alias
const lookedUp: ReadonlySet<ServiceReference['kind']> = new Set(['text', 'ingress-backend', 'route-backend'])

/** The same reference for the Service behind the alias that it names. */
function throughAlias(world: World, reference: ServiceReference): ServiceReference[] {
  const alias = world.get('Service', reference.namespace, reference.name)
  if (alias === undefined || typeOf(alias.manifest) !== 'ExternalName' || !lookedUp.has(reference.kind))
    return []
  const service = endOfAlias(world, alias)
  if (service === undefined) return []
  const { name, namespace = '' } = service
  const { port: _port, portPath: _path, ...rest } = reference
  // a controller takes the port from the alias, and translates nothing
  return [{ ...(reference.kind === 'text' ? reference : rest), namespace, name, through: alias }]
}

/** The places of a resource where a text names a Service, or a host that may be one: of its programs, and in annotations. */
export function namesInTexts(world: World, resource: Resource): readonly ClientReference[] {
  return world.derived(readNames, resource)
}

/** Several rules ask for them, and nearly no resource has any. */
function readNames(world: World, resource: Resource): readonly ClientReference[] {
  const names = [
    ...clientReferencesOf(world, resource),
    ...bareNamesOf(world, resource),
    ...annotationReferencesOf(world, resource),
  ]
  return names.length === 0 ? none : names
}

const none: readonly ClientReference[] = []

/** The Services that are named in texts. */
function textReferences(world: World, places: readonly ClientReference[]): ServiceReference[] {
  return places.flatMap((place) => referenceOfText(world, place) ?? [])
}

/** The Service that a text names; of a name that the World does not hold, the likeliest meaning, if it can be a Service's at all. */
export function referenceOfText(world: World, place: ClientReference): ServiceReference | undefined {
  const { resource: from, path, mention, piece, possible } = place
  const service = serviceCalled(world, place)
  const { namespace, name } = service ?? serviceNamesFor(world, mention.host, from.namespace ?? '')[0] ?? {}
  if (namespace === undefined || name === undefined) return undefined
  const { port } = mention
  const isSure = mention.sure === true || mention.isName === true || isPortOf(service, port)
  return {
    kind: 'text',
    from,
    path,
    namespace,
    name,
    mention,
    piece,
    via: shownText(mention),
    ...(port === undefined ? {} : { port: { number: port } }),
    ...(possible === true || !isSure ? { possible: true } : {}),
  }
}

/** A host with a port that the Service has is no tag of an image. */
function isPortOf(service: Resource<Service> | undefined, port: number | undefined): boolean {
  return service !== undefined && servicePorts(service.manifest).some((candidate) => candidate.port === port)
}
