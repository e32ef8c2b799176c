import type { BackendRef, Route, RouteFilter } from '../../world/types/gateway-api.ts'
import { defined } from '../../world/defined.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { ServiceReference } from './reference.ts'

/** A backend of a route as it is written, with the defaults of the Gateway API: a Service of the route's namespace, weight 1. */
export interface RouteBackend {
  readonly route: Resource<Route>
  /** Of the mapping. */
  readonly path: FieldPath
  readonly rule: number
  /** Requests are copied there, and its answers are thrown away. */
  readonly mirror: boolean
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly port?: number
  readonly weight: number
}

export const gatewayGroup = 'gateway.networking.k8s.io'

/** All backends of a route in the order of its rules, those of RequestMirror filters included. */
export function routeBackends(route: Resource<Route>): RouteBackend[] {
  return (route.manifest.spec?.rules ?? []).flatMap(({ backendRefs = [], filters = [] }, rule) => {
    const at: FieldPath = ['spec', 'rules', rule]
    const mirrors = (list: readonly RouteFilter[], path: FieldPath) =>
      list.flatMap(({ requestMirror }, index) =>
        requestMirror?.backendRef === undefined
          ? []
          : backend(route, requestMirror.backendRef, {
              path: [...path, 'filters', index, 'requestMirror', 'backendRef'],
              rule,
              mirror: true,
            }),
      )
    return [
      ...backendRefs.flatMap((ref, index) => [
        ...backend(route, ref, { path: [...at, 'backendRefs', index], rule, mirror: false }),
        ...mirrors(ref.filters ?? [], [...at, 'backendRefs', index]),
      ]),
      ...mirrors(filters, at),
    ]
  })
}

function backend(
  route: Resource<Route>,
  ref: BackendRef,
  place: Pick<RouteBackend, 'path' | 'rule' | 'mirror'>,
): RouteBackend[] {
  const { group = '', kind = 'Service', namespace, name = '', port, weight = 1 } = ref
  const common = {
    route,
    ...place,
    group,
    kind,
    namespace: namespace || (route.namespace ?? ''),
    name,
    weight,
  }
  return name !== '' ? [{ ...common, ...defined({ port }) }] : []
}

function isServiceBackend({ group, kind }: RouteBackend): boolean {
  return group === '' && kind === 'Service'
}

/** The Services that a route names: its backends, mirrors, and those that a mesh makes it a child of. */
export function routeReferences(route: Resource<Route>): ServiceReference[] {
  const backends = routeBackends(route).filter(isServiceBackend)
  return [...backends.map(backendReference), ...meshParents(route)]
}

function backendReference({
  route,
  path,
  mirror,
  namespace,
  name,
  port,
  rule,
}: RouteBackend): ServiceReference {
  return {
    kind: mirror ? 'route-mirror' : 'route-backend',
    from: route,
    path: [...path, 'name'],
    namespace,
    name,
    ...(port === undefined ? {} : { port: { number: port }, portPath: [...path, 'port'] }),
    via: `rule ${rule + 1} of ${route.kind} ${route.name}`,
  }
}

function meshParents(route: Resource<Route>): ServiceReference[] {
  return (route.manifest.spec?.parentRefs ?? []).flatMap((ref, index) => {
    const { group = gatewayGroup, kind = 'Gateway', namespace, name, port } = ref
    if (group !== '' || kind !== 'Service' || !name) return []
    const path = ['spec', 'parentRefs', index]
    return [
      {
        kind: 'route-parent' as const,
        from: route,
        path: [...path, 'name'],
        namespace: namespace || (route.namespace ?? ''),
        name,
        ...(port === undefined ? {} : { port: { number: port }, portPath: [...path, 'port'] }),
      },
    ]
  })
}
