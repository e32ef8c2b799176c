import type { SpawnOptions } from 'node:child_process'
import type { RequestOptions } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { tooSlowToLogIn } from './access-failure.ts'
import type { ClusterContext } from './context.ts'
import { startDeadline, untilAborted } from './deadline.ts'
import type { Fields } from './kubeconfig.ts'
import { startPlugin } from './plugin-process.ts'

/**
 * What the Kubernetes client adds to a request of this context: this is where plugins run, issuers are asked for tokens
 * and proxies get their agents. Throws what the client throws, and `SvcError` for a plugin that takes too long.
 */
export async function logInWithClient(
  context: ClusterContext,
  user: Fields,
  { requestTimeoutMs, signal }: { readonly requestTimeoutMs: number; readonly signal: AbortSignal },
): Promise<RequestOptions> {
  const config = await loadConfig(context, user)
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
async function loadConfig({ server, cluster }: ClusterContext, user: Fields): Promise<KubeConfig> {
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
