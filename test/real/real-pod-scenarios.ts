import type { Service } from '../../src/world/types/manifest.ts'
import { until, type BedWorld } from '../bed/world.js'
import { bedPod, runPods } from './packet-world.ts'

// Services with a selector over pods of their own, where the kubelet and the real controller write the slice: readiness by
// probes, pods that end and still serve, named ports, hints

interface RealPod {
  readonly node: 'n1' | 'n2'
  readonly state?: 'not ready' | 'ending'
  /** It declares no port, so that a named targetPort leads nowhere in it. */
  readonly portless?: true
}

export interface RealPodScenario {
  readonly name: string
  readonly spec: Partial<NonNullable<Service['spec']>>
  readonly pods: readonly RealPod[]
}

const both: readonly RealPod[] = [{ node: 'n1' }, { node: 'n2' }]
const named = { ports: [{ port: 80, targetPort: 'http' }] }
const nodePort = { type: 'NodePort' }

export const realPodScenarios: readonly RealPodScenario[] = [
  {
    name: 'pods: a named port that one lacks',
    spec: named,
    pods: [{ node: 'n1' }, { node: 'n2', portless: true }],
  },
  { name: 'pods: a named port that all lack', spec: named, pods: [{ node: 'n1', portless: true }] },
  {
    name: 'pods: one is not ready',
    spec: nodePort,
    pods: [{ node: 'n1' }, { node: 'n2', state: 'not ready' }],
  },
  {
    name: 'pods: none is ready',
    spec: nodePort,
    pods: [
      { node: 'n1', state: 'not ready' },
      { node: 'n2', state: 'not ready' },
    ],
  },
  {
    name: 'pods: published although not ready',
    spec: { publishNotReadyAddresses: true },
    pods: [{ node: 'n1', state: 'not ready' }],
  },
  {
    name: 'pods: one ends next to a ready one',
    spec: nodePort,
    pods: [{ node: 'n1', state: 'ending' }, { node: 'n2' }],
  },
  {
    name: 'pods: one ends, none is ready',
    spec: nodePort,
    pods: [
      { node: 'n1', state: 'ending' },
      { node: 'n2', state: 'not ready' },
    ],
  },
  {
    name: 'pods: the one on n1 ends, external Local',
    spec: { ...nodePort, externalTrafficPolicy: 'Local' },
    pods: [{ node: 'n1', state: 'ending' }, { node: 'n2' }],
  },
  {
    name: 'pods: the one on n1 ends, internal Local',
    spec: { internalTrafficPolicy: 'Local' },
    pods: [{ node: 'n1', state: 'ending' }, { node: 'n2' }],
  },
  { name: 'pods: PreferSameZone', spec: { trafficDistribution: 'PreferSameZone' }, pods: both },
  {
    name: 'pods: PreferSameZone, on n1 only',
    spec: { trafficDistribution: 'PreferSameZone' },
    pods: [{ node: 'n1' }],
  },
  {
    name: 'pods: PreferSameNode',
    spec: { ...nodePort, trafficDistribution: 'PreferSameNode' },
    pods: [...both, { node: 'n1' }],
  },
  {
    name: 'pods: PreferSameNode, one not ready',
    spec: { trafficDistribution: 'PreferSameNode' },
    pods: [...both, { node: 'n1', state: 'not ready' }],
  },
  { name: 'pods: IPv6, a named port', spec: { ...named, ipFamilies: ['IPv6'] }, pods: both },
  {
    name: 'pods: dual stack, one is not ready, external Local',
    spec: { ...nodePort, ipFamilyPolicy: 'PreferDualStack', externalTrafficPolicy: 'Local' },
    pods: [{ node: 'n1' }, { node: 'n2', state: 'not ready' }],
  },
  {
    name: 'pods: dual stack, one ends, none is ready',
    spec: { ...nodePort, ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] },
    pods: [
      { node: 'n1', state: 'ending' },
      { node: 'n2', state: 'not ready' },
    ],
  },
  {
    name: 'pods: dual stack, PreferSameNode',
    spec: { ipFamilyPolicy: 'RequireDualStack', trafficDistribution: 'PreferSameNode' },
    pods: both,
  },
]

const secondsToEnd = 240

/** Pods and Services named `r0`, `r1`, …; done when the controller has seen all of it. */
export async function makeRealPods(bed: BedWorld, namespace: string): Promise<void> {
  const pods = realPodScenarios.flatMap((scenario, index) =>
    scenario.pods.map((pod, place) => manifestOf(pod, `r${index}`, place)),
  )
  await runPods(bed, namespace, pods)
  await Promise.all(
    realPodScenarios.map(({ spec }, index) =>
      bed.service(namespace, `r${index}`, {
        ports: [{ port: 80, targetPort: 8080 }],
        selector: { app: `r${index}` },
        ...spec,
      }),
    ),
  )
  const wanted = realPodScenarios.flatMap(({ pods: own }) => own)
  await until('readiness is as wanted', async () => {
    const { items } = await bed.api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=real`)
    const ready = items.filter(({ status }: { status: { conditions: { type: string; status: string }[] } }) =>
      status.conditions.some((each) => each.type === 'Ready' && each.status === 'True'),
    )
    return ready.length === wanted.filter(({ state }) => state !== 'not ready').length || undefined
  })
  const ending = realPodScenarios.flatMap((scenario, index) =>
    scenario.pods.flatMap(({ state }, place) => (state === 'ending' ? [`r${index}-${place}`] : [])),
  )
  await Promise.all(
    ending.map((name) =>
      bed.api.delete(`/api/v1/namespaces/${namespace}/pods/${name}`, { gracePeriodSeconds: secondsToEnd }),
    ),
  )
}

function manifestOf({ node, state, portless }: RealPod, app: string, place: number) {
  return bedPod(`${app}-${place}`, node, {
    labels: { app, real: 'yes' },
    spec: { terminationGracePeriodSeconds: secondsToEnd },
    container: {
      args: ['serve', '-port', '8080', ...(state === 'not ready' ? ['-ready=false'] : [])],
      ...(portless === true ? {} : { ports: [{ name: 'http', containerPort: 8080 }] }),
      readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1, failureThreshold: 1 },
      // what a pod does that lets its clients go first: it serves on, and is ready, until the pause is over
      lifecycle: { preStop: { sleep: { seconds: secondsToEnd } } },
    },
  })
}
