import { SvcError } from '../../errors.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import { valueAt } from '../../world/place.ts'
import { contextFlag, nameServer, oneLine, type ServerName } from './failure.ts'
import { isFields, type Fields } from './kubeconfig.ts'
import type { Answer } from './request.ts'

/** One kind in one namespace; in all of them, or without any, where `namespace` is absent. */
export interface Asked {
  readonly kind: Kind
  readonly namespace?: string
}

/** The objects of one page, and the token of the next one. Throws `SvcError` for anything that is not a list. */
export function readPage(
  server: ServerName,
  asked: Asked,
  answer: Answer,
): { items: unknown[]; token?: string } {
  const content = fromJson(answer.body)
  if (content === undefined) {
    const type = answer.headers['content-type'] ?? 'no content type'
    throw unusable(
      server,
      asked,
      `something that is not JSON (${oneLine(type)}, ${answer.body.length} characters)`,
    )
  }
  // Go writes an empty list as null
  const items = isFields(content) ? (content['items'] ?? []) : undefined
  const isList =
    isFields(content) && (Object.hasOwn(content, 'items') || String(content['kind']).endsWith('List'))
  if (!isList || !Array.isArray(items)) throw unusable(server, asked, 'JSON that is not a list')
  const token = valueAt(content, ['metadata', 'continue'])
  return typeof token === 'string' && token !== '' ? { items, token } : { items }
}

/** `user "ada" may not list pods in namespace "shop"`, from the longer sentence of the API server. */
export function refusalOf(answer: Answer, { kind, namespace }: Asked): string {
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
export function notServed({ kind }: Asked): string {
  const { group, version, resource } = kinds[kind]
  return `the server does not serve ${resource} of ${group === '' ? version : `${group}/${version}`}`
}

/** The error for a status that no second try and no coverage can mend. */
export function failed(server: ServerName, { kind }: Asked, answer: Answer): SvcError {
  const { status } = answer
  if (status === 401) {
    return new SvcError(
      'cluster-unreachable',
      `${nameServer(server)} does not accept the credentials (401)`,
      {
        hint: `log in again; \`kubectl auth whoami ${contextFlag(server.context)}\` asks the same way`,
      },
    )
  }
  const busy = status === 429 || status >= 500
  const said = messageOf(answer)
  return new SvcError(
    'cluster-unreachable',
    `${nameServer(server)} answered ${status} to the list of ${kinds[kind].resource}${said === '' ? '' : `: ${said}`}`,
    {
      hint: busy
        ? 'it was asked twice; try again when it is less busy'
        : 'check that `server` in the kubeconfig is an API server, with `https://` and the right port',
    },
  )
}

/** The error for an answer that came whole and means nothing. */
export function unusable(server: ServerName, { kind }: Asked, what: string): SvcError {
  const message = `the API server ${nameServer(server)} answered the list of ${kinds[kind].resource} with ${what}`
  return new SvcError('cluster-unreachable', message, {
    hint: 'look for a proxy or a log-in page between here and the API server',
  })
}

/** The message of a Status, or the plain text that the API server answers where it has no Status yet. */
function messageOf({ headers, body }: Answer): string {
  const message = valueAt(fromJson(body), ['message'])
  if (typeof message === 'string') return oneLine(message)
  // to plain HTTP on its TLS port it answers without even a content type
  const { 'content-type': type = 'text/plain' } = headers
  return type.startsWith('text/plain') ? oneLine(body.slice(0, 2000)) : ''
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
