import type { Node } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { canonicalIP } from './canonical-ip.ts'

/** The Node that has an address. */
export function nodeAt(world: World, address: string): Resource<Node> | undefined {
  return world.derived(nodesByAddress).get(canonicalIP(address))
}

function nodesByAddress(world: World): ReadonlyMap<string, Resource<Node>> {
  return new Map(
    world
      .all('Node')
      .flatMap((node) =>
        (node.manifest.status?.addresses ?? []).flatMap(({ address }) =>
          address ? [[canonicalIP(address), node] as const] : [],
        ),
      ),
  )
}
