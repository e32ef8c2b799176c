import { objectKey } from '../world/object-key.ts'
import { buildWorld, type World } from '../world/world.ts'

/**
 * What is there after a change, of which only a part may have been given: what the change says, and of what was there before what it
 * does not speak of. Undefined where nothing is to be replaced.
 */
export function changedWorld(world: World): World | undefined {
  return world.derived(changed)
}

function changed(world: World): World | undefined {
  const { before } = world
  if (before === undefined) return undefined
  const own = new Set(world.resources.map(objectKey))
  const kept = before.resources.filter((resource) => !own.has(objectKey(resource)))
  return buildWorld({
    resources: [...world.resources, ...kept],
    coverage: [...before.coverage, ...world.coverage],
    unread: [...world.unread, ...before.unread],
    invalidTypes: world.invalidTypes,
    before,
  })
}
