import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { describePodSource } from '../kube/workload/describe.ts'
import { declaredPorts } from '../kube/core/target-port.ts'
import type { ContainerStatus, Probe, Protocol } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { joinList } from '../text/wording.ts'
import { loopbackClue } from './loopback.ts'
import { portClues } from './port-clues.ts'

/**
 * How it is known that a program listens on a port: a connection was made, the kubelet's probe of that very port passes, the
 * manifest says so (a declared port, an argument, a variable, a probe to come), or nothing speaks of it.
 */
export type Grounds = 'observed' | 'probed' | 'declared' | 'none'

/** Does a program in a pod serve a port, as far as the API shows? */
export interface Served {
  /** `refuses` is certain; `doubtful`: all that is known speaks against it, and only a connection could prove it. */
  readonly outcome: 'serves' | 'refuses' | 'doubtful'
  /** What the strongest sign for it is. */
  readonly grounds: Grounds
  /** A clause with the pod as its subject, as in `Pod shop/web-1 declares 8080`. */
  readonly because: string
  /** The hop of a trace that it belongs to: the pod as a whole, or the port. */
  readonly at: 'pod' | 'port'
  /** The lint rule that says the same. */
  readonly cause?: string
  readonly evidence: readonly { readonly resource: Resource; readonly path: FieldPath }[]
}

export interface PortServed {
  readonly port: number
  readonly protocol: Protocol
}

/** In: a pod or a template, and the port that a packet has there. Out: whether something serves it, and how that is known. */
export function servedAt(podSource: PodSource, asked: PortServed): Served {
  const down = whyDown(podSource)
  if (down !== undefined) return down
  if (isProbed(podSource, asked))
    return {
      outcome: 'serves',
      grounds: 'probed',
      at: 'port',
      because: `the kubelet's readiness probe reaches ${asked.port} in ${podSource.resource.name}`,
      evidence: at(podSource, ['status', 'conditions'], podSource.path.length === 0),
    }
  return byDeclaration(podSource, asked)
}

function byDeclaration(podSource: PodSource, { port, protocol }: PortServed): Served {
  const { spec } = podSource
  const who = describePodSource(podSource)
  const declared = declaredPorts(spec)
  const own = declared.find((each) => each.port === port && each.protocol === protocol)
  const clue = portClues(spec).find((each) => each.port === port)
  const local = loopbackClue(spec, port)
  const inContainers = [...podSource.path, 'spec', 'containers']
  if (local !== undefined)
    return {
      outcome: 'doubtful',
      grounds: 'none',
      at: 'port',
      because: `${who} listens on loopback only, by its ${local.text}: other pods are refused`,
      evidence: [{ resource: podSource.resource, path: [...inContainers, ...local.at] }],
    }
  const wrongProbe = contradictingProbe(podSource)
  if (own !== undefined && wrongProbe === undefined)
    return {
      outcome: 'serves',
      grounds: 'declared',
      at: 'port',
      because: `${who} declares ${port}`,
      evidence: [{ resource: podSource.resource, path: [...podSource.path, 'spec', ...own.path] }],
    }
  if (wrongProbe !== undefined)
    return {
      outcome: 'doubtful',
      grounds: 'none',
      at: 'pod',
      because: `the readiness probe of ${who} asks ${wrongProbe}, which no container declares: unless something listens there, the pod never becomes ready`,
      evidence: [{ resource: podSource.resource, path: inContainers }],
    }
  if (clue !== undefined)
    return {
      outcome: 'serves',
      grounds: 'declared',
      at: 'port',
      because: `${who} speaks of ${port} (${clue.text})`,
      evidence: [{ resource: podSource.resource, path: inContainers }],
    }
  if (declared.length === 0)
    return {
      outcome: 'serves',
      grounds: 'none',
      at: 'port',
      because: `${who} declares no port`,
      evidence: [],
    }
  const others = [...declared.map((each) => String(each.port)), ...portClues(spec).map(({ text }) => text)]
  return {
    outcome: 'doubtful',
    grounds: 'none',
    at: 'port',
    because: `${who} declares ${joinList([...new Set(others)], 4)}, not ${port}: unless it listens there all the same, it refuses`,
    cause: 'target-port-undeclared',
    evidence: [{ resource: podSource.resource, path: [...inContainers, 0, 'ports'] }],
  }
}

/** Ended, or with no container that runs: nothing can answer, whatever publishes its address. */
function whyDown(podSource: PodSource): Served | undefined {
  const { pod } = podSource
  if (pod === undefined) return undefined
  const refuses = (because: string, path: FieldPath): Served => ({
    outcome: 'refuses',
    grounds: 'none',
    at: 'pod',
    because: `${describePodSource(podSource)} ${because}`,
    evidence: [{ resource: pod, path }],
  })
  const { phase, containerStatuses = [] } = pod.manifest.status ?? {}
  if (hasEnded(podSource)) return refuses(`has ended (phase ${phase})`, ['status', 'phase'])
  if (containerStatuses.length === 0 || containerStatuses.some(({ state }) => state?.running !== undefined))
    return undefined
  const stopped = containerStatuses.find(
    ({ state }) => state?.waiting !== undefined || state?.terminated !== undefined,
  )
  return stopped === undefined
    ? undefined
    : refuses(`has no running container: ${describeStopped(stopped)}`, ['status', 'containerStatuses'])
}

/** `c is waiting (CrashLoopBackOff), ended before with OOMKilled, exit code 137, 12 restarts`. */
export function describeStopped({ name, state, lastState, restartCount = 0 }: ContainerStatus): string {
  const ended = lastState?.terminated
  const how = (item: NonNullable<typeof ended>) =>
    [item.reason, item.exitCode === undefined ? undefined : `exit code ${item.exitCode}`]
      .filter((text) => text !== undefined)
      .join(', ')
  const now =
    state?.terminated === undefined
      ? `is waiting (${state?.waiting?.reason ?? 'no reason given'})`
      : `ended with ${how(state.terminated)}`
  const before = ended === undefined ? '' : `, ended before with ${how(ended)}`
  const restarts = restartCount > 0 ? `, ${restartCount} restart${restartCount === 1 ? '' : 's'}` : ''
  return `${name} ${now}${before}${restarts}`
}

function isReady({ pod }: PodSource): boolean {
  return (
    pod?.manifest.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ===
    true
  )
}

/** A readiness probe that passes on this very port proves that something listens there, on the pod's address. */
function isProbed(podSource: PodSource, { port, protocol }: PortServed): boolean {
  if (!isReady(podSource) || protocol !== 'TCP') return false
  return (podSource.spec.containers ?? []).some((container) => {
    const probed = probePort(container.readinessProbe)
    if (probed === undefined) return false
    return (
      probed === port ||
      (container.ports ?? []).some((item) => item.name === probed && item.containerPort === port)
    )
  })
}

/** The port that a probe asks on the pod's own address; one that names another host proves nothing of the pod. */
function probePort(probe: Probe | undefined): number | string | undefined {
  if (probe?.httpGet?.host || probe?.tcpSocket?.host) return undefined
  return probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port
}

/** Before pods are there: a readiness probe of a number that nothing else in the pod speaks of. */
function contradictingProbe({ pod, spec }: PodSource): number | undefined {
  if (pod?.manifest.status !== undefined) return undefined
  const declared = declaredPorts(spec)
  if (declared.length === 0) return undefined
  const clues = portClues(spec).filter(({ text }) => !text.includes('probe'))
  for (const { readinessProbe, livenessProbe, startupProbe } of spec.containers ?? []) {
    const probed = probePort(readinessProbe)
    const also = [livenessProbe, startupProbe].some((probe) => probePort(probe) === probed)
    if (typeof probed !== 'number' || also) continue
    if (![...declared, ...clues].some(({ port }) => port === probed)) return probed
  }
  return undefined
}

function at(podSource: PodSource, path: FieldPath, isPod: boolean): Served['evidence'] {
  return isPod ? [{ resource: podSource.resource, path }] : []
}
