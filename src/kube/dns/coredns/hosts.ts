import type { Directive } from '../corefile/parse.ts'
import { zonesOf } from '../corefile/zones.ts'
import { addressOfReverseName, canonicalAddress, labelsOf, normalName, zoneFor } from '../name.ts'
import { bareReply, unknownReply, type DnsQuery, type DnsReply } from '../reply.ts'
import type { Plugin } from './plugin.ts'
import { fallthroughZones, type BlockSettings } from './settings.ts'

interface Entry {
  readonly name: string
  readonly address: string
}

interface HostTable {
  readonly entries: readonly Entry[]
  readonly reverse: boolean
  /** May the file that is not in sight hold this name or address? */
  readonly mayHold: (query: DnsQuery) => boolean
  readonly path: string
}

const ownHosts = '/etc/hosts'
const options = new Set(['ttl', 'reload', 'no_reverse', 'fallthrough'])

/** The plugin `hosts`. Follows coredns plugin/hosts. */
export function hostsPlugin(uses: readonly Directive[], block: BlockSettings): Plugin {
  const [{ args, lines }] = uses as readonly [Directive]
  const [path = ownHosts, ...zones] = args
  const origins = zonesOf(zones, block.zones)
  const text = block.readFile(path)
  const inline = lines.filter(([word = '']) => !options.has(word)).map((words) => words.join(' '))
  const inOrigins = ({ name }: Entry) => zoneFor(origins, name) !== undefined
  const table: HostTable = {
    entries: [...(text ?? '').split('\n'), ...inline].flatMap(entriesOf).filter(inOrigins),
    reverse: !lines.some(([word]) => word === 'no_reverse'),
    mayHold: (query) => text === undefined && (path !== ownHosts || isInOwnHosts(query)),
    path,
  }
  const through = fallthroughZones(lines) ?? []
  return (query, next) => {
    const { name, type } = query
    if (type === 'PTR') return pointers(table, query) ?? next(query)
    if (zoneFor(origins, name) === undefined) return next(query)
    if (table.mayHold(query)) return unknownReply(`the file ${path} of CoreDNS was not read`)
    const own = table.entries.filter((entry) => entry.name === name)
    if (own.length === 0)
      return zoneFor(through, name) === undefined
        ? bareReply('SERVFAIL', 'the plugin hosts has no such name, and does not fall through')
        : next(query)
    const answers = own
      .filter(
        ({ address }) =>
          (type === 'A' && !address.includes(':')) || (type === 'AAAA' && address.includes(':')),
      )
      .map(({ address }) => ({ name, type, data: address }))
    return {
      rcode: 'NOERROR',
      answers,
      because: 'the plugin hosts has that name',
      bare: answers.length === 0,
    }
  }
}

function pointers({ entries, reverse, mayHold, path }: HostTable, query: DnsQuery): DnsReply | undefined {
  const address = addressOfReverseName(query.name)
  if (address === undefined) return undefined
  if (reverse && mayHold(query)) return unknownReply(`the file ${path} of CoreDNS was not read`)
  const own = reverse ? entries.filter((entry) => entry.address === address) : []
  if (own.length === 0) return undefined
  const answers = own.map(({ name }) => ({ name: query.name, type: 'PTR', data: name }))
  return { rcode: 'NOERROR', answers, because: 'the plugin hosts has that address' }
}

function entriesOf(line: string): Entry[] {
  const [written = '', ...names] = line
    .replace(/#.*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '')
  const address = canonicalAddress(written.replace(/%.*$/, ''))
  return address === undefined ? [] : names.map((name) => ({ name: normalName(name), address }))
}

const loopback = /^(?:127\.|::1$|fe00::|ff0[0-9a-f]:)/

/** The kubelet writes /etc/hosts of a pod: names of one label, the loopback addresses and the pod's own. */
function isInOwnHosts({ name, type }: DnsQuery): boolean {
  if (type !== 'PTR') return labelsOf(name).length === 1
  return loopback.test(addressOfReverseName(name) ?? '')
}
