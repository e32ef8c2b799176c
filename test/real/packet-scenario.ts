import type { Endpoint, Service } from '../../src/world/types/manifest.ts'

// What scenarios of packets are made of. Their endpoints are written by hand over three real pods, b1 and b2 on n1 (zone-a),
// b3 on n2 (zone-b), so that a scenario costs no more than two objects

export type Backend = 'b1' | 'b2' | 'b3'

/** How one endpoint is in the slice; ready unless it says otherwise. */
export interface Placed {
  readonly pod: Backend
  readonly state?: 'not ready' | 'ending' | 'ended' | 'published'
  readonly hints?: Endpoint['hints']
  /** The slice does not say on which node it is. */
  readonly nowhere?: true
  /** The number of the pod's port. */
  readonly port?: number
  /** It has an address of this family only. */
  readonly only?: 'IPv4' | 'IPv6'
}

export interface PacketScenario {
  readonly name: string
  readonly spec?: Partial<NonNullable<Service['spec']>>
  readonly labels?: Readonly<Record<string, string>>
  readonly endpoints: readonly Placed[]
  /** Of the slice; as the Service has it when absent. */
  readonly portName?: string
  /** Which of the addresses that lead to n1 or to n2 the load balancer has, one of each family of the Service. */
  readonly balancer?: { readonly through: 'n1' | 'n2'; readonly ipMode?: string; readonly only?: 'IPv4' }
  /** An external IP that leads to n1 or n2, of each family of the Service. */
  readonly externalIP?: 'n1' | 'n2'
  readonly sliceLabels?: Readonly<Record<string, string>>
  /** It is deleted, and a finalizer holds it. */
  readonly leaving?: true
}

export const all: Placed[] = [{ pod: 'b1' }, { pod: 'b2' }, { pod: 'b3' }]
export const onN1: Placed[] = [{ pod: 'b1' }, { pod: 'b2' }]
export const onN2: Placed[] = [{ pod: 'b3' }]
export const one: Placed[] = [{ pod: 'b1' }]
export const none: Placed[] = []
export const unready: Placed[] = [
  { pod: 'b1', state: 'not ready' },
  { pod: 'b3', state: 'not ready' },
]
export const ending: Placed[] = [
  { pod: 'b1', state: 'ending' },
  { pod: 'b3', state: 'ended' },
]
export const zone = (pod: Backend, ...zones: string[]): Placed => ({
  pod,
  hints: { forZones: zones.map((name) => ({ name })) },
})
export const nodeHint = (pod: Backend, name: string, zoneName: string): Placed => ({
  pod,
  hints: { forZones: [{ name: zoneName }], forNodes: [{ name }] },
})

export const inner = { internalTrafficPolicy: 'Local' }
export const outer = { externalTrafficPolicy: 'Local' }
export const nodePort = { type: 'NodePort' }
export const lb = { type: 'LoadBalancer' }
export const udp = { ports: [{ name: 'dns', port: 53, protocol: 'UDP' as const }] }
export const ranges = (...list: string[]) => ({ loadBalancerSourceRanges: list })
