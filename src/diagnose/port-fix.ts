import { isLikelySlip } from '../text/nearest.ts'
import type { Service } from '../world/types/manifest.ts'
import type { Resource } from '../world/resource.ts'
import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import { portOfReference } from './reference-fault.ts'
import type { Fix } from './fix.ts'
import type { ServiceReference } from '../kube/references/reference.ts'

/**
 * The port that a reference means which names one that the Service does not have: the port that leads where it wanted to go (it names
 * the port of the pods), or whose name differs by a slip; of a Service with one TCP port, this one. Undefined where several would do.
 */
export function portFix(service: Resource<Service>, reference: ServiceReference): Fix | undefined {
  const { portPath: at, port, from: resource } = reference
  // a port of that number is there, of another protocol
  if (at === undefined || port === undefined || portOfReference(service.manifest, reference) !== undefined)
    return undefined
  const meant = portMeant(
    servicePorts(service.manifest).filter(({ protocol }) => protocol === 'TCP'),
    port,
  )
  const set = port.name === undefined ? meant?.port : meant?.name
  return set === undefined || set === ''
    ? undefined
    : { title: `set the port to ${set}`, edits: [{ resource, at, set }] }
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
