import { labelOf } from '../../world/labels.ts'
import type { Node } from '../../world/types/manifest.ts'

/** The zone of a node, as kube-proxy reads it; nothing when it has none. */
export function zoneOf({ metadata }: Node): { zone?: string } {
  const zone = labelOf(metadata?.labels, 'topology.kubernetes.io/zone')
  return zone === undefined ? {} : { zone }
}
