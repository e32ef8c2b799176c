import { groupsBy } from './groups-by.ts'
import { kindOf, type Kind, type Kinds } from './kinds.ts'
import { labelOf } from './labels.ts'
import { isIn, type Part } from './part.ts'
import type { PartsRead } from './parts-read.ts'
import type { Resource } from './resource.ts'

/** The resources of a World by kind, namespace and name. Whoever asks for more than was read is heard by `parts`. */
export function storeOf(resources: readonly Resource[], parts: PartsRead) {
  const { known, foreign } = groupByKind(resources)
  const byName = new Map<string, Resource>()
  const byNamespace = new Map<string, Resource[]>()
  for (const [kind, list] of known)
    for (const resource of list) {
      const key = nameKey(kind, resource.namespace, resource.name)
      if (!byName.has(key)) byName.set(key, resource)
      push(byNamespace, `${kind}/${resource.namespace ?? ''}`, resource)
    }
  const byLabel = new Map<string, ReadonlyMap<string, readonly Resource[]>>()
  const inSight = <K extends Kind>(kind: K, namespace?: string) =>
    ((namespace === undefined ? known.get(kind) : byNamespace.get(`${kind}/${namespace}`)) ?? []) as Resource<
      Kinds[K]
    >[]
  return {
    foreign,
    namespaces: new Set(resources.flatMap(({ namespace }) => namespace ?? [])),
    inSight: <K extends Kind>(kind: K) => inSight(kind),
    all: <K extends Kind>(kind: K, namespace?: string) => {
      parts.needAll(kind, namespace)
      return inSight(kind, namespace)
    },
    matching: <K extends Kind>(kind: K, namespace: string | undefined, part: Part) => {
      parts.need(kind, namespace, part)
      const [label] = 'labels' in part ? Object.entries(part.labels) : []
      if (label === undefined) return inSight(kind, namespace).filter((resource) => isIn(part, resource))
      const [key, value = ''] = label
      // each Service asks for its slices
      const index = `${kind}/${namespace ?? '*'}/${key}`
      const carriers = byLabel.get(index) ?? groupsBy(inSight(kind, namespace), valuesOf(key))
      byLabel.set(index, carriers)
      const found = (carriers.get(value) ?? []) as readonly Resource<Kinds[K]>[]
      return found.filter((resource) => isIn(part, resource))
    },
    get: <K extends Kind>(kind: K, namespace: string | undefined, name: string) => {
      const found = byName.get(nameKey(kind, namespace, name)) as Resource<Kinds[K]> | undefined
      if (found === undefined) parts.need(kind, namespace, { names: [name] })
      return found
    },
  }
}

function valuesOf(key: string): (resource: Resource) => readonly string[] {
  return ({ manifest }) => {
    const value = labelOf(manifest.metadata?.labels, key)
    return value === undefined ? [] : [value]
  }
}

function groupByKind(resources: readonly Resource[]) {
  const known = new Map<Kind, Resource[]>()
  const foreign: Resource[] = []
  for (const resource of resources) {
    const kind = kindOf(resource.manifest)
    if (kind === undefined) foreign.push(resource)
    else push(known, kind, resource)
  }
  return { known, foreign }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function nameKey(kind: Kind, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`
}
