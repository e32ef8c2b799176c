import { declaredAs } from '../kube/core/target-port.ts'
import { describePodSource } from '../kube/workload/describe.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { joinList } from '../text/wording.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { ContainerStatus, Pod, Protocol } from '../world/types/manifest.ts'
import { contradictionOf, type ContradictionCode } from './contradiction.ts'
import { portsOfImage } from './known-images.ts'
import { listenClues, type PortClue } from './port-clues.ts'

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
  /** One word for programs. */
  readonly code:
    | ContradictionCode
    | 'pod-ended'
    | 'container-not-running'
    | 'probe-passes'
    | 'probe-fails'
    | 'port-declared'
    | 'port-mentioned'
    | 'port-of-image'
    | 'port-not-mentioned'
    | 'observed-serving'
    | 'observed-not-serving'
  /** A clause with the pod as its subject, as in `Pod shop/web-1 declares 8080`. */
  readonly because: string
  /** The hop of a trace that it belongs to: the pod as a whole, or the port. */
  readonly at: 'pod' | 'port'
  /** The lint rule that says the same. */
  readonly cause?: string
  /** The port on which the program listens by what speaks against this one, where that is one. */
  readonly instead?: number
  /** The protocol for which the port is declared, where it is asked for another one. */
  readonly protocol?: Protocol
  /** One more argument that would put it right, and where it goes. */
  readonly more?: { readonly at: FieldPath; readonly word: string }
  readonly evidence: readonly { readonly resource: Resource; readonly path: FieldPath }[]
}

export interface PortServed {
  readonly port: number
  readonly protocol: Protocol
}

/**
 * In: a pod or a template, and the port that a packet has there. Out: whether a program serves it, and how that is known. What is
 * asked, in this order: whether a program runs at all, whether a probe of this very port passes, what contradicts it, what
 * declares it. From objects alone: whoever has seen a connection knows better. Never throws.
 */
export function servedAt(podSource: PodSource, asked: PortServed): Served {
  return (
    decided(podSource, asked) ??
    byDeclaration(podSource, asked) ?? {
      outcome: 'serves',
      grounds: 'none',
      code: 'port-not-mentioned',
      at: 'port',
      because: `${describePodSource(podSource)} declares no port`,
      evidence: [],
    }
  )
}

/** Of the same answer only what speaks against it; undefined where it is served. */
export function notServedAt(podSource: PodSource, asked: PortServed): Served | undefined {
  const found = decided(podSource, asked)
  return found?.outcome === 'serves' ? undefined : found
}

function decided(podSource: PodSource, asked: PortServed): Served | undefined {
  const clues = listenClues(podSource.spec)
  return (
    whyDown(podSource, asked) ?? byProbe(podSource, asked, clues) ?? byContradiction(podSource, asked, clues)
  )
}

/** Ended, or with no container that runs and could serve it: nothing can answer, whatever publishes its address. */
function whyDown(podSource: PodSource, { port }: PortServed): Served | undefined {
  const { pod, spec } = podSource
  if (pod === undefined) return undefined
  const { phase, containerStatuses = [] } = pod.manifest.status ?? {}
  const who = describePodSource(podSource)
  const refuses = { outcome: 'refuses', grounds: 'none', at: 'pod' } as const
  if (hasEnded(podSource))
    return {
      ...refuses,
      code: 'pod-ended',
      because: `${who} has ended (phase ${phase})`,
      evidence: [{ resource: pod, path: ['status', 'phase'] }],
    }
  const declaring = declaredAs(spec, port)
  const servers = containerStatuses.filter(
    ({ name }) => declaring.length === 0 || declaring.some(({ container }) => container === name),
  )
  // while one of them runs, it may be the one that listens
  if (servers.some(({ state }) => state?.running !== undefined)) return undefined
  const stopped = servers.find(({ state }) => state?.waiting !== undefined || state?.terminated !== undefined)
  if (stopped === undefined) return undefined
  return {
    ...refuses,
    code: 'container-not-running',
    because: `${who} has no running container for it: ${describeStopped(stopped)}`,
    evidence: [{ resource: pod, path: ['status', 'containerStatuses'] }],
  }
}

/** `c is waiting (CrashLoopBackOff), ended before with OOMKilled, exit code 137, 12 restarts`. */
export function describeStopped({ name = '?', state, lastState, restartCount = 0 }: ContainerStatus): string {
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

/** A probe that the kubelet sends to the pod's address and this very port is the last word, in both directions. */
function byProbe(
  { pod, spec }: PodSource,
  { port, protocol }: PortServed,
  clues: readonly PortClue[],
): Served | undefined {
  if (pod === undefined || protocol !== 'TCP') return undefined
  for (const { by, at, port: asked, container } of clues) {
    if (asked !== port || (by !== 'readiness' && by !== 'startup')) continue
    const result = resultOf(pod, by, spec.containers?.[container]?.name ?? '')
    if (result === undefined) continue
    const says = `the kubelet's ${by} probe ${result === 'passes' ? 'reaches' : 'fails on'} ${port} in ${pod.name}`
    const evidence = [
      { resource: pod, path: ['status', 'conditions'] },
      { resource: pod, path: ['spec', ...at] },
    ]
    return result === 'passes'
      ? { outcome: 'serves', grounds: 'probed', code: 'probe-passes', at: 'port', because: says, evidence }
      : { outcome: 'doubtful', grounds: 'none', code: 'probe-fails', at: 'pod', because: says, evidence }
  }
  return undefined
}

/** What the status says of a probe: a container is ready while its readiness probe passes, and started once that of its start has. */
function resultOf(
  { manifest: { status } }: Resource<Pod>,
  by: 'readiness' | 'startup',
  container: string,
): 'passes' | 'fails' | undefined {
  const found = status?.containerStatuses?.find(({ name }) => name === container)
  if (by === 'startup') return found?.started === true ? 'passes' : undefined
  // a pod is ready when all of its containers are
  const isPodReady = status?.conditions?.some((item) => item.type === 'Ready' && item.status === 'True')
  if (isPodReady === true || found?.ready === true) return 'passes'
  return found?.ready === false && found.state?.running !== undefined ? 'fails' : undefined
}

function byContradiction(
  podSource: PodSource,
  asked: PortServed,
  clues: readonly PortClue[],
): Served | undefined {
  const found = contradictionOf(podSource, asked, clues)
  if (found === undefined) return undefined
  const { code, says, at, instead, more, protocol } = found
  return {
    outcome: code === 'probe-names-no-port' ? 'refuses' : 'doubtful',
    grounds: 'none',
    code,
    at: code.startsWith('probe-') ? 'pod' : 'port',
    because: `${describePodSource(podSource)} ${says}`,
    cause: code === 'port-undeclared' ? 'target-port-undeclared' : 'target-port-not-served',
    evidence: [evidence(podSource, at)],
    ...(instead === undefined ? {} : { instead }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(more === undefined ? {} : { more: { ...more, at: [...podSource.path, 'spec', ...more.at] } }),
  }
}

function byDeclaration(podSource: PodSource, { port, protocol }: PortServed): Served | undefined {
  const clues = listenClues(podSource.spec)
  const who = describePodSource(podSource)
  const { spec } = podSource
  const own = declaredAs(spec, port).find((item) => item.protocol === protocol)
  const mentions = clues.filter((clue) => clue.port === port)
  const words = mentions.map(({ at }) => evidence(podSource, at))
  const declares = { outcome: 'serves', grounds: 'declared', at: 'port' } as const
  if (own !== undefined)
    return {
      ...declares,
      code: 'port-declared',
      because: `${who} declares ${port}`,
      evidence: [evidence(podSource, [...own.path, 'containerPort']), ...words],
    }
  if (mentions.length > 0) {
    const because = `${who} mentions ${port} (${joinList(
      mentions.map(({ text }) => text),
      3,
    )})`
    return { ...declares, code: 'port-mentioned', because, evidence: words }
  }
  const [other] = declaredAs(spec, port)
  if (other !== undefined)
    return {
      ...declares,
      code: 'port-mentioned',
      because: `${who} declares ${port}, for ${other.protocol}`,
      evidence: [evidence(podSource, [...other.path, 'containerPort'])],
    }
  const index = (spec.containers ?? []).findIndex((item) => portsOfImage(item)?.includes(port))
  if (index === -1) return undefined
  return {
    ...declares,
    code: 'port-of-image',
    because: `${who} runs image ${spec.containers?.[index]?.image ?? ''}, which listens on ${port}`,
    evidence: [evidence(podSource, ['containers', index, 'image'])],
  }
}

function evidence({ resource, path }: PodSource, at: FieldPath): Served['evidence'][number] {
  return { resource, path: [...path, 'spec', ...at] }
}
