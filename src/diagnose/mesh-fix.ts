import { fqdnOf } from '../kube/dns/service-name.ts'
import { subsetsOf } from '../kube/references/mesh.ts'
import type { ServiceReference } from '../kube/references/reference.ts'
import { nearest } from '../text/nearest.ts'
import type { World } from '../world/world.ts'
import { proposed, setting, type Fix } from './fix.ts'
import { missingTargets } from './missing-reference.ts'
import { portFix } from './port-fix.ts'
import type { Fault } from './reference-fault.ts'

/** The edit after which a place where Istio is told of a Service holds: the name, the port or the subset that is meant. */
export function meshFix(world: World, reference: ServiceReference, { fault }: Fault): Fix | undefined {
  if (fault === 'service-missing') return hostFix(world, reference)
  if (fault === 'subset-missing') return subsetFix(world, reference)
  const service = world.get('Service', reference.namespace, reference.name)
  return service && portFix(service, reference)
}

/** The host that a slip means, or the complete name of the Service of another namespace: the only one that Istio finds there. */
function hostFix(world: World, reference: ServiceReference): Fix | undefined {
  const [missing] = missingTargets(world, [reference])
  const namespace = missing?.data.elsewhere
  if (missing === undefined || missing.fix !== undefined || namespace === undefined) return missing?.fix
  const { from, path, name } = reference
  return proposed(setting(from, path, fqdnOf(world, { name, namespace })))
}

function subsetFix(world: World, reference: ServiceReference): Fix | undefined {
  const { from, path, subset = '' } = reference
  const [meant] = nearest(
    subset,
    subsetsOf(world, reference).flatMap(({ subsets }) => subsets),
  )
  const at = [...path.slice(0, -1), 'subset']
  return meant === undefined
    ? undefined
    : { title: `set the subset to ${meant}`, edits: [{ resource: from, at, set: meant }] }
}
