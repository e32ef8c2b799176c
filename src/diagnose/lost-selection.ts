import { formatLabels } from '../world/labels.ts'
import { quote } from '../text/wording.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { selectionOf, selectorOf } from '../kube/endpointslice/selection.ts'
import { describePods } from '../kube/workload/describe.ts'
import { ownerOf } from '../kube/workload/owner.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { carries } from '../kube/workload/runtime-labels.ts'
import { changesBetween, changing } from './fix-selector.ts'
import { proposed, type Fix } from './fix.ts'

/** Pods that a Service selected before a change, and selects no more. */
export interface LostSelection {
  readonly podSources: readonly PodSource[]
  /** A clause: what it selected, and what the change did. */
  readonly because: string
  readonly at: FieldPath
  readonly fix?: Fix
}

/**
 * What a change takes from a Service that it leaves without pods; undefined where nothing is to be replaced, where it had no
 * pods before, or where the pods that it had are not among what changes and still match.
 */
export function lostBy(world: World, service: Resource<Service>): LostSelection | undefined {
  const { before } = world
  const old = before?.get('Service', service.namespace, service.name)
  if (before === undefined || old === undefined) return undefined
  const podSources = selectionOf(before, old).selected.filter(({ replicas }) => replicas > 0)
  const selector = selectorOf(service.manifest)
  if (podSources.length === 0 || selector === undefined) return undefined
  const pairs = Object.entries(selector)
  const stays = podSources.filter((item) => !isAmong(world, before, item))
  if (stays.some((item) => pairs.every(([key, value]) => carries(item, key, value) !== 'no')))
    return undefined
  const former = selectorOf(old.manifest) ?? {}
  const changes = changesBetween(selector, former)
  const pods = describePods(before, podSources)
  const [changed, another] = Object.keys(changes)
  if (changed === undefined)
    return {
      podSources,
      because: `before the change it selected ${pods}, whose labels the change takes away`,
      at: ['spec', 'selector'],
    }
  return {
    podSources,
    because: `before the change the selector was ${quote(formatLabels(former))} and selected ${pods}`,
    at: another === undefined ? ['spec', 'selector', changed] : ['spec', 'selector'],
    fix: proposed(changing(service, changes)),
  }
}

/** Does the change speak of the pod, or of the workload that makes it? */
function isAmong(world: World, before: World, { resource }: PodSource): boolean {
  const owner = ownerOf(before, resource)
  return [{ kind: resource.kind, name: resource.name }, ...(owner === undefined ? [] : [owner])].some(
    ({ kind, name }) => world.derived(objectNames).has(`${kind}/${resource.namespace ?? ''}/${name}`),
  )
}

function objectNames(world: World): ReadonlySet<string> {
  return new Set(world.resources.map(({ kind, namespace = '', name }) => `${kind}/${namespace}/${name}`))
}
