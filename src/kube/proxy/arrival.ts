import type { Pod } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { familyOf, parseIp } from '../core/ip.ts'
import type { DecidingNode } from './categorize.ts'
import type { Packet } from './decide.ts'
import type { ReachQuestion } from './model.ts'
import type { Family } from './proxied-port.ts'
import { zoneOf } from './zone.ts'

/** A packet at the node whose rules decide about it. */
export interface Arrival {
  readonly node: DecidingNode
  /** Its labels are in the World, so that its zone is known. */
  readonly labelled: boolean
  readonly packet: Packet
  /** The pod that asks, when it is on another node than the one that decides. */
  readonly fromPodOn?: string
  /** The address of the pod that asks. */
  readonly podAddress?: string
}

/**
 * Where the packet of a question arrives. Several when the question leaves it open: from outside without an entry, or from a
 * pod that is on no node yet. kube-proxy of the client's own node decides about every address but the node port of another.
 * `nodes`: those that it may then be, by name.
 */
export function arrivalsOf(
  world: World,
  question: ReachQuestion,
  { family, nodes }: { family: Family; nodes: readonly string[] },
): Arrival[] {
  const { from, via } = question
  if (from.kind === 'outside') {
    const entry = via === 'node-port' ? question.node : from.entry
    return nodesMeant(entry, nodes).map((name) => ({
      ...nodeOf(world, name),
      packet: { via, origin: 'elsewhere', ...(from.address === undefined ? {} : { source: from.address }) },
    }))
  }
  const own = from.kind === 'node' ? from.name : (from.pod?.manifest.spec?.nodeName ?? '')
  const asProcess = from.kind === 'node' || from.pod?.manifest.spec?.hostNetwork === true
  const source = asProcess ? addressOfNode(world, own, family) : addressOfPod(from.pod, family)
  return nodesMeant(own || undefined, nodes).map((client) => {
    const decides = via === 'node-port' ? (question.node ?? client) : client
    const origin = !asProcess ? 'pod' : decides === client ? 'own-process' : 'elsewhere'
    return {
      ...nodeOf(world, decides),
      packet: { via, origin, ...(source === undefined ? {} : { source }) },
      ...(!asProcess && decides !== client ? { fromPodOn: client } : {}),
      ...(!asProcess && source !== undefined ? { podAddress: source } : {}),
    }
  })
}

/** One node, or all of these; one without a name when there is none. */
function nodesMeant(name: string | undefined, nodes: readonly string[]): readonly string[] {
  if (name !== undefined) return [name]
  return nodes.length > 0 ? nodes : ['']
}

function nodeOf(world: World, name: string): Pick<Arrival, 'node' | 'labelled'> {
  const node = world.get('Node', undefined, name)
  return {
    node: { name, ...(node === undefined ? {} : zoneOf(node.manifest)) },
    labelled: node !== undefined,
  }
}

function addressOfPod(pod: Resource<Pod> | undefined, family: Family): string | undefined {
  const { podIPs = [], podIP } = pod?.manifest.status ?? {}
  return [...podIPs.flatMap(({ ip }) => ip ?? []), ...(podIP ? [podIP] : [])].find((ip) => isOf(family, ip))
}

/** What a process on the node sends from, unless the node was given more addresses. */
function addressOfNode(world: World, name: string, family: Family): string | undefined {
  const addresses = world.get('Node', undefined, name)?.manifest.status?.addresses ?? []
  return addresses.find(({ type, address = '' }) => type === 'InternalIP' && isOf(family, address))?.address
}

function isOf(family: Family, text: string): boolean {
  const ip = parseIp(text)
  return ip !== undefined && familyOf(ip) === family
}
