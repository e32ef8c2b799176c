import type { Coverage } from './coverage.ts'
import { kinds, type Kind } from './kinds.ts'
import { labelOf } from './labels.ts'
import { noObject, type Part, type Wanted } from './part.ts'

/**
 * What was read in parts, and what is wanted beyond them. Of a kind that was read in parts a question may need more: it then
 * says so here, the source reads that too, and the question is put again to the World that holds it.
 */
export class PartsRead {
  readonly #parts = new Map<Kind, Map<string | undefined, Part[]>>()
  readonly #want: (wanted: Wanted) => void

  constructor(coverage: readonly Coverage[], want: (wanted: Wanted) => void) {
    this.#want = want
    for (const { kind, namespace, part } of coverage) {
      if (kind === undefined || part === undefined) continue
      const ofKind = this.#parts.get(kind) ?? new Map<string | undefined, Part[]>()
      this.#parts.set(kind, ofKind.set(namespace, [...(ofKind.get(namespace) ?? []), part]))
    }
    for (const { kind, namespace, part } of coverage)
      if (kind !== undefined && part === undefined) this.#parts.get(kind)?.delete(namespace)
  }

  /** Were all objects of a kind asked for, or a part of them, in one namespace or in all that were to be read? */
  holds(kind: Kind, namespace?: string, part?: Part): boolean {
    const ofKind = this.#parts.get(kind)
    if (ofKind === undefined) return true
    if (namespace === undefined && kinds[kind].namespaced) return ofKind.size === 0
    const read = ofKind.get(namespace) ?? ofKind.get(undefined)
    return read === undefined || (part !== undefined && read.some((each) => includes(each, part)))
  }

  /** Where something was left unread. */
  get namespaces(): ReadonlySet<string> {
    return new Set([...this.#parts.values()].flatMap((ofKind) => [...ofKind.keys()]).filter(isText))
  }

  /** Whether there is anything at all: the Services first, of which there are few. */
  needEverything(namespace: string): void {
    const here = [...this.#parts].flatMap(([kind, ofKind]) => (ofKind.has(namespace) ? kind : []))
    for (const kind of here.includes('Service') ? (['Service'] as const) : here)
      if (kinds[kind].onlyExplains !== true) this.needAll(kind, namespace)
  }

  /** All of them are needed. */
  needAll(kind: Kind, namespace?: string): void {
    const ofKind = this.#parts.get(kind)
    if (ofKind === undefined) return
    for (const place of namespace === undefined ? ofKind.keys() : [namespace])
      if (ofKind.has(place)) this.#want({ kind, ...(place === undefined ? {} : { namespace: place }) })
  }

  /** Some of them are needed. */
  need(kind: Kind, namespace: string | undefined, part: Part): void {
    if (this.holds(kind, namespace, part)) return
    this.#want({ kind, part, ...(namespace === undefined ? {} : { namespace }) })
  }

  /** It matters whether a kind may be read at all: one list of it tells. */
  needAnswer(kind: Kind, namespace: string | undefined): void {
    const ofKind = this.#parts.get(kind)
    for (const [place, parts] of ofKind ?? [])
      if ((namespace === undefined || place === namespace || place === undefined) && parts.every(isNothing))
        this.#want({ kind, part: noObject, ...(place === undefined ? {} : { namespace: place }) })
  }
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}

function isNothing(part: Part): boolean {
  return 'names' in part && part.names.length === 0
}

/** Is all of one part in another? */
function includes(read: Part, wanted: Part): boolean {
  if ('names' in wanted) return 'names' in read && wanted.names.every((name) => read.names.includes(name))
  if ('labels' in wanted)
    return (
      'labels' in read &&
      Object.entries(read.labels).every(([key, value]) => labelOf(wanted.labels, key) === value)
    )
  return 'about' in read && read.about.kind === wanted.about.kind && read.about.name === wanted.about.name
}
