import {
  anyPodOf,
  nodeEnd,
  podEnd,
  somebodyOutside,
  type ConnectionEnd as PolicyEnd,
} from '../../kube/policy/ends.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Node, Protocol, Service } from '../../world/types/manifest.ts'
import type { Caller, Field, Leg, Way } from './model.ts'
import type { Sending } from './ways.ts'
import type { Worlds } from './worlds.ts'

/** What is asked of every packet of a call. */
export interface Asked {
  readonly worlds: Worlds
  readonly caller: Caller
  readonly port?: number
  readonly protocol: Protocol
  readonly protocolIsGuess?: true
  /** Where the client itself says which port it calls. */
  readonly portFrom?: Field
  /** Who sends instead of the client: the pods of a controller. */
  readonly senders?: readonly PolicyEnd[]
  readonly anyOfThem?: true
  /** What is known of the ways that were looked at: one backend meets the same from each place where the client's packets start. */
  readonly ways?: Map<string, Way>
  /** Of backends that meet the same, one is enough: the way to it says who the others are. */
  readonly oneOfEachKind?: true
}

/** A packet before it is known who owns its destination. */
export interface Start {
  readonly asked: Asked
  readonly common: Pick<Leg, 'to' | 'from' | 'protocol' | 'port'>
  readonly anyProtocol: boolean
}

/** Who sends a packet of a call to a Service, as policies see it. */
export function sendingOf(
  asked: Asked,
  { service, protocol }: { service: Resource<Service> | undefined; protocol: Protocol },
): Sending {
  const { worlds, senders, anyOfThem, ways, oneOfEachKind } = asked
  return {
    worlds,
    protocol,
    senders: senders ?? [policyEndOf(asked, service)],
    ...defined({ anyOfThem, ways, oneOfEachKind }),
  }
}

/** Who asks, as policies see it. */
export function policyEndOf(
  { worlds, caller }: Pick<Asked, 'worlds' | 'caller'>,
  service?: Resource<Service>,
): PolicyEnd {
  const { is, podSource, resource, namespace } = caller
  if (podSource !== undefined) return podEnd(worlds.open, podSource)
  if (is === 'node' && resource !== undefined) return nodeEnd(resource as Resource<Node>)
  if (is === 'api-server') return { is: 'host', text: 'the API server' }
  if (is !== 'outside') return anyPodOf(worlds.open, namespace)
  // under externalTrafficPolicy Local the client's address reaches the pod
  const isKept = service?.manifest.spec?.externalTrafficPolicy === 'Local'
  return isKept ? somebodyOutside : { ...somebodyOutside, behindNode: true }
}
