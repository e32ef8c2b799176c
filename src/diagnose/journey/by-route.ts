import type { RequestController } from '../../kube/policy/senders.ts'
import { listenerPort } from '../../kube/references/entry-points.ts'
import { attachmentsOf } from '../../kube/references/attachment.ts'
import { attachmentOfSet } from '../../kube/references/listener-set.ts'
import type { ServiceReference } from '../../kube/references/reference.ts'
import { defined } from '../../world/defined.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Gateway, Listener, ListenerSet, Route } from '../../world/types/gateway-api.ts'
import type { Ingress, Protocol } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import type { Asked } from './asked.ts'
import { controllersOf } from './controllers.ts'
import { ingressClassEnd } from './ingress-class-end.ts'
import { legsTo } from './leg.ts'
import { followed, type RouteAnswer } from './route-follow.ts'
import { gatewayRefused, routeRefused } from './route-witness.ts'
import { unattachedEnd } from './routed-target.ts'
import type { Caller, Journey } from './model.ts'
import { worldsOf, type Worlds } from './worlds.ts'

/** The part of a journey behind the rule that takes a request: the controller's pods send it on. */
export function behindRule(
  worlds: Worlds,
  base: Pick<Journey, 'call' | 'caller' | 'steps'>,
  { answer, protocol }: { answer: RouteAnswer; protocol: Protocol },
): Journey {
  if ('end' in answer)
    return {
      ...base,
      steps: { ...base.steps, ...defined({ route: answer.passed }) },
      legs: [],
      lost: [],
      end: answer.end,
    }
  const { step } = answer
  const controllers = controllersOf(worlds, step.entryPoint)
  const namespace = base.caller?.namespace ?? base.call.namespace
  const inside: Caller = { is: 'any', namespace, vantages: [{ kind: 'pod' }] }
  const asked: Asked = {
    worlds,
    caller: inside,
    protocol,
    senders: controllers.ends,
    ways: new Map(),
    ...defined({ anyOfThem: controllers.anyOfThem }),
  }
  const legs = step.to.flatMap((to) => legsTo(asked, to))
  return {
    ...base,
    steps: { ...base.steps, route: step },
    senders: controllers.senders,
    entryPoint: step.entryPoint,
    legs,
    lost: step.lost,
  }
}

/**
 * The way of the requests that a backend of an Ingress or of a route gets: whether a controller takes the object at all, and what its
 * packets meet. In: a reference that holds. Out: a journey without a client, since any will do; undefined for a route of a mesh alone,
 * which no controller on the way takes.
 */
export function journeyOfBackend(world: World, reference: ServiceReference): Journey | undefined {
  const worlds = worldsOf(world)
  const { from, namespace, name } = reference
  const protocol = from.kind === 'UDPRoute' ? 'UDP' : 'TCP'
  const call = {
    target: { service: name, namespace, protocol },
    from: { is: 'any' },
    namespace: from.namespace ?? '',
  } as const
  const answer =
    from.kind === 'Ingress'
      ? ofIngress(worlds, from as Resource<Ingress>, reference)
      : ofRoute(worlds, from as Resource<Route>, reference)
  return answer && behindRule(worlds, { call, steps: {} }, { answer, protocol })
}

function ofIngress(worlds: Worlds, ingress: Resource<Ingress>, reference: ServiceReference): RouteAnswer {
  const unclassed = ingressClassEnd(worlds, ingress)
  if (unclassed !== undefined && unclassed.outcome !== 'unknown') return { end: unclassed }
  const isSecure = (ingress.manifest.spec?.tls ?? []).length > 0
  const entryPoint: RequestController = { resource: ingress, port: isSecure ? 443 : 80 }
  const answer = followed(worlds, { reference, entryPoint }, nameOf(ingress))
  return unclassed === undefined || 'end' in answer ? answer : { step: { ...answer.step, open: unclassed } }
}

function ofRoute(
  worlds: Worlds,
  route: Resource<Route>,
  reference: ServiceReference,
): RouteAnswer | undefined {
  const attachments = attachmentsOf(worlds.closed, route)
  const places = attachments.flatMap(({ holder, listeners }) =>
    holder === undefined ? [] : listeners.map((listener) => ({ holder, listener })),
  )
  const isOfMesh = attachments.length === 0 && (route.manifest.spec?.parentRefs ?? []).length > 0
  if (isOfMesh) return undefined
  if (places.length === 0) return { end: unattachedEnd(worlds, route, attachments) }
  const answers = places.map((place) => atListener(worlds, { route, reference }, place))
  // one listener that takes its requests is enough to depend on
  return answers.find((answer) => 'step' in answer) ?? answers[0] ?? { end: unattachedEnd(worlds, route, []) }
}

function atListener(
  worlds: Worlds,
  { route, reference }: { route: Resource<Route>; reference: ServiceReference },
  { holder, listener }: { holder: Resource<Gateway | ListenerSet>; listener: Listener },
): RouteAnswer {
  const set =
    holder.kind === 'Gateway' ? undefined : attachmentOfSet(worlds.closed, holder as Resource<ListenerSet>)
  const gateway = set !== undefined && 'gateway' in set ? set.gateway : (holder as Resource<Gateway>)
  const refused = gatewayRefused(gateway, listener.name) ?? routeRefused(worlds.closed, route, holder)
  if (refused !== undefined) return { end: refused }
  return followed(
    worlds,
    { reference, entryPoint: { resource: gateway, port: listenerPort(listener) } },
    nameOf(route),
  )
}
