import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, type RequestOptions } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { ClusterContext } from './context.ts'
import { refusedAccess } from './access-failure.ts'
import { checkAuthority } from './authority.ts'
import { credentialsOf, impersonationOf, requestOf } from './user.ts'

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
  readonly asUid?: string
  readonly requestTimeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Gets credentials and connections for a context: tokens and client certificates from the kubeconfig and the files that it
 * names; plugins, OIDC and proxies through the Kubernetes client. A plugin has as long as a request. Throws `SvcError`, never with a credential in its text.
 */
export async function openAccess(context: ClusterContext, options: AccessOptions): Promise<Access> {
  const impersonation = impersonationOf(context.user, options)
  try {
    const request = await logIn(context, options)
    const { auth, headers } = request
    const agent = agentOf(context, request, options)
    const access = { headers: { ...(headers as OutgoingHttpHeaders), ...impersonation }, agent }
    return typeof auth === 'string' ? { ...access, auth } : access
  } catch (error) {
    throw options.signal.aborted ? options.signal.reason : refusedAccess(context, error)
  }
}

/** What a login adds to a request; only what needs the client's login waits for it to be loaded. */
async function logIn(context: ClusterContext, options: AccessOptions): Promise<RequestOptions> {
  const user = credentialsOf(context)
  const { exec, 'auth-provider': provider } = user
  if (!exec && !provider && !context.cluster['proxy-url']) return requestOf(context, user)
  const { logInWithClient } = await import('./client-login.ts')
  return logInWithClient(context, user, options)
}

/**
 * One agent for all requests: connections are kept for the next page.
 * Only the client knows how to go through a proxy.
 */
function agentOf(context: ClusterContext, request: RequestOptions, options: AccessOptions): HttpAgent {
  const { server, cluster } = context
  const { ca, cert, key, servername, rejectUnauthorized, agent } = request
  if (server.protocol === 'https:') checkAuthority(ca, context)
  // created here to find out whether the certificates can be read: later it would look like a failed connection
  const secureContext = createSecureContext({ ca, cert, key })
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
  // one for all connections: each of its own would read the certificates again
  return new HttpsAgent({ keepAlive: true, secureContext, servername, rejectUnauthorized })
}
