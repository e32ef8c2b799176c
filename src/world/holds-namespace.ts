import type { World } from './world.ts'

/** Is anything that was read in that namespace? */
export function holdsNamespace(world: World, namespace: string): boolean {
  return world.derived(namespaceSet).has(namespace)
}

function namespaceSet(world: World): ReadonlySet<string> {
  return new Set(world.namespaces)
}
