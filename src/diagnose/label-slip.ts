import { labelOf } from '../world/labels.ts'
import type { LabelSelectorSpec } from '../world/types/manifest.ts'
import { nearest } from '../text/nearest.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { labelsOfPod, selectorMatches } from '../kube/workload/label-selector.ts'

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
