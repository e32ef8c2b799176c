import { servicePorts, typeOf, type DefaultedPort } from '../kube/core/defaults.ts'
import { familiesOf, hasOwnFamilies } from '../kube/core/families.ts'
import { handWrittenFor, slicePortFor, type HandWritten } from '../kube/endpointslice/hand-written.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { isRead, sliceRolesOf } from '../kube/endpointslice/slice-roles.ts'
import { predictSlices } from '../kube/endpointslice/slices.ts'
import type { Resource } from '../world/resource.ts'
import type { AddressType, Endpoint, EndpointSlice, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

/** What packets reach by the slices in the World, where that is not what the pods of the Service imply. */
export interface SlicesApart {
  readonly slices: readonly Resource<EndpointSlice>[]
  /** `10.1.0.4:8080`: what the pods imply and the slices lack; what the slices list and no pod is. */
  readonly missing: readonly string[]
  readonly foreign: readonly string[]
  /** Nothing at all is reached, though pods are ready. */
  readonly none: boolean
}

/**
 * Where live slices and pods are apart so that a packet notices: undefined where they agree, where one of them is not known, and
 * where the Service was never in a cluster. Conditions, hints, and endpoints that get no packet anyway are no difference.
 */
export function slicesApart(world: World, service: Resource<Service>): SlicesApart | undefined {
  if (selectorOf(service.manifest) === undefined || service.manifest.metadata?.uid === undefined)
    return undefined
  const doubt = world.doubt(['Pod', 'EndpointSlice'], service.namespace)
  if (doubt !== undefined && doubt.state !== 'partial') return undefined
  const roles = sliceRolesOf(world, service).filter((role) => isRead(role))
  if (roles.length === 0) return undefined
  const slices = roles.map(({ slice }) => slice)
  const actual = reachedBy(
    service,
    slices.map(({ manifest }) => manifest),
  )
  const implied = reachedBy(service, predictSlices(world, service).slices)
  const missing = [...implied].filter((each) => !actual.has(each))
  const foreign = [...actual].filter((each) => !implied.has(each))
  if (missing.length + foreign.length === 0) return undefined
  const none = actual.size === 0 && [...implied].some((each) => each !== '')
  // in a part of the objects a pod that is not there is no proof; empty slices next to ready pods are
  return doubt === undefined || none ? { slices, missing, foreign, none } : undefined
}

/** `address:port` of each endpoint that kube-proxy gives packets to, or, of a headless Service, each address that DNS answers with. */
function reachedBy(service: Resource<Service>, slices: readonly EndpointSlice[]): ReadonlySet<string> {
  const { manifest } = service
  const own = slices.filter(({ addressType }) => familiesOf(manifest).includes(addressType))
  if (typeOf(manifest) === 'Headless') return new Set(own.flatMap((slice) => addressesIn([slice])))
  return new Set(
    servicePorts(manifest).flatMap((port) => {
      const joined = own.filter((slice) => slicePortFor(port, slice) !== undefined)
      return addressesIn(joined, port)
    }),
  )
}

function addressesIn(slices: readonly EndpointSlice[], port?: DefaultedPort): string[] {
  const all = slices.flatMap((slice) =>
    (slice.endpoints ?? []).map((endpoint) => ({
      endpoint,
      number: port && slicePortFor(port, slice)?.port,
    })),
  )
  const ready = all.filter(({ endpoint: { conditions } }) => conditions?.ready !== false)
  // when no endpoint is ready, those that terminate and still serve get the packets
  const chosen =
    ready.length > 0 || port === undefined ? ready : all.filter(({ endpoint }) => isLast(endpoint))
  return chosen.flatMap(({ endpoint: { addresses = [] }, number }) => {
    const [address] = addresses
    if (address === undefined) return []
    return number === undefined
      ? [address]
      : [`${address.includes(':') ? `[${address}]` : address}:${number}`]
  })
}

function isLast({ conditions }: Endpoint): boolean {
  return conditions?.serving === true && conditions.terminating === true
}

/** Families of a Service of which no endpoint is, though there are endpoints. */
export interface FamiliesApart {
  readonly families: readonly AddressType[]
  /** What lists the endpoints that are there. */
  readonly written: readonly HandWritten[]
  /** No family of the Service has an endpoint: no packet reaches any. */
  readonly none: boolean
}

/**
 * The families of a Service with an address for which no endpoint was written, though others were; undefined where there are none, where it
 * is not said which families the Service has, and for one whose slices a controller writes and that has endpoints of one of its families.
 */
export function familiesApart(world: World, service: Resource<Service>): FamiliesApart | undefined {
  const { manifest } = service
  if (typeOf(manifest) === 'Headless' || !hasOwnFamilies(manifest)) return undefined
  const written = handWrittenFor(world, service).filter(({ slice }) => (slice.endpoints ?? []).length > 0)
  if (written.length === 0) return undefined
  const there = new Set(written.map(({ slice }) => slice.addressType))
  const own = familiesOf(manifest)
  const families = own.filter((family) => !there.has(family))
  const none = families.length === own.length
  if (families.length === 0 || (!none && selectorOf(manifest) !== undefined)) return undefined
  return { families, written, none }
}
