import { formatPath, type FieldPath } from './place.ts'
import { idOf, type Resource, type ResourceId } from './resource.ts'

/** Why something is so, as a room of kube/ answers it; lint, trace, `svc ls` and `svc endpoints` hand it on as it is. */
export interface Reason {
  /** One word for programs; it stays the same from version to version. */
  readonly code: string
  /** The same for people: a clause. */
  readonly because: string
  readonly grounds: readonly { readonly resource: Resource; readonly at: FieldPath }[]
}

/** A reason as the machine interfaces have it. */
export interface ReasonShown {
  readonly code: string
  readonly because: string
  readonly restsOn: readonly { readonly resource: ResourceId; readonly path: string }[]
}

/** In: a reason. Out: the same with names in place of objects. */
export function showReason({ code, because, grounds }: Reason): ReasonShown {
  const restsOn = grounds.map(({ resource, at }) => ({ resource: idOf(resource), path: formatPath(at) }))
  return { code, because, restsOn }
}

// a Service may have thousands of pods that are not ready, each for the same reason
const mostReasons = 10

/** A property `reasons` for a machine interface: the first ones; no property where there is none. */
export function showReasons(reasons: readonly Reason[] = []): { readonly reasons?: readonly ReasonShown[] } {
  return reasons.length === 0 ? {} : { reasons: reasons.slice(0, mostReasons).map(showReason) }
}
