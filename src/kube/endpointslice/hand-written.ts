import { protocolOf } from '../core/defaults.ts'
import type { EndpointPort, EndpointSlice, Service } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import type { DefaultedPort } from '../core/defaults.ts'
import { mirror, mirroredEndpoints } from './mirroring.ts'
import { isRead, sliceRolesOf } from './slice-roles.ts'

/** Endpoints written by hand for a Service without a selector, and where. */
export interface HandWritten {
  /** The EndpointSlice, or the Endpoints object that will be mirrored. */
  readonly resource: Resource
  readonly slice: EndpointSlice
  /** Where the ports are in the resource. */
  readonly portsAt: FieldPath
}

/** What kube-proxy reads for a Service without a selector: its slices, and the mirror of Endpoints that has none yet. */
export function handWrittenFor(world: World, service: Resource<Service>): HandWritten[] {
  const roles = sliceRolesOf(world, service)
  const slices = roles
    .filter((role) => isRead(role))
    .map(({ slice }) => ({ resource: slice, slice: slice.manifest, portsAt: ['ports'] }))
  const endpoints = mirroredEndpoints(world, service)
  if (endpoints === undefined || roles.some(({ code }) => code === 'slice-of-mirror')) return slices
  const toCome = mirror(endpoints).map((slice) => ({ resource: endpoints, slice, portsAt: ['subsets'] }))
  return [...slices, ...toCome]
}

/**
 * The port of a slice that kube-proxy joins with a port of the Service: of the same name and protocol, with a number.
 * The Service's targetPort plays no part. Follows addEndpoints in kubernetes/kubernetes pkg/proxy/endpointslicecache.go.
 */
export function slicePortFor(
  { name, protocol }: DefaultedPort,
  { ports }: EndpointSlice,
): EndpointPort | undefined {
  return (ports ?? []).find(
    (port) => (port.name ?? '') === name && protocolOf(port) === protocol && port.port,
  )
}

/** `"http" (TCP 8080)`: a port of a slice as kube-proxy knows it, and its number. */
export function describeSlicePort({ name, protocol, port }: EndpointPort): string {
  return `${portWord(name ?? '')} (${protocolOf({ protocol })}${port === undefined ? ', without a number' : ` ${port}`})`
}

/** `"http"`, or `one without a name`. */
export function portWord(name: string): string {
  return name === '' ? 'one without a name' : quote(name)
}
