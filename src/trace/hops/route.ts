import { servicePorts } from '../../kube/core/defaults.ts'
import { faultOf, portOfReference, type Fault } from '../../diagnose/reference-fault.ts'
import { isBareConnection, type ServedRequest } from '../../kube/references/served-request.ts'
import { ingressMatchFor, ingressServes, type IngressMatch } from '../../kube/references/ingress-request.ts'
import type { ServiceReference } from '../../kube/references/reference.ts'
import {
  gatewayServes,
  kindsFor,
  namespacesAt,
  routeRuleFor,
  type RouteRuleMatch,
} from '../../kube/references/route-request.ts'
import { routeBackends, routeReferences, type RouteBackend } from '../../kube/references/routes.ts'
import type { Doubt } from '../../world/coverage.ts'
import type { World } from '../../world/world.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { evidence } from '../evidence.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'
import type { RequestController } from '../../kube/policy/senders.ts'

/** Does an Ingress or a Gateway serve the request? Then it goes to a controller first. */
export function isServed(world: World, request: ServedRequest): boolean {
  return (!isBareConnection(request) && ingressServes(world, request.host)) || gatewayServes(world, request)
}

export const routeHop: HopRule = {
  id: 'route',
  asks: 'which rule of an Ingress or of a route takes the request',

  answer(route) {
    const { world, request } = route
    if (request === undefined) return { status: 'unknown', because: 'the target is no URL', end: true }
    if (!isBareConnection(request) && ingressServes(world, request.host))
      return byIngress(route, ingressMatchFor(world, request))
    return byGateway(route, request)
  },
}

function byIngress(route: Route, match: IngressMatch | undefined): HopAnswer {
  const url = urlOf(route)
  if (match === undefined) {
    const text = `no path of an Ingress for this host takes ${url}, and there is no default backend`
    return (
      doubted(text, route.world.doubt(['Ingress'], undefined)) ?? {
        status: 'problem',
        because: `${text}: the controller answers 404`,
        confirm: kubectl('get', 'ingress', '-A'),
      }
    )
  }
  const { ingress, path, because, reference, depends } = match
  const proof = [evidence(ingress, path)]
  const taken = `${url} meets ${because}`
  if (reference === undefined)
    return {
      status: 'unknown',
      because: `${taken}, whose backend is no Service: what answers there only its controller knows`,
      evidence: proof,
      end: true,
    }
  const fault = faultOf(route.world, reference)
  if (fault !== undefined) return faulty(route, { taken, reference, fault })
  const entryPoint = { resource: ingress, port: route.request?.port ?? 80 }
  const answer = followed(
    route,
    { reference, entryPoint },
    `${taken}${depends === undefined ? '' : `; ${depends}`}`,
  )
  return depends === undefined ? answer : { ...answer, status: 'suspicious' }
}

/** What a Gateway does with a request that no rule takes, and with one whose rule leads nowhere. */
const refusals: Readonly<Record<string, { readonly untaken: string; readonly failed: string }>> = {
  HTTPRoute: { untaken: 'answers 404', failed: 'answers 500' },
  GRPCRoute: { untaken: 'answers UNIMPLEMENTED', failed: 'answers UNAVAILABLE' },
  other: { untaken: 'refuses the connection', failed: 'refuses the connection' },
}

function untaken(world: World, request: ServedRequest, url: string): HopAnswer {
  const kinds = kindsFor(world, request)
  const [kind = 'HTTPRoute'] = kinds
  const { untaken: does } = refusals[kind] ?? refusals['other'] ?? {}
  const text = `no rule of an attached ${kind} takes ${url}`
  // a Gateway that takes routes of its own namespace only needs no others to be known
  const spaces = namespacesAt(world, request)
  const doubt = spaces.map((namespace) => world.doubt(kinds, namespace)).find((item) => item !== undefined)
  return (
    doubted(text, doubt) ?? {
      status: 'problem',
      because: `${text}: the Gateway ${does}`,
      confirm: kubectl('get', `${kind.toLowerCase()}s`, '-A'),
    }
  )
}

/** What is not in sight decides nothing where not everything is. */
function doubted(text: string, doubt: Doubt | undefined): HopAnswer | undefined {
  if (doubt === undefined) return undefined
  const status = doubt.state === 'forbidden' ? 'forbidden' : 'unknown'
  return { status, because: `${text} here: ${doubt.because}`, end: true }
}

function byGateway(route: Route, request: ServedRequest): HopAnswer {
  const url = urlOf(route)
  const match = routeRuleFor(route.world, request)
  if (match === undefined) return untaken(route.world, request, url)
  const { route: resource, rule, because } = match
  const taken = `${url} meets ${because}`
  const { failed } = refusals[resource.kind] ?? refusals['other'] ?? {}
  const proof = [evidence(resource, ['spec', 'rules', rule, 'matches'])]
  const backends = routeBackends(resource).filter((backend) => backend.rule === rule && !backend.mirror)
  if (backends.length === 0) {
    const { filters = [] } = resource.manifest.spec?.rules?.[rule] ?? {}
    return filters.some(({ requestRedirect }) => requestRedirect !== undefined)
      ? { status: 'ok', because: `${taken}, which answers with a redirect`, evidence: proof, end: true }
      : {
          status: 'problem',
          because: `${taken}, which has no backend: the Gateway ${failed}`,
          evidence: proof,
        }
  }
  if (backends.every(({ weight }) => weight === 0))
    return {
      status: 'problem',
      because: `${taken}, whose backends all have the weight 0: the Gateway ${failed === 'answers 500' ? 'answers 500 or 503' : failed}`,
      evidence: proof,
      cause: 'route-weights-all-zero',
    }
  return byBackends(route, { match, taken, backends: backends.filter(({ weight }) => weight > 0) })
}

/** The first backend that fails, since its share of the requests does; else the likeliest one. */
function byBackends(
  route: Route,
  { match, taken, backends }: { match: RouteRuleMatch; taken: string; backends: readonly RouteBackend[] },
): HopAnswer {
  const byWeight = backends.toSorted((a, b) => b.weight - a.weight)
  const total = backends.reduce((sum, { weight }) => sum + weight, 0)
  const references = routeReferences(match.route)
  const followedBackends = byWeight.map(({ path, weight }) => {
    const reference = references.find((item) => item.path.join() === [...path, 'name'].join())
    return { weight, reference, fault: reference && faultOf(route.world, reference) }
  })
  for (const { weight, reference, fault } of followedBackends) {
    if (reference === undefined || fault === undefined) continue
    const share = weight === total ? '' : ` for ${Math.round((100 * weight) / total)} % of requests`
    return faulty(route, { taken: `${taken}${share}`, reference, fault })
  }
  const [first] = followedBackends
  if (first?.reference === undefined)
    return { status: 'unknown', because: `${taken}, whose backend is no Service`, end: true }
  const share = backends.length === 1 ? '' : `, the likeliest of ${backends.length} backends`
  const { depends } = match
  const entryPoint = { resource: match.gateway, port: match.listener.port }
  const answer = followed(
    route,
    { reference: first.reference, entryPoint },
    `${taken}${share}${depends === undefined ? '' : `; ${depends}`}`,
  )
  return depends === undefined ? answer : { ...answer, status: 'suspicious' }
}

/** The controller reads the Service from the API: no name is looked up, and the port is the Service's. */
function followed(
  { world }: Route,
  { reference, entryPoint }: { reference: ServiceReference; entryPoint: RequestController },
  because: string,
): HopAnswer {
  const service = world.get('Service', reference.namespace, reference.name)
  if (service === undefined) return { status: 'unknown', because, end: true }
  const port = portOfReference(service.manifest, reference) ?? servicePorts(service.manifest)[0]
  return {
    status: 'ok',
    because: `${because}, which leads to Service ${reference.namespace}/${reference.name}${port === undefined ? '' : ` on ${port.port}`}`,
    evidence: [evidence(reference.from, reference.path.slice(0, -1))],
    learned: {
      service,
      entryPoint,
      protocol: reference.from.kind === 'UDPRoute' ? 'UDP' : 'TCP',
      ...(port === undefined ? {} : { port: port.port }),
    },
  }
}

interface Faulty {
  readonly taken: string
  readonly reference: ServiceReference
  readonly fault: Fault
}

function faulty({ world }: Route, { taken, reference, fault }: Faulty): HopAnswer {
  const { from, path, portPath, namespace, name } = reference
  const { because, absence, depends } = fault
  const text = `${taken}, which leads to Service ${namespace}/${name}, but ${because}`
  const proof = [evidence(from, fault.fault.startsWith('port') ? (portPath ?? path) : path)]
  if (depends === true) return { status: 'suspicious', because: text, evidence: proof, end: true }
  const cause = causes[reference.kind === 'ingress-backend' ? 'ingress' : 'route'][fault.fault]
  const said = { evidence: proof, ...(cause === undefined ? {} : { cause }) }
  const doubt = absence === undefined ? undefined : world.doubt(absence.kinds, absence.namespace)
  const open = doubted(text, doubt)
  if (open !== undefined) return { ...open, ...said }
  return {
    status: 'problem',
    because: text,
    ...said,
    confirm: kubectl('describe', from.kind.toLowerCase(), from.name, ...inNamespace(from.namespace)),
  }
}

/** The lint rule that says the same. */
const causes: Readonly<Record<'ingress' | 'route', Partial<Record<Fault['fault'], string>>>> = {
  ingress: {
    'service-missing': 'ingress-backend-missing',
    'port-missing': 'ingress-backend-port-wrong',
    'port-protocol': 'ingress-backend-port-wrong',
  },
  route: {
    'service-missing': 'route-backend-missing',
    'port-missing': 'route-backend-port-wrong',
    'port-protocol': 'route-backend-port-wrong',
    'not-permitted': 'route-backend-not-permitted',
  },
}

function urlOf({ request, question }: Route): string {
  return request === undefined || isBareConnection(request)
    ? question.target
    : `${request.host}${request.path}`
}
