import { labelOf } from '../../world/labels.ts'
import type { Node } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { billionthsOf } from './quantity.ts'

export const zoneLabel = 'topology.kubernetes.io/zone'

const excludingLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']

/** Which share of the cluster's CPU each zone has, or why the controller cannot tell. */
export type ZoneShares =
  | { readonly known: true; readonly shares: ReadonlyMap<string, number> }
  | { readonly known: false; readonly because: string }

/**
 * The share of allocatable CPU of each zone, over nodes that are Ready and no control plane.
 * One node without a zone or without CPU spoils it for all; so does having all in one zone.
 * Follows SetNodes in kubernetes/endpointslice topologycache/topologycache.go.
 */
export function zoneSharesOf(nodes: readonly Resource<Node>[]): ZoneShares {
  const byZone = new Map<string, bigint>()
  let total = 0n
  for (const { manifest, name } of nodes) {
    if (!counts(manifest)) continue
    const zone = labelOf(manifest.metadata?.labels, zoneLabel)
    const cpu = billionthsOf(manifest.status?.allocatable?.['cpu']) ?? 0n
    if (!zone) return { known: false, because: `Node ${name} has no zone label` }
    if (cpu === 0n) return { known: false, because: `Node ${name} has no allocatable CPU` }
    byZone.set(zone, (byZone.get(zone) ?? 0n) + cpu)
    total += cpu
  }
  if (byZone.size < 2) return { known: false, because: 'fewer than two zones have a ready worker node' }
  const whole = thousandths(total)
  return { known: true, shares: new Map([...byZone].map(([zone, cpu]) => [zone, thousandths(cpu) / whole])) }
}

function counts({ metadata, status }: Node): boolean {
  if (excludingLabels.some((label) => labelOf(metadata?.labels, label) !== undefined)) return false
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
}

/** The controller divides whole thousandths, rounded up. */
function thousandths(billionths: bigint): number {
  return Number((billionths + 999_999n) / 1_000_000n)
}
