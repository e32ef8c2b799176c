// manifests say the same few words again and again: keys, kinds, protocols, names of ports
const slots = 4096
const longest = 40
const kept: string[] = Array.from({ length: slots }, () => '')

/**
 * A piece of a text, the same string each time where it is a short word that was read before: so thousands of manifests share
 * their words, and most are never copied.
 */
export function interned(text: string, start: number, end: number): string {
  const length = end - start
  if (length > longest || length === 0) return text.slice(start, end)
  const first = text.charCodeAt(start)
  const middle = text.charCodeAt(start + (length >> 1))
  const last = text.charCodeAt(end - 1)
  const slot = (length * 31 + first * 17 + middle * 101 + last * 257) & (slots - 1)
  const known = kept[slot] ?? ''
  if (known.length === length && text.startsWith(known, start)) return known
  const word = text.slice(start, end)
  kept[slot] = word
  return word
}
