import { pieceAt } from '../../text/piece.ts'
import { kindOf } from '../../world/kinds.ts'
import { formatPath, valueAt } from '../../world/place.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { programTextsOf } from './clients.ts'
import type { ServiceReference } from './reference.ts'
import type { ProgramText } from './strings.ts'

const words = /[A-Z][A-Z0-9_]{2,250}/g
const variable =
  /^([A-Z][A-Z0-9_]*)_(SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d{1,5}_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?|PORT)$/
const longestText = 256 * 1024

/**
 * The Services that a resource's programs find by the variables which the kubelet sets for each Service of their namespace:
 * `$(USER_DB_SERVICE_HOST)`, `os.environ["USER_DB_PORT_5432_TCP_ADDR"]`. A variable that the container defines itself is its own.
 * Follows pkg/kubelet/envvars/envvars.go of kubernetes/kubernetes.
 */
export function variableReferences(world: World, resource: Resource): ServiceReference[] {
  const services = world.derived(servicesByVariable)
  // of a container, or of a ConfigMap, once for all of its texts
  const ownOf = new Map<string, ReadonlySet<string>>()
  return programTextsOf(world, resource).flatMap((text) => {
    const container = formatPath(containerPath(text) ?? [])
    const own = ownOf.get(container) ?? definedBeside(resource, text)
    ownOf.set(container, own)
    return [...text.text.slice(0, longestText).matchAll(words)].flatMap(({ 0: name, index }) => {
      const [, prefix = '', end = ''] = variable.exec(name) ?? []
      if (prefix === '' || own.has(name)) return []
      const found = services.get(`${resource.namespace ?? ''}/${prefix}`) ?? masterOf(world, prefix)
      if (found === undefined) return []
      const certain =
        end === 'SERVICE_HOST' ||
        end.endsWith('_ADDR') ||
        (isExpanded(text.text, index) && !hasMore(resource, text))
      return [
        {
          kind: 'variable' as const,
          from: resource,
          path: text.path,
          namespace: found.namespace ?? '',
          name: found.name,
          via: name,
          piece: pieceAt(text.text, name, index),
          ...(certain ? {} : { possible: true as const }),
        },
      ]
    })
  })
}

function servicesByVariable(world: World): ReadonlyMap<string, Resource<Service>> {
  return new Map(
    world
      .all('Service')
      .map((service) => [
        `${service.namespace ?? ''}/${service.name.toUpperCase().replaceAll('-', '_')}`,
        service,
      ]),
  )
}

/** Every container has the variables of the API server. */
function masterOf(world: World, prefix: string): Resource<Service> | undefined {
  return prefix === 'KUBERNETES' ? world.get('Service', 'default', 'kubernetes') : undefined
}

/** `$(NAME)` and `$NAME`; a bare word may be anything. */
function isExpanded(text: string, index: number): boolean {
  return /\$[({]?$/.test(text.slice(Math.max(0, index - 2), index))
}

function containerPath({ path }: ProgramText) {
  const at = path.findIndex((step) => step === 'containers' || step === 'initContainers')
  return at === -1 ? undefined : path.slice(0, at + 2)
}

/** The names that the container's own `env` defines, or the ConfigMap's own keys. */
function definedBeside(resource: Resource, text: ProgramText): ReadonlySet<string> {
  const at = containerPath(text)
  if (at === undefined)
    return kindOf(resource.manifest) === 'ConfigMap'
      ? new Set(Object.keys(Object(valueAt(resource.manifest, ['data'])) as object))
      : new Set()
  const env = valueAt(resource.manifest, [...at, 'env'])
  return new Set(Array.isArray(env) ? env.map((item) => String(valueAt(item, ['name']) ?? '')) : [])
}

/** With `envFrom` a ConfigMap or a Secret may define any variable. */
function hasMore(resource: Resource, text: ProgramText): boolean {
  const at = containerPath(text)
  return at !== undefined && valueAt(resource.manifest, [...at, 'envFrom']) !== undefined
}
