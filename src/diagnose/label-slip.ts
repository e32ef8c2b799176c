import { labelOf } from '../world/labels.ts'
import type { LabelSelectorSpec } from '../world/types/manifest.ts'
import { nearest } from '../text/nearest.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import type { Resource } from '../world/resource.ts'
import { labelsOfPod, selectorMatches, selects } from '../kube/workload/label-selector.ts'

/** A value of a selector that is nearly a label of an object. */
export interface ObjectLabelSlip {
  readonly key: string
  readonly meant: string
  readonly resource: Resource
}

/** The first object whose own labels a selector misses by a slip in one value of its matchLabels; undefined when none is that near. */
export function objectLabelSlip(
  { matchLabels, ...others }: LabelSelectorSpec,
  resources: readonly Resource[],
): ObjectLabelSlip | undefined {
  const pairs = Object.entries(matchLabels ?? {})
  for (const [key, value] of pairs) {
    if (typeof value !== 'string') continue
    const rest = {
      ...others,
      matchLabels: Object.fromEntries(pairs.filter(([other]) => other !== key)),
    }
    for (const resource of resources) {
      const labels = resource.manifest.metadata?.labels
      const own = labelOf(labels, key)
      if (own !== undefined && own !== value && nearest(value, [own]).length > 0 && selects(rest, labels))
        return { key, meant: own, resource }
    }
  }
  return undefined
}

/** One value of a selector that is nearly what a pod carries. */
export interface LabelSlip {
  readonly key: string
  readonly meant: string
  readonly podSource: PodSource
}

/** The first pod that a selector misses by a slip in one value of its matchLabels; undefined when none is that near. */
export function labelSlip(
  selector: LabelSelectorSpec,
  podSources: readonly PodSource[],
): LabelSlip | undefined {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    const others = Object.entries(selector.matchLabels ?? {}).filter(([other]) => other !== key)
    const rest = { ...selector, matchLabels: Object.fromEntries(others) }
    for (const podSource of podSources) {
      const own = labelOf(podSource.labels, key)
      if (own === undefined || own === value || nearest(value, [own]).length === 0) continue
      if (selectorMatches(rest, labelsOfPod(podSource)).is === 'yes') return { key, meant: own, podSource }
    }
  }
  return undefined
}

/** `app=web,tier in (a,b),!canary`, as kubectl writes selectors; `every pod` for an empty one. */
export function formatSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelectorSpec): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const expressions = matchExpressions.map(({ key = '', operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
  })
  return [...labels, ...expressions].toSorted().join(',')
}
