// few fields of an object are as deep
const deepest = 16

/**
 * A value that JSON made, with the parts of another one that say the same, down to a single text: of thousands of objects that are nearly
 * copies little is left to keep. The value itself is changed, so nothing else may hold it.
 */
export function shared(value: unknown, like: unknown, depth = 0): unknown {
  if (value === like) return like
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  if (Array.isArray(value)) return sharedItems(value, like, depth)
  return isRecord(like) ? sharedFields(value as Record<string, unknown>, like, depth) : value
}

function sharedItems(items: readonly unknown[], like: unknown, depth: number): unknown {
  const isSame =
    Array.isArray(like) &&
    like.length === items.length &&
    items.every((item, index) => shared(item, like[index], depth + 1) === like[index])
  return isSame ? like : items
}

function sharedFields(
  fields: Record<string, unknown>,
  like: Readonly<Record<string, unknown>>,
  depth: number,
): unknown {
  const names = Object.keys(fields)
  const others = Object.keys(like)
  let isSame = names.length === others.length
  for (const [index, name] of names.entries()) {
    const part = shared(fields[name], Object.hasOwn(like, name) ? like[name] : undefined, depth + 1)
    // an object that JSON made, and that is in this list alone
    if (part !== fields[name]) fields[name] = part
    if (name !== others[index] || part !== like[name]) isSame = false
  }
  return isSame ? like : fields
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
