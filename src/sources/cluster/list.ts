import { kinds } from '../../world/kinds.ts'
import { valueAt } from '../../world/place.ts'
import { failed, fromJson, notServed, readPage, refusalOf, unusable, type Asked } from './answer.ts'
import { oneLine } from './failure.ts'
import { get, type Connection } from './request.ts'

/** All objects of one list, or why there are none to have. */
export type Listing =
  | { readonly state: 'complete'; readonly items: readonly unknown[]; readonly because?: string }
  | { readonly state: 'forbidden' | 'partial'; readonly because: string }

/** As kubectl: large enough that few clusters need a second page, small enough for the API server. */
const pageSize = 500

/**
 * Lists one kind, in the first of its versions that is served. A refusal of RBAC is an answer, and so is a kind that is
 * not served: of a custom one there are none, a built-in one may be switched off. Anything else that is not a list
 * throws `SvcError`.
 */
export async function list(connection: Connection, asked: Asked): Promise<Listing> {
  const { group, version, custom } = kinds[asked.kind]
  if (custom !== undefined && (await servedGroups(connection))?.has(group) === false)
    return { state: 'complete', items: [], because: notServed(asked) }
  for (const candidate of [version, ...(custom?.otherVersions ?? [])]) {
    const listing = await listVersion(connection, asked, candidate)
    if (listing !== undefined) return listing
  }
  const because = notServed(asked)
  return custom === undefined ? { state: 'partial', because } : { state: 'complete', items: [], because }
}

const groups = new WeakMap<Connection, Promise<ReadonlySet<string> | undefined>>()

/**
 * The API groups that the server has, asked once: instead of a request for each kind that it lacks, which RBAC may
 * refuse before anybody says that it is not there. Undefined where the server does not tell.
 */
function servedGroups(connection: Connection): Promise<ReadonlySet<string> | undefined> {
  let asked = groups.get(connection)
  if (asked === undefined) {
    asked = readGroups(connection)
    groups.set(connection, asked)
  }
  return asked
}

async function readGroups(connection: Connection): Promise<ReadonlySet<string> | undefined> {
  const answer = await get(connection, '/apis').catch(() => undefined)
  const list = answer?.status === 200 ? valueAt(fromJson(answer.body), ['groups']) : undefined
  if (!Array.isArray(list)) return undefined
  return new Set(list.flatMap((group: unknown) => String(valueAt(group, ['name']))))
}

/** All pages of one version; undefined where it is not served. */
async function listVersion(
  connection: Connection,
  asked: Asked,
  version: string,
): Promise<Listing | undefined> {
  let items: unknown[] = []
  let token: string | undefined
  let paged = true
  for (;;) {
    const answer = await get(
      connection,
      pathOf(asked, version, { ...(paged && { limit: pageSize }), ...(token && { continue: token }) }),
    )
    if (answer.status === 410 && token !== undefined && paged) {
      // the token has outlived the server's history: pages of today do not fit to those of before
      items = []
      token = undefined
      paged = false
      continue
    }
    if (answer.status === 403) return { state: 'forbidden', because: refusalOf(answer, asked) }
    if (answer.status === 404) return undefined
    if (answer.status !== 200) throw failed(connection.server, asked, answer)
    const page = readPage(connection.server, asked, answer)
    // not push(...): a list without a limit has more items than a call may have arguments
    items = items.length === 0 ? page.items : items.concat(page.items)
    if (page.token === undefined) return { state: 'complete', items }
    if (page.token === token) throw unusable(connection.server, asked, 'the same page for ever')
    token = page.token
  }
}

/** The version that the API server says it has; undefined where it does not say, which is no reason to fail. */
export async function readVersion(connection: Connection): Promise<string | undefined> {
  const answer = await get(connection, '/version').catch(() => undefined)
  const version = answer?.status === 200 ? valueAt(fromJson(answer.body), ['gitVersion']) : undefined
  return typeof version === 'string' ? oneLine(version) : undefined
}

function pathOf(
  { kind, namespace }: Asked,
  version: string,
  query: Readonly<Record<string, string | number>>,
): string {
  const { group, resource } = kinds[kind]
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${api}${scope}/${resource}${search.length === 0 ? '' : `?${search.join('&')}`}`
}
