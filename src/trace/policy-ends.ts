import type { Candidate } from '../kube/endpointslice/candidates.ts'
import { destinationsOf, type Destination } from '../kube/policy/destinations.ts'
import { anyPodOf, nodeEnd, podEnd, somebodyOutside, type End } from '../kube/policy/ends.ts'
import { defined } from '../world/defined.ts'
import type { Route } from './model.ts'

/** Who asks, as policies see it. */
export function clientEnd({ world, question, client, clientNamespace, service }: Route): End {
  if (client !== undefined) return podEnd(world, client)
  if (question.from === undefined) return anyPodOf(world, clientNamespace)
  const node = world.get('Node', undefined, question.from.split('/').at(-1) ?? '')
  if (node !== undefined) return nodeEnd(node)
  // under externalTrafficPolicy Local the client's address reaches the pod
  const isKept = service?.manifest.spec?.externalTrafficPolicy === 'Local'
  return isKept ? somebodyOutside : { ...somebodyOutside, behindNode: true }
}

/** Where the request can end up; nowhere while no Service is known. */
export function destinationsOfRoute({ world, service, servicePort, port, reach }: Route): Destination[] {
  if (service === undefined) return []
  const reaches = (candidate: Candidate) => isReached(candidate, reach)
  return destinationsOf(world, service, { ...defined({ servicePort, port }), reaches })
}

/** Can packets be given to it from where they start? A pod to come has no address to tell by. */
export function isReached({ addresses }: Candidate, reach: Route['reach']): boolean {
  if (reach === undefined || addresses.length === 0) return true
  return reach.endpoints.some(({ address }) => address === undefined || addresses.includes(address))
}
