import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import { referencesOf } from '../kube/references/references.ts'
import type { ServiceReference } from '../kube/references/reference.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/** A port that a change takes from a Service, or calls otherwise. */
export interface LostPort {
  readonly port: DefaultedPort
  /** Its new name; absent where the number itself is gone. */
  readonly renamed?: string
  /** What names it, before the change or after it, by the number or the name that is lost. */
  readonly named: readonly ServiceReference[]
}

/** What clients could call before a change and cannot after it; nothing where nothing is to be replaced. */
export function lostPorts(world: World, service: Resource<Service>): LostPort[] {
  const old = world.before?.get('Service', service.namespace, service.name)
  if (old === undefined || service.manifest.spec?.type === 'ExternalName') return []
  const now = servicePorts(service.manifest)
  return servicePorts(old.manifest).flatMap((port) => {
    const same = now.find((item) => item.port === port.port && item.protocol === port.protocol)
    if (same === undefined) {
      const named = referencesTo(world, service).filter(
        (reference) => reference.port?.number === port.port || isByName(reference, port),
      )
      return [{ port, named }]
    }
    if (port.name === '' || same.name === port.name || now.some(({ name }) => name === port.name)) return []
    return [
      {
        port,
        renamed: same.name,
        named: referencesTo(world, service).filter((item) => isByName(item, port)),
      },
    ]
  })
}

function isByName({ port }: ServiceReference, { name }: DefaultedPort): boolean {
  return name !== '' && port?.name === name
}

function referencesTo(world: World, { namespace, name }: Resource<Service>): readonly ServiceReference[] {
  return world.derived(referencesByService).get(`${namespace}/${name}`) ?? []
}

function referencesByService(world: World): ReadonlyMap<string, readonly ServiceReference[]> {
  const byService = new Map<string, ServiceReference[]>()
  for (const reference of world.resources.flatMap((resource) => referencesOf(world, resource))) {
    const key = `${reference.namespace}/${reference.name}`
    const others = byService.get(key)
    if (others === undefined) byService.set(key, [reference])
    else others.push(reference)
  }
  return byService
}
