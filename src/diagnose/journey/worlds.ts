import { closedWorld } from '../../world/closed.ts'
import type { World } from '../../world/world.ts'

/**
 * One World in two readings. Predictions are made of what was read as if it were everything; the World as it is says whether
 * something unseen could overturn one, which is then an assumption, or leaves it undecided.
 */
export interface Worlds {
  readonly open: World
  readonly closed: World
}

export function worldsOf(open: World): Worlds {
  return { open, closed: closedWorld(open) }
}
