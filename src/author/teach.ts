import { valueAt, type FieldPath } from '../world/place.ts'
import type { Manifest } from '../world/types/manifest.ts'

export type CommentLevel = 'none' | 'min' | 'teach'

/** A comment on a field of a manifest. */
export interface Comment {
  readonly at: FieldPath
  readonly text: string
}

interface Lesson {
  /** A number stands for any item of a list. */
  readonly at: FieldPath
  readonly text: string
  /** Said at `min` too: the value does something that its name does not say. */
  readonly surprising?: boolean
}

/** What each field is for. Follows the API reference of Service v1 and the concept page of Services. */
const lessons: readonly Lesson[] = [
  {
    at: ['metadata', 'name'],
    text: 'Clients call it by this name: NAME in its namespace, NAME.NAMESPACE from others.',
  },
  { at: ['metadata', 'namespace'], text: 'Only pods of this namespace can be selected.' },
  {
    at: ['metadata', 'labels'],
    text: 'Labels of the Service itself, for kubectl -l and for monitors; pods are chosen by spec.selector.',
  },
  {
    at: ['metadata', 'annotations'],
    text: 'Mostly for the cloud provider and for controllers; Kubernetes itself reads few.',
  },
  {
    at: ['spec', 'type'],
    text: 'NodePort adds a port on every node; LoadBalancer adds an address from the provider; ExternalName is a DNS alias.',
  },
  {
    at: ['spec', 'externalName'],
    text: 'DNS answers with a CNAME to this host: no proxy, no port mapping, and TLS still checks the name that clients use.',
    surprising: true,
  },
  {
    at: ['spec', 'clusterIP'],
    text: 'The virtual address. None makes it headless: DNS answers with the addresses of pods, and kube-proxy has no part in it.',
    surprising: true,
  },
  {
    at: ['spec', 'ipFamilyPolicy'],
    text: 'SingleStack, PreferDualStack (both where the cluster has both) or RequireDualStack.',
  },
  { at: ['spec', 'ipFamilies'], text: 'The first family is that of clusterIP, and cannot be changed later.' },
  {
    at: ['spec', 'selector'],
    text: 'Pods with all of these labels get the traffic. Never select by a version or a hash: it changes with a rollout.',
  },
  { at: ['spec', 'ports'], text: 'Several ports need names.' },
  {
    at: ['spec', 'ports', 0, 'name'],
    text: 'Ingresses, routes and monitors may refer to a port by its name.',
  },
  { at: ['spec', 'ports', 0, 'port'], text: 'What clients dial.' },
  {
    at: ['spec', 'ports', 0, 'targetPort'],
    text: 'Where the pods listen: a number, or the name of a container port; the same as port when left out.',
  },
  {
    at: ['spec', 'ports', 0, 'nodePort'],
    text: 'The port on every node; the server picks one from 30000 to 32767 when left out.',
    surprising: true,
  },
  { at: ['spec', 'ports', 0, 'protocol'], text: 'TCP when left out.' },
  {
    at: ['spec', 'ports', 0, 'appProtocol'],
    text: 'A hint for meshes, gateways and clouds; kubernetes.io/h2c is gRPC without TLS for all of them.',
  },
  {
    at: ['spec', 'publishNotReadyAddresses'],
    text: 'Pods are listed before they are ready: for peers that must find each other to become ready.',
    surprising: true,
  },
  {
    at: ['spec', 'sessionAffinity'],
    text: 'Connections from one client address go to one pod; many clients behind one NAT then share one pod.',
    surprising: true,
  },
  {
    at: ['spec', 'sessionAffinityConfig'],
    text: 'How long that lasts after the last connection; three hours when left out.',
  },
  {
    at: ['spec', 'externalTrafficPolicy'],
    text: 'Local keeps the client address and uses pods of the receiving node only: nodes without one drop. Cluster is the default.',
    surprising: true,
  },
  { at: ['spec', 'healthCheckNodePort'], text: 'The load balancer asks here which nodes have pods.' },
  {
    at: ['spec', 'internalTrafficPolicy'],
    text: 'Local: clients in the cluster reach pods of their own node only, and nothing where there is none.',
    surprising: true,
  },
  {
    at: ['spec', 'trafficDistribution'],
    text: 'A preference for near pods, not a rule: others serve where there is none near.',
  },
  {
    at: ['spec', 'loadBalancerClass'],
    text: 'Which implementation provides it; it cannot be changed later.',
  },
  {
    at: ['spec', 'loadBalancerIP'],
    text: 'Deprecated, and ignored by many providers: most have an annotation for it.',
    surprising: true,
  },
  {
    at: ['spec', 'loadBalancerSourceRanges'],
    text: 'Who may come in; everybody when left out. Not all providers follow it.',
  },
  {
    at: ['spec', 'allocateLoadBalancerNodePorts'],
    text: 'No node ports: only for providers that reach pods by themselves.',
    surprising: true,
  },
  {
    at: ['spec', 'externalIPs'],
    text: 'Deprecated: addresses whose traffic is routed to a node.',
    surprising: true,
  },
]

/** The comments for the fields that a manifest has. A list is explained at its first item. */
export function lessonsFor(manifest: Manifest, level: CommentLevel): Comment[] {
  if (level === 'none' || manifest.kind !== 'Service') return []
  return lessons
    .filter(({ surprising = false }) => level === 'teach' || surprising)
    .flatMap(({ at, text }) => (valueAt(manifest, at) === undefined ? [] : [{ at, text }]))
}
