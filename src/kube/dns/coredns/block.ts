import type { Directive, ServerBlock } from '../corefile/parse.ts'
import { readZoneKey } from '../corefile/zones.ts'
import { bareReply, unknownReply, type DnsQuery, type DnsReply } from '../reply.ts'
import { aclPlugin } from './acl.ts'
import { filePlugin } from './file.ts'
import { hostsPlugin } from './hosts.ts'
import { kubernetesSettings } from './kubernetes/settings.ts'
import { kubernetesPlugin } from './kubernetes/plugin.ts'
import type { Plugin, ServerSide } from './plugin.ts'
import { rewritePlugin } from './rewrite.ts'
import type { BlockSettings } from './settings.ts'
import {
  anyPlugin,
  autopathPlugin,
  dns64Plugin,
  endOfChain,
  forwardPlugin,
  localPlugin,
  passes,
  unread,
  unreadInZones,
  whoamiPlugin,
} from './small-plugins.ts'
import { templatePlugin } from './template.ts'

/** Settings of the server itself: no part of the chain. */
const settings = [
  'root',
  'tls',
  'quic',
  'grpc_server',
  'https',
  'https3',
  'timeouts',
  'multisocket',
  'reload',
  'bind',
  'debug',
  'ready',
  'health',
  'pprof',
  'on',
  'sign',
  'proxyproto',
]

type Setup = (uses: readonly Directive[], block: BlockSettings) => Plugin

/** A plugin that answers nothing, or one that `svc` cannot read: what it is asked stays unknown. */
type Unevaluated = 'passes' | 'unread' | 'unread in its zones'

const unevaluated: Readonly<Record<Unevaluated, (name: string) => Setup>> = {
  passes: () => () => passes,
  unread: (name) => () => unread(name),
  'unread in its zones': unreadInZones,
}

const orUnread = (plugin: Plugin | string): Plugin =>
  typeof plugin === 'string' ? () => unknownReply(plugin) : plugin

const chain: readonly (readonly [string, Setup | Unevaluated])[] = [
  ['metadata', 'passes'],
  ['geoip', 'passes'],
  ['cancel', 'passes'],
  ['nsid', 'passes'],
  ['bufsize', 'passes'],
  ['trace', 'passes'],
  ['prometheus', 'passes'],
  ['errors', 'passes'],
  ['log', 'passes'],
  ['dnstap', 'passes'],
  ['local', () => localPlugin],
  ['dns64', () => dns64Plugin],
  ['any', () => anyPlugin],
  ['chaos', 'passes'],
  ['loadbalance', 'passes'],
  ['tsig', 'unread'],
  ['cache', 'passes'],
  ['rewrite', (uses) => orUnread(rewritePlugin(uses))],
  ['acl', (uses, block) => aclPlugin(uses, block) ?? unread('acl')],
  ['header', 'passes'],
  ['dnssec', 'unread'],
  ['autopath', () => autopathPlugin],
  ['minimal', 'passes'],
  ['template', (uses, block) => orUnread(templatePlugin(uses, block))],
  ['transfer', 'passes'],
  ['hosts', hostsPlugin],
  ['route53', 'unread'],
  ['azure', 'unread'],
  ['clouddns', 'unread'],
  ['k8s_external', 'unread in its zones'],
  ['kubernetes', kubernetes],
  ['file', filePlugin],
  ['auto', 'unread'],
  ['secondary', 'unread in its zones'],
  ['etcd', 'unread in its zones'],
  ['loop', 'passes'],
  ['forward', forwardPlugin],
  ['grpc', 'unread'],
  ['erratic', 'unread in its zones'],
  ['whoami', () => whoamiPlugin],
  ['nomad', 'unread'],
]

/** What is known of each plugin, in the order of the chain. */
export const pluginFacts = chain.map(([name, setup]) => ({
  name,
  is: typeof setup === 'string' ? setup : ('evaluated' as const),
}))

const known = new Set([...settings, ...chain.map(([name]) => name)])

function kubernetes(uses: readonly Directive[], block: BlockSettings): Plugin {
  const [use] = uses
  const options = use === undefined ? 'the plugin kubernetes is not set up' : kubernetesSettings(use, block)
  return typeof options === 'string' ? () => unknownReply(options) : kubernetesPlugin(options)
}

/** A server block that is ready to answer. */
export interface Block {
  readonly zones: readonly string[]
  readonly port: number
  readonly answer: (query: DnsQuery, side: ServerSide) => DnsReply
}

/** One block for each port of the keys; `readFile` knows the files of CoreDNS. */
export function setUpBlock({ keys, directives }: ServerBlock, readFile: BlockSettings['readFile']): Block[] {
  const listening = keys.map(readZoneKey).filter(({ transport }) => transport === 'dns')
  const root = directives.find(({ name }) => name === 'root')?.args[0]
  const inRoot = (path: string) =>
    readFile(root === undefined || path.startsWith('/') ? path : `${root}/${path}`)
  const shared = { zones: keys.flatMap((key) => readZoneKey(key).zones), readFile: inRoot }
  const answer = answerOf(directives, shared)
  return [...new Set(listening.map(({ port }) => port))].map((port) => ({
    port,
    zones: listening.filter((key) => key.port === port).flatMap(({ zones }) => zones),
    answer,
  }))
}

function answerOf(directives: readonly Directive[], shared: BlockSettings): Block['answer'] {
  const stranger = directives.find(({ name }) => !known.has(name) || name === 'view')
  // where in the chain a plugin is that is not CoreDNS's own, only its build knows
  if (stranger !== undefined) return () => unknownReply(`svc does not evaluate the plugin ${stranger.name}`)
  const plugins = chain.flatMap(([name, setup]) => {
    const uses = directives.filter((directive) => directive.name === name)
    return uses.length === 0
      ? []
      : [{ name, plugin: (typeof setup === 'string' ? unevaluated[setup](name) : setup)(uses, shared) }]
  })
  if (plugins.length === 0) return () => bareReply('REFUSED', 'the server block has no plugin that answers')
  const orders = ordersOf(plugins)
  return (query, side) => {
    const [reply, other] = orders.map((order) => step(order, 0, { query, side }))
    if (reply === undefined) return endOfChain()
    const agree =
      other === undefined ||
      JSON.stringify([reply.rcode, reply.answers]) === JSON.stringify([other.rcode, other.answers])
    return agree
      ? reply
      : unknownReply('CoreDNS before 1.14.2 asks acl first, then rewrite; later ones the other way')
  }
}

function ordersOf(
  plugins: readonly { readonly name: string; readonly plugin: Plugin }[],
): (readonly Plugin[])[] {
  const order = plugins.map(({ plugin }) => plugin)
  const acl = plugins.find(({ name }) => name === 'acl')
  if (acl === undefined || !plugins.some(({ name }) => name === 'rewrite')) return [order]
  return [order, [acl.plugin, ...order.filter((plugin) => plugin !== acl.plugin)]]
}

function step(
  plugins: readonly Plugin[],
  index: number,
  { query, side }: { readonly query: DnsQuery; readonly side: ServerSide },
): DnsReply {
  const plugin = plugins[index]
  if (plugin === undefined) return endOfChain()
  return plugin(query, (changed) => step(plugins, index + 1, { query: changed, side }), side)
}
