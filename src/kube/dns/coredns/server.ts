import type { World } from '../../../world/world.ts'
import type { ServerBlock } from '../corefile/parse.ts'
import { zoneFor } from '../name.ts'
import { bareReply, unknownReply, type DnsQuery, type DnsReply } from '../reply.ts'
import { setUpBlock, type Block } from './block.ts'
import type { BlockSettings } from './settings.ts'

/** A CoreDNS with its Corefile. */
export interface Server {
  answer(world: World, query: DnsQuery): DnsReply
}

const standardPort = 53
const deepestLookup = 12

/**
 * Sets up the server that listens where pods ask: port 53, or the only port that there is.
 * Follows ServeDNS in coredns core/dnsserver/server.go.
 */
export function setUpServer(
  serverBlocks: readonly ServerBlock[],
  readFile: BlockSettings['readFile'],
): Server {
  const blocks = serverBlocks.flatMap((block) => setUpBlock(block, readFile))
  const port = blocks.some((block) => block.port === standardPort) ? standardPort : blocks[0]?.port
  const listening = blocks.filter((block) => block.port === port)
  const byZone = new Map<string, Block>()
  for (const block of listening)
    for (const zone of block.zones) {
      if (byZone.has(zone))
        return { answer: () => unknownReply(`the Corefile has two server blocks for ${zone}`) }
      byZone.set(zone, block)
    }
  const zones = [...byZone.keys()]
  const ask = (world: World, query: DnsQuery, depth: number): DnsReply => {
    if (depth > deepestLookup) return unknownReply('one alias leads to the next without an end')
    const zone = zoneOf(zones, query)
    const block = zone === undefined ? undefined : byZone.get(zone)
    if (block === undefined) return bareReply('REFUSED', 'no server block of the Corefile serves the name')
    return block.answer(query, { world, lookUp: (next) => ask(world, next, depth + 1) })
  }
  return { answer: (world, query) => ask(world, query, 0) }
}

/** The longest zone; the shortest, but for the root, where the keys of a delegation are asked for. */
function zoneOf(zones: readonly string[], { name, type }: DnsQuery): string | undefined {
  return type === 'DS' ? shortestZone(zones, name) : zoneFor(zones, name)
}

function shortestZone(zones: readonly string[], name: string): string | undefined {
  const fitting = zones.filter((zone) => zoneFor([zone], name) !== undefined)
  const below = fitting.filter((zone) => zone !== '.').toSorted((a, b) => a.length - b.length)
  return below[0] ?? fitting[0]
}
