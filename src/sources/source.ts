import type { Coverage, Unread } from '../world/coverage.ts'
import type { InvalidlyTyped } from '../world/invalid-type.ts'
import type { Resource } from '../world/resource.ts'
import type { LeftOutFile } from './files/left-out.ts'

/** What every source ends in: resources, what they cover, and what could not be read. */
export interface SourceResult {
  readonly resources: readonly Resource[]
  readonly coverage: readonly Coverage[]
  readonly unread: readonly Unread[]
  /** Only texts hold such manifests: no API server stores them. */
  readonly invalidTypes?: readonly InvalidlyTyped[]
  /** What files hold that is no manifest of this cluster: it decides nothing. */
  readonly leftOut?: readonly LeftOutFile[]
  /** Of the cluster that a snapshot was taken of. */
  readonly kubernetesVersion?: string
}

/** Adds results up in the order given. */
export function mergeResults(results: readonly SourceResult[]): SourceResult {
  const kubernetesVersion = results.find(
    (result) => result.kubernetesVersion !== undefined,
  )?.kubernetesVersion
  return {
    resources: results.flatMap((result) => result.resources),
    coverage: results.flatMap((result) => result.coverage),
    unread: results.flatMap((result) => result.unread),
    invalidTypes: results.flatMap((result) => result.invalidTypes ?? []),
    leftOut: results.flatMap((result) => result.leftOut ?? []),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  }
}
