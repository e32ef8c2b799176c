import { valueAt } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'

/** How many pods a workload has, and how many of them are ready. */
export interface ReportedReadiness {
  readonly ready: number
  readonly total: number
}

/**
 * What the controller of a workload last wrote into its status; undefined where it wrote nothing. Counters that are zero
 * are left out of the wire. Follows the status types of apps/v1 and batch/v1; custom resources with a scale write
 * `replicas` and `readyReplicas` alike.
 */
export function reportedReadiness({ kind, manifest }: Resource): ReportedReadiness | undefined {
  const status = valueAt(manifest, ['status'])
  const numberAt = (field: string) => {
    const value = valueAt(status, [field])
    return typeof value === 'number' ? value : undefined
  }
  if (kind === 'DaemonSet') {
    const total = numberAt('desiredNumberScheduled')
    return total === undefined ? undefined : { ready: numberAt('numberReady') ?? 0, total }
  }
  if (kind === 'Job') {
    const total = numberAt('active')
    return total === undefined ? undefined : { ready: numberAt('ready') ?? 0, total }
  }
  // a Deployment of which no pod could be made counts none, and those that it wants as unavailable
  const total = numberAt('replicas') ?? numberAt('unavailableReplicas')
  return total === undefined ? undefined : { ready: numberAt('readyReplicas') ?? 0, total }
}
