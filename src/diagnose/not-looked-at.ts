import { count, joinList } from '../text/wording.ts'
import { valueAt, type FieldPath } from '../world/place.ts'
import type { Service } from '../world/types/manifest.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { servicePorts, typeOf } from '../kube/core/defaults.ts'
import { clientPodsOf } from '../kube/references/clients.ts'

/** Something that may name a Service, and into which svc does not look. */
export interface NotLookedAt {
  /** A noun, as in `Secret shop/db`. */
  readonly what: string
  /** Why, or where it is used: a clause. */
  readonly because: string
}

/**
 * What may depend on a Service without showing in `dependents`: the Secrets that pods read, ConfigMaps that are not among what was
 * read, the programs themselves, and the variables that the kubelet sets. Secrets are named, never read.
 */
export function notLookedAt(world: World, service: Resource<Service>): NotLookedAt[] {
  const users = world.resources.flatMap((resource) => usedBy(world, resource))
  return [
    ...grouped(users.filter(({ kind }) => kind === 'Secret')).map(({ what, by }) => ({
      what,
      because: `read by ${by}; the content of Secrets is never looked at`,
    })),
    ...grouped(users.filter((use) => use.kind === 'ConfigMap' && !isThere(world, use))).map(
      ({ what, by }) => ({
        what,
        because: `read by ${by}, and not in what was read`,
      }),
    ),
    ...variablesOf(world, service),
    { what: 'program code and the files of images', because: 'svc reads manifests only' },
    { what: 'clients outside the cluster', because: 'no object names them' },
  ]
}

interface Use {
  readonly kind: 'Secret' | 'ConfigMap'
  readonly namespace: string
  readonly name: string
  readonly by: Resource
}

function isThere(world: World, { namespace, name }: Use): boolean {
  return world.get('ConfigMap', namespace, name) !== undefined
}

function usedBy(world: World, resource: Resource): Use[] {
  return clientPodsOf(world, resource).flatMap(({ path }) => {
    const spec = valueAt(resource.manifest, [...path, 'spec'])
    return namesIn(spec).map((use) => ({ ...use, namespace: resource.namespace ?? '', by: resource }))
  })
}

type Named = Pick<Use, 'kind' | 'name'>

/** Secrets and ConfigMaps that become variables or files of a container. */
function namesIn(spec: unknown): Named[] {
  const containers = [...listAt(spec, ['containers']), ...listAt(spec, ['initContainers'])]
  const sources = [
    ...containers.flatMap((container) => [
      ...listAt(container, ['env']).map((item) => valueAt(item, ['valueFrom'])),
      ...listAt(container, ['envFrom']),
    ]),
    ...listAt(spec, ['volumes']),
    ...listAt(spec, ['volumes']).flatMap((volume) => listAt(volume, ['projected', 'sources'])),
  ]
  return sources.flatMap((source) => [
    ...named('Secret', source, [
      ['secretKeyRef', 'name'],
      ['secretRef', 'name'],
      ['secret', 'secretName'],
      ['secret', 'name'],
    ]),
    ...named('ConfigMap', source, [
      ['configMapKeyRef', 'name'],
      ['configMapRef', 'name'],
      ['configMap', 'name'],
    ]),
  ])
}

function named(kind: Use['kind'], source: unknown, paths: readonly FieldPath[]): Named[] {
  return paths.flatMap((path) => {
    const name = valueAt(source, path)
    return typeof name === 'string' && name !== '' ? [{ kind, name }] : []
  })
}

function listAt(value: unknown, path: FieldPath): readonly unknown[] {
  const list = valueAt(value, path)
  return Array.isArray(list) ? (list as unknown[]) : []
}

/** One line for each object, with all that read it. */
function grouped(uses: readonly Use[]): { what: string; by: string }[] {
  const users = new Map<string, Set<string>>()
  for (const { kind, namespace, name, by } of uses) {
    const what = `${kind} ${namespace}/${name}`
    users.set(what, (users.get(what) ?? new Set()).add(nameOf(by)))
  }
  return [...users]
    .map(([what, by]) => ({ what, by: joinList([...by].toSorted(), 3) }))
    .toSorted((a, b) => (a.what < b.what ? -1 : 1))
}

/** A program may read `WEB_SERVICE_HOST` though no text of a manifest says so. */
function variablesOf(world: World, service: Resource<Service>): NotLookedAt[] {
  const type = typeOf(service.manifest)
  if (type === 'Headless' || type === 'ExternalName' || servicePorts(service.manifest).length === 0) return []
  const linked = world.resources
    .filter(({ namespace }) => namespace === service.namespace)
    .flatMap((resource) => clientPodsOf(world, resource))
    .filter(({ spec }) => spec.enableServiceLinks !== false).length
  const prefix = service.name.toUpperCase().replaceAll('-', '_')
  return linked === 0
    ? []
    : [
        {
          what: `the variables ${prefix}_SERVICE_HOST, ${prefix}_PORT and so on`,
          because: `the kubelet sets them in ${count(linked, 'pod')} of the namespace (enableServiceLinks), and a program may read them`,
        },
      ]
}
