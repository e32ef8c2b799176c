import { labelOf } from '../world/labels.ts'
import type { FieldPath } from '../world/place.ts'
import type { LabelSelectorSpec, StringMap } from '../world/types/manifest.ts'
import { nearest } from '../text/nearest.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import type { Resource } from '../world/resource.ts'
import { labelsOfPod, selectorMatches, selects } from '../kube/workload/label-selector.ts'

interface Labelled {
  readonly resource: Resource
  /** Where its `metadata` is in the resource. */
  readonly path: FieldPath
  readonly labels: StringMap | undefined
}

/** One value of a selector that is nearly what an object or a pod carries. */
export interface LabelSlip extends Omit<Labelled, 'labels'> {
  readonly key: string
  readonly meant: string
}

/** The first object whose own labels a selector misses by a slip in one value of its matchLabels; undefined when none is that near. */
export function objectLabelSlip(
  selector: LabelSelectorSpec,
  resources: readonly Resource[],
): LabelSlip | undefined {
  const objects = resources.map((resource) => ({
    resource,
    path: [],
    labels: resource.manifest.metadata?.labels,
  }))
  return slipAmong(selector, objects, (rest, { labels }) => selects(rest, labels))
}

/** The same for pods, of whose labels some may be unknown. */
export function labelSlip(
  selector: LabelSelectorSpec,
  podSources: readonly PodSource[],
): LabelSlip | undefined {
  return slipAmong(
    selector,
    podSources,
    (rest, podSource) => selectorMatches(rest, labelsOfPod(podSource)).is === 'yes',
  )
}

/** `isSelected` is asked with the selector without the pair that differs. */
function slipAmong<Item extends Labelled>(
  selector: LabelSelectorSpec,
  items: readonly Item[],
  isSelected: (rest: LabelSelectorSpec, item: Item) => boolean,
): LabelSlip | undefined {
  const pairs = Object.entries(selector.matchLabels ?? {})
  for (const [key, value] of pairs) {
    if (typeof value !== 'string') continue
    const rest = {
      ...selector,
      matchLabels: Object.fromEntries(pairs.filter(([other]) => other !== key)),
    }
    for (const item of items) {
      const own = labelOf(item.labels, key)
      if (own === undefined || own === value || nearest(value, [own]).length === 0) continue
      if (isSelected(rest, item)) return { key, meant: own, resource: item.resource, path: item.path }
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
