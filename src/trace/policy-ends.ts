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
export function destinationsOfRoute({ world, service, servicePort, port }: Route): Destination[] {
  return service === undefined ? [] : destinationsOf(world, service, defined({ servicePort, port }))
}
