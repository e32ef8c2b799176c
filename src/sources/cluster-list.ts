import { SvcError } from '../errors.ts'
import { kinds, type Kind } from '../world/kinds.ts'
import { valueAt } from '../world/place.ts'
import { contextFlag, nameServer, oneLine } from './cluster-failure.ts'
import { isFields, type Fields } from './cluster-kubeconfig.ts'
import { get, type Answer, type Connection } from './cluster-request.ts'

/** One kind in one namespace; in all of them, or without any, where `namespace` is absent. */
export interface Asked {
  readonly kind: Kind
  readonly namespace?: string
}

/** All objects of one list, or why there are none to have. */
export type Listing =
  | { readonly state: 'complete'; readonly items: readonly unknown[] }
  | { readonly state: 'forbidden' | 'partial'; readonly because: string }

/** As kubectl: large enough that few clusters need a second page, small enough for the API server. */
const pageSize = 500

/**
 * Lists one kind, page by page. A refusal of RBAC and a kind that is not served are answers; anything else that is not
 * a list throws `SvcError`.
 */
export async function list(connection: Connection, asked: Asked): Promise<Listing> {
  let items: unknown[] = []
  let token: string | undefined
  let paged = true
  for (;;) {
    const answer = await get(connection, pathOf(asked, { ...(paged && { limit: pageSize }), ...(token && { continue: token }) }))
    if (answer.status === 410 && token !== undefined && paged) {
      // the token has outlived the server's history: pages of today do not fit to those of before
      items = []
      token = undefined
      paged = false
      continue
    }
    if (answer.status === 403) return { state: 'forbidden', because: refusalOf(answer, asked) }
    if (answer.status === 404) return { state: 'partial', because: notServed(asked) }
    if (answer.status !== 200) throw failed(connection, asked, answer)
    const page = readPage(connection, asked, answer)
    // not push(...): a list without a limit has more items than a call may have arguments
    items = items.length === 0 ? page.items : items.concat(page.items)
    if (page.token === undefined) return { state: 'complete', items }
    if (page.token === token) throw unusable(connection, asked, 'the same page for ever')
    token = page.token
  }
}

/** The version that the API server says it has; undefined where it does not say, which is no reason to fail. */
export async function readVersion(connection: Connection): Promise<string | undefined> {
  const answer = await get(connection, '/version').catch(() => undefined)
  const version = answer?.status === 200 ? valueAt(fromJson(answer.body), ['gitVersion']) : undefined
  return typeof version === 'string' ? oneLine(version) : undefined
}

function pathOf({ kind, namespace }: Asked, query: Readonly<Record<string, string | number>>): string {
  const { group, version, resource } = kinds[kind]
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${api}${scope}/${resource}${search.length === 0 ? '' : `?${search.join('&')}`}`
}

function readPage(connection: Connection, asked: Asked, answer: Answer): { items: unknown[]; token?: string } {
  const content = fromJson(answer.body)
  if (content === undefined) {
    const type = answer.headers['content-type'] ?? 'no content type'
    throw unusable(connection, asked, `something that is not JSON (${oneLine(type)}, ${answer.body.length} characters)`)
  }
  // Go writes an empty list as null
  const items = isFields(content) ? (content['items'] ?? []) : undefined
  const isList = isFields(content) && (Object.hasOwn(content, 'items') || String(content['kind']).endsWith('List'))
  if (!isList || !Array.isArray(items)) throw unusable(connection, asked, 'JSON that is not a list')
  const token = valueAt(content, ['metadata', 'continue'])
  return typeof token === 'string' && token !== '' ? { items, token } : { items }
}

/** `user "ada" may not list pods in namespace "shop"`, from the longer sentence of the API server. */
function refusalOf(answer: Answer, { kind, namespace }: Asked): string {
  const said = messageOf(answer)
  const sentence = /User "([^"]*)" cannot (\w+) resource "([^"]*)" in API group "[^"]*"(?: in the namespace "([^"]*)"| at the cluster scope)(.*)/
  const [, user, verb, resource, where, rest = ''] = sentence.exec(said) ?? []
  if (verb === 'list') return `user "${user}" may not list ${resource}${placeOf(kind, where)}${rest}`
  if (verb !== undefined) return `user "${user}" may not ${verb} ${resource}${rest}`
  return said || `listing ${kinds[kind].resource}${placeOf(kind, namespace)} is forbidden`
}

function placeOf(kind: Kind, namespace: string | undefined): string {
  if (namespace !== undefined) return ` in namespace "${namespace}"`
  return kinds[kind].namespaced ? ' in all namespaces' : ''
}

function notServed({ kind }: Asked): string {
  const { group, version, resource } = kinds[kind]
  return `the server does not serve ${resource} of ${group === '' ? version : `${group}/${version}`}`
}

function failed({ server }: Connection, { kind }: Asked, answer: Answer): SvcError {
  const { status } = answer
  if (status === 401) {
    return new SvcError('cluster-unreachable', `${nameServer(server)} does not accept the credentials (401)`, {
      hint: `log in again; \`kubectl auth whoami ${contextFlag(server.context)}\` asks the same way`,
    })
  }
  const busy = status === 429 || status >= 500
  const said = messageOf(answer)
  return new SvcError(
    'cluster-unreachable',
    `${nameServer(server)} answered ${status} to the list of ${kinds[kind].resource}${said === '' ? '' : `: ${said}`}`,
    { hint: busy ? 'it was asked twice; try again when it is less busy' : 'check that `server` in the kubeconfig is an API server' },
  )
}

function unusable({ server }: Connection, { kind }: Asked, what: string): SvcError {
  const message = `the API server ${nameServer(server)} answered the list of ${kinds[kind].resource} with ${what}`
  return new SvcError('cluster-unreachable', message, {
    hint: 'look for a proxy or a log-in page between here and the API server',
  })
}

/** The message of a Status, or the plain text that the API server answers where it has no Status yet. */
function messageOf({ headers, body }: Answer): string {
  const message = valueAt(fromJson(body), ['message'])
  if (typeof message === 'string') return oneLine(message)
  return headers['content-type']?.startsWith('text/plain') === true ? oneLine(body.slice(0, 2000)) : ''
}

function fromJson(text: string): Fields | unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) || Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
