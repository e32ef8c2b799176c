import type { Directive } from '../corefile/parse.ts'
import { zonesOf } from '../corefile/zones.ts'
import { zoneFor } from '../name.ts'
import { emptyReply, unknownReply } from '../reply.ts'
import type { Plugin } from './plugin.ts'
import { fallthroughZones, type BlockSettings } from './settings.ts'
import { lookUpInZone, readZone, type Zone } from './zone-file.ts'

/** The plugin `file`: zones in files, of which those in CoreDNS's ConfigMap are known. Follows coredns plugin/file. */
export function filePlugin(uses: readonly Directive[], block: BlockSettings): Plugin {
  const zones = new Map<string, Zone | string>()
  let through: readonly string[] = []
  for (const { args, lines } of uses) {
    const [path = '', ...names] = args
    const text = block.readFile(path)
    for (const zone of zonesOf(names, block.zones))
      zones.set(zone, text === undefined ? `the zone file ${path} was not read` : readZone(text, zone))
    through = fallthroughZones(lines) ?? through
  }
  return (query, next, side) => {
    const name = zoneFor([...zones.keys()], query.name)
    if (name === undefined) return next(query)
    const zone = zones.get(name)
    if (zone === undefined || typeof zone === 'string') return unknownReply(zone ?? 'the zone was not read')
    if (query.type === 'AXFR' || query.type === 'IXFR') return emptyReply('REFUSED', 'no transfer is allowed')
    const reply = lookUpInZone(zone, query, side)
    return reply.missing === true && zoneFor(through, query.name) !== undefined ? next(query) : reply
  }
}
