import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { SvcError } from '../../errors.ts'
import { nearest } from '../../text/nearest.ts'
import { quoteList } from '../../text/wording.ts'
import { proxyFromEnvironment, type Environment } from './proxy.ts'
import { oneLine } from '../../text/credentials.ts'
import {
  defaultKubeconfig,
  isFields,
  readKubeconfig,
  type Entry,
  type Fields,
  type Kubeconfig,
} from './kubeconfig.ts'

/** One context with all that it names. */
export interface ClusterContext {
  readonly name: string
  readonly file: string
  readonly namespace?: string
  readonly server: URL
  /** As in the kubeconfig, with paths made absolute. */
  readonly cluster: Fields
  readonly user: Fields
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'
const fileFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']

/**
 * The context to use: the one asked for, else the current one, else the service account of the pod that `svc` runs in.
 * Throws `SvcError` with the contexts that exist when there is none to use.
 */
export async function chooseContext(options: {
  kubeconfig?: string
  context?: string
  env?: Environment
}): Promise<ClusterContext> {
  const { env = process.env } = options
  const kubeconfig = await readKubeconfig(options.kubeconfig, env)
  if (kubeconfig !== undefined) return contextOf(kubeconfig, options.context, env)
  const pod = podContext(serviceAccount, env)
  if (pod !== undefined && options.context === undefined) return pod
  const file = defaultKubeconfig(env)
  throw new SvcError('config', `there is no kubeconfig at ${file}`, {
    file,
    hint: 'name one with --kubeconfig or KUBECONFIG, or give files to read instead of a cluster, - for standard input',
  })
}

/** What Kubernetes gives every pod: a token, the authority of the API server, and its address in the environment. */
export function podContext(folder: string, env: Environment): ClusterContext | undefined {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443'
  const tokenFile = join(folder, 'token')
  if (host === undefined || host === '' || !existsSync(tokenFile)) return undefined
  const namespaceFile = join(folder, 'namespace')
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    name: 'in-cluster',
    file: tokenFile,
    ...(existsSync(namespaceFile) && { namespace: readFileSync(namespaceFile, 'utf8').trim() }),
    server: serverOf({ server }, { context: 'in-cluster', file: tokenFile }),
    cluster: { server, 'certificate-authority': join(folder, 'ca.crt') },
    user: { tokenFile },
  }
}

function contextOf(kubeconfig: Kubeconfig, asked: string | undefined, env: Environment): ClusterContext {
  const [file = defaultKubeconfig(env)] = kubeconfig.files
  const name = asked ?? kubeconfig.currentContext
  if (name === undefined)
    throw new SvcError('config', `no context is current in ${file}`, { file, hint: contextsOf(kubeconfig) })
  const context = kubeconfig.contexts.get(name)
  if (context === undefined) {
    throw new SvcError('config', `there is no context "${oneLine(name)}" in ${kubeconfig.files.join(', ')}`, {
      file,
      hint: contextsOf(kubeconfig, name),
    })
  }
  const { cluster: clusterName, user: userName, namespace } = context.fields
  const where = { context: name, file: context.file }
  const cluster = namedEntry(kubeconfig.clusters, clusterName, { ...where, what: 'cluster' })
  const server = serverOf(cluster.fields, where)
  const proxy = cluster.fields['proxy-url'] || proxyFromEnvironment(server, env)
  checkProxy(proxy, where)
  // a context without a user is anonymous, which some test clusters allow
  const user = userName ? namedEntry(kubeconfig.users, userName, { ...where, what: 'user' }) : undefined
  return {
    name,
    file: context.file,
    ...(typeof namespace === 'string' && namespace !== '' && { namespace }),
    server,
    cluster: { ...withAbsolutePaths(cluster), ...(proxy ? { 'proxy-url': proxy } : {}) },
    user: user === undefined ? {} : withAbsolutePaths(user),
  }
}

function contextsOf({ contexts }: Kubeconfig, mistyped = ''): string {
  const names = [...contexts.keys()].map(oneLine)
  if (names.length === 0) return 'it holds no context; name another file with --kubeconfig or KUBECONFIG'
  const [likely] = nearest(mistyped, names)
  if (likely === undefined) return `choose one with --context: ${quoteList(names)}`
  return `did you mean "${likely}"?${names.length > 1 ? ` It has ${quoteList(names)}` : ''}`
}

function namedEntry(
  entries: ReadonlyMap<string, Entry>,
  name: unknown,
  { context, what, file }: { context: string; what: string; file: string },
): Entry {
  const entry = typeof name === 'string' ? entries.get(name) : undefined
  if (entry !== undefined) return entry
  const because =
    typeof name === 'string' ? `names ${what} "${oneLine(name)}", which is not there` : `names no ${what}`
  throw new SvcError('config', `context "${oneLine(context)}" ${because}`, {
    file,
    hint: `add the ${what}, or correct the context`,
  })
}

function serverOf({ server }: Fields, { context, file }: { context: string; file: string }): URL {
  const hint = 'a server is a URL such as https://10.0.0.1:6443'
  if (typeof server !== 'string' || server === '') {
    throw new SvcError('config', `the cluster of context "${oneLine(context)}" names no server`, {
      file,
      hint,
    })
  }
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new SvcError('config', `the server of context "${oneLine(context)}" is not an http or https URL`, {
    file,
    hint,
  })
}

/** It is not quoted: it may hold a password. */
function checkProxy(proxy: unknown, { context, file }: { context: string; file: string }): void {
  if (!proxy) return
  const url = typeof proxy === 'string' && URL.canParse(proxy) ? new URL(proxy) : undefined
  if (url !== undefined && /^(https?|socks(4a?|5h?)?):$/.test(url.protocol)) return
  throw new SvcError('config', `the proxy-url of context "${oneLine(context)}" cannot be used`, {
    file,
    hint: 'it must be an http, https or socks5 URL such as http://proxy.internal:3128',
  })
}

/** Paths start at their kubeconfig. Embedded data wins over a path, as in kubectl; the client does the opposite. */
function withAbsolutePaths({ fields, file }: Entry): Fields {
  const absolute = (path: string) => resolve(dirname(file), path)
  const result: Record<string, unknown> = { ...fields }
  for (const name of fileFields) {
    const path = result[name]
    if (result[`${name}-data`]) delete result[name]
    else if (typeof path === 'string' && path !== '') result[name] = absolute(path)
  }
  const { exec } = fields
  const command = isFields(exec) ? exec['command'] : undefined
  // a command without a slash is looked for in PATH
  const isPath = typeof command === 'string' && /[/\\]/.test(command)
  return isFields(exec) && isPath ? { ...result, exec: { ...exec, command: absolute(command) } } : result
}
