import { labelOf } from '../../world/labels.ts'
import type { StringMap, Workload } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import type { PodSource } from '../workload/pod-source.ts'
import { isRuntimeLabel } from '../workload/runtime-labels.ts'

/** The labels by which people call an application, best first. */
const namingLabels = ['app.kubernetes.io/name', 'app', 'k8s-app', 'name', 'component']

/** The labels by which others should select these pods: those of the workload's own selector, else the one that names them. */
export function identityOf({ resource, labels }: PodSource): StringMap {
  const selector = valueAt((resource.manifest as Workload).spec, ['selector', 'matchLabels']) as
    | StringMap
    | undefined
  const own = Object.entries(selector ?? {}).filter(([key, value]) => labelOf(labels, key) === value)
  if (own.length > 0) return Object.fromEntries(own)
  const naming = namingLabels.find((key) => labelOf(labels, key) !== undefined)
  if (naming !== undefined) return { [naming]: labelOf(labels, naming) ?? '' }
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !isRuntimeLabel(key)))
}
