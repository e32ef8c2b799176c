import { SvcError } from '../../errors.ts'
import type { NotReadState } from '../../world/coverage.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import { formatLabels } from '../../world/labels.ts'
import type { Part } from '../../world/part.ts'
import { valueAt } from '../../world/place.ts'
import {
  failed,
  fromJson,
  notServed,
  readPage,
  refusalOf,
  type ListRequest,
  type ListPage,
} from './answer.ts'
import { lacksKind } from './discovery.ts'
import { UnansweredError, Unauthorized } from './failure.ts'
import { oneLine } from '../../text/credentials.ts'
import { keepHeapSmall, keepYoungGenerationSmall } from '../small-heap.ts'
import { PageLimit } from './page-limit.ts'
import { get, type ServerAnswer, type ServerConnection } from './request.ts'

/** All objects of one list; or those that came before it ended early, and why it did. */
export type Listing =
  | { readonly state: 'complete'; readonly items: readonly unknown[]; readonly because?: string }
  | {
      readonly state: NotReadState
      readonly items: readonly unknown[]
      readonly because: string
      /** What would be said where nothing else could be read either. */
      readonly error?: SvcError
    }

/** As kubectl: large enough that few clusters need a second page, small enough for the API server. */
const pageSize = 500

/** From then on memory is saved: a list of thousands is kept as it is. */
const fewPages = 4

/** What came of a list so far. */
interface ListSoFar {
  items: readonly unknown[]
}

/**
 * Lists one kind, in the first of its versions that is served. A refusal of RBAC is an answer, and so is a kind that is
 * not served: discovery says whether there are none of a custom one, a built-in one may be switched off. Whatever else
 * is no list is a failure of this kind alone. Throws `SvcError` where the credentials are not accepted, which no other
 * kind will change, and the reason of the signal when that was aborted.
 */
export async function list(connection: ServerConnection, asked: ListRequest): Promise<Listing> {
  const progress: ListSoFar = { items: [] }
  try {
    return await listServed(connection, asked, progress)
  } catch (error) {
    const { items } = progress
    const timedOut = connection.outOfTime()
    if (timedOut !== undefined) return { state: 'cut-off', items, because: timedOut }
    if (connection.signal.aborted) throw connection.signal.reason
    if (!(error instanceof SvcError) || error instanceof Unauthorized) throw error
    if (error instanceof UnansweredError && !connection.lists.answered) throw error
    return { state: 'failed', items, because: error.message, error }
  }
}

async function listServed(
  connection: ServerConnection,
  asked: ListRequest,
  progress: ListSoFar,
): Promise<Listing> {
  const { version, custom } = kinds[asked.kind]
  const none = { state: 'complete', items: [], because: notServed(asked) } as const
  if (custom !== undefined && (await lacksKind(connection, asked.kind, 'group'))) return none
  for (const candidate of [version, ...(custom?.otherVersions ?? [])]) {
    const listing = await listVersion(connection, { ...asked, version: candidate }, progress)
    if (listing === undefined) continue
    // RBAC speaks before anybody looks whether the kind is there
    const isRefused = listing.state === 'forbidden' && custom !== undefined
    return isRefused && (await lacksKind(connection, asked.kind, 'resource')) ? none : listing
  }
  if (custom !== undefined && (await lacksKind(connection, asked.kind, 'resource'))) return none
  return { ...none, state: 'not-served' }
}

/** All pages of one version; undefined where it is not served. */
async function listVersion(
  connection: ServerConnection,
  asked: ListRequest & { readonly version: string },
  progress: ListSoFar,
): Promise<Listing | undefined> {
  let query: Readonly<Record<string, string | number>> = { limit: pageSize }
  let pages = new PageLimit()
  let isRestarted = false
  const trim = connection.trim?.(asked.kind)
  let next: { readonly token: string; readonly answer: Promise<ServerAnswer> } | undefined
  for (;;) {
    const answer = await (next !== undefined && next.token === query['continue']
      ? next.answer
      : get(connection, pathOf(asked, query)))
    next = undefined
    connection.lists.answered = true
    if (answer.status === 410 && 'continue' in query && !isRestarted) {
      // the token has outlived the server's history: pages of today do not fit to those of before
      isRestarted = true
      progress.items = []
      pages = new PageLimit()
      query = {}
      continue
    }
    if (answer.status === 403) {
      connection.lists.usable = true
      return { state: 'forbidden', items: progress.items, because: refusalOf(answer, asked) }
    }
    if (answer.status === 404) return undefined
    if (answer.status !== 200) throw failed(connection.server, asked, answer)
    const token = tokenIn(answer.body)
    if (token !== undefined) {
      next = { token, answer: get(connection, pathOf(asked, { limit: pageSize, continue: token })) }
      // it is heard when its turn comes, if it comes
      next.answer.catch(() => undefined)
    }
    const page: ListPage = readPage(connection.server, asked, { answer, trim })
    const { items } = page
    connection.lists.usable = true
    // not push(...): a list without a limit has more items than a call may have arguments
    progress.items = progress.items.length === 0 ? items : progress.items.concat(items)
    const end = endOf(page, asked, { ...progress, pages })
    if (end !== undefined) return end
    saveMemory(progress, items)
    query = { limit: pageSize, continue: page.token ?? '' }
  }
}

/** Of what was read nearly all is kept. */
function saveMemory({ items: all }: ListSoFar, items: readonly unknown[]): void {
  if (all.length === fewPages * pageSize) keepHeapSmall()
  keepYoungGenerationSmall(items.length)
}

/** The list where this page is its last; an end that the server itself calls none is none. */
function endOf(
  page: ListPage,
  asked: ListRequest,
  { items, pages }: ListSoFar & { readonly pages: PageLimit },
): Listing | undefined {
  const { token, remaining = 0 } = page
  // an object in trouble is reported of again and again: what came first is enough
  if (isAbout(asked) || (token === undefined && remaining <= 0)) return { state: 'complete', items }
  const because =
    token === undefined
      ? `the server says that ${remaining} more are left, and sends none`
      : pages.exceededBy(page)
  return because === undefined ? undefined : { state: 'cut-off', items, because }
}

function isAbout({ part }: ListRequest): boolean {
  return part !== undefined && 'about' in part
}

/** The token of the next page, before the items are read: so that it is asked for meanwhile. Go writes it in front of them. */
function tokenIn(body: string): string | undefined {
  const [head = ''] = body.slice(0, 4096).split('"items":', 1)
  return head.length === 4096 ? undefined : /"continue":"([^"\\]+)"/.exec(head)?.[1]
}

/** The version that the API server says it has; undefined where it does not say, which is no reason to fail. */
export async function readVersion(connection: ServerConnection): Promise<string | undefined> {
  const answer = await get(connection, '/version').catch(() => undefined)
  const version = answer?.status === 200 ? valueAt(fromJson(answer.body), ['gitVersion']) : undefined
  return typeof version === 'string' ? oneLine(version) : undefined
}

function pathOf(
  { kind, namespace, version, part }: ListRequest & { readonly version: string },
  query: Readonly<Record<string, string | number>>,
): string {
  const { group, resource } = kinds[kind]
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const search = Object.entries({ ...query, ...selectorsOf(kind, part) }).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  return `${api}${scope}/${resource}${search.length === 0 ? '' : `?${search.join('&')}`}`
}

/** Selectors as the API server takes them, which then sends nothing else. Of Events the warnings explain something. */
function selectorsOf(kind: Kind, part: Part | undefined): Readonly<Record<string, string>> {
  const warnings = kind === 'Event' ? { fieldSelector: 'type=Warning' } : {}
  if (part === undefined) return warnings
  if ('labels' in part) return { labelSelector: formatLabels(part.labels) }
  if ('names' in part) return { fieldSelector: part.names.map((name) => `metadata.name=${name}`).join(',') }
  const { about } = part
  return { fieldSelector: `involvedObject.kind=${about.kind},involvedObject.name=${about.name},type=Warning` }
}
