import { listenerPort } from '../../kube/references/entry-points.ts'
import {
  ingressMatchFor,
  ingressServes,
  ingressThatMayTake,
  type IngressMatch,
} from '../../kube/references/ingress-request.ts'
import {
  gatewayServes,
  kindsFor,
  namespacesAt,
  regularRouteFor,
  routeRuleFor,
} from '../../kube/references/route-request.ts'
import { isBareConnection, type ServedRequest } from '../../kube/references/served-request.ts'
import { kubectl } from '../../text/shell.ts'
import { nameOf } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { faultOf } from '../reference-fault.ts'
import { backendsStep } from './route-backends.ts'
import { doubted, faultEnd, followed, openRoute, type RouteAnswer } from './route-follow.ts'
import { gatewayRefused, routeRefused } from './route-witness.ts'
import { ingressClassEnd, ingressRefused } from './ingress-class-end.ts'
import type { Call, End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** Does an Ingress or a Gateway serve the request? Then it goes to a controller first. */
export function isServed(world: World, request: ServedRequest): boolean {
  return (!isBareConnection(request) && ingressServes(world, request.host)) || gatewayServes(world, request)
}

/** Which rule of an Ingress or of a route takes the request, and where it leads. */
export function routeStep(worlds: Worlds, request: ServedRequest, call: Call): RouteAnswer {
  const url = isBareConnection(request) ? targetText(call) : `${request.host}${request.path}`
  const { routed } = call.target
  const isIngress =
    routed === undefined
      ? !isBareConnection(request) && ingressServes(worlds.closed, request.host)
      : routed.kind === 'Ingress'
  if (isIngress) return byIngress(worlds, request, url)
  return byGateway(worlds, request, url)
}

function targetText({ target: { host, address, port, protocol, routed } }: Call): string {
  const suffix = protocol === 'TCP' ? '' : `/${protocol.toLowerCase()}`
  if (routed !== undefined) return 'a connection'
  return `${host ?? address ?? ''}${port === undefined ? '' : `:${port}`}${suffix}`
}

function byIngress(worlds: Worlds, request: ServedRequest, url: string): RouteAnswer {
  const match = ingressMatchFor(worlds.closed, request)
  if (match === undefined) {
    const text = `no path of an Ingress for this host takes ${url}, and there is no default backend`
    const doubt = worlds.open.doubt(['Ingress'], undefined)
    const open = ingressThatMayTake(worlds.closed, request)
    if (open !== undefined)
      return {
        end: {
          outcome: 'unknown',
          stage: 'route',
          because: `${text}, unless one of ${nameOf(open)} does: what ImplementationSpecific means, the controller decides`,
          fields: [{ resource: open, path: ['spec', 'rules'] }],
        },
      }
    return {
      end: doubted(text, doubt) ?? {
        outcome: 'answered',
        stage: 'route',
        because: `${text}: the controller answers 404`,
        confirm: kubectl('get', 'ingress', '-A'),
      },
    }
  }
  const unclassed = ingressClassEnd(worlds, match.ingress)
  if (unclassed !== undefined && unclassed.outcome !== 'unknown') return { end: unclassed }
  const refused = ingressRefused(worlds, match.ingress)
  if (refused !== undefined) return { end: refused }
  const answer = byMatch(worlds, { match, url, port: request.port })
  if (unclassed === undefined || 'end' in answer) return answer
  return { step: { ...answer.step, open: unclassed } }
}

function byMatch(
  worlds: Worlds,
  { match, url, port }: { match: IngressMatch; url: string; port: number },
): RouteAnswer {
  const { ingress, path, because, reference, depends } = match
  const taken = `${url} matches ${because}`
  if (reference === undefined)
    return {
      end: {
        outcome: 'unknown',
        stage: 'route',
        because: `${taken}, whose backend is not a Service: what answers there only its controller knows`,
        fields: [{ resource: ingress, path }],
      },
    }
  const fault = faultOf(worlds.closed, reference)
  if (fault !== undefined && fault.fault !== 'alias')
    return { end: faultEnd(worlds, { taken, reference, fault }) }
  const text = `${taken}${depends === undefined ? '' : `; ${depends}`}`
  const answer = followed(worlds, { reference, entryPoint: { resource: ingress, port } }, text)
  return depends === undefined || 'end' in answer
    ? answer
    : { step: { ...answer.step, open: openRoute(text) } }
}

/** What a Gateway does with a request that no rule takes, and with one whose rule leads nowhere. */
const refusals: Readonly<Record<string, { readonly untaken: string; readonly failed: string }>> = {
  HTTPRoute: { untaken: 'answers 404', failed: 'answers 500' },
  GRPCRoute: { untaken: 'answers UNIMPLEMENTED', failed: 'answers UNAVAILABLE' },
  other: { untaken: 'refuses the connection', failed: 'refuses the connection' },
}

function untakenEnd({ open: seen, closed }: Worlds, request: ServedRequest, url: string): End {
  const kinds = kindsFor(closed, request)
  const [kind = 'HTTPRoute'] = kinds
  const { untaken: does } = refusals[kind] ?? refusals['other'] ?? {}
  const text = `no rule of an attached ${kind} takes ${url}`
  const regular = regularRouteFor(closed, request)
  if (regular !== undefined)
    return {
      outcome: 'unknown',
      stage: 'route',
      because: `${text}, unless a regular expression of ${nameOf(regular)} does, which svc does not evaluate`,
      fields: [{ resource: regular, path: ['spec', 'rules'] }],
    }
  // a Gateway that takes routes of its own namespace only needs no others to be known
  const spaces = namespacesAt(closed, request)
  const doubt = spaces.map((namespace) => seen.doubt(kinds, namespace)).find((item) => item !== undefined)
  return (
    doubted(text, doubt) ?? {
      outcome: 'answered',
      stage: 'route',
      because: `${text}: the Gateway ${does}`,
      confirm: kubectl('get', `${kind.toLowerCase()}s`, '-A'),
    }
  )
}

function byGateway(worlds: Worlds, request: ServedRequest, url: string): RouteAnswer {
  const match = routeRuleFor(worlds.closed, request)
  if (match === undefined) return { end: untakenEnd(worlds, request, url) }
  const { route, rule, because, depends, gateway, holder, listener } = match
  const taken = `${url} matches ${because}`
  const refused = gatewayRefused(gateway, listener.name)
  if (refused !== undefined) return { end: refused }
  const { failed = 'refuses the connection' } = refusals[route.kind] ?? refusals['other'] ?? {}
  const answer = backendsStep(worlds, {
    match,
    taken,
    failed,
    entryPoint: { resource: gateway, port: listenerPort(listener) },
  })
  const said = routeRefused(worlds.closed, route, holder)
  const text = `${taken}; ${depends ?? ''}`
  if (said !== undefined && !('end' in answer)) {
    const rules = route.manifest.spec?.rules ?? []
    // the status is of the whole route: of several rules another one may be meant
    if (rules.length <= 1) return { end: said }
    return { step: { ...answer.step, open: { ...said, outcome: 'unknown' } } }
  }
  const fields = [{ resource: route, path: ['spec', 'rules', rule, 'matches'] }]
  if ('end' in answer) return { end: { ...answer.end, fields: [...(answer.end.fields ?? []), ...fields] } }
  return depends === undefined
    ? answer
    : { step: { ...answer.step, because: `${answer.step.because}; ${depends}`, open: openRoute(text) } }
}
