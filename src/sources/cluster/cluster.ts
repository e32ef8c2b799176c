import { setTimeout as wait } from 'node:timers/promises'
import { SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import type { Kind } from '../../world/kinds.ts'
import type { Wanted } from '../../world/part.ts'
import { chooseContext, type ClusterContext } from './context.ts'
import { startTimeLimit } from './deadline.ts'
import type { Environment } from './proxy.ts'
import { oneLine } from '../../text/credentials.ts'
import { nameServer, type ServerName } from './failure.ts'
import { Login } from './login.ts'
import { readVersion } from './list.ts'
import { listsOf, readLists, wholeLists } from './read-lists.ts'
import type { ServerConnection } from './request.ts'
import type { Trim } from './trim.ts'
import type { Watch } from './watch.ts'
import type { SourceResult } from '../source.ts'
import { tierUpLate } from '../tier-up.ts'
import type { Overrides } from './overrides.ts'

/** Which cluster, as whom, and for how long. */
export interface ConnectionOptions {
  /** `--kubeconfig`; else KUBECONFIG, ~/.kube/config, or the service account of the pod. */
  readonly kubeconfig?: string
  readonly context?: string
  /** `-n`; else the context's, else `default`. */
  readonly namespace?: string
  readonly as?: string
  readonly asGroups?: readonly string[]
  readonly asUid?: string
  /** What flags say in the place of the kubeconfig. */
  readonly overrides?: Overrides
  /** For each request and for a credential plugin; 0 is no limit. */
  readonly requestTimeoutMs: number
  /** For all of it together, in milliseconds; none when it is 0 or absent. What is not read by then is cut off. */
  readonly timeoutMs?: number
  /** Before a second try where the server does not say how long to wait; by default a second, as client-go. */
  readonly retryPauseMs?: number
  /** By default that of the process. */
  readonly env?: Environment
  readonly signal?: AbortSignal
  readonly watch?: Watch
  readonly trim?: Trim
  /** One that is shared, and ended by who made it; else one for this connection alone. */
  readonly login?: Login
}

export interface ClusterReadOptions extends ConnectionOptions {
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

/**
 * Reads a live cluster: lists the kinds asked for, in one namespace or in all.
 * What RBAC forbids and what is not served becomes coverage. Throws `SvcError` when the cluster cannot be reached or
 * the kubeconfig cannot be used, and the reason of `signal` when that was aborted. Nothing stays open afterwards.
 */
export async function readCluster(options: ClusterReadOptions): Promise<ClusterResult> {
  return withReader(options, async (reader) => {
    const { context, namespace } = reader
    const result = await reader.read(options.kinds, options.allNamespaces ? undefined : namespace)
    const version = await reader.serverVersion()
    return { ...result, context, namespace, ...(version !== undefined && { serverVersion: version }) }
  })
}

/** One log-in and one set of connections for everything that a command reads. */
export interface ClusterReader extends Home {
  /** Lists kinds in one namespace, or in all of them where it is undefined. Throws as `readCluster`. */
  read(kinds: readonly Kind[], namespace: string | undefined): Promise<SourceResult>
  /** Lists what was left unread: all of a kind, or parts of it. Throws as `readCluster`. */
  readWanted(wanted: readonly Wanted[]): Promise<SourceResult>
  /** Asked once, and not waited for when the lists are there. */
  serverVersion(): Promise<string | undefined>
}

/** Lists as often as a command has to before it knows all that it must ask for. Throws as `readCluster`. */
export async function withReader<T>(
  options: ConnectionOptions,
  work: (reader: ClusterReader) => Promise<T>,
): Promise<T> {
  return withCluster(options, (connection, home) => {
    const version = readVersion(connection)
    return work({
      ...home,
      read: (kindsWanted, namespace) => readLists(connection, wholeLists(kindsWanted, namespace)),
      readWanted: (wanted) => readLists(connection, wanted.flatMap(listsOf)),
      serverVersion: () =>
        Promise.race([version, wait(graceMs, undefined, { ref: false, signal: connection.signal })]).catch(
          () => undefined,
        ),
    })
  })
}

/** What a version is waited for when all lists are there. */
const graceMs = 2000

/** Opens a connection for some work and closes it afterwards, whatever becomes of the work. Throws as `readCluster`. */
export async function withCluster<T>(
  options: ConnectionOptions,
  work: (connection: ServerConnection, home: Home) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted()
  tierUpLate()
  const context = await chooseContext(options)
  const namespace = options.namespace || context.namespace || 'default'
  checkNamespace(namespace)
  const closing = new AbortController()
  const limit = startTimeLimit(options)
  const signal = AbortSignal.any([
    closing.signal,
    limit.deadline.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ])
  const server = nameOf(context)
  const { requestTimeoutMs, retryPauseMs = 1000, watch, trim } = options
  const login = options.login ?? new Login()
  try {
    const access = await login.open(context, { ...options, signal })
    const { outOfTime, timeLeftMs } = limit
    const given = {
      server,
      url: context.server,
      access,
      requestTimeoutMs,
      retryPauseMs,
      signal,
      ...defined({ watch, trim }),
    }
    const connection = { ...given, outOfTime, timeLeftMs, lists: { answered: false, usable: false } }
    return await work(connection, { context: context.name, namespace })
  } catch (error) {
    const timedOut = limit.outOfTime()
    if (timedOut === undefined || error instanceof SvcError) throw error
    throw new SvcError('cluster-unreachable', `cannot reach ${nameServer(server)}: ${timedOut}`, {
      hint: 'check the network and the VPN, or allow more time with --timeout',
    })
  } finally {
    limit.deadline.end()
    closing.abort()
    if (options.login === undefined) login.end()
  }
}

function nameOf({ server, name, cluster }: ClusterContext): ServerName {
  const proxy = cluster['proxy-url']
  const base = { url: shown(server), context: name }
  return typeof proxy === 'string' && URL.canParse(proxy)
    ? { ...base, proxy: shownProxy(new URL(proxy)) }
    : base
}

/** The scheme of a SOCKS proxy has no origin. */
function shownProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`
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
