/** How messages write values and lists: one place, so that all of them read alike. */

export function quote(value: string | number): string {
  return typeof value === 'number' ? String(value) : `"${value}"`
}

/** `"a", "b" and 3 more`: sorted, without repetition, at most `limit` of them. */
export function quoteList(values: Iterable<string>, limit = 8): string {
  return joinList([...new Set(values)].toSorted().map(quote), limit)
}

/** `a, b and 3 more`, in the order given. */
export function joinList(values: readonly string[], limit = 8): string {
  if (values.length <= limit) return values.join(', ')
  return `${values.slice(0, limit).join(', ')} and ${values.length - limit} more`
}

/** `1 pod`, `3 pods`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
