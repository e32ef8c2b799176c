import { quote } from '../text/wording.ts'
import { WordIndex } from '../text/word-index.ts'
import type { Kind } from '../world/kinds.ts'
import { defined } from '../world/defined.ts'
import type { World } from '../world/world.ts'

/** What may be meant by a name that no object of its namespace has. */
export interface NearNames {
  /** The name of an object of that namespace that is nearly it. */
  readonly meant?: string
  /** Another namespace that has one of that name. */
  readonly elsewhere?: string
}

/** What is near the name of an object that is not there. */
export function nearNames(
  world: World,
  kind: Kind,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): NearNames {
  // of many that refer to what is gone, each asks for the same
  const meant =
    world.derived(nearestNamed, [kind, namespace, name].join('/')) ??
    ofSameStem(world, kind, { namespace, name })
  const [elsewhere] = namespacesWith(world, kind, name)
  return defined({ meant, elsewhere })
}

/** The same in words; `across` says what it takes to refer to another namespace, if it can be done. Undefined where nothing is near. */
export function nearWords({ meant, elsewhere }: NearNames, across = ''): string | undefined {
  if (meant !== undefined) return `did you mean ${quote(meant)}?`
  return elsewhere === undefined ? undefined : `namespace ${quote(elsewhere)} has one${across}`
}

/** The name of an object that a mistyped one most likely means: `KIND/NAMESPACE/NAME`. */
function nearestNamed(world: World, key: string): string | undefined {
  const end = key.indexOf('/', key.indexOf('/') + 1)
  const [nearest] = world.derived(namesIn, key.slice(0, end)).nearest(key.slice(end + 1))
  return nearest
}

/** `mysql` for `mysql-svc`, and the other way round: the only one that is called so but for what says that it is a Service. */
function ofSameStem(
  world: World,
  kind: Kind,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string | undefined {
  if (kind !== 'Service') return undefined
  const [only, another] = world.derived(servicesByStem, namespace).get(stemOf(name)) ?? []
  return another === undefined ? only : undefined
}

function servicesByStem(world: World, namespace: string): ReadonlyMap<string, readonly string[]> {
  const byStem = new Map<string, string[]>()
  for (const { name } of world.all('Service', namespace)) {
    const names = byStem.get(stemOf(name))
    if (names === undefined) byStem.set(stemOf(name), [name])
    else names.push(name)
  }
  return byStem
}

function stemOf(name: string): string {
  return name.replace(/^(?:svc|service)-|-(?:svc|service|headless|hl)$/g, '')
}

function namesIn(world: World, key: string): WordIndex {
  const slash = key.indexOf('/')
  const [kind, namespace] = [key.slice(0, slash) as Kind, key.slice(slash + 1)]
  return new WordIndex(world.all(kind, namespace).map(({ name }) => name))
}

/** The namespaces that hold an object of that kind and name, sorted. */
function namespacesWith(world: World, kind: Kind, name: string): readonly string[] {
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

/** The namespaces that a mistyped one most likely means, closest first: those that have a Service of that name. */
export function nearNamespaces(
  world: World,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly string[] {
  return [...world.derived(namespaceWords).nearest(namespace)].filter(
    (each) => world.get('Service', each, name) !== undefined,
  )
}

function namespaceWords(world: World): WordIndex {
  return new WordIndex(world.namespaces)
}
