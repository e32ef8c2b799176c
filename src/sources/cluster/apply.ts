import { SvcError } from '../../errors.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { fromJson, saidBy } from './answer.ts'
import { nameServer } from './failure.ts'
import { oneLine } from '../../text/credentials.ts'
import { isFields } from './kubeconfig.ts'
import { invalidTypeOf } from '../../world/shapes/shape.ts'
import { findServed } from './object.ts'
import { ask, type ServerAnswer, type ServerConnection } from './request.ts'
import { withCluster, type ConnectionOptions } from './cluster.ts'

export interface ApplyOptions extends ConnectionOptions {
  /** Ask, and change nothing. */
  readonly dryRun: boolean
  /** Take fields over that others manage. */
  readonly force: boolean
}

export interface ApplyResult {
  /** The object as the server has it, or would have it. */
  readonly object: Manifest
  readonly isNew: boolean
  /** Before; absent for a new one, and where it could not be read. */
  readonly before?: Manifest
  /** Why it is not known what was there before. */
  readonly unread?: string
  readonly warnings: readonly string[]
  readonly context: string
}

/**
 * Applies one object by server-side apply, as the field manager `svc`, under strict field validation.
 * Throws `SvcError`: `usage` for what the server refuses or others manage, `undecided` for what RBAC forbids.
 */
export async function applyObject(options: ApplyOptions, manifest: Manifest): Promise<ApplyResult> {
  return withCluster(options, async (connection, home) => {
    const path = await pathOf(connection, manifest, home.namespace)
    const found = await ask(connection, { method: 'GET', path })
    const query = `fieldManager=svc&fieldValidation=Strict${options.dryRun ? '&dryRun=All' : ''}${options.force ? '&force=true' : ''}`
    const answer = await ask(connection, {
      method: 'PATCH',
      path: `${path}?${query}`,
      type: 'application/apply-patch+yaml',
      body: JSON.stringify(manifest),
    })
    if (answer.status > 299) throw refusalOf(connection, answer)
    const object = objectIn(answer, manifest)
    if (object === undefined) throw meaningless(connection, manifest)
    return {
      object,
      isNew: answer.status === 201,
      ...beforeIn(found, manifest),
      warnings: warningsOf(answer),
      context: home.context,
    }
  })
}

/** The object that was asked for; undefined for anything else, such as the page of a proxy or a Status. */
function objectIn({ body }: ServerAnswer, { kind, metadata }: Manifest): Manifest | undefined {
  const object = fromJson(body)
  if (!isManifest(object) || object.kind !== kind || invalidTypeOf(object) !== undefined) return undefined
  return object.metadata?.name === metadata?.name ? object : undefined
}

/** What was there: only a 404 says that nothing was. */
function beforeIn(found: ServerAnswer, manifest: Manifest): Pick<ApplyResult, 'before' | 'unread'> {
  if (found.status === 404) return {}
  const before = found.status === 200 ? objectIn(found, manifest) : undefined
  return before === undefined ? { unread: saidBy(found) } : { before }
}

function isManifest(value: unknown): value is Manifest {
  return isFields(value) && typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string'
}

/** Nothing says whether it was applied. */
function meaningless({ server }: ServerConnection, { kind }: Manifest): SvcError {
  return new SvcError(
    'cluster-unreachable',
    `${nameServer(server)} answered with something that is not that ${kind}, so it may or may not have been applied`,
    { hint: 'look for a proxy or a log-in page between here and the API server, then ask with --diff' },
  )
}

async function pathOf(
  connection: ServerConnection,
  { apiVersion, kind, metadata }: Manifest,
  home: string,
): Promise<string> {
  const resource = Object.hasOwn(kinds, kind)
    ? kinds[kind as Kind].resource
    : (await findServed(connection, kind))?.resource
  if (resource === undefined)
    throw new SvcError('usage', `the cluster does not serve ${kind} of ${apiVersion}`, {
      hint: 'install what provides it first',
    })
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const namespace = encodeURIComponent(metadata?.namespace ?? home)
  return `${root}/namespaces/${namespace}/${resource}/${encodeURIComponent(metadata?.name ?? '')}`
}

function refusalOf({ server }: ServerConnection, answer: ServerAnswer): SvcError {
  const { status } = answer
  const said = saidBy(answer)
  if (status === 409)
    return new SvcError('usage', `others manage fields of it: ${said}`, {
      hint: 'leave those fields out, or take them over with --force-conflicts',
    })
  if (status === 404)
    return new SvcError('usage', `${nameServer(server)} refuses it: ${said}`, {
      hint: 'create that first, or choose another --namespace',
    })
  if (status === 403)
    return new SvcError('undecided', said, {
      hint: 'ask for the right to patch services, or for another --as',
    })
  if (status === 401)
    return new SvcError(
      'cluster-unreachable',
      `${nameServer(server)} does not accept the credentials (401)`,
      { hint: 'log in again' },
    )
  const isRefused = status >= 400 && status < 500 && status !== 429
  return new SvcError(
    isRefused ? 'usage' : 'cluster-unreachable',
    isRefused
      ? `${nameServer(server)} refuses it: ${said}`
      : `${nameServer(server)} answered ${status}: ${said}`,
    {
      // a server that runs out of time may have stored it
      hint:
        status < 500
          ? 'it was not changed'
          : 'it may or may not have been changed: ask with --diff when the server is well again',
    },
  )
}

/** `299 - "text"`, joined by commas where there are several. */
function warningsOf({ headers }: ServerAnswer): string[] {
  const text = headers['warning'] ?? ''
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    oneLine(quoted.replaceAll(/\\(.)/g, '$1')),
  )
}
