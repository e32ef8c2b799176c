import { groupsBy } from '../../world/groups-by.ts'
import type { LabelSelectorSpec } from '../../world/types/manifest.ts'
import type { KnownLabels } from './label-selector.ts'

type Pair = readonly [key: string, value: string]

/** Those that ask for a label of one key, by the value that they want. */
interface OfKey<T> {
  readonly all: readonly T[]
  readonly byValue: ReadonlyMap<string, readonly T[]>
}

/**
 * Objects with a label selector, to find those that may select a pod without a look at each. An object is kept under one label that it
 * asks for: the one that the fewest others ask for.
 */
export class SelectorIndex<T> {
  readonly #placeOf: ReadonlyMap<T, number>
  readonly #withoutLabels: readonly T[]
  readonly #byKey: ReadonlyMap<string, OfKey<T>>

  constructor(objects: readonly T[], selectorOf: (object: T) => LabelSelectorSpec | undefined) {
    const pairsOf = (object: T) => Object.entries(selectorOf(object)?.matchLabels ?? {})
    const textOf = (pair: Pair) => JSON.stringify(pair)
    const asking = groupsBy(objects, (object) => pairsOf(object).map(textOf))
    const commonness = (pair: Pair) => asking.get(textOf(pair))?.length ?? 0
    const rarest = new Map(
      objects.map((object) => [object, pairsOf(object).toSorted((a, b) => commonness(a) - commonness(b))[0]]),
    )
    this.#placeOf = new Map(objects.map((object, place) => [object, place]))
    this.#withoutLabels = objects.filter((object) => rarest.get(object) === undefined)
    const byKey = groupsBy(objects, (object) => rarest.get(object)?.slice(0, 1) ?? [])
    this.#byKey = new Map(
      [...byKey].map(([key, all]) => [
        key,
        { all, byValue: groupsBy(all, (object) => rarest.get(object)?.slice(1) ?? []) },
      ]),
    )
  }

  /** In their order, among others, all that select what has these labels, or may. */
  about(labels: KnownLabels): readonly T[] {
    const found = [...this.#withoutLabels]
    for (const [key, { all, byValue }] of this.#byKey) {
      const value = labels.valueOf(key)
      if (value !== undefined) found.push(...(byValue.get(value) ?? []))
      else if (labels.has(key) !== 'no') found.push(...all)
    }
    return found.sort((a, b) => (this.#placeOf.get(a) ?? 0) - (this.#placeOf.get(b) ?? 0))
  }
}
