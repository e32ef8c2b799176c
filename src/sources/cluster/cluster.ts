import { SvcError } from '../../errors.ts'
import type { Unread } from '../../world/coverage.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import type { Resource } from '../../world/resource.ts'
import { openAccess } from './access.ts'
import type { Asked } from './answer.ts'
import { chooseContext } from './context.ts'
import type { Environment } from './proxy.ts'
import { nameServer, oneLine } from './failure.ts'
import { readItem } from './items.ts'
import { list, readVersion, type Listing } from './list.ts'
import type { Connection } from './request.ts'
import { mergeResults, type SourceResult } from '../source.ts'

/** Which cluster, as whom, and for how long. */
export interface ConnectionOptions {
  /** `--kubeconfig`; else KUBECONFIG, ~/.kube/config, or the service account of the pod. */
  readonly kubeconfig?: string
  readonly context?: string
  /** `-n`; else the context's, else `default`. */
  readonly namespace?: string
  readonly as?: string
  readonly asGroups?: readonly string[]
  /** For each request and for a credential plugin; 0 is no limit. */
  readonly requestTimeoutMs: number
  /** By default that of the process. */
  readonly env?: Environment
  readonly signal?: AbortSignal
}

export interface ClusterOptions extends ConnectionOptions {
  readonly allNamespaces: boolean
  /** Only these are listed. */
  readonly kinds: readonly Kind[]
}

/** Where a connection leads. */
export interface Home {
  readonly context: string
  readonly namespace: string
}

export interface ClusterResult extends SourceResult {
  readonly context: string
  readonly namespace: string
  readonly serverVersion?: string
}

/** A few lists at once use the time that the API server takes; more would only meet its rate limits. */
const listsAtOnce = 4

/**
 * Reads a live cluster: lists the kinds asked for, in one namespace or in all.
 * What RBAC forbids and what is not served becomes coverage. Throws `SvcError` when the cluster cannot be reached or
 * the kubeconfig cannot be used, and the reason of `signal` when that was aborted. Nothing stays open afterwards.
 */
export async function readCluster(options: ClusterOptions): Promise<ClusterResult> {
  return withCluster(options, async (connection, home) => {
    const scope = options.allNamespaces ? undefined : home.namespace
    return { ...(await readAll(connection, options.kinds, scope)), ...home }
  })
}

/** Opens a connection for some work and closes it afterwards, whatever becomes of the work. Throws as `readCluster`. */
export async function withCluster<T>(
  options: ConnectionOptions,
  work: (connection: Connection, home: Home) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted()
  const context = await chooseContext(options)
  const namespace = options.namespace || context.namespace || 'default'
  checkNamespace(namespace)
  const closing = new AbortController()
  const signal = AbortSignal.any([closing.signal, ...(options.signal === undefined ? [] : [options.signal])])
  const access = await openAccess(context, { ...options, signal })
  try {
    const { requestTimeoutMs } = options
    const server = { url: shown(context.server), context: context.name }
    const connection = { server, url: context.server, access, requestTimeoutMs, signal }
    return await work(connection, { context: context.name, namespace })
  } finally {
    closing.abort()
    access.agent.destroy()
  }
}

async function readAll(connection: Connection, wanted: readonly Kind[], namespace: string | undefined) {
  const asked = [...new Set(wanted)].map((kind): Asked => {
    return namespace === undefined || !kinds[kind].namespaced ? { kind } : { kind, namespace }
  })
  const [serverVersion, listings] = await Promise.all([
    readVersion(connection),
    mapAtMost(listsAtOnce, asked, async (what) => ({ asked: what, listing: await list(connection, what) })),
  ])
  if (
    listings.every(({ asked: { kind }, listing }) => listing.state === 'partial' || kinds[kind].custom) &&
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
  const parts = listings.map(({ asked: what, listing }) => partOf(what, listing, connection.server.context))
  return { ...mergeResults(parts), ...(serverVersion !== undefined && { serverVersion }) }
}

/** Results in the order of the items, whichever was ready first; the first failure ends it all. */
async function mapAtMost<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}

function partOf(asked: Asked, listing: Listing, context: string): SourceResult {
  if (listing.state !== 'complete') return { resources: [], coverage: [{ ...asked, ...listing }], unread: [] }
  const resources: Resource[] = []
  const unread: Unread[] = []
  for (const [index, content] of listing.items.entries()) {
    const item = readItem(content, { ...asked, context, index })
    if ('resource' in item) resources.push(item.resource)
    else unread.push(item.unread)
  }
  return {
    resources,
    coverage: [
      { ...asked, state: 'complete', because: listing.because ?? `listed from ${oneLine(context)}` },
    ],
    unread,
  }
}

/** It becomes a part of a path, where `..` or a slash would ask for something else. */
function checkNamespace(namespace: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return
  throw new SvcError('usage', `"${oneLine(namespace)}" cannot be the name of a namespace`, {
    hint: 'a namespace is lower case letters, digits and "-", at most 63 of them',
  })
}

function shown(server: URL): string {
  return `${server.origin}${server.pathname.replace(/\/+$/, '')}`
}
