import { WordIndex } from '../../text/word-index.ts'
import { groupsBy } from '../../world/groups-by.ts'
import { labelOf } from '../../world/labels.ts'
import type { StringMap } from '../../world/types/manifest.ts'

interface Options<T> {
  readonly labelsOf: (member: T) => StringMap | undefined
  /** Those that may have labels which they do not show. */
  readonly late?: readonly T[]
  /** Keys that any member may have without showing them. */
  readonly isHidden?: (key: string) => boolean
}

interface Near<T> {
  readonly member: T
  readonly meant: string
}

/** Objects by the labels that they carry. One pass over them serves every selector that names the same key. */
export class LabelIndex<T> {
  readonly members: readonly T[]
  readonly late: readonly T[]
  readonly #labelsOf: Options<T>['labelsOf']
  readonly #isHidden: (key: string) => boolean
  readonly #byKey = new Map<string, ReadonlyMap<string, readonly T[]>>()
  readonly #lateWithout = new Map<string, readonly T[]>()
  readonly #values = new Map<string, WordIndex>()
  #places: ReadonlyMap<T, number> | undefined
  #keys: readonly string[] | undefined

  constructor(members: readonly T[], { labelsOf, late = [], isHidden = () => false }: Options<T>) {
    this.members = members
    this.late = late
    this.#labelsOf = labelsOf
    this.#isHidden = isHidden
  }

  /** Who carries a label of this key: its value → who. Inverted when it is first asked for: few keys ever are. */
  carriersOf(key: string): ReadonlyMap<string, readonly T[]> {
    return remembered(this.#byKey, key, () => this.#inverted(key))
  }

  /** The values of a label that a mistyped one most likely means, closest first. */
  valuesNear(key: string, value: string): Iterable<string> {
    return remembered(this.#values, key, () => new WordIndex(this.carriersOf(key).keys())).nearest(value)
  }

  /** Who may carry a label of this key without showing it. */
  lateWithout(key: string): readonly T[] {
    if (this.late.length === 0) return this.late
    return remembered(this.#lateWithout, key, () =>
      this.late.filter((member) => labelOf(this.#labelsOf(member), key) === undefined),
    )
  }

  /** The fewest members, in their order, among which all are that carry these labels, or may. */
  among(labels: StringMap): readonly T[] {
    let fewest: { carriers: readonly T[]; late: readonly T[] } = { carriers: this.members, late: [] }
    for (const [key, value] of Object.entries(labels)) {
      if (this.#isHidden(key)) continue
      const found = { carriers: this.carriersOf(key).get(value) ?? [], late: this.lateWithout(key) }
      if (found.carriers.length + found.late.length < fewest.carriers.length + fewest.late.length)
        fewest = found
    }
    const { carriers, late } = fewest
    return late.length === 0 ? carriers : this.inOrder([...carriers, ...late])
  }

  /**
   * The members, in their order, that carry nearly this value of a label, as one that is mistyped may mean, with what they carry. All are among
   * them that carry these other labels, or may.
   */
  nearlyWith(key: string, value: string, others: StringMap): Near<T>[] {
    const near = new Set(this.valuesNear(key, value))
    if (near.size === 0) return []
    const carriers = [...near].flatMap((each) => this.carriersOf(key).get(each) ?? [])
    const rest = this.among(others)
    return this.inOrder(rest.length < carriers.length ? rest : carriers).flatMap((member) => {
      const meant = labelOf(this.#labelsOf(member), key)
      return meant !== undefined && near.has(meant) ? [{ member, meant }] : []
    })
  }

  /** Some members, each once, in the order of all. */
  inOrder(some: readonly T[]): readonly T[] {
    this.#places ??= new Map(this.members.map((member, place) => [member, place]))
    const places = this.#places
    return [...new Set(some)].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
  }

  /** All label keys that occur here. */
  get labelKeys(): readonly string[] {
    this.#keys ??= [...new Set(this.members.flatMap((member) => Object.keys(this.#labelsOf(member) ?? {})))]
    return this.#keys
  }

  #inverted(key: string): ReadonlyMap<string, readonly T[]> {
    return groupsBy(this.members, (member) => {
      const value = labelOf(this.#labelsOf(member), key)
      return value === undefined ? [] : [value]
    })
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, compute: () => V): V {
  let value = known.get(key)
  if (value === undefined) known.set(key, (value = compute()))
  return value
}
