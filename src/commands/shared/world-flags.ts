import { Flags } from '@oclif/core'
import type { Login } from '../../sources/cluster/login.ts'
import type { Io } from './io.ts'
import type { FileOptions } from '../../sources/files/files.ts'
import type { ConfigFlags } from './read-config.ts'

const cluster = { helpGroup: 'CLUSTER' } as const

/** Which cluster: kubectl's flags with kubectl's meanings. */
export const clusterFlags = {
  context: Flags.string({ ...cluster, helpValue: 'NAME', description: 'kubeconfig context to use' }),
  kubeconfig: Flags.string({ ...cluster, helpValue: 'FILE', description: 'path to the kubeconfig file' }),
  as: Flags.string({ ...cluster, helpValue: 'USER', description: 'user to impersonate' }),
  'as-group': Flags.string({
    ...cluster,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GROUP',
    description: 'group to impersonate (can be repeated)',
  }),
  'as-uid': Flags.string({ ...cluster, helpValue: 'UID', description: 'UID to impersonate' }),
  cluster: Flags.string({ ...cluster, helpValue: 'NAME', description: 'kubeconfig cluster to use' }),
  user: Flags.string({ ...cluster, helpValue: 'NAME', description: 'kubeconfig user to use' }),
  server: Flags.string({
    ...cluster,
    char: 's',
    helpValue: 'URL',
    description: 'address of the API server',
  }),
  token: Flags.string({ ...cluster, helpValue: 'TOKEN', description: 'bearer token for the API server' }),
  'certificate-authority': Flags.string({
    ...cluster,
    helpValue: 'FILE',
    description: 'certificate of the authority that the API server is checked with',
  }),
  'insecure-skip-tls-verify': Flags.boolean({
    ...cluster,
    exclusive: ['certificate-authority'],
    description: 'do not check the certificate of the API server: connections are insecure',
  }),
  'tls-server-name': Flags.string({
    ...cluster,
    helpValue: 'NAME',
    description: 'name that the certificate of the API server is checked for',
  }),
  'request-timeout': Flags.string({
    ...cluster,
    default: '20s',
    helpValue: 'TIME',
    description: 'time to wait for a single request, as in 5s or 1m; 0 means no limit',
  }),
  timeout: Flags.string({
    ...cluster,
    default: '2m',
    helpValue: 'TIME',
    description: 'for reading the cluster; what is not read by then counts as not read; 0 for none',
  }),
}

/** Where the World comes from: kubectl's flags with kubectl's meanings. */
export const worldFlags = {
  filename: Flags.string({
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
    description: 'file, folder, glob pattern, or - for standard input, to read instead of the cluster',
  }),
  namespace: Flags.string({
    char: 'n',
    helpValue: 'NS',
    description: 'default namespace',
  }),
  'all-namespaces': Flags.boolean({ char: 'A', description: 'all namespaces of the cluster' }),
  complete: Flags.boolean({
    description: 'treat the files as complete: what they do not contain does not exist',
  }),
  config: Flags.string({
    helpValue: 'FILE',
    exclusive: ['no-config'],
    description: 'configuration (default: svc.config.yaml here or above, up to the root of the repository)',
  }),
  'no-config': Flags.boolean({ description: 'read no configuration' }),
  ...clusterFlags,
  stats: Flags.boolean({
    ...cluster,
    description: 'print the requests, bytes and milliseconds of what is read to stderr',
  }),
}

export interface ConnectionFlags {
  readonly namespace?: string | undefined
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly as?: string | undefined
  readonly 'as-group'?: readonly string[] | undefined
  readonly 'as-uid'?: string | undefined
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly server?: string | undefined
  readonly token?: string | undefined
  readonly 'certificate-authority'?: string | undefined
  readonly 'insecure-skip-tls-verify'?: boolean | undefined
  readonly 'tls-server-name'?: string | undefined
  readonly 'request-timeout': string
  /** Of everything that is read; none where a command does not take it. */
  readonly timeout?: string | undefined
  /** Where `-` and the environment are read from. */
  readonly io: Io
  /** The log-in that all parts of a command share; each has its own where it is absent. */
  readonly login?: Login
}

export interface WorldFlags extends ConnectionFlags, ConfigFlags {
  readonly stats?: boolean | undefined
  readonly filename?: readonly string[] | undefined
  readonly 'kubernetes-version'?: string | undefined
  readonly 'all-namespaces': boolean
  readonly complete: boolean
  /** What renders charts and kustomizations, where that was settled before. */
  readonly render?: FileOptions['render'] | undefined
  /** Texts that are read in the place of what files say. */
  readonly texts?: ReadonlyMap<string, string>
}

/** The flags that only a cluster has a use for, as far as they are given. */
export function clusterFlagsIn(flags: ConnectionFlags): string[] {
  const given = flags as unknown as Readonly<Record<string, unknown>>
  const always = new Set(['request-timeout', 'timeout'])
  return Object.keys(clusterFlags).filter(
    (name) => !always.has(name) && given[name] !== undefined && given[name] !== false,
  )
}

/** The flags without those that only a cluster has a use for: for files that are read next to one. */
export function withoutCluster<F extends ConnectionFlags>(flags: F): F {
  return { ...flags, ...Object.fromEntries(clusterFlagsIn(flags).map((name) => [name, undefined])) }
}
