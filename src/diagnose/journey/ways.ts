import { directionVerdict, type DirectionVerdict } from '../../kube/policy/direction.ts'
import { addressEnd, anyPodOf, podEnd, type ConnectionEnd as PolicyEnd } from '../../kube/policy/ends.ts'
import { areAlike } from '../../kube/workload/alike.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Pod, Protocol } from '../../world/types/manifest.ts'
import { assumesNoOtherPolicy, deniedEnd, openEnd } from './policy-end.ts'
import { guardedEnd } from './guarded-end.ts'
import { servedEnd } from './served-end.ts'
import type { Alike, End, Way } from './model.ts'
import { podSourceBehind, type CalledBackend, type PodBehind } from './pod-behind.ts'
import type { Worlds } from './worlds.ts'

export interface Sending {
  readonly worlds: Worlds
  /** Who sends, as policies see it. */
  readonly senders: readonly PolicyEnd[]
  readonly protocol: Protocol
  /** Which of the senders it is is not known, so that it passes only where all of them may. */
  readonly anyOfThem?: true
  /** The port on which the client called the Service: what people write where the pod's port belongs. */
  readonly called?: number
  /** The ways that were looked at already. */
  readonly ways?: Map<string, Way>
  readonly oneOfEachKind?: true
}

/** One of the pods to which the same way leads, and who they are. */
interface KindOfPod {
  readonly pod: Resource<Pod>
  readonly way: Way
  readonly others: Alike[]
}

/** So many kinds of pods are told apart behind one Service; of one that comes after others again, one more is looked at. */
const mostKinds = 16

/**
 * The ways to some backends; where one of each kind is asked for, and it does not matter who sends, one way stands for all pods of which
 * nothing differs but who and where they are.
 */
export function waysTo(sending: Sending, backends: readonly CalledBackend[]): Way[] {
  if (sending.oneOfEachKind !== true || sending.senders.length > 0)
    return backends.map((backend) => wayTo(sending, backend))
  const ways: Way[] = []
  const kindsSeen: KindOfPod[] = []
  for (const backend of backends) {
    const { address, port } = backend
    const found = podSourceBehind(sending.worlds, backend)
    const podSource = 'missing' in found ? undefined : found.podSource
    const pod = podSource?.pod
    const kind = pod && kindsSeen.find(({ way, ...each }) => way.port === port && areAlike(each.pod, pod))
    if (podSource !== undefined && pod !== undefined && kind !== undefined) {
      const other = { podSource, name: pod.name }
      kind.others.push(address === undefined ? other : { ...other, address })
      continue
    }
    const others: Alike[] = []
    const way = { ...lookedAt(sending, backend), others }
    ways.push(way)
    if (pod !== undefined && kindsSeen.unshift({ pod, way, others }) > mostKinds) kindsSeen.pop()
  }
  return ways
}

/** What a packet meets on its way to one backend: policies at the port that it has there, the pod, the program. */
export function wayTo(sending: Sending, backend: CalledBackend): Way {
  const { ways, protocol, called } = sending
  if (ways === undefined) return lookedAt(sending, backend)
  const { address, port, target, service } = backend
  const whose = `${service?.namespace}/${service?.name}`
  const to = `${target?.kind} ${target?.namespace}/${target?.name} ${target?.fieldPath ?? ''}`
  const key = [whose, address, to, port, protocol, called].join(' ')
  const known = ways.get(key)
  if (known !== undefined) return known
  const way = lookedAt(sending, backend)
  ways.set(key, way)
  return way
}

function lookedAt(sending: Sending, backend: CalledBackend): Way {
  const { worlds, senders, protocol } = sending
  const { address, port } = backend
  const found = podSourceBehind(worlds, backend)
  const podSource = 'missing' in found ? undefined : found.podSource
  const to = endOf(worlds, backend, podSource)
  const verdicts = (direction: 'egress' | 'ingress') =>
    senders.map((from) =>
      directionVerdict(worlds.open, { from, to, protocol, ...defined({ port }) }, direction),
    )
  const egress = verdicts('egress')
  const ingress = verdicts('ingress')
  const name =
    podSource === undefined ? (backend.target?.name ?? address ?? 'a pod') : podSource.resource.name
  const end = endOfWay(sending, { egress, ingress, found, backend })
  return { ...defined({ address, port, podSource }), name, egress, ingress, end }
}

function endOf({ open }: Worlds, backend: CalledBackend, podSource: PodSource | undefined): PolicyEnd {
  const { address, service, target } = backend
  if (podSource !== undefined) return podEnd(open, podSource)
  if (target?.kind === 'Pod') return anyPodOf(open, target.namespace ?? service?.namespace ?? '')
  return address === undefined ? anyPodOf(open, service?.namespace ?? '') : addressEnd(address)
}

interface MetOnWay {
  readonly egress: readonly DirectionVerdict[]
  readonly ingress: readonly DirectionVerdict[]
  readonly found: PodBehind
  readonly backend: CalledBackend
}

/** What is certain outweighs what is not known, the first of each on the way; then what is likely. */
function endOfWay(sending: Sending, { egress, ingress, found, backend }: MetOnWay): End {
  const out = policyEnd(sending, egress)
  const into = policyEnd(sending, ingress)
  const missing = 'missing' in found ? found.missing : undefined
  const served =
    'missing' in found
      ? undefined
      : servedEnd(found.podSource, {
          ...backend,
          protocol: sending.protocol,
          ...defined({ unseen: found.unseen }),
        })
  const guarded = guardedEnd(sending, 'missing' in found ? undefined : found.podSource, backend.port)
  const ends = [out, missing, into, guarded.end, served].filter((end) => end !== undefined)
  const end = ends.find(
    ({ outcome, doubtful }) => outcome !== 'unknown' && outcome !== 'reached' && doubtful !== true,
  ) ??
    ends.find(({ outcome }) => outcome === 'unknown') ??
    ends.find(({ doubtful }) => doubtful === true) ??
    served ?? { outcome: 'unknown', stage: 'pod', because: 'nothing is known of it' }
  const all = [
    ...(end.assumes ?? []),
    ...(end.outcome === 'reached' ? guarded.assumes : []),
    ...assumptionsOf(end, [...egress, ...ingress]),
  ]
  return all.length === 0 ? end : { ...end, assumes: [...new Set(all)] }
}

/** Of several senders each has its share: one that is dropped is the end where all are. */
function policyEnd(sending: Sending, verdicts: readonly DirectionVerdict[]): End | undefined {
  const denied = verdicts.filter(({ verdict }) => verdict === 'denied')
  const unknown = verdicts.find(({ verdict }) => verdict === 'unknown')
  const [first] = denied
  if (first !== undefined && denied.length === verdicts.length && sending.anyOfThem !== true)
    return deniedEnd(first, sending)
  if (unknown !== undefined) return openEnd(unknown)
  if (first === undefined) return undefined
  const end = deniedEnd(first, sending)
  if (sending.anyOfThem === true)
    return {
      ...openEnd(first),
      because: `it is not known which pods send, and that decides: ${first.because}`,
    }
  return {
    ...end,
    because: `for ${denied.length} of ${verdicts.length} senders ${first.because}`,
    partly: true,
  }
}

/**
 * No policy but those in sight, wherever another one could change the end: one that denies where the request gets through, one that
 * allows where it is denied.
 */
function assumptionsOf(end: End, verdicts: readonly DirectionVerdict[]): string[] {
  return verdicts.flatMap((verdict) => {
    const decides = end.outcome === 'reached' || end.stage === `policy-${verdict.direction}`
    return end.outcome === 'unknown' || !decides ? [] : assumesNoOtherPolicy(verdict)
  })
}
