import type { Directive } from '../corefile/parse.ts'
import { readZoneKey, zonesOf } from '../corefile/zones.ts'
import { zoneFor } from '../name.ts'
import { bareReply, emptyReply, unknownReply, type DnsReply } from '../reply.ts'
import type { Plugin } from './plugin.ts'
import type { BlockSettings } from './settings.ts'

/** Adds nothing to what is answered and which way a question goes: logs, counts, keeps, orders. */
export const passes: Plugin = (query, next) => next(query)

/** What CoreDNS passes on to other servers is theirs to answer. Follows match in coredns plugin/forward/forward.go. */
export function forwardPlugin(uses: readonly Directive[]): Plugin {
  const routes = uses.map(({ args, lines }) => ({
    from: args.slice(0, 1).flatMap((zone) => readZoneKey(zone).zones),
    to: args.slice(1),
    except: lines
      .filter(([word]) => word === 'except')
      .flatMap((line) => line.slice(1).flatMap((zone) => readZoneKey(zone).zones)),
  }))
  return (query, next) => {
    const { name } = query
    const route = routes.find(
      ({ from, except }) =>
        zoneFor(from, name) !== undefined && (from.includes(name) || zoneFor(except, name) === undefined),
    )
    return route === undefined
      ? next(query)
      : unknownReply(`the question is forwarded to ${route.to.join(', ')}`, route.to)
  }
}

const localZones = ['localhost.', '0.in-addr.arpa.', '127.in-addr.arpa.', '255.in-addr.arpa.']

/** Names of the machine itself. Follows coredns plugin/local. */
export const localPlugin: Plugin = (query, next) => {
  const { name, type } = query
  const below = name !== 'localhost.' && name.startsWith('localhost.')
  if (!below && zoneFor(localZones, name) === undefined) return next(query)
  const because = 'the plugin local answers for the machine itself'
  const found = (data: string): DnsReply => ({ rcode: 'NOERROR', answers: [{ name, type, data }], because })
  if (below || name === 'localhost.') {
    if (type === 'A') return found('127.0.0.1')
    if (type === 'AAAA') return found('::1')
  }
  if (below) return emptyReply('NOERROR', because)
  if (localZones.includes(name)) {
    if (type === 'SOA') return found('localhost. root.localhost. 1 0 0 0 604800')
    return type === 'NS' ? found('localhost.') : emptyReply('NOERROR', because)
  }
  if (name !== '1.0.0.127.in-addr.arpa.') return emptyReply('NXDOMAIN', because)
  return type === 'PTR' ? found('localhost.') : emptyReply('NOERROR', because)
}

/** Follows coredns plugin/any. */
export const anyPlugin: Plugin = (query, next) =>
  query.type === 'ANY'
    ? {
        rcode: 'NOERROR',
        answers: [{ name: query.name, type: 'HINFO', data: '"ANY obsoleted" "See RFC 8482"' }],
        because: 'the plugin any answers so',
      }
    : next(query)

/** Tells the client its address, outside of the answers. */
export const whoamiPlugin: Plugin = () => emptyReply('NOERROR', 'the plugin whoami answers everything')

/** It looks below the client's other suffixes where a name does not exist. */
export const autopathPlugin: Plugin = (query, next) => {
  const reply = next(query)
  const walks = reply.rcode === 'NXDOMAIN' && (query.type === 'A' || query.type === 'AAAA')
  return walks
    ? unknownReply('the plugin autopath may answer with another suffix of the client’s search list')
    : reply
}

/** It makes IPv6 addresses out of IPv4 ones where there are none. */
export const dns64Plugin: Plugin = (query, next) => {
  const reply = next(query)
  const makes =
    query.type === 'AAAA' && reply.rcode === 'NOERROR' && reply.answers.every(({ type }) => type !== 'AAAA')
  return makes ? unknownReply('svc does not evaluate the plugin dns64') : reply
}

/** A plugin that svc does not evaluate: for the names in its zones nothing is known. */
export function unread(name: string, zones?: readonly string[]): Plugin {
  return (query, next) =>
    zones !== undefined && zoneFor(zones, query.name) === undefined
      ? next(query)
      : unknownReply(`svc does not evaluate the plugin ${name}`)
}

/** The same where the arguments name its zones. */
export function unreadInZones(name: string) {
  return (uses: readonly Directive[], block: BlockSettings): Plugin =>
    unread(
      name,
      uses.flatMap(({ args }) => zonesOf(args, block.zones)),
    )
}

/** Where the last plugin of a block passes on. */
export function endOfChain(): DnsReply {
  return bareReply('SERVFAIL', 'no plugin of the server block answers')
}
