import { labelOf } from '../world/labels.ts'
import type { Service } from '../world/types/manifest.ts'
import type { VirtualService } from '../world/types/mesh.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import {
  incompleteHosts,
  isFollowed,
  meshReferences,
  virtualServiceReferences,
} from '../kube/references/mesh.ts'
import { defined } from '../world/defined.ts'
import { groupsBy } from '../world/groups-by.ts'
import type { FieldPath } from '../world/place.ts'
import { setting, type Fix } from './fix.ts'
import { meshFix } from './mesh-fix.ts'
import { faultOf, type Fault } from './reference-fault.ts'

/** Why proxies of a mesh fail requests to a Service that are fine without them. */
export interface MeshFault {
  /** What names the destination. */
  readonly resource: Resource
  readonly path: FieldPath
  readonly fault: Fault
  /** A clause with the VirtualService as its subject. */
  readonly because: string
  readonly fix?: Fix
}

/**
 * What is wrong with where the proxies of clients send requests to a Service: the first destination, of a VirtualService that takes
 * them, which does not hold. Undefined where no VirtualService of the mesh takes them, or all is well.
 */
export function meshFaultOf(world: World, service: Resource<Service>): MeshFault | undefined {
  const { namespace = '', name: own } = service
  for (const virtualService of world.derived(takersByService).get(`${namespace}/${own}`) ?? []) {
    const text = `${nameOf(virtualService)} sends requests for it to`
    for (const { path, host, complete } of incompleteHosts(world, virtualService).filter(isFollowed)) {
      const because = `${text} ${host}, which is not a host that Istio knows: it does not complete a name with a dot`
      const fix = setting(virtualService, path, complete)
      return { resource: virtualService, path, fault: { fault: 'service-missing', because }, because, fix }
    }
    for (const reference of meshReferences(virtualService, world).filter(isFollowed)) {
      const fault = faultOf(world, reference)
      if (fault === undefined) continue
      const { namespace, name, path } = reference
      const because = `${text} Service ${namespace}/${name}, but ${fault.because}`
      return defined({
        resource: virtualService,
        path,
        fault,
        because,
        fix: meshFix(world, reference, fault),
      })
    }
  }
  return undefined
}

/** The VirtualServices that take requests, by the Services. Those of gateways alone leave the requests of pods as they are. */
function takersByService(world: World): ReadonlyMap<string, readonly Resource<VirtualService>[]> {
  return groupsBy(world.all('VirtualService'), (virtualService) => {
    const { gateways = ['mesh'] } = virtualService.manifest.spec ?? {}
    if (!gateways.includes('mesh')) return []
    return virtualServiceReferences(virtualService, world)
      .filter(({ kind }) => kind === 'mesh-host')
      .map(({ namespace, name }) => `${namespace}/${name}`)
  })
}

/** Do the pods of a namespace get a proxy, as its labels say? */
export function isInMesh(world: World, namespace: string): boolean {
  const labels = world.get('Namespace', undefined, namespace)?.manifest.metadata?.labels
  return labelOf(labels, 'istio-injection') === 'enabled' || labelOf(labels, 'istio.io/rev') !== undefined
}
