import { valueAt } from '../../world/place.ts'
import type { ListPage } from './answer.ts'

/** As many pages more than the server counted as a list may take that grows while it is read. */
const slack = 2

/**
 * Tells a long list from one that never ends: a page that holds nothing, a token or an object that was there before, or
 * more pages than the count of the remaining objects can need.
 */
export class PageLimit {
  readonly #tokens = new Set<string>()
  readonly #firsts = new Set<string>()
  #left = Infinity

  /** Why there is no use in asking for the page that the token of this one names; undefined where there is. */
  exceededBy({ items, token = '', remaining }: ListPage): string | undefined {
    if (items.length === 0) return 'the server goes on with pages that hold nothing'
    if (this.#tokens.has(token)) return 'the server gives the same page for ever'
    const first = nameOf(items[0])
    if (first !== undefined && this.#firsts.has(first)) return 'the server gives the same objects again'
    this.#tokens.add(token)
    if (first !== undefined) this.#firsts.add(first)
    this.#left -= 1
    if (remaining !== undefined)
      this.#left = Math.min(this.#left, Math.ceil(remaining / items.length) + slack)
    return this.#left <= 0 ? 'the server gives more pages than it has objects' : undefined
  }
}

function nameOf(item: unknown): string | undefined {
  const name = valueAt(item, ['metadata', 'name'])
  return typeof name === 'string' ? `${String(valueAt(item, ['metadata', 'namespace']))}/${name}` : undefined
}
