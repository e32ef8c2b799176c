import { parseRegexp, type RegexpNode, type Range } from './regexp-syntax.ts'

/** What matched: group 0 is the whole, absent groups are empty; names by group. */
export interface RegexpMatch {
  readonly groups: readonly string[]
  readonly names: readonly (string | undefined)[]
}

export interface Regexp {
  /** The leftmost match, as Go's FindStringSubmatch. */
  match(text: string): RegexpMatch | undefined
  readonly groupCount: number
  /** How many steps its machine has: what one character may cost. */
  readonly size: number
}

type Step =
  | { readonly op: 'char'; readonly accepts: (code: number) => boolean }
  | { readonly op: 'assert'; readonly holds: (text: string, at: number) => boolean }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'match' }

const longestPattern = 10_000
const mostSteps = 4000
const mostStepsTogether = 20_000

/** Whether expressions that are asked one after the other for each name are, by their sizes, more than people write. */
export function isTooMuch(sizes: readonly number[]): boolean {
  return sizes.reduce((sum, size) => sum + size, 0) > mostStepsTogether
}

/**
 * A regular expression of Go, matched in time proportional to text and expression (Pike's machine), whatever they are:
 * a Corefile or a kustomization may hold anything. Undefined for what Go refuses or svc does not read.
 */
export function compileRegexp(pattern: string): Regexp | undefined {
  const tree = pattern.length > longestPattern ? undefined : parseRegexp(pattern)
  if (tree === undefined) return undefined
  const program: Step[] = []
  const names: (string | undefined)[] = [undefined]
  if (!emit({ kind: 'group', part: tree, number: 0 }, program, names)) return undefined
  program.push({ op: 'match' })
  return { groupCount: names.length - 1, size: program.length, match: (text) => run(program, text, names) }
}

/** Appends the steps of a tree; false when there are too many. */
function emit(node: RegexpNode, program: Step[], names: (string | undefined)[]): boolean {
  if (program.length > mostSteps) return false
  if (node.kind === 'repeat') return emitRepeat(node, program, names)
  if (node.kind === 'either') return emitEither(node.parts, program, names)
  if (node.kind === 'sequence') return node.parts.every((part) => emit(part, program, names))
  if (node.kind === 'set') program.push({ op: 'char', accepts: acceptor(node) })
  else if (node.kind === 'assert') program.push({ op: 'assert', holds: asserts[node.what] })
  else {
    names[node.number] = node.name
    program.push({ op: 'save', slot: 2 * node.number })
    const fits = emit(node.part, program, names)
    program.push({ op: 'save', slot: 2 * node.number + 1 })
    return fits
  }
  return true
}

function emitEither(parts: readonly RegexpNode[], program: Step[], names: (string | undefined)[]): boolean {
  const jumps: { op: 'jump'; to: number }[] = []
  for (const [index, part] of parts.entries()) {
    const split = { op: 'split' as const, first: program.length + 1, second: 0 }
    const isLast = index === parts.length - 1
    if (!isLast) program.push(split)
    if (!emit(part, program, names)) return false
    if (isLast) break
    const jump = { op: 'jump' as const, to: 0 }
    jumps.push(jump)
    program.push(jump)
    split.second = program.length
  }
  for (const jump of jumps) jump.to = program.length
  return true
}

function emitRepeat(
  node: RegexpNode & { kind: 'repeat' },
  program: Step[],
  names: (string | undefined)[],
): boolean {
  const { part, least, most, lazy } = node
  for (let time = 0; time < least; time++) if (!emit(part, program, names)) return false
  const splits: { op: 'split'; first: number; second: number }[] = []
  for (let time = least; time < (most === Infinity ? least + 1 : most); time++) {
    const split = { op: 'split' as const, first: 0, second: 0 }
    splits.push(split)
    const start = program.push(split)
    if (!emit(part, program, names)) return false
    if (most === Infinity) program.push({ op: 'jump', to: start - 1 })
    split[lazy ? 'second' : 'first'] = start
  }
  for (const split of splits) split[lazy ? 'first' : 'second'] = program.length
  return true
}

/** Ranges are merged first and found by bisection: a class may list thousands, and be repeated a thousand times. */
function acceptor({ ranges, negated, fold }: { ranges: readonly Range[]; negated: boolean; fold: boolean }) {
  const merged = mergedBefore.get(ranges) ?? mergedRanges(ranges)
  mergedBefore.set(ranges, merged)
  const inside = (code: number) => holds(merged, code)
  if (!fold) return (code: number) => inside(code) !== negated
  return (code: number) => {
    const char = String.fromCodePoint(code)
    const variants = [
      code,
      char.toLowerCase().codePointAt(0) ?? code,
      char.toUpperCase().codePointAt(0) ?? code,
    ]
    return variants.some(inside) !== negated
  }
}

const mergedBefore = new WeakMap<readonly Range[], readonly Range[]>()

function mergedRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = []
  for (const [low, high] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1)
    if (before !== undefined && low <= before[1] + 1) before[1] = Math.max(before[1], high)
    else merged.push([low, high])
  }
  return merged
}

function holds(ranges: readonly Range[], code: number): boolean {
  let start = 0
  let end = ranges.length
  while (start < end) {
    const middle = (start + end) >> 1
    const [low, high] = ranges[middle] ?? [0, 0]
    if (code < low) end = middle
    else if (code > high) start = middle + 1
    else return true
  }
  return false
}

const isWord = (text: string, at: number) => /\w/.test(text[at] ?? '')
const atBoundary = (text: string, at: number) => isWord(text, at - 1) !== isWord(text, at)
const asserts = {
  start: (_text: string, at: number) => at === 0,
  end: (text: string, at: number) => at === text.length,
  'line-start': (text: string, at: number) => at === 0 || text[at - 1] === '\n',
  'line-end': (text: string, at: number) => at === text.length || text[at] === '\n',
  word: atBoundary,
  'no-word': (text: string, at: number) => !atBoundary(text, at),
}

/** Where groups began and ended, the last first: threads share what they have in common. */
interface Saved {
  readonly slot: number
  readonly at: number
  readonly before: Saved | undefined
}

interface Thread {
  readonly at: number
  readonly saved: Saved | undefined
}

function run(
  program: readonly Step[],
  text: string,
  names: readonly (string | undefined)[],
): RegexpMatch | undefined {
  let threads: Thread[] = []
  let matched: Thread | undefined
  for (let at = 0; at <= text.length;) {
    const code = text.codePointAt(at)
    const width = code !== undefined && code > 0xffff ? 2 : 1
    const visited = new Set<number>()
    const ready: Thread[] = []
    for (const thread of threads) reach(program, thread, { text, at, visited, ready })
    // a match that starts later counts only while there is none
    if (matched === undefined) reach(program, { at: 0, saved: undefined }, { text, at, visited, ready })
    const moved = advance(program, ready, code)
    threads = moved.threads
    matched = moved.matched ?? matched
    if (threads.length === 0 && matched !== undefined) break
    at += width
  }
  if (matched === undefined) return undefined
  const slots = slotsOf(matched.saved)
  return {
    names,
    groups: names.map((_, group) => text.slice(slots.get(2 * group) ?? 0, slots.get(2 * group + 1) ?? 0)),
  }
}

function slotsOf(saved: Saved | undefined): ReadonlyMap<number, number> {
  const slots = new Map<number, number>()
  for (let each = saved; each !== undefined; each = each.before)
    if (!slots.has(each.slot)) slots.set(each.slot, each.at)
  return slots
}

/** Takes one character; what is less preferred than a match is dropped. */
function advance(program: readonly Step[], ready: readonly Thread[], code: number | undefined) {
  const threads: Thread[] = []
  for (const thread of ready) {
    const { at, saved } = thread
    const step = program[at]
    if (step?.op === 'match') return { threads, matched: thread }
    if (code !== undefined && step?.op === 'char' && step.accepts(code)) threads.push({ at: at + 1, saved })
  }
  return { threads }
}

interface Reaching {
  readonly text: string
  readonly at: number
  readonly visited: Set<number>
  readonly ready: Thread[]
}

/** Follows the steps that take no character, the preferred way first. */
function reach(program: readonly Step[], start: Thread, { text, at, visited, ready }: Reaching): void {
  const stack: Thread[] = [start]
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    const { at: step, saved } = thread
    const instruction = program[step]
    if (instruction === undefined || visited.has(step)) continue
    visited.add(step)
    if (instruction.op === 'jump') stack.push({ at: instruction.to, saved })
    else if (instruction.op === 'split')
      stack.push({ at: instruction.second, saved }, { at: instruction.first, saved })
    else if (instruction.op === 'save')
      stack.push({ at: step + 1, saved: { slot: instruction.slot, at, before: saved } })
    else if (instruction.op === 'assert') {
      if (instruction.holds(text, at)) stack.push({ at: step + 1, saved })
    } else ready.push(thread)
  }
}
