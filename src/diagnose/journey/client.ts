import { whyNotDnsLabel } from '../../kube/apiserver/names.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import { hasEnded, podSourceOfPod, podTemplatesOf, type PodSource } from '../../kube/workload/pod-source.ts'
import type { Vantage } from '../../kube/proxy/model.ts'
import { defined } from '../../world/defined.ts'
import { groupsBy } from '../../world/groups-by.ts'
import { nearest } from '../../text/nearest.ts'
import { quote } from '../../text/wording.ts'
import { valueAt } from '../../world/place.ts'
import { labelSelectorIn } from '../../world/shapes/shape.ts'
import type { Pod } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { Caller, ClientKind, ClientName } from './model.ts'

/** kubectl's names for what can be a client. */
const kindsByName: Readonly<Record<string, ClientKind>> = {
  po: 'Pod',
  pod: 'Pod',
  pods: 'Pod',
  deploy: 'Deployment',
  deployment: 'Deployment',
  deployments: 'Deployment',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  rs: 'ReplicaSet',
  replicaset: 'ReplicaSet',
  replicasets: 'ReplicaSet',
  job: 'Job',
  jobs: 'Job',
  cj: 'CronJob',
  cronjob: 'CronJob',
  cronjobs: 'CronJob',
  no: 'Node',
  node: 'Node',
  nodes: 'Node',
}

/** The kinds of clients by the names that kubectl writes them with. */
export const shortKinds: readonly (readonly [string, ClientKind])[] = [
  ['deploy', 'Deployment'],
  ['sts', 'StatefulSet'],
  ['ds', 'DaemonSet'],
  ['job', 'Job'],
  ['cronjob', 'CronJob'],
  ['pod', 'Pod'],
  ['node', 'Node'],
]

export const clientForms =
  'pod/NAME, deploy/NAME, sts/NAME, ds/NAME, job/NAME, NAMESPACE/KIND/NAME, node/NAME, apiserver or external'

/**
 * Reads a client: `pod/web-1`, `shop/deploy/web`, `deployment.apps/web`, `node/n1`, a name of a pod or a node with or without its
 * namespace, `external`, `apiserver`; any pod when nothing is written. Undefined for a text that is none of these.
 */
export function parseClient(text: string | undefined): ClientName | undefined {
  if (text === undefined) return { is: 'any' }
  if (text === 'external') return { is: 'outside' }
  if (/^(kube-)?api-?server$/.test(text)) return { is: 'api-server' }
  const parts = text.split('/')
  const [name = '', kindName, namespace] = parts.toReversed()
  if (parts.length > 3 || name === '' || namespace === '') return undefined
  if (kindName === undefined) return { is: 'named', name }
  // kubectl prints the group, too: `deployment.apps/web`
  const [word = ''] = kindName.toLowerCase().split('.')
  const kind = Object.hasOwn(kindsByName, word) ? kindsByName[word] : undefined
  if (kind === undefined)
    return namespace === undefined && isNamespace(kindName)
      ? { is: 'named', name, namespace: kindName }
      : undefined
  return { is: 'named', kind, name, ...defined({ namespace }) }
}

const noClients: ReadonlySet<string> = new Set(['svc', 'service', 'services', 'ing', 'ingress', 'ingresses'])

/** A slip in a kind (`deplyo/web`), or the kind of what calls nothing, is no namespace. */
function isNamespace(word: string): boolean {
  return (
    whyNotDnsLabel(word) === undefined &&
    !noClients.has(word.toLowerCase()) &&
    nearest(word, Object.keys(kindsByName)).length === 0
  )
}

/** Why a client that was named is not there: a clause. */
export interface CallerMissing {
  readonly missing: string
  /** It may be there: its kind may not be read, or could not be. */
  readonly unread: boolean
}

/** The client in this World, or why it is not there. */
export function callerOf(world: World, from: ClientName, namespace: string): Caller | CallerMissing {
  if (from.is === 'any') return { is: 'any', namespace, vantages: [{ kind: 'pod' }] }
  if (from.is === 'outside') return { is: 'outside', namespace, vantages: [{ kind: 'outside' }] }
  if (from.is === 'api-server') return { is: 'api-server', namespace, vantages: [{ kind: 'pod' }] }
  if (from.is === 'resource') return callerIn(world, { ...from, namespace })
  const { name } = from
  const own = from.namespace ?? namespace
  const kinds = from.kind === undefined ? (['Pod', 'Node'] as const) : [from.kind]
  for (const kind of kinds) {
    const resource = world.get(kind, kind === 'Node' ? undefined : own, name) as Resource | undefined
    if (resource !== undefined) return callerIn(world, { resource, namespace: own })
  }
  return whyMissing(world, kinds, { name, namespace: own })
}

interface Held {
  readonly resource: Resource
  readonly namespace: string
  /** The one of its pod templates that is meant. */
  readonly podSource?: PodSource
}

function callerIn(world: World, { resource, namespace, podSource: template }: Held): Caller {
  if (resource.kind === 'Node')
    return { is: 'node', namespace, resource, vantages: [{ kind: 'node', name: resource.name }] }
  if (resource.kind === 'Pod') {
    const pod = resource as Resource<Pod>
    return {
      is: 'pod',
      namespace,
      resource,
      podSource: podSourceOfPod(pod),
      vantages: [{ kind: 'pod', pod }],
    }
  }
  const podSource = template ?? podTemplatesOf(resource)[0]
  // a ConfigMap, or what else is no client itself: any pod may read it
  if (podSource === undefined) return { is: 'any', namespace, vantages: [{ kind: 'pod' }] }
  return {
    is: 'workload',
    namespace,
    resource,
    podSource,
    vantages: vantagesOf(world, resource),
  }
}

// each of them is asked for every endpoint
const mostVantages = 20

/** Any of the pods of a workload may be the one that calls; those on one node meet the same. */
function vantagesOf(world: World, workload: Resource): [Vantage, ...Vantage[]] {
  const byNode = new Map<string, Resource<Pod>>()
  for (const pod of podsAround(world, workload)) {
    const node = pod.manifest.spec?.nodeName
    if (node === undefined || byNode.has(node) || hasEnded(podSourceOfPod(pod))) continue
    if (ownerOf(world, pod)?.resource === workload || isOwnedBy(pod, workload)) byNode.set(node, pod)
  }
  const [first, ...others] = [...byNode.keys()]
    .toSorted()
    .slice(0, mostVantages)
    .map((node): Vantage => ({ kind: 'pod', ...defined({ pod: byNode.get(node) }) }))
  return first === undefined ? [{ kind: 'pod' }] : [first, ...others]
}

/** All that may be pods of a workload: its controller lets go of those that its selector does not match. */
function podsAround(world: World, workload: Resource): readonly Resource<Pod>[] {
  const selector = labelSelectorIn(valueAt(workload.manifest, ['spec', 'selector']))
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {}
  return world.holds('Pod', workload.namespace) ||
    matchExpressions.length > 0 ||
    Object.keys(matchLabels).length === 0
    ? (world.derived(podsByWorkload, workload.namespace ?? '').get(`${workload.kind}/${workload.name}`) ?? [])
    : world.matching('Pod', workload.namespace, { labels: matchLabels })
}

/** Each client asks for its pods. */
function podsByWorkload(world: World, namespace: string): ReadonlyMap<string, readonly Resource<Pod>[]> {
  return groupsBy(world.all('Pod', namespace), (pod) =>
    [ownerOf(world, pod), ...(pod.manifest.metadata?.ownerReferences ?? [])].flatMap((owner) =>
      owner === undefined ? [] : [`${owner.kind}/${owner.name}`],
    ),
  )
}

function isOwnedBy({ manifest }: Resource<Pod>, { kind, name }: Resource): boolean {
  return (manifest.metadata?.ownerReferences ?? []).some(
    (owner) => owner.kind === kind && owner.name === name,
  )
}

function whyMissing(
  world: World,
  kinds: readonly ClientKind[],
  { name, namespace }: { name: string; namespace: string },
): CallerMissing {
  const of = (kind: ClientKind) =>
    (world.all(kind, kind === 'Node' ? undefined : namespace) as readonly Resource[]).map((item) => item.name)
  const where = kinds.includes('Node') && kinds.length === 1 ? '' : ` in namespace ${namespace}`
  const doubt = kinds
    .map((kind) => world.doubt([kind], kind === 'Node' ? undefined : namespace))
    .find((each) => each !== undefined && each.state !== 'partial')
  if (doubt !== undefined)
    return {
      missing: `cannot know whether there is ${kinds.join(' or ')} ${quote(name)}${where}, because ${doubt.because}`,
      unread: true,
    }
  const [meant] = nearest(name, kinds.flatMap(of))
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`
  return {
    missing: `there is no ${kinds.join(' and no ')} ${quote(name)}${where}${hint}`,
    unread: false,
  }
}
