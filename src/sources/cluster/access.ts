import type { SpawnOptions } from 'node:child_process'
import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, type RequestOptions } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { KubeConfig } from '@kubernetes/client-node'
import type { ClusterContext } from './context.ts'
import { startDeadline, untilAborted } from './deadline.ts'
import { refusedAccess, tooSlowToLogIn } from './access-failure.ts'
import { checkAuthority } from './authority.ts'
import { startPlugin } from './plugin-process.ts'
import { credentialsOf, impersonationOf } from './user.ts'

/** What every request to one cluster has in common. */
export interface Access {
  readonly headers: OutgoingHttpHeaders
  /** User and password, for the few clusters that still take them. */
  readonly auth?: string
  readonly agent: HttpAgent
}

export interface AccessOptions {
  readonly as?: string
  readonly asGroups?: readonly string[]
  readonly requestTimeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Gets credentials and connections for a context from the Kubernetes client: tokens, client certificates, plugins,
 * OIDC, proxies. A plugin has as long as a request. Throws `SvcError`, never with a credential in its text.
 */
export async function openAccess(context: ClusterContext, options: AccessOptions): Promise<Access> {
  const impersonation = impersonationOf(context.user, options)
  try {
    const request = await logIn(context, await loadConfig(context), options)
    const { auth, headers } = request
    const agent = agentOf(context, request, options)
    const access = { headers: { ...(headers as OutgoingHttpHeaders), ...impersonation }, agent }
    return typeof auth === 'string' ? { ...access, auth } : access
  } catch (error) {
    throw options.signal.aborted ? options.signal.reason : refusedAccess(context, error)
  }
}

/** What the client adds to a request of this context; this is where plugins run. */
async function logIn(
  context: ClusterContext,
  config: KubeConfig,
  options: AccessOptions,
): Promise<RequestOptions> {
  const { requestTimeoutMs, signal } = options
  const deadline = startDeadline(requestTimeoutMs, signal)
  const request: RequestOptions = {}
  try {
    stopPluginsWith(config, deadline.signal)
    await untilAborted(config.applyToHTTPSOptions(request), deadline.signal)
    return request
  } catch (error) {
    throw deadline.expired() ? tooSlowToLogIn(context, requestTimeoutMs) : error
  } finally {
    deadline.end()
  }
}

/** The client gets one context alone, so that a broken entry elsewhere in the kubeconfig cannot stop it. */
async function loadConfig(context: ClusterContext): Promise<KubeConfig> {
  const { server, cluster } = context
  const user = credentialsOf(context)
  const { KubeConfig } = await importQuietly()
  const config = new KubeConfig()
  const name = 'chosen'
  // the client refuses plain HTTP unless told that there is no certificate to verify
  const insecure = server.protocol === 'http:' || cluster['insecure-skip-tls-verify'] === true
  const document = {
    clusters: [{ name, cluster: { ...cluster, server: server.href, 'insecure-skip-tls-verify': insecure } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  }
  config.loadFromString(JSON.stringify(document))
  return config
}

/** A dependency of the client loads Node's deprecated punycode, which newer versions of Node announce on stderr. */
async function importQuietly() {
  const { noDeprecation } = process
  process.noDeprecation = true
  try {
    return await import('@kubernetes/client-node')
  } finally {
    process.noDeprecation = noDeprecation ?? false
  }
}

/**
 * The client starts plugins with an open stdin and never stops them: one that asks a question would hang for ever.
 * Its authenticators are private, so this reaches for them by name and does without when they are not there.
 */
function stopPluginsWith(config: KubeConfig, signal: AbortSignal): void {
  const authenticators: unknown = Reflect.get(config, 'authenticators')
  if (!Array.isArray(authenticators)) return
  const start = (command: string, args: readonly string[] | undefined, options: SpawnOptions) =>
    startPlugin([command, ...(args ?? [])], options, signal)
  for (const authenticator of authenticators) if ('execFn' in authenticator) authenticator.execFn = start
}

/**
 * One agent for all requests: connections are kept for the next page.
 * Only the client knows how to go through a proxy.
 */
function agentOf(context: ClusterContext, request: RequestOptions, options: AccessOptions): HttpAgent {
  const { server, cluster } = context
  const { ca, cert, key, servername, rejectUnauthorized, agent } = request
  if (server.protocol === 'https:') checkAuthority(ca, context)
  // created here only to find out whether the certificates can be read: later it would look like a failed connection
  createSecureContext({ ca, cert, key })
  if (cluster['proxy-url']) {
    // the agent opens its tunnel with a request of its own, which nothing else could stop
    const proxyRequestOptions = { signal: options.signal }
    return Object.assign(agent as HttpAgent, {
      keepAlive: true,
      timeout: options.requestTimeoutMs,
      proxyRequestOptions,
    })
  }
  if (server.protocol === 'http:') return new HttpAgent({ keepAlive: true })
  return new HttpsAgent({ keepAlive: true, ca, cert, key, servername, rejectUnauthorized })
}
