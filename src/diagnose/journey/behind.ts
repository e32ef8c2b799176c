import type { DefaultedPort } from '../../kube/core/defaults.ts'
import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import type { Reach, ReachedEndpoint, ReachQuestion, Via } from '../../kube/proxy/model.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { sendingOf, type Asked } from './asked.ts'
import { deniedWhicheverPod, endpointsPresumed } from './presumed.ts'
import { reading, type Read } from './reading.ts'
import { judgedTogether } from './together.ts'
import { waysTo, type Sending } from './ways.ts'
import type { Destination, End, Leg, Way } from './model.ts'

export interface Through {
  readonly service: Resource<Service>
  readonly servicePort: DefaultedPort
  readonly via: Via
}

/** What kube-proxy makes of a packet, and what it meets at each backend. */
export function throughProxy(
  asked: Asked,
  leg: Omit<Leg, 'ways'>,
  { service, servicePort, via }: Through,
): Leg {
  const { to, from } = leg
  const { port, protocol } = servicePort
  const question: ReachQuestion = {
    service,
    from,
    via,
    port,
    protocol,
    ...defined({ node: to.node, family: familyOfDestination(to) }),
  }
  const read = reading(asked.worlds, question, { servicePort, ...defined({ address: to.address }) })
  const sending = sendingOf(asked, { service, protocol })
  const presumed = () => endpointsPresumed(sending, question, servicePort)
  return { ...leg, ...behind(asked, leg, { read, service, servicePort, presumed }) }
}

function familyOfDestination({ address, family }: Destination): 'IPv4' | 'IPv6' | undefined {
  return family ?? (address === undefined ? undefined : address.includes(':') ? 'IPv6' : 'IPv4')
}

const none = () => []

export interface Behind {
  readonly read: Read
  readonly service: Resource<Service>
  readonly servicePort?: DefaultedPort
  /** The endpoints that it could be, where which of them is not known. */
  readonly presumed?: () => readonly ReachedEndpoint[]
}

/** The ways behind an answer of kube-proxy. */
export function behind(
  asked: Asked,
  { steps, to }: Pick<Leg, 'steps' | 'to'>,
  { read, service, servicePort, presumed = none }: Behind,
): Pick<Leg, 'steps' | 'reach' | 'ways' | 'end'> {
  const { reach, passed, end } = read
  const withStep = { ...steps, ...(passed === undefined ? {} : { 'virtual-ip': passed }) }
  const protocol = servicePort?.protocol ?? asked.protocol
  const sending = { ...sendingOf(asked, { service, protocol }), ...defined({ called: servicePort?.port }) }
  if (end !== undefined) {
    // a name is another number in each pod
    const target = servicePort?.targetPort
    const port = typeof target === 'number' ? target : undefined
    return ended({ sending, service, ...defined({ port }) }, { steps: withStep, reach, end }, presumed)
  }
  const chosen = to.one === true ? reach.endpoints.slice(0, 1) : reach.endpoints
  const ways = waysToEach(sending, chosen, service)
  return {
    steps: withStep,
    reach,
    ways: judgedTogether(asked.worlds, { service, ...defined({ servicePort }), reach, ways }),
  }
}

type Ended = Pick<Leg, 'steps'> & { readonly reach: Reach; readonly end: End }

/** What is not known here is outweighed by what is certain behind it: all of the endpoints that it could be are looked at. */
function ended(
  { sending, service, port }: { sending: Sending; service: Resource<Service>; port?: number },
  leg: Ended,
  presumed: () => readonly ReachedEndpoint[],
): Pick<Leg, 'steps' | 'reach' | 'ways' | 'end'> {
  const { end, steps, reach } = leg
  if (end.outcome !== 'unknown') return { ...leg, ways: [] }
  if (end.stage === 'endpoints') {
    const denied = deniedWhicheverPod(sending, service, port)
    return denied === undefined ? { ...leg, ways: [] } : { steps, reach, ways: [denied] }
  }
  const endpoints = end.stage === 'virtual-ip' ? presumed() : []
  if (endpoints.length === 0) return { ...leg, ways: [] }
  const passed = { because: end.because, open: end, ...defined({ fields: end.fields, reasons: end.reasons }) }
  return { steps: { ...steps, 'virtual-ip': passed }, reach, ways: waysToEach(sending, endpoints, service) }
}

/** Pods to come of one template meet the same: one of them stands for all. */
function waysToEach(
  sending: Sending,
  endpoints: readonly ReachedEndpoint[],
  service: Resource<Service>,
): Way[] {
  const byTarget = new Map<string, ReachedEndpoint>()
  for (const each of endpoints) {
    const { address, port, target } = each
    byTarget.set(
      address === undefined
        ? `${target?.kind} ${target?.name} ${target?.fieldPath ?? ''} ${port}`
        : `${canonicalIP(address)} ${port}`,
      each,
    )
  }
  return waysTo(
    sending,
    Array.from(byTarget.values(), ({ address, port, target }) => ({
      port,
      service,
      ...(address === undefined ? {} : { address }),
      ...(target === undefined ? {} : { target }),
    })),
  )
}
