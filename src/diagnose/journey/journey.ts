import { resolveService, serviceNamesFor } from '../../kube/dns/service-name.ts'
import type { ServedRequest } from '../../kube/references/served-request.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { policyEndOf, type Asked } from './asked.ts'
import { behindRule } from './by-route.ts'
import type { Calling } from './calling.ts'
import { callerOf } from './client.ts'
import { fittingTo } from './client-families.ts'
import { clientPort } from './client-port.ts'
import { dnsPolicy } from './dns-policy.ts'
import { legsTo } from './leg.ts'
import { nameStep } from './name.ts'
import { withPatchesLater } from './patched-later.ts'
import { routedTarget } from './routed-target.ts'
import { isServed, routeStep } from './route.ts'
import type { Call, Caller, End, Journey, Leg, Passed } from './model.ts'
import { worldsOf } from './worlds.ts'

/**
 * Follows one call through all parts, each given what the one before it answered: the client's resolver and the cluster's DNS, the
 * owner of each address, kube-proxy, NetworkPolicies, the pods. In: a World, in an open or a closed reading, and a call. Out: the tree of
 * all that becomes of it. Throws nothing.
 */
export function journeyOf(world: World, call: Call): Journey {
  return withPatchesLater(world, followed(world, call))
}

function followed(world: World, call: Call): Journey {
  const worlds = worldsOf(world)
  const found = callerOf(worlds.closed, call.from, call.namespace)
  if ('missing' in found)
    return {
      call,
      steps: {},
      legs: [],
      lost: [],
      end: { outcome: 'unknown', stage: 'client', because: found.missing },
    }
  const routed = routedTarget(worlds, call)
  if (routed !== undefined && 'end' in routed) return endedAt(call, found, routed.end)
  const request = routed?.request ?? servedRequest(worlds.closed, call, found)
  const own = request === undefined ? clientPort(worlds.closed, call, found) : undefined
  const calling: Calling = {
    worlds,
    call,
    caller: found,
    ...defined({ port: call.target.port ?? own?.port, portFrom: own?.from }),
  }
  const said = [
    own === undefined ? '' : `, which calls ${own.text}`,
    routed === undefined ? '' : `; ${routed.text}`,
  ]
  const client: Passed = {
    ...clientStep(found),
    because: [describeCaller(found), ...said].join(''),
    fields: own === undefined ? [] : [own.from],
  }
  const start: CallStart = { calling, client, ...defined({ ownProtocol: own?.protocol }) }
  return request === undefined ? byName(start) : byRoute(start, request)
}

function endedAt(call: Call, caller: Caller, end: End): Journey {
  return { call, caller, steps: { client: clientStep(caller) }, legs: [], lost: [], end }
}

function clientStep(caller: Caller): Passed {
  return { because: describeCaller(caller), ...(caller.is === 'any' ? { unchecked: true as const } : {}) }
}

interface CallStart {
  readonly calling: Calling
  readonly client: Passed
  readonly ownProtocol?: Call['target']['protocol']
}

function describeCaller({ is, namespace, resource }: Caller): string {
  if (resource !== undefined) return nameOf(resource)
  if (is === 'api-server') return 'the API server'
  return is === 'outside'
    ? 'a client outside of the cluster'
    : `not named (--from): any pod of namespace ${namespace}`
}

function byName({ calling, client, ownProtocol }: CallStart): Journey {
  const { call, caller, worlds, port, portFrom } = calling
  const answer = nameStep(calling)
  const base = { call, caller, steps: { client } }
  if ('end' in answer) return { ...base, legs: [], lost: [], end: answer.end }
  const { protocol, protocolIsGuess } = call.target
  const asked: Asked = {
    worlds,
    caller,
    protocol: ownProtocol ?? protocol,
    ways: new Map(),
    ...defined({ port, portFrom, protocolIsGuess }),
  }
  const legs = distinctLegs(
    fittingTo(worlds.closed, caller, answer.step.to).flatMap((to) => legsTo(asked, to)),
  )
  const isInside = caller.is !== 'outside' && caller.is !== 'api-server'
  const usesDns = call.target.host !== undefined && answer.step.fromHosts !== true && isInside
  const dns = usesDns ? dnsPolicy(worlds, { client: policyEndOf(asked), legs }) : undefined
  const steps = {
    client,
    name: answer.step,
    ...(dns?.passed === undefined ? {} : { 'policy-egress': dns.passed }),
  }
  return { ...base, steps, legs, lost: [], ...defined({ end: dns?.end }) }
}

function byRoute({ calling, client }: CallStart, request: ServedRequest): Journey {
  const { call, caller, worlds } = calling
  const answer = routeStep(worlds, request, call)
  const protocol = request.scheme === 'udp' ? 'UDP' : 'TCP'
  return behindRule(worlds, { call, caller, steps: { client } }, { answer, protocol })
}

/** A and AAAA of one name may give the same pod twice: the same packet is looked at once. */
function distinctLegs(legs: readonly Leg[]): Leg[] {
  const seen = new Set<string>()
  return legs.filter(({ to, from, port, protocol, service }) => {
    const node = from.kind === 'pod' ? (from.pod?.name ?? '') : from.kind
    const key = [
      to.address ?? `${to.family} ${service?.namespace}/${service?.name} ${to.via}`,
      to.node,
      port,
      protocol,
      node,
    ].join(' ')
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

/** The request that an Ingress or a Gateway serves: of a host that is no Service's name, or of a port of a Gateway's address. */
function servedRequest(world: World, { target }: Call, { namespace, is }: Caller): ServedRequest | undefined {
  const named = target.host ?? target.address
  if (named === undefined || is === 'api-server') return undefined
  const isService =
    resolveService(world, named, namespace) !== undefined ||
    serviceNamesFor(world, named, namespace)[0]?.certain === true
  return isService ? undefined : requestsOf(target, named).find((request) => isServed(world, request))
}

/** What a target may mean to an Ingress or a Gateway: its URL, a bare connection, or the host alone. */
function requestsOf({ host, port, url, protocol }: Call['target'], named: string): ServedRequest[] {
  if (url !== undefined) return [{ ...url, host: named, port: port ?? (url.scheme === 'https' ? 443 : 80) }]
  if (protocol === 'SCTP') return []
  const scheme = protocol === 'UDP' ? ('udp' as const) : ('tcp' as const)
  const bare = port === undefined ? [] : [{ scheme, host: named, port, path: '', query: '' }]
  if (host === undefined || protocol !== 'TCP') return bare
  const plain = { host, path: '/', query: '' }
  return [
    ...bare,
    { ...plain, scheme: 'https', port: port ?? 443 },
    { ...plain, scheme: 'http', port: port ?? 80 },
  ]
}
