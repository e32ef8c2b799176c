import { typeOf, type DefaultedPort } from '../core/defaults.ts'
import { candidatesOf, isUsable, type Candidate } from '../endpointslice/candidates.ts'
import { selectorOf } from '../endpointslice/selection.ts'
import { actualSlices } from '../endpointslice/slices.ts'
import { resolveTargetPort } from '../core/target-port.ts'
import type { PodSpec, Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { addressEnd, endOf, podEnd, type ConnectionEnd } from './ends.ts'

/** Where a request to a Service can end up after all translation. */
export interface PolicyDestination {
  readonly end: ConnectionEnd
  /** Absent where nothing says which port of a headless Service is dialled. */
  readonly port?: number
}

/** What is called of a Service: one of its ports, and the number that the client dialled. */
export interface CalledPort {
  readonly servicePort?: DefaultedPort
  readonly port?: number
  /** Which endpoints kube-proxy may choose for it; all when absent. */
  readonly reaches?: (candidate: Candidate) => boolean
}

/** The pods and addresses that can be chosen for a call, each with the port that it gets there. */
export function destinationsOf(
  world: World,
  service: Resource<Service>,
  called: CalledPort,
): PolicyDestination[] {
  if (selectorOf(service.manifest) === undefined) return writtenByHand(world, service)
  return candidatesOf(world, service).flatMap((candidate) => {
    // a policy sees the labels of pods that cannot be seen here, and those are in their template
    if ((!isUsable(candidate) && candidate.unseen !== true) || called.reaches?.(candidate) === false)
      return []
    const port = portOn(service, called, candidate.podSource.spec)
    if (port === 'none') return []
    return [{ end: podEnd(world, candidate.podSource), ...(port === undefined ? {} : { port }) }]
  })
}

/** Of a headless Service nothing translates the port. */
function portOn(service: Resource<Service>, { servicePort, port }: CalledPort, spec: PodSpec) {
  if (typeOf(service.manifest) === 'Headless') return port
  if (servicePort === undefined) return undefined
  const target = resolveTargetPort(servicePort, spec)
  return target.found ? target.port : 'none'
}

function writtenByHand(world: World, service: Resource<Service>): PolicyDestination[] {
  return actualSlices(world, service).flatMap(({ manifest }) => {
    const [port] = manifest.ports ?? []
    const number = port?.port === undefined ? {} : { port: port.port }
    return (manifest.endpoints ?? []).flatMap(({ addresses = [], targetRef }) => {
      const pod =
        targetRef?.kind === 'Pod'
          ? world.get('Pod', targetRef.namespace ?? service.namespace, targetRef.name ?? '')
          : undefined
      const end = pod && endOf(world, pod)
      return end === undefined
        ? addresses.map((address) => ({ end: addressEnd(address), ...number }))
        : [{ end, ...number }]
    })
  })
}
