import { isLikelySlip } from '../text/nearest.ts'
import type { Service } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import { portOfReference } from './reference-fault.ts'
import type { Fix } from './fix.ts'
import type { ClientReference } from '../kube/references/clients.ts'
import { shownText } from '../kube/references/mentions.ts'
import { portEdit } from '../kube/references/port-edit.ts'
import type { ServiceReference } from '../kube/references/reference.ts'

/**
 * The port that a reference means which names one that the Service does not have: the port that leads where it wanted to go (it names
 * the port of the pods), or whose name differs by a slip; of a Service with one port of that protocol, this one. Undefined where several would do.
 */
export function portFix(service: Resource<Service>, reference: ServiceReference): Fix | undefined {
  const { port, from: resource } = reference
  const at = portPathOf(reference)
  // a port of that number is there, of another protocol
  if (at === undefined || port === undefined || portOfReference(service.manifest, reference) !== undefined)
    return undefined
  const meant = portMeant(
    servicePorts(service.manifest).filter(
      ({ protocol }) => protocol === (resource.kind === 'UDPRoute' ? 'UDP' : 'TCP'),
    ),
    port,
  )
  const set = port.name === undefined ? meant?.port : meant?.name
  return set === undefined || set === ''
    ? undefined
    : { title: `set the port to ${set}`, edits: [{ resource, at, set }] }
}

/** Where the port is written, or will be: of what the API server calls, it is 443 where nothing is. */
function portPathOf({ portPath, kind, path }: ServiceReference): FieldPath | undefined {
  const isCalled = kind === 'webhook' || kind === 'conversion-webhook' || kind === 'api-service'
  return portPath ?? (isCalled ? [...path.slice(0, -1), 'port'] : undefined)
}

function portMeant(
  ports: readonly DefaultedPort[],
  { name, number }: NonNullable<ServiceReference['port']>,
): DefaultedPort | undefined {
  const behind = only(ports.filter(({ targetPort }) => targetPort === (name ?? number)))
  if (behind !== undefined || name === undefined) return behind ?? only(ports)
  return only(ports.filter((port) => port.name !== '' && isLikelySlip(name, port.name))) ?? only(ports)
}

function only<T>([first, second]: readonly T[]): T | undefined {
  return second === undefined ? first : undefined
}

/** A text that calls another port than the only one of the Service, with that one; undefined where there are several. */
export function callingOnlyPort(
  service: Resource<Service>,
  { resource, path, mention, piece }: ClientReference,
): Fix | undefined {
  const usable = servicePorts(service.manifest).filter(({ protocol }) => protocol === mention.protocol)
  const port = only(usable)?.port
  // the port of a host alone is elsewhere
  if (port === undefined || mention.alone === true) return undefined
  const replaceBy = portEdit(mention, port)
  return {
    title: `call ${shownText({ ...mention, text: replaceBy })}`,
    edits: [{ resource, at: path, piece, replaceBy }],
  }
}
