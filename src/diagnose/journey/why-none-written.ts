import { familiesOf, hasOwnFamilies } from '../../kube/core/families.ts'
import { typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import {
  describeSlicePort,
  handWrittenFor,
  portWord,
  slicePortFor,
  type HandWritten,
} from '../../kube/endpointslice/hand-written.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { defined } from '../../world/defined.ts'
import type { EndpointSlice, Service } from '../../world/types/manifest.ts'
import { serviceNameLabel } from '../../kube/endpointslice/slice-labels.ts'
import type { World } from '../../world/world.ts'
import { setting, type Fix } from '../fix.ts'
import { sliceMeantFor, unlabelledSlice } from '../slice-meant.ts'
import { listingPorts, namingPort } from '../slice-fix.ts'
import { joinList } from '../../text/wording.ts'
import { noneReadyByHand } from '../none-ready-by-hand.ts'
import { assumesNone, atEndpoints, refusedBy, slicesCommand, type UnservedPacket } from './end-parts.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** Why no endpoint answers of a Service without a selector: what is written by hand, or is not. */
export function whyNoneWritten(worlds: Worlds, unanswered: UnservedPacket): End {
  const { service, servicePort, reach } = unanswered
  const written = handWrittenFor(worlds.closed, service)
  const fields = [{ resource: service, path: ['spec', 'selector'] }]
  const all = written.flatMap(({ slice }) => slice.endpoints ?? [])
  const doubt = worlds.open.doubt(['EndpointSlice'], service.namespace)
  const common = { ...atEndpoints, fields, confirm: slicesCommand(service) }
  if (all.length === 0) {
    const slice = unlabelledSlice(worlds.closed, service)
    const text = `it has no selector, and no EndpointSlice gives it an address${slice === undefined ? '' : `; ${nameOf(slice)} lacks the label ${serviceNameLabel}`}`
    const lost = slice === undefined ? sliceFor(worlds.closed, service) : lacking(slice, service)
    if (slice !== undefined && doubt?.state === 'partial')
      return {
        ...common,
        because: text,
        ...lost,
        ...assumesNone(doubt, `no other EndpointSlice of ${nameOf(service)}`),
      }
    return doubt === undefined
      ? { ...common, because: text, cause: 'endpoints-missing', ...lost }
      : { ...common, outcome: 'unknown', because: `${text} here, but ${doubt.because}`, ...refusedBy(doubt) }
  }
  const assumed = assumesNone(doubt, `no other EndpointSlice of Service ${service.namespace}/${service.name}`)
  if (reach.code === 'port-unresolved' && servicePort !== undefined)
    return {
      ...common,
      ...portNotJoined(service, servicePort, withoutPort(written, servicePort)),
      ...assumed,
    }
  const end = { ...common, ...notUsable(worlds.closed, unanswered, written) }
  const path = end.cause === 'endpoints-none-ready' ? 'endpoints' : 'addressType'
  const listed = written
    .slice(0, 3)
    .map(({ resource }) => ({ resource, path: [resource.kind === 'Endpoints' ? 'subsets' : path] }))
  return { ...end, fields: [...fields, ...listed], ...assumed }
}

/** Endpoints are there, with the port, and none of them can be used. */
function notUsable(
  world: World,
  { service, servicePort, reach, family = familiesOf(service.manifest)[0] }: UnservedPacket,
  written: readonly HandWritten[],
): Pick<End, 'because' | 'cause'> & Partial<Pick<End, 'outcome'>> {
  // DNS answers with the addresses of all families, whatever their ports
  const isHeadless = typeOf(service.manifest) === 'Headless'
  const meant = isHeadless ? {} : defined({ port: servicePort, family })
  const isNone = isHeadless || reach.code === 'none-ready'
  const noneReady = isNone ? noneReadyByHand(world, service, meant) : undefined
  if (noneReady !== undefined) return { because: noneReady, cause: 'endpoints-none-ready' }
  if (isHeadless || reach.code !== 'no-endpoint') return { because: reach.because }
  const families = [...new Set(written.map(({ slice }) => slice.addressType))]
  const names = joinList(
    written.map(({ resource }) => nameOf(resource)),
    3,
  )
  const because = `no endpoint is ${family}: ${names} ${written.length === 1 ? 'lists' : 'list'} ${joinList(families)} addresses`
  return hasOwnFamilies(service.manifest)
    ? { because, cause: 'endpoints-of-other-family' }
    : {
        outcome: 'unknown',
        because: `${because}, and the Service gets the first family of its cluster, which is not known`,
      }
}

/** A slice that would be the one of the Service with its label. */
function lacking(slice: Resource, service: Resource<Service>): Pick<End, 'cause' | 'remedy'> {
  const remedy = setting(slice, ['metadata', 'labels', serviceNameLabel], service.name)
  return { cause: 'endpoints-missing', remedy }
}

/** Slices of the other family may have the port. */
function withoutPort(written: readonly HandWritten[], port: DefaultedPort): readonly HandWritten[] {
  return written.filter(({ slice }) => slicePortFor(port, slice) === undefined)
}

/** kube-proxy knows ports by their names: a slice that calls its port otherwise gives nothing to the Service. */
function portNotJoined(
  service: Resource<Service>,
  servicePort: DefaultedPort,
  filled: readonly HandWritten[],
): Pick<End, 'because' | 'fields' | 'cause' | 'remedy'> {
  const { name, protocol, index, port } = servicePort
  const [first] = filled
  const ports = [...new Set(filled.flatMap(({ slice }) => (slice.ports ?? []).map(describeSlicePort)))]
  const there = ports.length === 0 ? 'no port' : joinList(ports)
  return {
    because: `port ${port} of the Service needs ${portWord(name)} (${protocol}) among the ports of its endpoints; there is ${there}: kube-proxy refuses`,
    fields: [
      { resource: service, path: ['spec', 'ports', index] },
      ...(first === undefined ? [] : [{ resource: first.resource, path: first.portsAt }]),
    ],
    cause: ports.length === 0 ? 'endpoints-without-port' : 'endpoints-port-name-differs',
    ...defined({ remedy: fixFor(service, servicePort, filled) }),
  }
}

function fixFor(
  service: Resource<Service>,
  servicePort: DefaultedPort,
  filled: readonly HandWritten[],
): Fix | undefined {
  const [only, another] = filled
  if (only === undefined || (only.slice.ports ?? []).length > 0)
    return namingPort(service, servicePort, filled)
  return another === undefined && only.resource.kind === 'EndpointSlice'
    ? listingPorts(service, only.resource as Resource<EndpointSlice>)
    : undefined
}

/** The slice that names no Service and was written for this one. */
function sliceFor(world: World, service: Resource<Service>): Pick<End, 'cause' | 'remedy'> {
  const slice = sliceMeantFor(world, service)
  if (slice === undefined) return {}
  const at = ['metadata', 'labels', serviceNameLabel]
  return { cause: 'slice-service-missing', remedy: setting(slice, at, service.name) }
}
