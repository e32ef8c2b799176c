import { kindOf } from '../../world/kinds.ts'
import type { Node, Pod, StringMap } from '../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { familyOf, parseIp, type Ip } from '../core/ip.ts'
import { describePodSource } from '../workload/describe.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from '../workload/pod-source.ts'
import { labelsKnown, labelsOfPod, labelsShown, type KnownLabels } from '../workload/label-selector.ts'

/** A pod at one end of a connection, as far as it is known. */
export interface PodEnd {
  readonly is: 'pod'
  /** `Pod shop/web-1`, `the pod template of Deployment shop/web`, `any pod of namespace shop`. */
  readonly text: string
  /** Absent where only the namespace is known. */
  readonly podSource?: PodSource
  readonly namespace: string
  readonly labels: KnownLabels
  readonly namespaceLabels: KnownLabels
  /** The labels by which to select it, where there is no pod to show them. */
  readonly identity?: StringMap
  /** Absent while it has none. */
  readonly addresses?: readonly Ip[]
}

/** A node, or something outside of the cluster: it has an address and no labels. */
export interface HostEnd {
  readonly is: 'host'
  readonly text: string
  /** Absent where it is not known. */
  readonly addresses?: readonly Ip[]
  /** What is known of an address that is not. */
  readonly family?: ReturnType<typeof familyOf>
  /** The name of the Node, when it is one. */
  readonly node?: string
  /** The node on which the request arrives puts its own address in place of the client's, and it may be the pod's node. */
  readonly behindNode?: true
}

export type ConnectionEnd = PodEnd | HostEnd

/** The name that the API server writes on every Namespace. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name'

export function podEnd(world: World, podSource: PodSource): PodEnd {
  const { namespace, pod } = podSource
  return {
    is: 'pod',
    text: describePodSource(podSource),
    podSource,
    namespace,
    labels: labelsOfPod(podSource),
    // few policies ask for them, and a Namespace may have to be read for it
    get namespaceLabels() {
      return labelsOfNamespace(world, namespace)
    },
    ...withAddresses((pod?.manifest.status?.podIPs ?? []).map(({ ip }) => ip)),
  }
}

/** No pod in particular in a namespace. */
export function anyPodOf(world: World, namespace: string): PodEnd {
  return {
    is: 'pod',
    text: `any pod of namespace ${namespace}`,
    namespace,
    labels: labelsKnown({}, 'the labels of the client, of which only the namespace is known'),
    get namespaceLabels() {
      return labelsOfNamespace(world, namespace)
    },
  }
}

export function nodeEnd({ name, manifest }: Resource<Node>): HostEnd {
  const addresses = (manifest.status?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
    .map(({ address }) => address)
  return { is: 'host', text: `Node ${name}`, node: name, ...withAddresses(addresses) }
}

/** An address outside of the cluster, or of an unknown owner. */
export function addressEnd(address: string): HostEnd {
  return { is: 'host', text: address, ...withAddresses([address]) }
}

/** A client outside of the cluster. */
export const somebodyOutside: HostEnd = { is: 'host', text: 'a client outside of the cluster' }

/** The family of all connections of a pod whose addresses are of one; undefined where they are not known, or of both. */
export function onlyFamilyOf({ addresses = [] }: PodEnd): HostEnd['family'] {
  const [only, another] = new Set(addresses.map(familyOf))
  return another === undefined ? only : undefined
}

/** An end as a network plugin may see it. */
export interface View {
  readonly end: ConnectionEnd
  /** On the pod's own node, from where everything is let in. */
  readonly local?: true
  /** Why it is not the only way, up to the clause that says what holds the other way. */
  readonly because?: string
}

/**
 * The ways in which a network plugin may see an end: all have one, but for a pod on the host network, of which the API
 * leaves open whether it counts as the pod or as its node, and for a client whose address a node replaces.
 */
export function viewsOf(end: ConnectionEnd): readonly View[] {
  if (end.is === 'host') {
    const because =
      'the node on which it arrives puts its own address in place of the client’s: on the pod’s own node it is let in; on another,'
    return end.behindNode === true ? [{ end }, { end, local: true, because }] : [{ end }]
  }
  if (end.podSource?.spec.hostNetwork !== true) return [{ end }]
  const { text, addresses, podSource } = end
  const node = podSource.spec.nodeName
  const asNode: HostEnd = {
    is: 'host',
    text: `${text} (on the host network)`,
    ...(addresses === undefined ? {} : { addresses }),
    ...(node === undefined ? {} : { node }),
  }
  const because = 'network plugins differ in whether policies see a pod on the host network; where they do,'
  return [{ end: asNode }, { end, because }]
}

/** The end that a resource makes: a Pod, the first pod template of a workload, a Node; undefined for any other. */
export function endOf(world: World, resource: Resource): ConnectionEnd | undefined {
  const kind = kindOf(resource.manifest)
  if (kind === 'Node') return nodeEnd(resource as Resource<Node>)
  if (kind === 'Pod') return podEnd(world, podSourceOfPod(resource as Resource<Pod>))
  const [template] = podTemplatesOf(resource)
  return template === undefined ? undefined : podEnd(world, template)
}

/**
 * The labels of a namespace. The API server writes its name among them; the rest only the Namespace itself can tell,
 * which files often do not hold.
 */
export function labelsOfNamespace(world: World, namespace: string): KnownLabels {
  const own = labelsShownBy(world, namespace)
  if (world.get('Namespace', undefined, namespace) !== undefined) return labelsShown(own)
  const doubt = world.doubt(['Namespace'], undefined)
  return doubt === undefined
    ? labelsShown(own)
    : labelsKnown(own, `the labels of ${nameOf({ apiVersion: 'v1', kind: 'Namespace', name: namespace })}`)
}

/** The labels of a namespace that are in sight; all of them, where the Namespace is. */
export function labelsShownBy(world: World, namespace: string): StringMap {
  const resource = world.get('Namespace', undefined, namespace)
  return { ...resource?.manifest.metadata?.labels, [namespaceNameLabel]: namespace }
}

function withAddresses(texts: readonly (string | undefined)[]): { addresses?: readonly Ip[] } {
  const addresses = texts.flatMap((text) => (text === undefined ? [] : [parseIp(text)]))
  const known = addresses.filter((address) => address !== undefined)
  return known.length === 0 ? {} : { addresses: known }
}
