import type { Service, Workload } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { selectionOf } from '../endpointslice/selection.ts'

/** Hands out the names of endpoints whose pods are not born yet, one after the other. */
export interface NamedEndpoints {
  next(
    pod: { readonly kind?: string; readonly name?: string } | undefined,
  ): { readonly hostname?: string } | undefined
}

/**
 * The host names that pods to come will have below a Service: those of a StatefulSet are counted, others take what
 * their template says. Follows the labels `hostname` and `subdomain` that the StatefulSet controller writes.
 */
export function hostNamesToCome(world: World, service: Resource<Service>): NamedEndpoints {
  const waiting = new Map<string, string[]>()
  for (const { resource, pod, replicas, spec } of selectionOf(world, service).selected) {
    if (pod?.manifest.status !== undefined) continue
    const key = `${resource.kind}/${resource.name}`
    if (resource.kind === 'StatefulSet') waiting.set(key, statefulNames(resource, service, replicas))
    else if (spec.hostname && spec.subdomain === service.name)
      waiting.set(key, Array<string>(Math.min(replicas, mostNames)).fill(spec.hostname))
  }
  return {
    next: (pod) => {
      const hostname = waiting.get(`${pod?.kind ?? ''}/${pod?.name ?? ''}`)?.shift()
      return hostname === undefined ? undefined : { hostname }
    },
  }
}

const mostNames = 1000

function statefulNames(resource: Resource, service: Resource<Service>, replicas: number): string[] {
  const { serviceName, ordinals } = (resource.manifest as Workload).spec ?? {}
  if (serviceName !== service.name) return []
  const start = ordinals?.start ?? 0
  return Array.from(
    { length: Math.min(replicas, mostNames) },
    (_, index) => `${resource.name}-${start + index}`,
  )
}
