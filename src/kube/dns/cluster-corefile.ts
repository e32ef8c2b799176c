import type { ConfigMap } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { clusterDomainOf } from './cluster-domain.ts'
import { setUpServer, type Server } from './coredns/server.ts'
import { parseCorefile, type ReadImport } from './corefile/parse.ts'

/** The cluster's DNS server, or why it is not known. */
export type ClusterServer =
  | { readonly server: Server; readonly origin: 'cluster' | 'given' | 'assumed' }
  | { readonly unknown: string }

const namespace = 'kube-system'
const configFolder = '/etc/coredns/'
const customFolder = '/etc/coredns/custom/'
const customConfig = 'coredns-custom'

/** What kubeadm deploys: nearly every cluster answers so for its own names. */
const usualCorefile = (domain: string) => `.:53 {
  kubernetes ${domain} in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  forward . /etc/resolv.conf
}
`

/** The server with the Corefile that is given, else with that of ConfigMap kube-system/coredns, else with the usual one. */
export function clusterServer(world: World, corefile?: string): ClusterServer {
  return world.derived(readServer, corefile)
}

/** The ConfigMap with the Corefile of the cluster, where it is in sight. */
function corefileOf(world: World): Resource<ConfigMap> | undefined {
  return world
    .all('ConfigMap', namespace)
    .find(({ name, manifest }) => isCoreDns(name) && hasCorefile(manifest))
}

function isCoreDns(name: string): boolean {
  return name === 'coredns' || name === 'rke2-coredns-rke2-coredns'
}

function hasCorefile({ data }: ConfigMap): boolean {
  return data !== undefined && Object.hasOwn(data, 'Corefile')
}

const usualPlugins: ReadonlySet<string> = new Set([
  'errors',
  'log',
  'health',
  'ready',
  'kubernetes',
  'prometheus',
  'forward',
  'cache',
  'loop',
  'reload',
  'loadbalance',
])

/** Does the cluster's DNS answer for the name of a Service with nothing but that Service? So it does by the plugins that kubeadm configures. */
export function hasUsualDns(world: World): boolean {
  return world.derived(findUsualDns)
}

function findUsualDns(world: World): boolean {
  const config = corefileOf(world)
  if (config === undefined) return true
  const parsed = parseCorefile(config.manifest.data?.['Corefile'] ?? '', (pattern) =>
    importedFiles(world, config, pattern),
  )
  return (
    'blocks' in parsed &&
    parsed.blocks.every(({ directives }) => directives.every(({ name }) => usualPlugins.has(name)))
  )
}

function readServer(world: World, given: string | undefined): ClusterServer {
  const config = corefileOf(world)
  const text = given ?? config?.manifest.data?.['Corefile']
  if (text === undefined) {
    return {
      server: serverOf(
        usualCorefile(clusterDomainOf(world).domain),
        () => undefined,
        () => [],
      ),
      origin: 'assumed',
    } as ClusterServer
  }
  const parsed = parseCorefile(text, (pattern) => importedFiles(world, config, pattern))
  if ('error' in parsed) return { unknown: `CoreDNS does not start with its Corefile: ${parsed.error}` }
  if ('unknown' in parsed) return parsed
  const server = setUpServer(parsed.blocks, (path) => fileOf(config, path))
  return { server, origin: given === undefined ? 'cluster' : 'given' }
}

function serverOf(
  text: string,
  readFile: (path: string) => string | undefined,
  readImport: ReadImport,
): Server {
  const parsed = parseCorefile(text, readImport)
  return setUpServer('blocks' in parsed ? parsed.blocks : [], readFile)
}

/** Every key of the ConfigMap is a file next to the Corefile, where the Deployment mounts it as kubeadm does. */
function fileOf(config: Resource<ConfigMap> | undefined, path: string): string | undefined {
  const data = config?.manifest.data ?? {}
  const key = path.startsWith(configFolder) ? path.slice(configFolder.length) : path
  return Object.hasOwn(data, key) ? data[key] : undefined
}

function importedFiles(
  world: World,
  config: Resource<ConfigMap> | undefined,
  pattern: string,
): ReturnType<ReadImport> {
  const path = pattern.startsWith('/') ? pattern : `${configFolder}${pattern}`
  const custom = path.startsWith(customFolder)
  const source = custom ? world.get('ConfigMap', namespace, customConfig) : config
  const folder = custom ? customFolder : configFolder
  const doubt = world.doubt(['ConfigMap'], namespace)
  if (!path.startsWith(folder) || (source === undefined && doubt !== undefined))
    return { unknown: `the Corefile imports ${pattern}, which was not read` }
  const name = path.slice(folder.length)
  return Object.entries(source?.manifest.data ?? {})
    .filter(([key]) => matchesGlob(name, key))
    .map(([key, text]) => ({ name: `${folder}${key}`, text: text ?? '' }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** One `*`, as CoreDNS allows; no key of a ConfigMap has a slash. */
function matchesGlob(pattern: string, name: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === name
  return name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
}
