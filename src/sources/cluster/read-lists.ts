import { SvcError } from '../../errors.ts'
import type { Unread } from '../../world/coverage.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import type { Wanted } from '../../world/part.ts'
import type { Resource } from '../../world/resource.ts'
import { mergeResults, type SourceResult } from '../source.ts'
import type { ListRequest } from './answer.ts'
import { oneLine } from '../../text/credentials.ts'
import { nameServer } from './failure.ts'
import { readItem } from './items.ts'
import { list, type Listing } from './list.ts'
import { mapAtMost } from './map-at-most.ts'
import type { ServerConnection } from './request.ts'

/** A few lists at once use the time that the API server takes; more would only meet its rate limits. */
const listsAtOnce = 4

/** Kinds in one namespace, or in all of them where it is undefined. */
export function wholeLists(wanted: readonly Kind[], namespace: string | undefined): ListRequest[] {
  return [...new Set(wanted)].map((kind) =>
    namespace === undefined || !kinds[kind].namespaced ? { kind } : { kind, namespace },
  )
}

/** A list request takes one name. */
export function listsOf({ part, ...rest }: Wanted): ListRequest[] {
  if (part === undefined) return [rest]
  return 'names' in part
    ? part.names.map((name) => ({ ...rest, part: { names: [name] } }))
    : [{ ...rest, part }]
}

/**
 * Reads lists, a few at once. What may not be read, is not served or fails alone becomes coverage. Throws `SvcError` where nothing at
 * all could be read, or where what answers is no API server.
 */
export async function readLists(
  connection: ServerConnection,
  asked: readonly ListRequest[],
): Promise<SourceResult> {
  // what was read before shows that an API server is there: a kind may well be missing in a later look
  const isKnown = connection.lists.usable
  const listings = await mapAtMost(listsAtOnce, asked, async (what) => ({
    asked: what,
    listing: await list(connection, what),
  }))
  failWhereAllFailed(connection, listings)
  if (
    !isKnown &&
    listings.every(({ asked: { kind }, listing }) => listing.state === 'not-served' || kinds[kind].custom) &&
    asked.some(({ kind }) => kinds[kind].group === '')
  ) {
    throw new SvcError(
      'cluster-unreachable',
      `${nameServer(connection.server)} does not look like an API server: it serves nothing`,
      {
        hint: 'check `server` in the kubeconfig, with its port and its path',
      },
    )
  }
  return mergeResults(
    listings.map(({ asked: what, listing }) => partOf(what, listing, connection.server.context)),
  )
}

/** A kind that fails alone hides nothing else; when nothing at all could be read, the first reason is the answer. */
function failWhereAllFailed(
  { lists, outOfTime, signal }: ServerConnection,
  listings: readonly { readonly listing: Listing }[],
): void {
  if (lists.usable) return
  for (const { listing } of listings)
    if (listing.state !== 'complete' && listing.error !== undefined) throw listing.error
  if (outOfTime() !== undefined) throw signal.reason
}

function partOf(asked: ListRequest, listing: Listing, context: string): SourceResult {
  const resources: Resource[] = []
  const unread: Unread[] = []
  const list = { ...asked, context }
  for (const [index, content] of listing.items.entries()) {
    const item = readItem(content, list, index)
    if ('resource' in item) resources.push(item.resource)
    else unread.push(item.unread)
  }
  return {
    resources,
    coverage: [
      { ...asked, state: listing.state, because: listing.because ?? `listed from ${oneLine(context)}` },
    ],
    unread,
  }
}
