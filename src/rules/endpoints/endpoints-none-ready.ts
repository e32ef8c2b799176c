import { servicePorts } from '../../kube/core/defaults.ts'
import { candidatesOf, type Candidate } from '../../kube/endpointslice/candidates.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { unansweredByHand } from '../../diagnose/unanswered-by-hand.ts'
import { peersWaiting, publishing } from '../../diagnose/peers.ts'
import { witnessesBehind } from '../../diagnose/witnesses.ts'
import { defined } from '../../world/defined.ts'
import { describeNoneReady, reasonOf, unavailabilityOf } from '../../diagnose/unavailability.ts'
import { noneReadyUnseen, thereNow } from '../../diagnose/unseen-pods.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { publishedAtRest } from '../../diagnose/target-port.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
  /** The name by which one of the pods looks for another. */
  readonly peer?: string
  /** The endpoints are written by hand: it is said there that they are not ready, or what has their addresses does not answer. */
  readonly byHand?: 'not-ready' | 'not-answering'
}

export const endpointsNoneReady = defineRule<'Service', Data>({
  id: 'endpoints-none-ready',
  title: 'no pod of a Service is ready',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  why:
    'The selector is right and the pods are there, but kube-proxy sends traffic only to endpoints that are ready (or, when none is, to ' +
    'terminating ones that still serve). With neither, connections are refused; the cause is in the pods, not in the Service.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      readinessProbe: {httpGet: {path: /healthz, port: 8080}}
status:
  phase: Running
  podIPs: [{ip: 10.1.0.4}]
  conditions: [{type: Ready, status: "False"}]
  containerStatuses: [{name: web, ready: false, state: {running: {}}}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      readinessProbe: {httpGet: {path: /healthz, port: 8080}}
status:
  phase: Running
  podIPs: [{ip: 10.1.0.4}]
  conditions: [{type: Ready, status: "True"}]
  containerStatuses: [{name: web, ready: true, state: {running: {}}}]
`,

  *check(service, world) {
    if (selectorOf(service.manifest) === undefined) {
      yield* writtenByHand(world, service)
      return
    }
    const candidates = thereNow(world, service, candidatesOf(world, service))
    const unavailability = unavailabilityOf(candidates)
    if (unavailability?.kind === 'not-seen') yield* saidByOthers(world, service, candidates)
    if (unavailability === undefined) yield* withoutRunning(world, service)
    if (unavailability?.kind !== 'none-ready') return
    const { pods } = unavailability
    const peer = peersWaiting(world, service, pods)
    yield defined({
      at: ['spec', 'selector'],
      side: 'key' as const,
      data: defined({
        text: [describeNoneReady(pods), ...witnessesBehind(world, service).map((each) => each.text)].join(
          '; ',
        ),
        peer: peer?.text,
      }),
      reasons: pods,
      related: [
        ...(peer === undefined ? [] : [{ resource: peer.resource, at: peer.at, note: 'names a peer' }]),
        ...pods
          .slice(0, mostPodsShown)
          .map((pod) => ({ resource: pod.podSource.resource, at: ['status'], note: reasonOf(pod) })),
      ],
      fix: peer && publishing(service),
    })
  },

  message: ({ text, peer, byHand }) => ({
    text,
    hint:
      byHand !== undefined
        ? hintsByHand[byHand]
        : peer === undefined
          ? 'the Service is right; look at the pods: kubectl describe pod'
          : `they look for each other as ${peer}, which DNS does not answer before they are ready: set publishNotReadyAddresses: true`,
  }),
})

/** Pods that cannot be seen, of which slices or workloads say that none is ready. */
function* saidByOthers(world: World, service: Resource<Service>, candidates: readonly Candidate[]) {
  const readiness = noneReadyUnseen(world, service, candidates)
  if (readiness === undefined || readiness.total === 0) return
  const reasons = candidates.filter(({ unseen }) => unseen)
  const said = witnessesBehind(world, service).map(({ text }) => text)
  const text = [readiness.because, ...said].join('; ')
  yield { at: ['spec', 'selector'], side: 'key', data: { text }, reasons } as const
}

/** Of a Service without a selector it is who writes its slices that says so, or the pods that have their addresses. */
function* writtenByHand(world: World, service: Resource<Service>) {
  for (const { end, port } of unansweredByHand(world, service)) {
    const isSaid = end.cause !== undefined
    const related = (end.fields ?? [])
      .filter(({ resource }) => resource !== service)
      .slice(0, mostPodsShown)
      .map(({ resource, path }) => ({
        resource,
        at: path,
        note: isSaid ? 'lists them' : 'what is known of it',
      }))
    yield {
      at: port === undefined ? ['spec'] : ['spec', 'ports', port.index],
      side: 'key',
      data: {
        text: isSaid ? end.because : `none of its endpoints answers: ${end.because}`,
        byHand: isSaid ? 'not-ready' : 'not-answering',
      },
      ...defined({ assumes: end.assumes }),
      related,
    } as const
  }
}

/** Endpoints that are published although nothing runs behind them, as publishNotReadyAddresses asks for. */
function* withoutRunning(world: World, service: Resource<Service>) {
  for (const port of servicePorts(service.manifest)) {
    const led = publishedAtRest(world, service, port)
    if (led.length === 0) continue
    const because = joinList([...new Set(led.map(({ served }) => served.because))], 3)
    const related = led
      .slice(0, mostPodsShown)
      .flatMap(({ served: { evidence } }) =>
        evidence.map(({ resource, path }) => ({ resource, at: path, note: 'does not run' })),
      )
    const text = `its endpoints are published, and none of them answers on port ${port.port}: ${because}`
    yield { at: ['spec', 'ports', port.index], data: { text }, related } as const
  }
}

const hintsByHand = {
  'not-ready': 'kube-proxy refuses until one of them says ready: true',
  'not-answering': 'its endpoints are written by hand, and no controller takes out those that do not answer',
}

const mostPodsShown = 10
