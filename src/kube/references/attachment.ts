import type { Gateway, Listener, ListenerSet, ParentRef, Route } from '../../world/types/gateway-api.ts'
import { routeKinds, type Kind } from '../../world/kinds.ts'
import type { FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { alternatives } from '../../world/applied-together.ts'
import type { World } from '../../world/world.ts'
import { hostnamesMeet } from './hostnames.ts'
import { admitsNamespace, attachmentOfSet } from './listener-set.ts'
import { gatewayGroup } from './routes.ts'

/** What becomes of one parentRef of a route that names a Gateway. */
export interface Attachment {
  readonly ref: ParentRef
  /** Of the parentRef. */
  readonly path: FieldPath
  /** Where the listeners are: the parent that is named. */
  readonly holder?: Resource<Gateway | ListenerSet>
  /** Those that take the route; empty when it is refused, and of a ListenerSet that no Gateway takes. */
  readonly listeners: readonly Listener[]
  readonly refusal?: AttachmentRefusal
}

interface AttachmentRefusal {
  /** As the controller writes it into the condition Accepted; it writes nothing for a Gateway that is not there. */
  readonly reason:
    | 'NoMatchingParent'
    | 'NotAllowedByListeners'
    | 'NoMatchingListenerHostname'
    | 'GatewayMissing'
  /** A clause such as `no listener of Gateway shop/web is named "https"`. */
  readonly because: string
  /** The field of the route that is at odds with the Gateway. */
  readonly at: FieldPath
  /** It rests on the absence of this kind. */
  readonly absence?: Kind
}

/**
 * The listeners that a route gets attached to, for each of its parentRefs to a Gateway or a ListenerSet (parents of other kinds are not
 * judged). In the order of the specification: the Gateway, the listeners that sectionName and port choose, those that allow
 * the route's kind and namespace, those whose hostname meets one of the route's.
 * Follows the API documentation of ParentReference, AllowedRoutes and Listener in kubernetes-sigs/gateway-api apis/v1.
 */
export function attachmentsOf(world: World, route: Resource<Route>): Attachment[] {
  return (route.manifest.spec?.parentRefs ?? []).flatMap((ref, index) => {
    const { group = gatewayGroup, kind = 'Gateway' } = ref
    const parent = parents.find((known) => known === kind)
    if (group !== gatewayGroup || parent === undefined || !ref.name) return []
    return [attach(world, route, { ref, kind: parent, path: ['spec', 'parentRefs', index] })]
  })
}

const parents = ['Gateway', 'ListenerSet'] as const

type Parent = Pick<Attachment, 'ref' | 'path'> & { readonly kind: (typeof parents)[number] }

/** Of several Gateways of that name, which a repository holds as alternatives, to the first that takes the route. */
function attach(world: World, route: Resource<Route>, { ref, path, kind }: Parent): Attachment {
  const namespace = ref.namespace || route.namespace
  const holders = alternatives(world, { kind, namespace, name: ref.name ?? '' }, route)
  const [first, ...others] = holders.map((holder) => attachTo(world, route, { ref, path, holder }))
  if (first !== undefined) return [first, ...others].find(({ refusal }) => refusal === undefined) ?? first
  const because = `${kind} ${namespace}/${ref.name} does not exist`
  const refusal = { reason: 'GatewayMissing', because, at: [...path, 'name'], absence: kind } as const
  return { ref, path, listeners: [], refusal }
}

function attachTo(
  world: World,
  route: Resource<Route>,
  { ref, path, holder }: Pick<Attachment, 'ref' | 'path'> & { holder: Resource<Gateway | ListenerSet> },
): Attachment {
  const chosen = (holder.manifest.spec?.listeners ?? []).filter(
    ({ name, port }) =>
      (ref.sectionName === undefined || ref.sectionName === name) &&
      (ref.port === undefined || ref.port === port),
  )
  const allowed = chosen.filter(
    (listener) => allowsKind(listener, route) && allowsNamespace(world, { holder, listener }, route),
  )
  const listeners = allowed.filter((listener) => meetsHostname(listener, route))
  const found = { ref, path, holder, listeners: isTaken(world, holder) ? listeners : [] }
  if (chosen.length === 0) return { ...found, refusal: noSuchListener(holder, { ref, path }) }
  if (allowed.length === 0) return { ...found, refusal: notAllowed(world, { holder, chosen, path }, route) }
  return listeners.length === 0 ? { ...found, refusal: otherHostname(allowed, route) } : found
}

/** Of a ListenerSet: by a Gateway. */
function isTaken(world: World, holder: Resource<Gateway | ListenerSet>): boolean {
  if (holder.kind === 'Gateway') return true
  const attached = attachmentOfSet(world, holder as Resource<ListenerSet>)
  return attached !== undefined && 'gateway' in attached
}

/** The kinds that a listener's protocol can carry; any route for a protocol that the specification does not know. */
function kindsOf({ protocol, tls }: Listener): readonly Kind[] {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return ['HTTPRoute', 'GRPCRoute']
  if (protocol === 'TLS') return tls?.mode === 'Passthrough' ? ['TLSRoute'] : ['TCPRoute', 'TLSRoute']
  if (protocol === 'TCP') return ['TCPRoute']
  return protocol === 'UDP' ? ['UDPRoute'] : routeKinds
}

function allowsKind(listener: Listener, route: Resource): boolean {
  const listed = listener.allowedRoutes?.kinds ?? []
  return (
    kindsOf(listener).some((kind) => kind === route.kind) &&
    (listed.length === 0 ||
      listed.some(({ group = gatewayGroup, kind }) => group === gatewayGroup && kind === route.kind))
  )
}

interface HeldListener {
  readonly holder: Resource<Gateway | ListenerSet>
  readonly listener: Listener
}

function allowsNamespace(world: World, { holder, listener }: HeldListener, { namespace }: Resource): boolean {
  const allowed = { from: 'Same', ...listener.allowedRoutes?.namespaces }
  return admitsNamespace(world, allowed, { own: holder.namespace, namespace })
}

function meetsHostname({ hostname }: Listener, { kind, manifest }: Resource<Route>): boolean {
  const { hostnames = [] } = manifest.spec ?? {}
  if (!hostname || hostnames.length === 0 || kind === 'TCPRoute' || kind === 'UDPRoute') return true
  return hostnames.some((own) => hostnamesMeet(own, hostname))
}

function noSuchListener(
  holder: Resource<Gateway | ListenerSet>,
  { ref, path }: Pick<Parent, 'ref' | 'path'>,
): AttachmentRefusal {
  const listeners = holder.manifest.spec?.listeners ?? []
  const { sectionName, port } = ref
  const named = sectionName !== undefined && !listeners.some(({ name }) => name === sectionName)
  const wanted = [
    ...(sectionName === undefined ? [] : [`is named ${quote(sectionName)}`]),
    ...(port === undefined ? [] : [`listens on ${port}`]),
  ].join(' and ')
  const has = joinList(listeners.map(({ name = '', port: number = 0 }) => `${name} on ${number}`))
  return {
    reason: 'NoMatchingParent',
    because: `no listener of ${nameOf(holder)} ${wanted || 'is there'}; it has ${has || 'none'}`,
    at: named || port === undefined ? [...path, 'sectionName'] : [...path, 'port'],
  }
}

function notAllowed(
  world: World,
  { holder, chosen, path }: { holder: Resource; chosen: readonly Listener[]; path: FieldPath },
  route: Resource<Route>,
): AttachmentRefusal {
  const rightKind = chosen.filter((listener) => allowsKind(listener, route))
  const names = joinList(chosen.map(({ name = '' }) => name))
  const reason = 'NotAllowedByListeners'
  const at = [...path, 'name']
  if (rightKind.length === 0)
    return { reason, because: `${nameOf(holder)} takes no ${route.kind} at its listeners (${names})`, at }
  const because = `${nameOf(holder)} takes no routes of namespace ${route.namespace} at its listeners (${names})`
  const bySelector = rightKind.some(({ allowedRoutes }) => allowedRoutes?.namespaces?.from === 'Selector')
  const unknown = bySelector && world.get('Namespace', undefined, route.namespace ?? '') === undefined
  return { reason, because, at, ...(unknown ? { absence: 'Namespace' } : {}) }
}

function otherHostname(listeners: readonly Listener[], { manifest }: Resource<Route>): AttachmentRefusal {
  const own = joinList((manifest.spec?.hostnames ?? []).map(quote))
  const theirs = joinList(listeners.map(({ name = '', hostname = '*' }) => `${quote(hostname)} (${name})`))
  return {
    reason: 'NoMatchingListenerHostname',
    because: `hostnames ${own} meet none of the listeners': ${theirs}`,
    at: ['spec', 'hostnames'],
  }
}
