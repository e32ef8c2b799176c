import { SvcError } from '../../errors.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import type { Part } from '../../world/part.ts'
import { valueAt } from '../../world/place.ts'
import { contextFlag, nameServer, Unauthorized, type ServerName } from './failure.ts'
import { oneLine, withoutSecrets } from '../../text/credentials.ts'
import { isFields, type Fields } from './kubeconfig.ts'
import type { ServerAnswer } from './request.ts'
import type { ListTrim } from './trim.ts'

/** One kind in one namespace; in all of them, or without any, where `namespace` is absent. */
export interface ListRequest {
  readonly kind: Kind
  readonly namespace?: string
  /** Only these of them. */
  readonly part?: Part
}

/** One page of a list: its objects, the token of the next one, and how many the server says are left. */
export interface ListPage {
  readonly items: readonly unknown[]
  readonly token?: string
  readonly remaining?: number
}

/** What the server says of a request that it does not do, without secrets; else the code that it answered with. */
export function saidBy({ status, body }: ServerAnswer): string {
  const message: unknown = valueAt(fromJson(body), ['message'])
  return typeof message === 'string' ? withoutSecrets(message) : `it answered ${status}`
}

interface PageAnswer {
  readonly answer: ServerAnswer
  /** Of a kind of which not all is kept. */
  readonly trim: ListTrim | undefined
}

/** The objects of one page, without what nothing reads of them. Throws `SvcError` for anything that is not a list of that kind. */
export function readPage(server: ServerName, asked: ListRequest, { answer, trim }: PageAnswer): ListPage {
  const { list: content, items } = trim?.read(answer.body) ?? parsedPage(server, asked, { answer, trim })
  const kind: unknown = valueAt(content, ['kind'])
  const { kind: onWire = asked.kind } = kinds[asked.kind]
  if (typeof kind === 'string' && kind !== 'List' && kind !== `${onWire}List`)
    throw unusable(server, asked, `a ${oneLine(kind)}`)
  const token = valueAt(content, ['metadata', 'continue'])
  const remaining = valueAt(content, ['metadata', 'remainingItemCount'])
  return {
    items,
    ...(typeof token === 'string' && token !== '' ? { token } : {}),
    ...(typeof remaining === 'number' ? { remaining } : {}),
  }
}

function parsedPage(
  server: ServerName,
  asked: ListRequest,
  { answer: { body, headers }, trim }: PageAnswer,
): { readonly list: unknown; readonly items: readonly unknown[] } {
  const short = withoutManagedFields(body)
  const list = fromJson(short) ?? (short === body ? undefined : fromJson(body))
  if (list === undefined) {
    const type = headers['content-type'] ?? 'no content type'
    throw unusable(server, asked, `something that is not JSON (${oneLine(type)}, ${body.length} characters)`)
  }
  const items: unknown = valueAt(list, ['items'])
  // not even an empty list is null: the storage of the API server sees to that
  if (!Array.isArray(items)) throw unusable(server, asked, 'JSON that is not a list')
  return { list, items: keptOf(items, trim) }
}

function keptOf(items: readonly unknown[], trim: ListTrim | undefined): readonly unknown[] {
  for (const item of items) dropManagedFields(item)
  return trim === undefined ? items : items.map((item) => (isFields(item) ? trim.keep(item) : item))
}

/** Drops what server-side apply remembers of an object: nothing reads it, and it is half of what a cluster holds. */
function dropManagedFields(item: unknown): void {
  const metadata = isFields(item) ? item['metadata'] : undefined
  // in place, and cheap: it comes last in metadata
  if (isFields(metadata)) delete (metadata as Record<string, unknown>)['managedFields']
}

const managed = ',"managedFields":['
const spec = ']},"spec":'
const largeBody = 100_000

/**
 * The text of a long list without what server-side apply remembers, which is nearly half of it and costs as much to parse as the rest.
 * Go writes it last of `metadata`, and `spec` behind; the text as it is where any object looks otherwise.
 */
function withoutManagedFields(text: string): string {
  if (text.length < largeBody) return text
  const left: string[] = []
  let at = 0
  for (let start = text.indexOf(managed); start >= 0;) {
    const end = text.indexOf(spec, start)
    const next = text.indexOf(managed, start + managed.length)
    if (end < 0 || (next >= 0 && next < end)) return text
    left.push(text.slice(at, start))
    at = end + 1
    start = next
  }
  return at === 0 ? text : left.join('') + text.slice(at)
}

/** `user "ada" may not list pods in namespace "shop"`, from the longer sentence of the API server. */
export function refusalOf(answer: ServerAnswer, { kind, namespace }: ListRequest): string {
  const said = messageOf(answer)
  const sentence =
    /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group \S+ (?:in the namespace "([^"]*)"|at the cluster scope)(.*)/
  const [, user, verb, resource, where, rest = ''] = sentence.exec(said) ?? []
  if (verb === 'list') return `user "${user}" may not list ${resource}${placeOf(kind, where)}${rest}`
  // since 1.36 the verb is a whole phrase: `impersonate-on:user-info:list`
  if (verb?.startsWith('impersonate')) return `user "${user}" may not impersonate that user or group${rest}`
  return said || `listing ${kinds[kind].resource}${placeOf(kind, namespace)} is forbidden`
}

function placeOf(kind: Kind, namespace: string | undefined): string {
  if (namespace !== undefined) return ` in namespace "${namespace}"`
  return kinds[kind].namespaced ? ' in all namespaces' : ''
}

/** For a kind that came with a later version of Kubernetes, or whose group is switched off. */
export function notServed({ kind }: ListRequest): string {
  const { group, version, resource } = kinds[kind]
  return `the server does not serve ${resource} of ${group === '' ? version : `${group}/${version}`}`
}

/** The error for a status that no second try can change. */
export function failed(server: ServerName, { kind }: ListRequest, answer: ServerAnswer): SvcError {
  const { status, tries } = answer
  if (status === 401) {
    return new Unauthorized(
      'cluster-unreachable',
      `${nameServer(server)} does not accept the credentials (401)`,
      {
        hint: `log in again; \`kubectl auth whoami ${contextFlag(server.context)}\` asks the same way`,
      },
    )
  }
  if (status >= 300 && status < 400) return redirected(server, kind, answer)
  const busy = status === 429 || status >= 500
  const asked = tries === 1 ? '' : `it was asked ${tries} times; `
  const said = messageOf(answer)
  return new SvcError(
    'cluster-unreachable',
    `${nameServer(server)} answered ${status} to the list of ${kinds[kind].resource}${said === '' ? '' : `: ${said}`}`,
    {
      hint: busy
        ? `${asked}try again when it is less busy`
        : 'check that `server` in the kubeconfig is an API server, with `https://` and the right port',
    },
  )
}

/** Redirects are not followed: the credentials would go along, to whoever answers there. */
function redirected(server: ServerName, kind: Kind, { status, headers }: ServerAnswer): SvcError {
  const { location = '' } = headers
  const target = URL.canParse(location, server.url) ? new URL(location, server.url).origin : 'elsewhere'
  return new SvcError(
    'cluster-unreachable',
    `${nameServer(server)} answered ${status} to the list of ${kinds[kind].resource}: it sends to ${oneLine(target)}, where no credentials are sent to`,
    { hint: 'put the address of the API server itself into `server` of the kubeconfig' },
  )
}

/** The error for an answer that came whole and means nothing. */
function unusable(server: ServerName, { kind }: ListRequest, what: string): SvcError {
  const message = `the API server ${nameServer(server)} answered the list of ${kinds[kind].resource} with ${what}`
  return new SvcError('cluster-unreachable', message, {
    hint: 'look for a proxy or a log-in page between here and the API server',
  })
}

/** The message of a Status, or the plain text that the API server answers where it has no Status yet. */
function messageOf({ headers, body }: ServerAnswer): string {
  const message = valueAt(fromJson(body), ['message'])
  if (typeof message === 'string') return withoutSecrets(message)
  // to plain HTTP on its TLS port it answers without even a content type
  const { 'content-type': type = 'text/plain' } = headers
  return type.startsWith('text/plain') ? withoutSecrets(body.slice(0, 2000)) : ''
}

/** A mapping or a list; undefined for anything else, JSON or not. */
export function fromJson(text: string): Fields | unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) || Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
