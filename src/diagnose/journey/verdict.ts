import { count, joinList } from '../../text/wording.ts'
import { dnsTaken } from './dns-server.ts'
import type { Grounds } from '../served.ts'
import { stages, type End, type Journey, type Passed, type Way } from './model.ts'

/** What a journey comes to: the fold of its ends. */
export interface Fold {
  readonly status: 'works' | 'degraded' | 'broken' | 'undecided'
  /** What decides; absent where all is well. */
  readonly end?: End
  /** Of works and degraded: the weakest of what the last steps rest on. */
  readonly grounds?: Grounds
  readonly summary: string
  /** What is taken for granted, sorted. */
  readonly assumes: readonly string[]
  /** An end that is fine, for the command that would prove it. */
  readonly fine?: Way
}

export interface Leaf {
  readonly end: End
  readonly way?: Way
}

/** Every end of a journey: one for each backend of each packet, and one for each packet or share that got to none. */
export function leavesOf({ legs, lost, end }: Pick<Journey, 'legs' | 'lost' | 'end'>): Leaf[] {
  if (end !== undefined) return [{ end }]
  return [
    ...lost.map((each) => ({ end: each })),
    ...legs.flatMap((leg): Leaf[] =>
      leg.end === undefined ? leg.ways.map((way) => ({ end: way.end, way })) : [{ end: leg.end }],
    ),
  ]
}

/** Is it known that nothing answers here? */
function isFailure({ outcome, doubtful }: End): boolean {
  return outcome !== 'reached' && outcome !== 'unknown' && doubtful !== true
}

/**
 * All ends reached: works, on the weakest grounds. Some: degraded, at best, whatever is not known in front of them. None: broken, at the
 * step where the last of them ends. Undecided only where the ends that are known do not decide.
 */
export function foldOf(journey: Journey): Fold {
  const leaves = leavesOf(journey)
  const fine = leaves.filter(({ end: { outcome, partly } }) => outcome === 'reached' || partly === true)
  const failed = leaves.filter(({ end }) => isFailure(end))
  const doubtful = leaves.filter(({ end }) => end.doubtful === true)
  const unknown = leaves.filter(({ end }) => end.outcome === 'unknown')
  const [open] = opensOf(journey)
  if (fine.length === 0) return withoutAny(journey, { failed, doubtful, unknown, open })
  const bad = [...failed, ...doubtful]
  const whole = bad.length === 0 ? (unknown[0]?.end ?? open) : undefined
  if (whole !== undefined) return undecided(whole)
  const grounds = weakest(fine.map(({ end }) => end.grounds ?? 'none'))
  // what is certainly lost outweighs what is not known in front of it: with that decided it is no better
  const assumes = [...assumesOf(journey, leaves), ...(open === undefined ? [] : [passing(open)])]
  const proved = fine.find(({ end }) => end.grounds === grounds)?.way ?? fine[0]?.way
  const common = { grounds, assumes, ...(proved === undefined ? {} : { fine: proved }) }
  if (bad.length === 0) return { ...common, status: 'works', summary: describeWorks(fine, grounds) }
  const worst = lastOf(bad)
  return { ...common, status: 'degraded', end: worst, summary: describeDegraded(leaves, bad) }
}

interface Sorted {
  readonly failed: readonly Leaf[]
  readonly doubtful: readonly Leaf[]
  readonly unknown: readonly Leaf[]
  readonly open: End | undefined
}

function withoutAny(journey: Journey, { failed, doubtful, unknown, open }: Sorted): Fold {
  const [first] = [...unknown, ...doubtful]
  if (first !== undefined) return undecided(first.end)
  if (failed.length === 0)
    return undecided(open ?? { outcome: 'unknown', stage: 'name', because: 'it is not known where it leads' })
  const end = lastOf(failed)
  const others = new Set(failed.map((leaf) => leaf.end.because)).size - 1
  const more = others > 0 ? `; and ${count(others, 'more reason')} for other endpoints` : ''
  // without DNS it is broken all the same
  const assumes = assumesOf(journey, failed).filter((each) => each !== dnsTaken)
  return { status: 'broken', end, summary: `${end.because}${more}`, assumes }
}

/** What is not known, taken as if it let the requests pass. */
function passing({ because }: End): string {
  return `the requests get past what is not known: ${because}`
}

function undecided(end: End): Fold {
  return { status: 'undecided', end, summary: end.because, assumes: [] }
}

/** The end that comes last on the way: there the last of the requests is lost. */
function lastOf(leaves: readonly Leaf[]): End {
  const [first, ...others] = leaves.map(({ end }) => end)
  if (first === undefined) throw new Error('there is an end')
  return others.reduce((last, end) => (orderOf(end) > orderOf(last) ? end : last), first)
}

function orderOf({ stage }: End): number {
  return stages.indexOf(stage)
}

const strength: readonly Grounds[] = ['none', 'declared', 'probed', 'observed']

function weakest(grounds: readonly Grounds[]): Grounds {
  return strength.find((each) => grounds.includes(each)) ?? 'none'
}

/** What hangs over everything behind it: a name of which is not known what DNS answers, an address that nobody is seen to announce. */
function opensOf({ steps, legs }: Journey): End[] {
  const all = [steps, ...legs.map((leg) => leg.steps)]
  return all.flatMap((each) => stages.flatMap((stage) => each[stage]?.open ?? []))
}

function assumesOf({ steps, legs }: Journey, leaves: readonly Leaf[]): string[] {
  const passed = [steps, ...legs.map((leg) => leg.steps)].flatMap((each): Passed[] =>
    stages.flatMap((stage) => each[stage] ?? []),
  )
  return [
    ...new Set([...passed, ...leaves.map(({ end }) => end)].flatMap(({ assumes = [] }) => assumes)),
  ].toSorted()
}

function describeWorks(fine: readonly Leaf[], grounds: Grounds): string {
  const reasons = joinList([...new Set(fine.map(({ end }) => end.because))], 1)
  if (grounds === 'probed' || grounds === 'observed') return reasons
  const ports = [...new Set(fine.flatMap(({ way }) => way?.port ?? []))].toSorted((a, b) => a - b)
  const where = ports.length === 0 ? 'there' : `on ${joinList(ports.map(String), 3)}`
  const against = [...new Set(fine.flatMap(({ end }) => end.against ?? []))].map((text) => `; but ${text}`)
  return `works as far as the API shows; nothing proves that a program listens ${where}${against.slice(0, 1).join('')}`
}

/** `2 of 3 endpoints answer; web-3: …`: each backend once, whatever number of packets led to it. */
function describeDegraded(leaves: readonly Leaf[], bad: readonly Leaf[]): string {
  const { all, answering } = countBackends(leaves)
  const reasons = new Map<string, string[]>()
  for (const { end, way } of bad)
    reasons.set(end.because, [...(reasons.get(end.because) ?? []), ...(way === undefined ? [] : [way.name])])
  const texts = [...reasons].map(([because, names]) => {
    const who = [...new Set(names)].filter((name) => !because.includes(name))
    return who.length === 0 ? because : `${joinList(who, 3)}: ${because}`
  })
  const counted =
    all === 0 || answering === all
      ? 'part of the requests fail'
      : `${answering} of ${count(all, 'endpoint')} answer`
  return [counted, ...texts.slice(0, 2)].join('; ')
}

/** All backends and those that answer. */
function countBackends(leaves: readonly Leaf[]): { all: number; answering: number } {
  const backends = new Map<string, { answers: boolean; pods: number }>()
  for (const { way, end } of leaves) {
    if (way === undefined) continue
    const key = `${way.name} ${way.podSource?.path.join('.') ?? ''} ${way.address ?? ''} ${way.port ?? ''}`
    const answers = (backends.get(key)?.answers ?? true) && end.outcome === 'reached'
    // one template stands for all of its pods to come
    const pods = way.address === undefined ? (way.podSource?.replicas ?? 1) : 1
    backends.set(key, { answers, pods })
  }
  const countOf = (list: readonly { pods: number }[]) => list.reduce((sum, { pods }) => sum + pods, 0)
  const all = countOf([...backends.values()])
  const answering = countOf([...backends.values()].filter(({ answers }) => answers))
  return { all, answering }
}
