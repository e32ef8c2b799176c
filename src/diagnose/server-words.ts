import type { World } from '../world/world.ts'
import { typeOf } from '../kube/core/defaults.ts'
import type { Fault } from './reference-fault.ts'
import type { ServiceReference } from '../kube/references/reference.ts'

/**
 * What the API server says of a reference that it cannot follow, word for word as it ends an error of a request
 * (`failed calling webhook "…": failed to call webhook: Post "…": service "web" not found`) or is in the condition
 * Available of an APIService. Undefined where another component follows the reference.
 * Follows ResolveCluster in kubernetes/apiserver pkg/util/proxy/proxy.go and sync in kubernetes/kube-aggregator
 * pkg/controllers/status/remote/remote_available_controller.go.
 */
export function serverWords(
  world: World,
  reference: ServiceReference,
  { fault }: Pick<Fault, 'fault'>,
): string | undefined {
  const { kind } = reference
  if (kind === 'webhook' || kind === 'conversion-webhook') return resolverWords(reference, fault)
  if (kind !== 'api-service') return undefined
  return aggregatorWords(world, reference, fault) ?? resolverWords(reference, fault)
}

function resolverWords({ name, port }: ServiceReference, fault: Fault['fault']): string | undefined {
  if (fault === 'service-missing') return `service "${name}" not found`
  if (fault === 'port-missing') return `no service port ${port?.number} found for service "${name}"`
  return fault === 'headless' ? 'cannot route to service with ClusterIP "None"' : undefined
}

/** What is said before anything is called: the port is looked at for the type ClusterIP only. */
function aggregatorWords(
  world: World,
  { namespace, name, port }: ServiceReference,
  fault: Fault['fault'],
): string | undefined {
  const service = world.get('Service', namespace, name)
  if (service === undefined) return `service/${name} in "${namespace}" is not present`
  const type = typeOf(service.manifest)
  return fault === 'port-missing' && (type === 'ClusterIP' || type === 'Headless')
    ? `service/${name} in "${namespace}" is not listening on port ${port?.number}`
    : undefined
}

/** A clause that ends a message with these words; empty where there are none. */
export function sayingSo(world: World, reference: ServiceReference, fault: Pick<Fault, 'fault'>): string {
  const words = serverWords(world, reference, fault)
  return words === undefined ? '' : `; the API server says: ${words}`
}
