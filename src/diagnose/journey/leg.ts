import { servicePorts } from '../../kube/core/defaults.ts'
import { ownerOfAddress, type AddressOwner } from '../../kube/proxy/owner.ts'
import type { Vantage } from '../../kube/proxy/model.ts'
import { joinList } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { noRouteEnd } from './client-families.ts'
import type { Asked, Start } from './asked.ts'
import { toNode } from './node-leg.ts'
import { toPod } from './pod-leg.ts'
import { toService } from './service-leg.ts'
import type { Destination, End, Leg } from './model.ts'

/** The packets to one destination, from each place where the client's packets start. */
export function legsTo(asked: Asked, to: Destination): Leg[] {
  return asked.caller.vantages.map((from) => legFrom(asked, to, from))
}

function legFrom(asked: Asked, to: Destination, from: Vantage): Leg {
  const port = to.port ?? asked.port
  const protocol = to.protocol ?? asked.protocol
  const anyProtocol = to.protocol === undefined && asked.protocolIsGuess === true
  const common = { to, from, protocol, ...defined({ port }) }
  const start: Start = { asked, common, anyProtocol }
  if (to.pod !== undefined) return toPod(start, to.address, to.pod.name)
  const strange = to.service === undefined ? undefined : noRouteEnd(from, to)
  if (strange !== undefined)
    return { ...common, ...defined({ service: to.service }), steps: {}, ways: [], end: strange }
  if (to.address === undefined || (to.service !== undefined && to.via !== undefined)) {
    return to.service === undefined
      ? { ...common, steps: {}, ways: [], end: unowned('an address that is not known') }
      : toService(start, to.service, to.via ?? 'cluster-ip')
  }
  if (to.service !== undefined) return toPod(start, to.address)
  const destined = { address: to.address, protocol, anyProtocol, ...defined({ port }) }
  return toOwner(start, ownerOfAddress(asked.worlds.closed, destined), to.address)
}

function toOwner(start: Start, owner: AddressOwner | undefined, address: string): Leg {
  const { common } = start
  const strange = strangeTo(common, owner)
  if (strange !== undefined) return strange
  if (owner?.is === 'service') return toService(start, owner.service, owner.via)
  if (owner?.is === 'shared')
    return {
      ...common,
      steps: {},
      ways: [],
      end: {
        outcome: 'unknown',
        stage: 'name',
        because: `${address} belongs to ${joinList(owner.services.map(nameOf), 3)}: name a port, as in ${address}:${portsOf(owner.services)}`,
      },
    }
  if (owner?.is === 'node') return toNode(start, owner.node, address)
  if (owner?.is === 'pod') return toPod(start, address)
  return { ...common, steps: {}, ways: [], end: unowned(address) }
}

/** What is outside of the cluster a network may translate to, and a Service or a pod not. */
function strangeTo(
  { from, to, ...common }: Start['common'],
  owner: AddressOwner | undefined,
): Leg | undefined {
  if (owner?.is !== 'service' && owner?.is !== 'pod') return undefined
  const service = owner.is === 'service' ? owner.service : undefined
  const end = noRouteEnd(from, { ...to, ...defined({ service }) })
  return end === undefined
    ? undefined
    : { ...common, from, to, ...defined({ service }), steps: {}, ways: [], end }
}

function portsOf(services: readonly Resource<Service>[]): string {
  return String(services.flatMap(({ manifest }) => servicePorts(manifest))[0]?.port ?? 80)
}

/** An address that nothing in sight has: a packet to it leaves the cluster, or goes nowhere. */
function unowned(address: string): End {
  return {
    outcome: 'unknown',
    stage: 'name',
    because: `no object that was read has the address ${address}`,
  }
}
