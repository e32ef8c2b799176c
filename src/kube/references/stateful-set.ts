import type { Workload } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { ServiceReference } from './reference.ts'

/** The Service that gives the pods of a StatefulSet their names. */
export function statefulSetReferences(statefulSet: Resource<Workload>): ServiceReference[] {
  const { namespace = '', manifest } = statefulSet
  const name = manifest.spec?.serviceName
  if (!name) return []
  return [{ kind: 'stateful-set', from: statefulSet, path: ['spec', 'serviceName'], namespace, name }]
}
