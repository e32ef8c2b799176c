import type { Resource } from '../../world/resource.ts'
import { defined } from '../../world/defined.ts'
import type { Service } from '../../world/types/manifest.ts'
import { isInMesh, meshFaultOf } from '../mesh-fault.ts'
import type { Asked } from './asked.ts'
import type { End } from './model.ts'

const causes: Readonly<Record<string, string>> = {
  'subset-missing': 'mesh-subset-missing',
  'port-missing': 'mesh-port-wrong',
  'service-missing': 'mesh-host-missing',
}

/**
 * What the proxy of a client in the mesh makes of a request to a Service, where a VirtualService takes it and leads nowhere: certain
 * for a client whose namespace is injected, and where nothing unseen could change it; else not known. Undefined where nothing is wrong.
 */
export function meshEnd({ worlds, caller }: Asked, service: Resource<Service>): End | undefined {
  if (caller.is === 'outside' || caller.is === 'api-server' || caller.is === 'node') return undefined
  const found = meshFaultOf(worlds.closed, service)
  if (found === undefined) return undefined
  const { resource, path, fault, because, fix } = found
  const { absence } = fault
  const doubt = absence === undefined ? undefined : worlds.open.doubt(absence.kinds, absence.namespace)
  const cause = causes[fault.fault]
  const common = {
    stage: 'service',
    fields: [{ resource, path }],
    ...defined({ cause, remedy: fix }),
  } as const
  if (doubt !== undefined)
    return { ...common, outcome: 'unknown', because: `${because} here: ${doubt.because}` }
  return isInMesh(worlds.closed, caller.namespace)
    ? { ...common, outcome: 'answered', because }
    : {
        ...common,
        outcome: 'unknown',
        because: `${because}; whether the client has a proxy of the mesh is not known`,
      }
}
