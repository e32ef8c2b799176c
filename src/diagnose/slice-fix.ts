import { protocolOf, servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import type { HandWritten } from '../kube/endpointslice/hand-written.ts'
import type { Json } from '../world/field-change.ts'
import type { Resource } from '../world/resource.ts'
import type { EndpointSlice, Service } from '../world/types/manifest.ts'
import { defined } from '../world/defined.ts'
import { proposed, removing, setting, together, type Edit, type Fix } from './fix.ts'

/**
 * The fix of slices written by hand that call a port otherwise than the Service: in each the one port that no port of the Service
 * claims gets its name. Undefined where it is not one, or where an Endpoints object is what was written.
 */
export function namingPort(
  service: Resource<Service>,
  wanted: DefaultedPort,
  written: readonly HandWritten[],
): Fix | undefined {
  const ports = servicePorts(service.manifest)
  const fixes: Fix[] = []
  for (const { resource, slice, portsAt } of written) {
    const free = (slice.ports ?? []).flatMap(({ name = '', protocol, port }, index) => {
      const isClaimed = ports.some(
        (own) => own.name === name && own.protocol === protocolOf({ protocol }) && own !== wanted,
      )
      return port === undefined || isClaimed || protocolOf({ protocol }) !== wanted.protocol ? [] : [index]
    })
    const [only, another] = free
    if (resource.kind !== 'EndpointSlice' || only === undefined || another !== undefined) return undefined
    const at = [...portsAt, only, 'name']
    fixes.push(wanted.name === '' ? removing(resource, at) : setting(resource, at, wanted.name))
  }
  return fixes.length === 0 ? undefined : proposed(together(fixes))
}

/** The ports of a Service, written into a slice that has none. */
export function listingPorts(service: Resource<Service>, slice: Resource<EndpointSlice>): Fix {
  const ports = servicePorts(service.manifest).map(({ name, protocol, port, targetPort }) =>
    defined({
      name: name === '' ? undefined : name,
      port: typeof targetPort === 'number' ? targetPort : port,
      protocol,
    }),
  )
  return proposed({
    title: `list the ports of the Service under .ports of EndpointSlice ${slice.name}`,
    edits: [{ resource: slice, at: ['ports'], set: ports as Json }],
  })
}

/** All but the first address of an endpoint, as endpoints of their own that are like it. */
export function splittingEndpoint(slice: Resource<EndpointSlice>, index: number): Fix {
  const endpoints = slice.manifest.endpoints ?? []
  const { addresses = [], ...rest } = endpoints[index] ?? {}
  const [, ...others] = addresses
  const edits: Edit[] = others.flatMap((address, order): Edit[] => [
    { resource: slice, at: ['endpoints', index, 'addresses', order + 1], remove: true },
    {
      resource: slice,
      at: ['endpoints', '-'],
      set: { addresses: [address], ...rest } as unknown as Json,
    },
  ])
  return proposed({ title: 'make each address an endpoint of its own', edits })
}
