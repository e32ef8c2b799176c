import { ownCopy } from '../../../text/own-copy.ts'
import { annotationsRead, mayKeepAnnotation } from './kept-annotations.ts'
import { shared } from '../../../world/shared-parts.ts'
import { fieldsRead } from './fields-read.ts'
import { cutOut, type Cut, type Hole } from './pod-holes.ts'

/** What was found in the texts of one page: values as JSON, and the labels that each stencil found last. */
export interface PageFindings {
  readonly page: string
  readonly values: string[]
  readonly labels: Map<PodStencil, string>
}

interface KeptHole extends Hole {
  readonly isKept: boolean
}

/** Where values are in what is kept of a pod. */
type HolePlan =
  | { readonly value: number; readonly form: Hole['form'] }
  | { readonly parts: readonly (readonly [name: string, plan: HolePlan])[] }

type PodFields = Record<string, unknown>

const mark = 'svc-hole-'
const same = 'null'
const plainMap = /^\{(?:"[^"\\]*":"[^"\\]*"(?:,(?=")|(?=\})))*\}$/

/**
 * The text of one pod with holes where others of its kind differ. Of a pod whose text fits into it only the holes are read: what is kept
 * of all the rest is known.
 */
export class PodStencil {
  readonly #texts: readonly string[]
  readonly #holes: readonly KeptHole[]
  readonly #plan: HolePlan
  /** How many values it finds in a pod. */
  readonly count: number
  /** What was made last: the next shares with it what is the same in both. */
  #last: unknown

  /** In: the text of a pod as Go writes it. Undefined for another one; throws `SyntaxError` for what is no JSON. */
  static of(text: string): PodStencil | undefined {
    const cut = text.includes(mark) ? undefined : cutOut(text)
    return cut && new PodStencil(cut)
  }

  private constructor({ texts, holes }: Cut) {
    const marked = texts.map((text, index) => text + markOf(holes[index], index)).join('')
    this.#last = fieldsRead()(JSON.parse(marked) as object)
    const kept = marksIn(this.#last)
    this.#texts = texts.map(ownCopy)
    this.#holes = holes.map((hole, index) => ({ ...hole, isKept: kept.includes(index) }))
    this.#plan = planOf(this.#last, kept, holes) ?? { parts: [] }
    this.count = kept.length
  }

  /** Adds the values of the pod whose text begins at `start`. Out: where that ends; -1 where it does not fit, and nothing was added. */
  find(found: PageFindings, start: number): number {
    const { page, values } = found
    const { length: before } = values
    let at = start
    // a loop without a function: it runs for each pod
    for (let index = 0; index < this.#texts.length; index++) {
      const text = this.#texts[index] ?? ''
      if (page.slice(at, at + text.length) !== text) break
      at += text.length
      const hole = this.#holes[index]
      if (hole === undefined) return at
      const until = page.indexOf(hole.until, at)
      if (until < 0) break
      if (hole.isKept) values.push(this.#valueOf(hole, found, { start: at, end: until }))
      at = until + hole.own
    }
    values.length = before
    return -1
  }

  #valueOf({ form }: KeptHole, found: PageFindings, { start, end }: { start: number; end: number }): string {
    const { page } = found
    if (form === 'text') return page.slice(start - 1, end + 1)
    const map = page.slice(start, end + 1)
    if (form === 'annotations') return plainMap.test(map) && !mayKeepAnnotation(map) ? '{}' : map
    if (found.labels.get(this) === map) return same
    found.labels.set(this, map)
    return map
  }

  /** What is kept of the next pod that was found, from its values in the list of all. */
  make(values: readonly unknown[], from: number): object {
    this.#last = filled(this.#plan, this.#last, { values, from })
    return this.#last as object
  }
}

function markOf(hole: Hole | undefined, index: number): string {
  if (hole === undefined || hole.form === 'managed fields') return ''
  return hole.form === 'text' ? `${mark}${index}` : `"${mark}${index}"`
}

/** The holes of which something is kept, in their order. */
function marksIn(template: unknown): number[] {
  const marks = JSON.stringify(template).matchAll(/"svc-hole-(\d+)"/g)
  return [...marks].map(([, index]) => Number(index)).toSorted((one, other) => one - other)
}

function planOf(kept: unknown, marks: readonly number[], holes: readonly Hole[]): HolePlan | undefined {
  if (typeof kept === 'string' && kept.startsWith(mark)) {
    const index = Number(kept.slice(mark.length))
    return { value: marks.indexOf(index), form: holes[index]?.form ?? 'text' }
  }
  if (typeof kept !== 'object' || kept === null) return undefined
  const parts = Object.entries(kept).flatMap(([name, part]) => {
    const plan = planOf(part, marks, holes)
    return plan === undefined ? [] : [[name, plan] as const]
  })
  return parts.length === 0 ? undefined : { parts }
}

interface PodValues {
  readonly values: readonly unknown[]
  readonly from: number
}

/** What was made last with other values in it. */
function filled(plan: HolePlan, last: unknown, given: PodValues): unknown {
  if ('value' in plan) {
    const value = given.values[given.from + plan.value]
    if (plan.form === 'text') return value === last ? last : value
    if (plan.form === 'labels') return value === null ? last : shared(value, last)
    return shared(annotationsRead(value as object), last)
  }
  const before = last as PodFields
  let made: PodFields | undefined
  for (const [name, part] of plan.parts) {
    const value = filled(part, before[name], given)
    if (value === before[name]) continue
    made ??= (Array.isArray(last) ? [...(last as unknown[])] : { ...before }) as PodFields
    made[name] = value
  }
  return made ?? last
}
