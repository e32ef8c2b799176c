import { labelsOfPod, selectorMatches } from '../kube/workload/label-selector.ts'
import type { ConnectionEnd } from '../kube/policy/ends.ts'
import { SelectorIndex } from '../kube/workload/selector-index.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { nameOf, sortedByName, type Resource } from '../world/resource.ts'
import type { AuthorizationPolicy, AuthorizationRule, PeerAuthentication } from '../world/types/mesh.ts'
import type { LabelSelectorSpec, Manifest } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { hasMeshProxy, sendsByProxy } from './mesh-proxy.ts'

/** What the proxy of a pod makes of a connection. */
export interface MeshRuling {
  /** `passes`, on what is taken for granted; `unknown` where that the client has a proxy decides. */
  readonly is: 'refused' | 'answered' | 'unknown' | 'passes'
  readonly because: string
  readonly by: Resource
}

interface MeshConnection {
  readonly from: ConnectionEnd
  readonly to: PodSource
  readonly port: number | undefined
}

const rootNamespace = 'istio-system'

/**
 * Does the proxy of the mesh in front of a pod let a connection pass? Undefined where the pod has none, or nothing restricts it. In: who
 * sends, the pod, its port. Follows https://istio.io/latest/docs/reference/config/security/: STRICT refuses whoever has no proxy, and of
 * AuthorizationPolicies one that denies comes first; of those that allow one must match.
 */
export function meshRuling(world: World, connection: MeshConnection): MeshRuling | undefined {
  const { to } = connection
  const strict = strictFor(world, connection)
  const policies = policiesFor(world, to)
  if (strict === undefined && policies.length === 0) return undefined
  if (hasMeshProxy(world, to) !== 'yes') return undefined
  return (strict && withoutProxy(world, connection, strict)) ?? authorized(world, connection, policies)
}

/** The PeerAuthentication that asks for mutual TLS at a port: that of the pod comes before that of its namespace, and of the mesh. */
function strictFor(world: World, { to, port }: MeshConnection): Resource<PeerAuthentication> | undefined {
  const own = world.derived(authenticationsIn, to.namespace).about(labelsOfPod(to))
  const root =
    to.namespace === rootNamespace
      ? []
      : world.derived(authenticationsIn, rootNamespace).about(labelsOfPod(to))
  const ofPod = own.filter(({ manifest }) => hasSelector(manifest.spec?.selector) && chooses(manifest, to))
  const levels = [ofPod, own.filter(isForAll), root.filter(isForAll)]
  for (const level of levels) {
    for (const each of level) {
      const mode = modeAt(each, level === ofPod ? port : undefined)
      if (mode !== undefined && mode !== 'UNSET') return mode === 'STRICT' ? each : undefined
    }
  }
  return undefined
}

function authenticationsIn(world: World, namespace: string): SelectorIndex<Resource<PeerAuthentication>> {
  return new SelectorIndex(
    oldestFirst(world.all('PeerAuthentication', namespace)),
    ({ manifest }) => manifest.spec?.selector,
  )
}

function modeAt({ manifest }: Resource<PeerAuthentication>, port: number | undefined): string | undefined {
  const { portLevelMtls = {}, mtls } = manifest.spec ?? {}
  return (port === undefined ? undefined : portLevelMtls[String(port)]?.mode) ?? mtls?.mode
}

function withoutProxy(
  world: World,
  { from }: MeshConnection,
  strict: Resource<PeerAuthentication>,
): MeshRuling | undefined {
  const proxied = sendsByProxy(world, from)
  if (proxied === 'yes') return undefined
  const asks = `${nameOf(strict)} asks for mutual TLS (STRICT)`
  if (proxied === 'no')
    return {
      is: 'refused',
      because: `${asks}, and ${from.text} has no proxy of the mesh: the connection is reset`,
      by: strict,
    }
  const isAnybody = from.is === 'pod' && from.podSource === undefined
  return isAnybody
    ? { is: 'passes', because: `the client has a proxy of the mesh: ${asks}`, by: strict }
    : {
        is: 'unknown',
        because: `${asks}, and whether ${from.text} has a proxy of the mesh is not known`,
        by: strict,
      }
}

/** Policies for waypoints and gateways are no matter of the pod's own proxy. */
function policiesFor(world: World, to: PodSource): Resource<AuthorizationPolicy>[] {
  const namespaces = to.namespace === rootNamespace ? [rootNamespace] : [to.namespace, rootNamespace]
  const found = namespaces.flatMap((each) => world.derived(authorizationsIn, each).about(labelsOfPod(to)))
  return sortedByName(found).filter(
    ({ manifest }) =>
      manifest.spec?.targetRef === undefined &&
      (manifest.spec?.targetRefs ?? []).length === 0 &&
      (!hasSelector(manifest.spec?.selector) || chooses(manifest, to)),
  )
}

function authorizationsIn(world: World, namespace: string): SelectorIndex<Resource<AuthorizationPolicy>> {
  return new SelectorIndex(
    world.all('AuthorizationPolicy', namespace),
    ({ manifest }) => manifest.spec?.selector,
  )
}

function authorized(
  world: World,
  connection: MeshConnection,
  policies: readonly Resource<AuthorizationPolicy>[],
): MeshRuling | undefined {
  const actionOf = ({ manifest }: Resource<AuthorizationPolicy>) => manifest.spec?.action ?? 'ALLOW'
  const judged = policies.map((policy) => ({ policy, matches: matchOf(world, connection, policy) }))
  const denies = judged.filter(({ policy }) => actionOf(policy) === 'DENY')
  const denied = denies.find(({ matches }) => matches === 'yes')
  if (denied !== undefined) return forbidden(connection, denied.policy, 'denies')
  const allows = judged.filter(({ policy }) => actionOf(policy) === 'ALLOW')
  const [first] = allows
  if (first !== undefined && allows.every(({ matches }) => matches === 'no'))
    return forbidden(connection, first.policy, 'has no rule that allows')
  const open = allows.some(({ matches }) => matches === 'yes')
    ? undefined
    : allows.find(({ matches }) => matches === 'maybe')
  const depends = open ?? denies.find(({ matches }) => matches === 'maybe')
  return depends === undefined
    ? undefined
    : { is: 'passes', because: `${nameOf(depends.policy)} lets the request pass`, by: depends.policy }
}

function forbidden({ from }: MeshConnection, policy: Resource, does: string): MeshRuling {
  const because = `${nameOf(policy)} ${does} ${from.text}: the proxy of the mesh answers 403 (RBAC: access denied)`
  return { is: 'answered', because, by: policy }
}

type Matches = 'yes' | 'no' | 'maybe'

/** A policy without rules matches nothing, one with an empty rule everything. */
function matchOf(
  world: World,
  connection: MeshConnection,
  { manifest }: Resource<AuthorizationPolicy>,
): Matches {
  return anyOf((manifest.spec?.rules ?? []).map((rule) => ruleMatches(world, connection, rule)))
}

function ruleMatches(world: World, connection: MeshConnection, rule: AuthorizationRule): Matches {
  const { from, to, when } = rule
  return allOf([
    from === undefined
      ? 'yes'
      : anyOf(from.map(({ source = {} }) => sourceMatches(world, connection, source))),
    to === undefined ? 'yes' : anyOf(to.map(({ operation = {} }) => operationMatches(connection, operation))),
    when === undefined ? 'yes' : 'maybe',
  ])
}

type Source = NonNullable<NonNullable<AuthorizationRule['from']>[number]['source']>

/** Who sends is known by its certificate, which only a proxy has. */
function sourceMatches(world: World, { from }: MeshConnection, source: Source): Matches {
  const { namespaces, principals, notNamespaces, notPrincipals, ...others } = source
  const anonymous = sendsByProxy(world, from) === 'no'
  const name = from.is === 'pod' ? from.namespace : undefined
  const account = from.is === 'pod' ? accountOf(from.podSource) : undefined
  const among = (texts: readonly string[] | undefined, own: string | undefined): Matches => {
    if (texts === undefined) return 'yes'
    if (anonymous) return 'no'
    return own === undefined ? 'maybe' : anyOf(texts.map((text) => (isLike(text, own) ? 'yes' : 'no')))
  }
  const identity =
    name === undefined || account === undefined ? undefined : `cluster.local/ns/${name}/sa/${account}`
  const isOpen = [notNamespaces, notPrincipals, ...Object.values(others)].some((each) => each !== undefined)
  return allOf([among(namespaces, name), among(principals, identity), isOpen ? 'maybe' : 'yes'])
}

function accountOf(podSource: PodSource | undefined): string | undefined {
  if (podSource === undefined) return undefined
  const { serviceAccountName } = podSource.spec as { readonly serviceAccountName?: unknown }
  return typeof serviceAccountName === 'string' && serviceAccountName !== '' ? serviceAccountName : 'default'
}

/** A `*` in front or behind stands for any text; alone, for any that is there. */
function isLike(pattern: string, text: string): boolean {
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1))
  return pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : text === pattern
}

function operationMatches(
  { port }: MeshConnection,
  operation: { readonly ports?: readonly string[] },
): Matches {
  const { ports, ...others } = operation
  const isOpen = Object.values(others).some((each) => each !== undefined)
  const own = ports === undefined || port === undefined ? 'yes' : ports.includes(String(port)) ? 'yes' : 'no'
  return allOf([own, isOpen ? 'maybe' : 'yes'])
}

function allOf(all: readonly Matches[]): Matches {
  if (all.includes('no')) return 'no'
  return all.includes('maybe') ? 'maybe' : 'yes'
}

function anyOf(all: readonly Matches[]): Matches {
  if (all.includes('yes')) return 'yes'
  return all.includes('maybe') ? 'maybe' : 'no'
}

type Selecting = Manifest & { readonly spec?: { readonly selector?: LabelSelectorSpec } }

function hasSelector(selector: LabelSelectorSpec | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0
}

function isForAll({ manifest }: Resource<Selecting>): boolean {
  return !hasSelector(manifest.spec?.selector)
}

function chooses({ spec }: Selecting, podSource: PodSource): boolean {
  return selectorMatches(spec?.selector ?? {}, labelsOfPod(podSource)).is === 'yes'
}

function oldestFirst<M extends Manifest>(resources: readonly Resource<M>[]): Resource<M>[] {
  const ageOf = ({ manifest }: Resource<M>) => manifest.metadata?.creationTimestamp ?? ''
  return sortedByName(resources).toSorted((a, b) => (ageOf(a) < ageOf(b) ? -1 : ageOf(a) > ageOf(b) ? 1 : 0))
}
