import { SvcError } from '../../errors.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import { fromJson } from './answer.ts'
import { nameServer } from './failure.ts'
import { oneLine } from '../../text/credentials.ts'
import { isFields } from './kubeconfig.ts'
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
  /** Before; absent for a new one. */
  readonly before?: Manifest
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
    const object = fromJson(answer.body)
    if (answer.status > 299 || !isFields(object)) throw refusalOf(connection, answer)
    const before = found.status === 200 ? fromJson(found.body) : undefined
    return {
      object: object as unknown as Manifest,
      ...(isFields(before) ? { before: before as unknown as Manifest } : {}),
      warnings: warningsOf(answer),
      context: home.context,
    }
  })
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

function refusalOf({ server }: ServerConnection, { status, body }: ServerAnswer): SvcError {
  const message: unknown = valueAt(fromJson(body), ['message'])
  const said = typeof message === 'string' ? oneLine(message) : `it answered ${status}`
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
  return new SvcError(
    status < 500 ? 'usage' : 'cluster-unreachable',
    `${nameServer(server)} refuses it: ${said}`,
    {
      hint: 'nothing was changed',
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
