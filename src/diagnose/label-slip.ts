import type { FieldPath } from '../world/place.ts'
import type { LabelSelectorSpec } from '../world/types/manifest.ts'
import type { LabelIndex } from '../kube/workload/label-index.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import type { Resource } from '../world/resource.ts'
import { labelsOfPod, selectorMatches, selects } from '../kube/workload/label-selector.ts'

/** One value of a selector that is nearly what an object or a pod carries. */
export interface LabelSlip {
  readonly resource: Resource
  /** Where its `metadata` is in the resource. */
  readonly path: FieldPath
  readonly key: string
  readonly meant: string
}

/** The first object whose own labels a selector misses by a slip in one value of its matchLabels; undefined when none is that near. */
export function objectLabelSlip<T extends Resource>(
  selector: LabelSelectorSpec,
  objects: readonly LabelIndex<T>[],
): LabelSlip | undefined {
  const slip = firstSlip(selector, objects, (rest, { manifest }) => selects(rest, manifest.metadata?.labels))
  return slip && { resource: slip.member, path: [], key: slip.key, meant: slip.meant }
}

/** The same for the pods that may be meant, of whose labels some may be unknown. */
export function labelSlip(
  selector: LabelSelectorSpec,
  podIndexes: readonly LabelIndex<PodSource>[],
  isMeant: (podSource: PodSource) => boolean = () => true,
): LabelSlip | undefined {
  const slip = firstSlip(
    selector,
    podIndexes,
    (rest, podSource) => isMeant(podSource) && selectorMatches(rest, labelsOfPod(podSource)).is === 'yes',
  )
  if (slip === undefined) return undefined
  const { member, key, meant } = slip
  return { resource: member.resource, path: member.path, key, meant }
}

interface Slip<T> {
  readonly member: T
  readonly key: string
  readonly meant: string
}

/** `isSelected` is asked with the selector without the pair that differs. */
function firstSlip<T>(
  selector: LabelSelectorSpec,
  indexes: readonly LabelIndex<T>[],
  isSelected: (rest: LabelSelectorSpec, member: T) => boolean,
): Slip<T> | undefined {
  const { matchLabels = {} } = selector
  for (const [key, value] of Object.entries(matchLabels)) {
    if (typeof value !== 'string') continue
    const { [key]: _differing, ...others } = matchLabels
    const rest = { ...selector, matchLabels: others }
    const found = indexes
      .flatMap((index) => index.nearlyWith(key, value, others))
      .find(({ member }) => isSelected(rest, member))
    if (found !== undefined) return { ...found, key }
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
