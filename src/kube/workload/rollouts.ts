import { valueAt } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { PodSource } from './pod-source.ts'

/**
 * The Rollouts of a World that take their pod template from another workload, by that workload.
 * An Argo Rollout with a `workloadRef` has no template of its own: it makes its pods from that of a Deployment, a
 * ReplicaSet or a PodTemplate of its namespace, and those of the Deployment are scaled down next to them or not.
 * Follows rollout/templateref.go of argoproj/argo-rollouts.
 */
function rolloutsOf(world: World): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>()
  for (const resource of world.foreign) {
    if (resource.kind !== 'Rollout' || !resource.apiVersion.startsWith('argoproj.io/')) continue
    const [kind, name] = ['kind', 'name'].map((field) =>
      valueAt(resource.manifest, ['spec', 'workloadRef', field]),
    )
    if (typeof kind === 'string' && typeof name === 'string')
      found.set(keyOf(kind, resource.namespace, name), resource)
  }
  return found
}

/** The Rollout that makes pods from the template of this workload. */
export function rolloutOf(world: World, { kind, namespace, name }: Resource): Resource | undefined {
  return world.derived(rolloutsOf).get(keyOf(kind, namespace, name))
}

/** The template with the pods of the Rollout next to those of its own workload, and with whatever labels Argo adds. */
export function shared({ workload: _known, ...template }: PodSource, rollout: Resource): PodSource {
  const replicas = valueAt(rollout.manifest, ['spec', 'replicas'])
  return { ...template, replicas: template.replicas + (typeof replicas === 'number' ? replicas : 1) }
}

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`
}
