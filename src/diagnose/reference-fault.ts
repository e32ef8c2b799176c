import type { Kind } from '../world/kinds.ts'
import type { Service } from '../world/types/manifest.ts'
import type { VirtualService } from '../world/types/mesh.ts'
import { alternatives } from '../world/applied-together.ts'
import { valueAt } from '../world/place.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import { joinList, quote, quoteList } from '../text/wording.ts'
import type { World } from '../world/world.ts'
import { formatPort, servicePorts, typeOf, type DefaultedPort } from '../kube/core/defaults.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { carries } from '../kube/workload/runtime-labels.ts'
import { portForReference } from '../kube/core/port-lookup.ts'
import { podTemplatesOf } from '../kube/workload/pod-source.ts'
import { calledPort } from './called-port.ts'
import type { ServiceReference } from '../kube/references/reference.ts'
import { aliasReferences } from '../kube/references/aliases.ts'
import { aliasChain, endOfAlias } from '../kube/references/called-service.ts'
import { addressesOf, isPinnedTo } from '../kube/references/host-aliases.ts'
import { incompleteHosts, isFollowed, meshReferences, subsetsOf } from '../kube/references/mesh.ts'
import { isPermitted } from '../kube/references/reference-grant.ts'

/** Why a reference does not lead where it should. */
export interface Fault {
  readonly fault:
    | 'service-missing'
    | 'not-permitted'
    | 'port-missing'
    | 'port-protocol'
    | 'headless'
    | 'alias'
    | 'alias-of-nothing'
    | 'other-pods'
    | 'subset-missing'
    | 'no-variable'
    | 'pinned-elsewhere'
  /** A clause with the Service as its subject, as in `it has no port 8080; it listens on 80`. */
  readonly because: string
  /** It depends on who follows the reference, which no object says. */
  readonly depends?: true
  /** It rests on something that the World does not hold. */
  readonly absence?: { readonly kinds: readonly Kind[]; readonly namespace: string }
}

/**
 * What is wrong with a reference; undefined when it leads to a Service and a port that exist. In the order in which the
 * Gateway API wants it checked: permission first, so that a route learns nothing of another namespace.
 */
export function faultOf(world: World, reference: ServiceReference): Fault | undefined {
  const { namespace, name, from } = reference
  if (isRoute(reference) && !isPermitted(world, from, { group: '', kind: 'Service', namespace, name }))
    return {
      fault: 'not-permitted',
      because: `no ReferenceGrant of namespace ${namespace} admits ${from.kind}s of namespace ${from.namespace}`,
      absence: { kinds: ['ReferenceGrant'], namespace },
    }
  const [first, ...others] = alternatives(world, { kind: 'Service', namespace, name }, from)
  if (first === undefined)
    return {
      fault: 'service-missing',
      because: 'it does not exist',
      absence: {
        kinds: reference.kind.startsWith('mesh-') ? ['Service', 'ServiceEntry'] : ['Service'],
        namespace,
      },
    }
  const fault = faultAt(world, first, reference)
  // of alternatives in a repository one that fits is enough
  const fits =
    fault !== undefined && others.some((service) => faultAt(world, service, reference) === undefined)
  return fits ? undefined : fault
}

function faultAt(world: World, service: Resource<Service>, reference: ServiceReference): Fault | undefined {
  if (reference.kind === 'text' && typeOf(service.manifest) === 'ExternalName')
    return faultBehindAlias(world, service, reference)
  if (reference.kind === 'mesh-host') return destinationFault(world, reference)
  if (reference.kind === 'variable') return variableFault(service, reference)
  if (reference.kind === 'host-alias') return pinnedFault(service, reference)
  const port = portFault(service, reference)
  // whether the number is there, the aggregator looks at first
  if (reference.kind === 'api-service' && port?.fault === 'port-missing') return port
  return (
    typeFault(service, reference) ?? port ?? podsFault(service, reference) ?? subsetFault(world, reference)
  )
}

/** Who calls an alias gets the address of the Service behind it, and the port stays what it is. */
function faultBehindAlias(
  world: World,
  alias: Resource<Service>,
  reference: ServiceReference,
): Fault | undefined {
  const end = endOfAlias(world, alias)
  if (end !== undefined) {
    const fault = portFault(end, reference)
    const because = `it is an alias of ${nameOf(end)}, where ${fault?.because}`
    return fault === undefined ? undefined : { ...fault, because }
  }
  const { aliases, next } = aliasChain(world, alias)
  if (next !== undefined && aliases.includes(next))
    return { fault: 'alias-of-nothing', because: 'it is an alias that leads in a circle' }
  const last = aliases.at(-1) ?? alias
  const [target] = aliasReferences(last, world)
  if (target === undefined || world.get('Service', target.namespace, target.name) !== undefined)
    return undefined
  const through = last === alias ? '' : ` through ${nameOf(last)}`
  return {
    fault: 'alias-of-nothing',
    because: `it is an alias${through} of ${last.manifest.spec?.externalName}, which does not exist`,
    absence: { kinds: ['Service'], namespace: target.namespace },
  }
}

/** A VirtualService takes the requests of its hosts, and so fails them where one of its destinations does not hold. */
function destinationFault(world: World, { from }: ServiceReference): Fault | undefined {
  const [incomplete] = incompleteHosts(world, from as Resource<VirtualService>).filter(isFollowed)
  if (incomplete !== undefined)
    return {
      fault: 'service-missing',
      because: `its requests go to ${incomplete.host}, which is not a host that Istio knows: it does not complete a name with a dot`,
    }
  for (const reference of meshReferences(from as Resource<VirtualService>, world).filter(isFollowed)) {
    const fault = faultOf(world, reference)
    const to = `its requests go to ${reference.via ?? reference.name}, where`
    if (fault !== undefined) return { ...fault, because: `${to} ${fault.because}` }
  }
  return undefined
}

/** The kubelet sets variables for Services that have an address, where `enableServiceLinks` is not false. */
function variableFault(service: Resource<Service>, { from, path }: ServiceReference): Fault | undefined {
  const type = typeOf(service.manifest)
  if (type === 'Headless' || type === 'ExternalName')
    return {
      fault: 'no-variable',
      because: `no variable is set for it: it has no virtual IP (${type === 'Headless' ? 'headless' : type})`,
    }
  const template = path.lastIndexOf('spec', path.indexOf('containers'))
  const pod = template === -1 ? undefined : valueAt(from.manifest, path.slice(0, template + 1))
  const isMaster = service.namespace === 'default' && service.name === 'kubernetes'
  return !isMaster && valueAt(pod, ['enableServiceLinks']) === false
    ? { fault: 'no-variable', because: 'no variable is set for it: enableServiceLinks is false' }
    : undefined
}

function pinnedFault(service: Resource<Service>, reference: ServiceReference): Fault | undefined {
  if (isPinnedTo(reference, service) !== false) return undefined
  const own = joinList(addressesOf(service))
  return {
    fault: 'pinned-elsewhere',
    because: `hostAliases pin its name to ${reference.via?.split(' ')[0]}, and its address is ${own}`,
  }
}

/** A backend of a route that a Gateway follows; the parent of a mesh's route needs no permission. */
function isRoute({ kind }: ServiceReference): boolean {
  return kind === 'route-backend' || kind === 'route-mirror'
}

function typeFault({ manifest }: Resource<Service>, { kind }: ServiceReference): Fault | undefined {
  const type = typeOf(manifest)
  if (type === 'Headless' && calledByApiServer.has(kind))
    return {
      fault: 'headless',
      because: 'it is headless',
    }
  if (
    type === 'ExternalName' &&
    (kind === 'route-backend' || kind === 'route-mirror' || kind === 'ingress-backend')
  )
    return {
      fault: 'alias',
      because: 'it is an alias (ExternalName), which many controllers refuse',
      depends: true,
    }
  if (type === 'ExternalName' && kind === 'stateful-set')
    return { fault: 'alias', because: 'it is an alias (ExternalName), which has no names for pods' }
  return undefined
}

const calledByApiServer = new Set(['webhook', 'conversion-webhook', 'api-service'])

function portFault({ manifest }: Resource<Service>, reference: ServiceReference): Fault | undefined {
  if (typeOf(manifest) === 'ExternalName' || reference.port === undefined) return undefined
  const wanted = reference.port.name ?? reference.port.number
  if (wanted === undefined) return undefined
  const ports = servicePorts(manifest)
  const found = portOfReference(manifest, reference)
  const protocol = protocolOf(reference)
  if (found !== undefined && (protocol === undefined || found.protocol === protocol)) return undefined
  // a headless Service translates nothing: a client may dial any port of its pods
  if (reference.kind === 'text' && typeOf(manifest) === 'Headless') return undefined
  const listens = ports.length === 0 ? 'it has none' : `it listens on ${joinList(ports.map(formatPort))}`
  if (found !== undefined)
    return { fault: 'port-protocol', because: `its port ${wanted} is not ${protocol}; ${listens}` }
  const isTarget = ports.some(({ targetPort }) => targetPort === wanted)
  const which = isTarget ? ', which is the port of its pods' : ''
  return { fault: 'port-missing', because: `it has no port ${quote(wanted)}${which}; ${listens}` }
}

/** The port of a Service that a reference means, whatever its protocol; undefined where it has none of that name or number. */
export function portOfReference(
  service: Service,
  { port, mention, from }: Pick<ServiceReference, 'port' | 'mention' | 'from'>,
): DefaultedPort | undefined {
  if (mention !== undefined) return calledPort(service, mention)
  if (port === undefined) return undefined
  const udp =
    from.kind === 'UDPRoute' &&
    servicePorts(service).find((item) => item.port === port.number && item.protocol === 'UDP')
  return udp || portForReference(service, port)
}

/** What the follower of a reference speaks; undefined where any protocol will do, or where the text decides. */
function protocolOf({ kind, from }: ServiceReference): 'TCP' | 'UDP' | undefined {
  if (kind === 'ingress-backend' || calledByApiServer.has(kind)) return 'TCP'
  if (kind !== 'route-backend' && kind !== 'route-mirror') return undefined
  return from.kind === 'UDPRoute' ? 'UDP' : 'TCP'
}

/** A proxy of Istio has a cluster for each subset that a DestinationRule defines, and none for another. */
function subsetFault(world: World, reference: ServiceReference): Fault | undefined {
  const { subset } = reference
  if (subset === undefined) return undefined
  const rules = subsetsOf(world, reference)
  const known = rules.flatMap(({ subsets }) => subsets)
  if (known.includes(subset)) return undefined
  const there = known.length === 0 ? '' : `; there is ${quoteList(known)}`
  return {
    fault: 'subset-missing',
    because: `no DestinationRule defines subset ${quote(subset)} of it${there}: proxies answer 503`,
    absence: { kinds: ['DestinationRule'], namespace: reference.namespace },
  }
}

function podsFault(service: Resource<Service>, { kind, from }: ServiceReference): Fault | undefined {
  if (kind !== 'stateful-set') return undefined
  const selector = selectorOf(service.manifest)
  const [template] = podTemplatesOf(from)
  if (selector === undefined || template === undefined) return undefined
  const differs = Object.keys(selector).find((key) => carries(template, key, selector[key] ?? '') === 'no')
  if (differs === undefined) return undefined
  return {
    fault: 'other-pods',
    because: `its selector does not choose the pods of ${from.name}: they have no ${differs}=${selector[differs]}`,
  }
}
