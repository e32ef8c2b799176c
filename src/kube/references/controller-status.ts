import type { ParentRef } from '../../world/types/gateway-api.ts'
import type { Condition } from '../../world/types/manifest.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'

/** A condition by which a controller says that it does not serve an object, or not as it is written. */
export interface Refusal {
  /** Of the condition. */
  readonly path: FieldPath
  readonly type: string
  readonly reason: string
  readonly message: string
  /** Who says so, where the status tells. */
  readonly controller?: string
  /** Of a route: the parent that it is said for. */
  readonly parentRef?: ParentRef
  /** Of a Gateway: the listener. */
  readonly listener?: string
}

type Stated = Condition & { readonly observedGeneration?: number }

const ofRoutes = new Set(['Accepted', 'ResolvedRefs'])
const ofGateways = new Set(['Accepted', 'Programmed'])
const ofListeners = new Set(['Accepted', 'Programmed', 'ResolvedRefs'])

/**
 * What controllers say against a route, for each of its parents, in a status that is up to date: one of an older generation speaks of
 * what was written before. Follows RouteParentStatus in kubernetes-sigs/gateway-api apis/v1.
 */
export function refusalsOfRoute(route: Resource): Refusal[] {
  return listAt(route, ['status', 'parents']).flatMap((parent, index) => {
    const { controllerName, parentRef } = parent as { controllerName?: string; parentRef?: ParentRef | null }
    const about = {
      ...(typeof controllerName === 'string' ? { controller: controllerName } : {}),
      ...(typeof parentRef === 'object' && parentRef !== null ? { parentRef } : {}),
    }
    return against(route, ['status', 'parents', index, 'conditions'], ofRoutes).map((item) => ({
      ...item,
      ...about,
    }))
  })
}

/** The same of a Gateway or a ListenerSet as a whole, and of its listeners. */
export function refusalsOfGateway(gateway: Resource): Refusal[] {
  const whole = against(gateway, ['status', 'conditions'], ofGateways)
  if (whole.length > 0) return whole
  return listAt(gateway, ['status', 'listeners']).flatMap((listener, index) =>
    against(gateway, ['status', 'listeners', index, 'conditions'], ofListeners).map((item) => ({
      ...item,
      listener: nameIn(listener) ?? String(index),
    })),
  )
}

function against(resource: Resource, at: FieldPath, types: ReadonlySet<string>): Refusal[] {
  const generation = valueAt(resource.manifest, ['metadata', 'generation'])
  return listAt(resource, at).flatMap((item, index) => {
    const { type, status, observedGeneration } = item as Partial<Stated>
    const [reason, message] = [textAt(item, 'reason'), textAt(item, 'message')]
    const isStale =
      typeof generation === 'number' && observedGeneration !== undefined && observedGeneration < generation
    if (type === undefined || !types.has(type) || status !== 'False' || isStale) return []
    // a Gateway that has just been made is not programmed yet
    if (reason === 'Pending') return []
    return [{ path: [...at, index], type, reason, message }]
  })
}

function textAt(item: object, field: 'reason' | 'message'): string {
  const value = (item as Readonly<Record<string, unknown>>)[field]
  return typeof value === 'string' ? value : ''
}

/** Status is not read by shape: anything may be in it. */
function listAt({ manifest }: Resource, path: FieldPath): readonly object[] {
  const value = valueAt(manifest, path)
  return Array.isArray(value)
    ? value.filter((item: unknown): item is object => typeof item === 'object' && item !== null)
    : []
}

function nameIn(listener: unknown): string | undefined {
  const name = valueAt(listener, ['name'])
  return typeof name === 'string' ? name : undefined
}
