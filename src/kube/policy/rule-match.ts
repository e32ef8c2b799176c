import { protocolOf } from '../core/defaults.ts'
import type { Protocol } from '../../world/types/manifest.ts'
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../world/types/network-policy.ts'
import { contains, parseCidr } from '../core/cidr.ts'
import { declaredPorts } from '../core/target-port.ts'
import type { ConnectionEnd } from './ends.ts'
import { selectorMatches } from '../workload/label-selector.ts'
import { allOf, anyOf, matchOf, maybe, no, yes, type Match } from '../workload/match.ts'

/** The port of a connection as a policy sees it: that of the destination, after all translation. */
export interface PortAsked {
  /** Absent where it is not known which. */
  readonly port?: number
  readonly protocol: Protocol
}

/** Does an end belong to the peers of a rule? A list that is absent or empty means everybody. */
export function peersMatch(
  peers: readonly NetworkPolicyPeer[] | undefined,
  end: ConnectionEnd,
  policyNamespace: string,
): Match {
  if (peers === undefined || peers.length === 0) return yes
  return anyOf(peers.map((peer) => peerMatches(peer, end, policyNamespace)))
}

/**
 * Does an end match one peer? An ipBlock speaks of addresses; selectors of pods alone: both must match, and without
 * namespaceSelector the namespace is the policy's own. Follows NetworkPolicyPeer in kubernetes/api networking/v1.
 */
function peerMatches(peer: NetworkPolicyPeer, end: ConnectionEnd, policyNamespace: string): Match {
  const { podSelector, namespaceSelector, ipBlock } = peer
  if (ipBlock !== undefined) return blockMatches(ipBlock, end)
  if (end.is === 'host' || (podSelector === undefined && namespaceSelector === undefined)) return no
  return allOf([
    namespaceSelector === undefined
      ? matchOf(end.namespace === policyNamespace ? 'yes' : 'no', '')
      : selectorMatches(namespaceSelector, end.namespaceLabels),
    podSelector === undefined ? yes : selectorMatches(podSelector, end.labels),
  ])
}

export function blockMatches(
  { cidr = '', except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>,
  end: ConnectionEnd,
): Match {
  const block = parseCidr(cidr)
  const holes = except.map((text) => parseCidr(text))
  if (block === undefined || holes.includes(undefined)) return maybe('an ipBlock that the API server refuses')
  if (end.addresses === undefined && end.is === 'host' && end.family !== undefined) {
    if ((block.size === 32) !== (end.family === 'IPv4')) return no
    if (block.bits === 0 && holes.length === 0) return yes
  }
  if (end.addresses === undefined)
    return maybe(end.is === 'pod' ? 'the address that the pod will get' : `the address of ${end.text}`)
  const matches = end.addresses.map(
    (address) =>
      contains(block, address) && !holes.some((hole) => hole !== undefined && contains(hole, address)),
  )
  if (matches.every((match) => match === matches[0])) return matchOf(matches[0] === true ? 'yes' : 'no', '')
  return maybe('which of its addresses is used')
}

/**
 * Does the port belong to the ports of a rule? A list that is absent or empty means every port. A name stands for the
 * number that the destination's own containers give it, so it never matches what is no pod.
 */
export function portsMatch(
  ports: readonly NetworkPolicyPort[] | undefined,
  asked: PortAsked,
  destination: ConnectionEnd,
): Match {
  if (ports === undefined || ports.length === 0) return yes
  return anyOf(ports.map((port) => portMatches(port, asked, destination)))
}

function portMatches(
  { port, endPort, protocol }: NetworkPolicyPort,
  asked: PortAsked,
  destination: ConnectionEnd,
): Match {
  if (protocolOf({ protocol }) !== asked.protocol) return no
  if (port === undefined) return yes
  if (asked.port === undefined) return maybe('the port that is called')
  if (typeof port === 'string') return nameMatches(port, asked, destination)
  return asked.port >= port && asked.port <= (endPort ?? port) ? yes : no
}

function nameMatches(name: string, { port, protocol }: PortAsked, destination: ConnectionEnd): Match {
  if (destination.is === 'host') return no
  if (destination.podSource === undefined) return maybe(`which port is named "${name}" there`)
  const named = declaredPorts(destination.podSource.spec).filter(
    (declared) => declared.name === name && declared.protocol === protocol && declared.port === port,
  )
  if (named.some(({ path }) => path[0] === 'containers')) return yes
  return named.some(({ reachableByName }) => reachableByName)
    ? maybe(`whether the network plugin looks for "${name}" in restartable init containers`)
    : no
}
