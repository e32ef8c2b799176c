/**
 * Of many items a few that have all features together, for tests that take too long with each of them: again and again the
 * one that has most of what is missing. Which of several alike is taken changes with the turn.
 */
export function covering<T>(
  items: readonly T[],
  featuresOf: (item: T) => readonly string[],
  turn: number,
): readonly T[] {
  const start = turn % items.length
  const left = [...items.slice(start), ...items.slice(0, start)].map((item) => ({
    item,
    features: featuresOf(item),
  }))
  const missing = new Set(left.flatMap(({ features }) => features))
  const taken: T[] = []
  while (missing.size > 0) {
    const counts = left.map(({ features }) => features.filter((feature) => missing.has(feature)).length)
    const best = left[counts.indexOf(Math.max(...counts))]
    if (best === undefined) break
    taken.push(best.item)
    for (const feature of best.features) missing.delete(feature)
  }
  return taken
}
