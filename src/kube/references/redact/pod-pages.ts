import { fieldsRead } from './fields-read.ts'
import { PodStencil, type PageFindings } from './pod-stencil.ts'

/** The pods of one page, with what is kept of each, and the list around them. */
export interface PodPage {
  /** Without its items. */
  readonly list: unknown
  readonly items: readonly object[]
}

/** One pod of a page: made by a stencil of what was found in its text, or parsed. */
type Made = PodStencil | 'parsed'

interface Walk extends PageFindings {
  readonly pods: Made[]
  /** Texts of those that are parsed. */
  readonly parsed: string[]
}

const item = '{"metadata":{"name":"'
const firstItem = `"items":[${item}`
const generateName = '","generateName":"'
const managedFields = ',"managedFields":['
const behindManagedFields = ']},"spec":{'
/** A list tells of itself in fewer characters, in front of its items. */
const longestHead = 4096
/** In so many ways the pods of one owner are written. */
const mostOfOwner = 4
const mostOwners = 1000

/**
 * Reads pages of pods as the API server writes them. Most of a page is not parsed: of a pod that is written as another one before it only
 * what is its own is read. The result is the one of parsing it all and of keeping `fieldsRead`.
 */
export class PodPages {
  readonly keep = fieldsRead()
  readonly #stencils = new Map<string, PodStencil[]>()
  #lastUsed: PodStencil | undefined
  #lastOwner = ''
  #misses = 0

  /** Undefined for a page that is written otherwise. */
  read(page: string): PodPage | undefined {
    const head = page.slice(0, longestHead).indexOf(firstItem)
    if (head < 0) return undefined
    const start = head + firstItem.length - item.length
    const walk: Walk = { page, pods: [], parsed: [], values: [], labels: new Map() }
    try {
      const end = this.#readItems(walk, start)
      const list: unknown = JSON.parse(page.slice(0, start) + page.slice(end))
      const items = this.#itemsOf(walk)
      return items && { list, items }
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  }

  /** One pod after another; out: where the last one ends. */
  #readItems(walk: Walk, start: number): number {
    let end = this.#readItem(walk, start)
    while (walk.page[end] === ',') end = this.#readItem(walk, end + 1)
    return end
  }

  #readItem(walk: Walk, start: number): number {
    const { page, pods, parsed } = walk
    const owner = ownerIn(page, start)
    const stencils = this.#stencils.get(owner) ?? []
    for (const stencil of this.#lastUsed === undefined ? stencils : [this.#lastUsed, ...stencils]) {
      const end = stencil.find(walk, start)
      if (end < 0) continue
      pods.push(stencil)
      this.#lastUsed = stencil
      return end
    }
    const end = endOf(page, start)
    const text = page.slice(start, end)
    this.#misses += 1
    const isWorthwhile =
      owner === this.#lastOwner ? stencils.length < mostOfOwner : isPowerOfTwo(this.#misses)
    this.#lastOwner = owner
    const stencil = isWorthwhile ? PodStencil.of(text) : undefined
    if (stencil !== undefined && stencil.find(walk, start) === end) {
      this.#remember(owner, stencil)
      pods.push(stencil)
    } else {
      parsed.push(withoutManagedFields(text))
      pods.push('parsed')
    }
    return end
  }

  #remember(owner: string, stencil: PodStencil): void {
    if (this.#stencils.size > mostOwners) this.#stencils.clear()
    this.#stencils.set(owner, [...(this.#stencils.get(owner) ?? []), stencil])
    this.#lastUsed = stencil
  }

  #itemsOf({ pods, values, parsed }: Walk): object[] | undefined {
    const found = JSON.parse(`[${values.join(',')}]`) as unknown[]
    const objects = JSON.parse(`[${parsed.join(',')}]`) as object[]
    let from = 0
    let next = 0
    const items = pods.map((pod) => {
      if (pod === 'parsed') return this.keep(objects[next++] ?? {})
      const made = pod.make(found, from)
      from += pod.count
      return made
    })
    return from === found.length && next === objects.length ? items : undefined
  }
}

/** How to read lists of a kind of which not all is kept. */
export function trimOf(kind: string): PodPages | undefined {
  return kind === 'Pod' ? new PodPages() : undefined
}

/** What the pods of one owner have in common, as far as it is seen at the beginning of their text. */
function ownerIn(page: string, start: number): string {
  const at = page.indexOf('"', start + item.length)
  if (!page.startsWith(generateName, at)) return ''
  const name = at + generateName.length
  return page.slice(name, page.indexOf('"', name))
}

/** The list goes on with another pod, or ends with the page. */
function endOf(page: string, start: number): number {
  const next = page.indexOf(`,${item}`, start)
  return next < 0 ? page.lastIndexOf(']}') : next
}

function withoutManagedFields(pod: string): string {
  const start = pod.indexOf(managedFields)
  const end = start < 0 ? -1 : pod.indexOf(behindManagedFields, start)
  return end < 0 ? pod : pod.slice(0, start) + pod.slice(end + 1)
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0
}
