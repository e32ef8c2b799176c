import { WordIndex } from '../text/word-index.ts'
import type { Kind } from '../world/kinds.ts'
import type { World } from '../world/world.ts'

/** The names of objects of a kind in a namespace that a mistyped one most likely means, closest first. */
export function nearestNamed(
  world: World,
  kind: Kind,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string[] {
  return world.derived(namesIn, `${kind}/${namespace}`).nearest(name)
}

function namesIn(world: World, key: string): WordIndex {
  const slash = key.indexOf('/')
  const [kind, namespace] = [key.slice(0, slash) as Kind, key.slice(slash + 1)]
  return new WordIndex(world.all(kind, namespace).map(({ name }) => name))
}

/** The namespaces that hold an object of that kind and name, sorted. */
export function namespacesWith(world: World, kind: Kind, name: string): readonly string[] {
  return world.derived(namespacesByName, kind).get(name) ?? []
}

function namespacesByName(world: World, kind: Kind): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, Set<string>>()
  for (const { name, namespace = '' } of world.all(kind)) {
    const namespaces = byName.get(name)
    if (namespaces === undefined) byName.set(name, new Set([namespace]))
    else namespaces.add(namespace)
  }
  return new Map([...byName].map(([name, namespaces]) => [name, [...namespaces].toSorted()]))
}

function namespaceSet(world: World): ReadonlySet<string> {
  return new Set(world.namespaces)
}

/** Is anything that was read in that namespace? */
export function holdsNamespace(world: World, namespace: string): boolean {
  return world.derived(namespaceSet).has(namespace)
}
