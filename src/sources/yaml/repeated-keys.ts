import { isMap, isScalar, isSeq, type Document } from 'yaml'
import type { FieldPath } from '../../world/place.ts'

/** The paths of keys that are written twice in one mapping; what a merge brings in may be written again. */
export function repeatedKeys({ contents }: Document): FieldPath[] {
  const found: FieldPath[] = []
  collect(contents, [], found)
  return found
}

/** `path` is one list that grows and shrinks: most documents are walked for nothing. */
function collect(node: unknown, path: (string | number)[], found: FieldPath[]): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      path.push(index)
      collect(item, path, found)
      path.pop()
    }
  }
  if (!isMap(node)) return
  const seen = new Set<unknown>()
  for (const { key, value } of node.items) {
    // the number 1 and the text "1" are two keys
    const name: unknown = isScalar(key) ? key.value : undefined
    path.push(String(name))
    if (name !== undefined && typeof name !== 'symbol' && seen.size === seen.add(name).size)
      found.push([...path])
    collect(value, path, found)
    path.pop()
  }
}
