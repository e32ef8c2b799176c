import { typeOf } from '../kube/apiserver/defaults.ts'
import { candidatesOf, isUsable, type Candidate } from '../kube/endpointslice/candidates.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { actualSlices } from '../kube/endpointslice/slices.ts'
import { resolveTargetPort } from '../kube/endpointslice/target-port.ts'
import {
  addressEnd,
  anyPodOf,
  endOf,
  nodeEnd,
  podEnd,
  somebodyOutside,
  type End,
} from '../kube/policy/ends.ts'
import type { Service } from '../world/manifest.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import type { Route } from './model.ts'

/** Where a request can end up after all translation. */
export interface Destination {
  readonly end: End
  readonly port?: number
}

/** Who asks, as policies see it. */
export function clientEnd({ world, question, client, clientNamespace }: Route): End {
  if (client !== undefined) return podEnd(world, client)
  if (question.from === undefined) return anyPodOf(world, clientNamespace)
  const node = world.get('Node', undefined, question.from.split('/').at(-1) ?? '')
  return node === undefined ? somebodyOutside : nodeEnd(node)
}

/** The pods and addresses that can be chosen for a route, each with its own port; none where nobody knows any. */
export function destinationsOf(route: Route): Destination[] {
  const { world, service } = route
  if (service === undefined) return []
  return selectorOf(service.manifest) === undefined
    ? writtenByHand(world, service)
    : candidatesOf(world, service).flatMap((candidate) => {
        if (!isUsable(candidate) || !isReached(candidate, route.reach)) return []
        const port = portOn(route, candidate.podLike.spec)
        return port === 'none'
          ? []
          : [{ end: podEnd(world, candidate.podLike), ...(port === undefined ? {} : { port }) }]
      })
}

/** Can packets be given to it from where they start? A pod to come has no address to tell by. */
export function isReached({ addresses }: Candidate, reach: Route['reach']): boolean {
  if (reach === undefined || addresses.length === 0) return true
  return reach.endpoints.some(({ address }) => address === undefined || addresses.includes(address))
}

/** Of a headless Service nothing translates the port. */
function portOn({ service, servicePort, port }: Route, spec: Parameters<typeof resolveTargetPort>[1]) {
  if (service !== undefined && typeOf(service.manifest) === 'Headless') return port
  if (servicePort === undefined) return undefined
  const target = resolveTargetPort(servicePort, spec)
  return target.found ? target.port : 'none'
}

function writtenByHand(world: World, service: Resource<Service>): Destination[] {
  return actualSlices(world, service).flatMap(({ manifest }) => {
    const [port] = manifest.ports ?? []
    const number = port?.port === undefined ? {} : { port: port.port }
    return (manifest.endpoints ?? []).flatMap(({ addresses, targetRef }) => {
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
