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
  type KubeconfigEntry,
  type Fields,
  type Kubeconfig,
} from './kubeconfig.ts'
import { clusterWith, userWith, type Overrides } from './overrides.ts'

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
  overrides?: Overrides
  env?: Environment
}): Promise<ClusterContext> {
  const { env = process.env, overrides = {} } = options
  const found = await readKubeconfig(options.kubeconfig, env)
  // with a server of its own a command needs no kubeconfig
  const kubeconfig = found ?? (overrides.server === undefined ? undefined : noKubeconfig)
  if (kubeconfig !== undefined) return contextOf(kubeconfig, { asked: options.context, overrides, env })
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

const noKubeconfig: Kubeconfig = {
  files: [],
  contexts: new Map(),
  clusters: new Map(),
  users: new Map(),
}

interface ContextQuery {
  readonly asked: string | undefined
  readonly overrides: Overrides
  readonly env: Environment
}

function contextOf(kubeconfig: Kubeconfig, { asked, overrides, env }: ContextQuery): ClusterContext {
  const { name, entry: context } = namedContext(kubeconfig, { asked, overrides, env })
  const { cluster, user, namespace } = context.fields
  const where = { context: name, file: context.file }
  const clusterName = overrides.cluster ?? cluster
  const nameless = clusterName === undefined && overrides.server !== undefined
  const clusterEntry = nameless
    ? { fields: {}, file: context.file }
    : namedEntry(kubeconfig.clusters, clusterName, {
        ...where,
        what: 'cluster',
        isAsked: overrides.cluster !== undefined,
      })
  const fields = clusterWith(withAbsolutePaths(clusterEntry), overrides)
  const server = serverOf(fields, where)
  const proxy = fields['proxy-url'] || proxyFromEnvironment(server, env)
  checkProxy(proxy, where)
  // a context without a user is anonymous, which some test clusters allow
  const userName = overrides.user ?? user
  const userEntry = userName
    ? namedEntry(kubeconfig.users, userName, {
        ...where,
        what: 'user',
        isAsked: overrides.user !== undefined,
      })
    : undefined
  return {
    name,
    file: context.file,
    ...(typeof namespace === 'string' && namespace !== '' && { namespace }),
    server,
    cluster: { ...fields, ...(proxy ? { 'proxy-url': proxy } : {}) },
    user: userWith(userEntry === undefined ? {} : withAbsolutePaths(userEntry), overrides),
  }
}

/** The context that is asked for, else the current one; with a cluster or a server of its own none is needed. */
function namedContext(
  kubeconfig: Kubeconfig,
  { asked, overrides, env }: ContextQuery,
): { name: string; entry: KubeconfigEntry } {
  const [file = defaultKubeconfig(env)] = kubeconfig.files
  const name = asked ?? kubeconfig.currentContext
  if (name === undefined) {
    const own = overrides.cluster ?? overrides.server
    if (own !== undefined) return { name: own, entry: { fields: {}, file } }
    throw new SvcError('config', `no context is current in ${file}`, {
      file,
      hint: namesHint('context', kubeconfig.contexts),
    })
  }
  const entry = kubeconfig.contexts.get(name)
  if (entry !== undefined) return { name, entry }
  throw new SvcError('config', `there is no context "${oneLine(name)}" in ${kubeconfig.files.join(', ')}`, {
    file,
    hint: namesHint('context', kubeconfig.contexts, name),
  })
}

/** What a flag may name: what is likely meant, and all that there is. */
function namesHint(
  what: 'context' | 'cluster' | 'user',
  entries: ReadonlyMap<string, KubeconfigEntry>,
  mistyped = '',
): string {
  const names = [...entries.keys()].map(oneLine)
  if (names.length === 0) return `it holds no ${what}; name another file with --kubeconfig or KUBECONFIG`
  const [likely] = nearest(mistyped, names)
  if (likely === undefined) return `choose one with --${what}: ${quoteList(names)}`
  return `did you mean "${likely}"?${names.length > 1 ? ` It has ${quoteList(names)}` : ''}`
}

interface EntryWanted {
  readonly context: string
  readonly what: 'cluster' | 'user'
  readonly file: string
  /** A flag names it, and not the context. */
  readonly isAsked: boolean
}

function namedEntry(
  entries: ReadonlyMap<string, KubeconfigEntry>,
  name: unknown,
  { context, what, file, isAsked }: EntryWanted,
): KubeconfigEntry {
  const entry = typeof name === 'string' ? entries.get(name) : undefined
  if (entry !== undefined) return entry
  if (isAsked) {
    const wrong = String(name)
    throw new SvcError('config', `there is no ${what} "${oneLine(wrong)}" in ${file}`, {
      file,
      hint: namesHint(what, entries, wrong),
    })
  }
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
function withAbsolutePaths({ fields, file }: KubeconfigEntry): Fields {
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
