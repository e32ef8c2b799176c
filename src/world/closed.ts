import type { Coverage } from './coverage.ts'
import { buildWorld, type World } from './world.ts'

/**
 * The same World read as everything there is, as `--complete` reads files: what was merely not given does not exist. What could
 * not be read (refused, failed, invalid) stays unknown. The World itself where nothing in it is merely partial.
 */
export function closedWorld(world: World): World {
  return world.derived(closed)
}

function closed(world: World): World {
  if (!world.coverage.some(({ state }) => state === 'partial')) return world
  const coverage = world.coverage.map((statement): Coverage =>
    statement.state === 'partial' ? { ...statement, state: 'complete' } : statement,
  )
  return buildWorld({ ...world, coverage })
}
