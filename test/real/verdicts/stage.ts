import { eventually, fromOutside, fromPod } from '../../bed/packets.js'
import { until, type BedWorld } from '../../bed/world.js'
import type { Object_, PodState } from './objects.ts'
import type { VerdictScenario } from './scenario.ts'

// A scenario on real nodes: its objects are written, its pods settle, its client calls

const collections: Readonly<Record<string, string>> = {
  Pod: '/api/v1/namespaces/$NS/pods',
  Service: '/api/v1/namespaces/$NS/services',
  Endpoints: '/api/v1/namespaces/$NS/endpoints',
  EndpointSlice: '/apis/discovery.k8s.io/v1/namespaces/$NS/endpointslices',
  Deployment: '/apis/apps/v1/namespaces/$NS/deployments',
  StatefulSet: '/apis/apps/v1/namespaces/$NS/statefulsets',
  Job: '/apis/batch/v1/namespaces/$NS/jobs',
}

interface PodSeen {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly phase?: string
    readonly podIP?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly containerStatuses?: readonly {
      readonly restartCount: number
      readonly state?: { readonly waiting?: { readonly reason?: string } }
    }[]
  }
}

/** What came of the requests of a scenario, in its words. */
export type Requests = VerdictScenario['requests']

/** The texts of a scenario with the names and addresses that it got. */
export type Filled = (text: string) => string

/** Writes the objects of a scenario and waits until its pods are as it says. Out: the namespace, and what fills its texts in. */
export async function stage(
  bed: BedWorld,
  { objects, states = {} }: VerdictScenario,
): Promise<{ readonly namespace: string; readonly fill: Filled }> {
  const namespace = await bed.namespace('verdict')
  const named: Filled = (text) => text.replaceAll('$NS', namespace)
  const write = (object: Object_, fill: Filled) =>
    bed.create(fill(collections[object.kind] ?? ''), JSON.parse(fill(JSON.stringify(object))))
  const [first, later] = [false, true].map((isLater) =>
    objects.filter((object) => JSON.stringify(object).includes('$POD(') === isLater),
  )
  for (const object of first ?? []) await write(object, named)
  const pods = await settledPods(bed, namespace, { wanted: podsWanted(objects), states })
  const addresses = new Map(pods.map(({ metadata, status }) => [metadata.name, status.podIP ?? '']))
  const fill: Filled = (text) =>
    named(text).replaceAll(/\$POD\(([^)]+)\)/g, (_, name: string) => addresses.get(name) ?? '')
  for (const object of later ?? []) await write(object, fill)
  return { namespace, fill }
}

function podsWanted(objects: readonly Object_[]): number {
  const replicas = ({ kind, spec }: Object_) =>
    kind === 'Pod' || kind === 'Job' ? 1 : ((spec as { replicas?: number } | undefined)?.replicas ?? 0)
  return objects.reduce((sum, object) => sum + replicas(object), 0)
}

async function settledPods(
  { api }: BedWorld,
  namespace: string,
  { wanted, states }: { readonly wanted: number; readonly states: Readonly<Record<string, PodState>> },
): Promise<PodSeen[]> {
  const stateOf = (name: string) =>
    Object.entries(states).find(([owner]) => name === owner || name.startsWith(`${owner}-`))?.[1] ?? 'ready'
  return until(
    `the pods of ${namespace} settle`,
    async () => {
      const { items } = (await api.get(`/api/v1/namespaces/${namespace}/pods`)) as { items: PodSeen[] }
      const settled = items.length === wanted && items.every((pod) => isIn(pod, stateOf(pod.metadata.name)))
      return settled ? items : undefined
    },
    { seconds: 120, every: 500 },
  )
}

function isIn({ status }: PodSeen, state: PodState): boolean {
  const { phase, conditions = [], containerStatuses = [] } = status
  const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  if (state === 'ready') return isReady
  if (state === 'completed') return phase === 'Succeeded'
  if (state === 'pending') return phase === 'Pending'
  if (state === 'not ready') return phase === 'Running' && !isReady
  return containerStatuses.some(
    ({ restartCount, state }) => restartCount > 0 && state?.waiting?.reason === 'CrashLoopBackOff',
  )
}

const times = 10

/** The requests of a scenario, asked again until they end as it says: kube-proxy and DNS follow the API by a moment. */
export async function call(
  bed: BedWorld,
  scenario: VerdictScenario,
  { namespace, fill }: { readonly namespace: string; readonly fill: Filled },
): Promise<Requests> {
  const argv = argvOf(scenario, fill(scenario.target))
  const { from = 'cli' } = scenario
  const ask = () => (from === 'outside' ? fromOutside(argv) : fromPod(bed, { namespace, pod: from }, argv))
  const met = await eventually(ask, (each) => sumOf(each) === scenario.requests, 20)
  return sumOf(met)
}

function argvOf({ srv }: VerdictScenario, target: string): string[] {
  if (srv === true) return ['srv', target]
  const often = ['-times', String(times), '-timeout', '700ms']
  const udp = /^(.+)\/udp$/.exec(target)?.[1]
  return udp === undefined ? ['get', ...often, target] : ['dial', ...often, 'udp', udp]
}

function sumOf(met: readonly { readonly outcome: string }[]): Requests {
  const answered = met.filter(({ outcome }) => outcome === 'answered').length
  if (answered === 0) return 'none answered'
  return answered === met.length ? 'all answered' : 'some answered'
}
