import { SvcError } from '../../errors.ts'
import { valueAt } from '../../world/place.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { fromJson, saidBy } from './answer.ts'
import { withCluster, type ConnectionOptions } from './cluster.ts'
import { nameServer } from './failure.ts'
import { mapAtMost } from './map-at-most.ts'
import { ask, type ServerAnswer, type ServerConnection } from './request.ts'

/** An object, and the plural that its kind has in the API. */
export interface ToApply {
  readonly resource: string
  readonly manifest: Manifest
}

const atOnce = 4

/**
 * Applies objects by server-side apply as the field manager `svc`, each whole. What is in a namespace that is being deleted, or is gone,
 * is left out. Out: how many were applied. Throws `SvcError`: `usage` where the cluster does not serve the kind or refuses an object,
 * `undecided` for what RBAC forbids; some objects may then be applied.
 */
export async function applyAll(options: ConnectionOptions, objects: readonly ToApply[]): Promise<number> {
  return withCluster(options, async (connection) => {
    const done = await mapAtMost(atOnce, objects, (object) => applyOne(connection, object))
    return done.filter(Boolean).length
  })
}

async function applyOne(connection: ServerConnection, { resource, manifest }: ToApply): Promise<boolean> {
  const { apiVersion, metadata } = manifest
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const namespace =
    metadata?.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(metadata.namespace)}`
  const answer = await ask(connection, {
    method: 'PATCH',
    path: `${root}${namespace}/${resource}/${encodeURIComponent(metadata?.name ?? '')}?fieldManager=svc&fieldValidation=Strict&force=true`,
    type: 'application/apply-patch+yaml',
    body: JSON.stringify(manifest),
  })
  if (answer.status < 300) return true
  if (isOfEndedNamespace(answer)) return false
  throw refusalOf(connection, answer, manifest)
}

function isOfEndedNamespace({ status, body }: ServerAnswer): boolean {
  const content = fromJson(body)
  if (status === 404) return valueAt(content, ['details', 'kind']) === 'namespaces'
  return status === 403 && valueAt(content, ['details', 'causes', 0, 'reason']) === 'NamespaceTerminating'
}

function refusalOf(
  { server }: ServerConnection,
  answer: ServerAnswer,
  { apiVersion, kind }: Manifest,
): SvcError {
  const { status } = answer
  const said = saidBy(answer)
  if (status === 404)
    return new SvcError('usage', `the cluster does not serve ${kind} of ${apiVersion}`, {
      hint: 'install its CustomResourceDefinition first',
    })
  if (status === 403)
    return new SvcError('undecided', said, { hint: `ask for the right to patch and create it` })
  return new SvcError(
    status < 500 && status !== 401 ? 'usage' : 'cluster-unreachable',
    `${nameServer(server)} refuses it: ${said}`,
  )
}
