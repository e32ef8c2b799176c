import { spawn, type SpawnOptions } from 'node:child_process'
import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, type RequestOptions } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { KubeConfig } from '@kubernetes/client-node'
import { SvcError } from '../errors.ts'
import { valueAt } from '../world/place.ts'
import type { ClusterContext } from './cluster-context.ts'
import { startDeadline, untilAborted } from './cluster-deadline.ts'
import { contextFlag, oneLine, textOf, withoutSecrets } from './cluster-failure.ts'
import { isFields } from './cluster-kubeconfig.ts'
import { credentialsOf, impersonationOf } from './cluster-user.ts'

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
    const access = { headers: { ...headers, ...impersonation } as OutgoingHttpHeaders, agent }
    return typeof auth === 'string' ? { ...access, auth } : access
  } catch (error) {
    throw options.signal.aborted ? options.signal.reason : refusedAccess(context, error)
  }
}

/** What the client adds to a request of this context; this is where plugins run. */
async function logIn(context: ClusterContext, config: KubeConfig, options: AccessOptions): Promise<RequestOptions> {
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
  const start = (command: string, args: readonly string[] | undefined, options: SpawnOptions) => {
    const plugin = spawn(command, args ?? [], { ...options, stdio: ['ignore', 'pipe', 'pipe'], signal })
    // what the plugin itself has started may live on, and would hold these open
    signal.addEventListener('abort', () => [plugin.stdout, plugin.stderr].map((stream) => stream?.destroy()))
    return plugin
  }
  for (const authenticator of authenticators) if ('execFn' in authenticator) authenticator.execFn = start
}

/** One agent for all requests: connections are kept for the next page. Only the client knows how to go through a proxy. */
function agentOf({ server, cluster }: ClusterContext, request: RequestOptions, options: AccessOptions): HttpAgent {
  const { ca, cert, key, servername, rejectUnauthorized, agent } = request
  // created here only to find out whether the certificates can be read: later it would look like a failed connection
  createSecureContext({ ca, cert, key })
  if (cluster['proxy-url']) {
    // the agent opens its tunnel with a request of its own, which nothing else could stop
    const proxyRequestOptions = { signal: options.signal }
    return Object.assign(agent as HttpAgent, { keepAlive: true, timeout: options.requestTimeoutMs, proxyRequestOptions })
  }
  if (server.protocol === 'http:') return new HttpAgent({ keepAlive: true })
  return new HttpsAgent({ keepAlive: true, ca, cert, key, servername, rejectUnauthorized })
}

function tooSlowToLogIn(context: ClusterContext, milliseconds: number): SvcError {
  return new SvcError(
    'cluster-unreachable',
    `${whoLogsIn(context)} gave no credentials within ${milliseconds / 1000} s`,
    { hint: `log in first, as with \`kubectl version ${contextFlag(context.name)}\`, or allow more time with --request-timeout` },
  )
}

function refusedAccess(context: ClusterContext, error: unknown): SvcError {
  if (error instanceof SvcError) return error
  const { file } = context
  const code = textOf(error, 'code')
  const path = textOf(error, 'path')
  if (valueAt(error, ['spawnargs']) !== undefined) return noPlugin(context, code)
  if (path !== '') {
    const because = code === 'ENOENT' ? 'there is no such file' : code
    return new SvcError('config', `cannot read ${path}, which the kubeconfig names: ${because}`, { file })
  }
  if (/^ERR_(OSSL|SSL|CRYPTO|TLS)/.test(code)) {
    const message = `the certificates or the key of context "${oneLine(context.name)}" cannot be used`
    return new SvcError('config', message, { file, hint: 'check the certificate fields of its cluster and user, and that the key fits' })
  }
  return new SvcError('cluster-unreachable', `${whoLogsIn(context)} gave no credentials: ${reasonOf(error)}`, {
    file,
    hint: `log in again; \`kubectl version ${contextFlag(context.name)}\` asks the same way`,
  })
}

function noPlugin(context: ClusterContext, code: string): SvcError {
  const because = code === 'ENOENT' ? 'there is no such command' : code
  const advice = valueAt(context.user, ['exec', 'installHint'])
  return new SvcError('config', `${whoLogsIn(context)} cannot be started: ${because}`, {
    file: context.file,
    hint: typeof advice === 'string' ? oneLine(advice) : 'install it, or correct `exec.command` of the user',
  })
}

/** What a JSON parser or a type error says would quote the answer of the plugin, which holds the token. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof TypeError) return 'its answer cannot be understood'
  const lines = textOf(error, 'message').split('\n').filter((line) => line.trim() !== '')
  return withoutSecrets(lines.at(-1) ?? '') || 'it failed without a word'
}

function whoLogsIn({ name, user }: ClusterContext): string {
  const { exec, 'auth-provider': provider } = user
  if (isFields(exec)) return `the credential plugin "${oneLine(String(exec['command']))}" of context "${oneLine(name)}"`
  if (isFields(provider)) return `the auth provider "${oneLine(String(provider['name']))}" of context "${oneLine(name)}"`
  return `the user of context "${oneLine(name)}"`
}
