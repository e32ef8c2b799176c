import { inNamespace, kubectl } from '../text/shell.ts'
import { fqdnOf, resolveService, serviceNamesFor } from '../kube/dns/service-name.ts'
import type { ServedRequest } from '../kube/references/served-request.ts'
import { defined } from '../world/defined.ts'
import { showReasons } from '../world/reason.ts'
import { idOf } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { clientHop } from './hops/client.ts'
import { controllerEgressHop, controllerIngressHop } from './hops/controller-policy.ts'
import { endpointsHop } from './hops/endpoints.ts'
import { nameHop } from './hops/name.ts'
import { podHop } from './hops/pod.ts'
import { egressHop, ingressHop } from './hops/policy.ts'
import { portHop } from './hops/port.ts'
import { isServed, routeHop } from './hops/route.ts'
import { serviceHop } from './hops/service.ts'
import { virtualIpHop } from './hops/virtual-ip.ts'
import type { Hop, HopAnswer, HopRule, Question, Route, Trace, Verdict } from './model.ts'
import { parseTarget, type Target } from './target.ts'

/** The way of a request, in order. */
const hopRules: readonly HopRule[] = [
  clientHop,
  nameHop,
  serviceHop,
  virtualIpHop,
  egressHop,
  endpointsHop,
  ingressHop,
  podHop,
  portHop,
]

/** The way of a request to a URL that an Ingress or a Gateway serves: its controller needs no name. */
const servedHopRules: readonly HopRule[] = [
  clientHop,
  routeHop,
  serviceHop,
  virtualIpHop,
  controllerEgressHop,
  endpointsHop,
  controllerIngressHop,
  podHop,
  portHop,
]

/**
 * Follows one request through the World, hop by hop, to the first that breaks.
 * In: a World, and a question whose target `parseTarget` understands. Out: every hop with its answer and evidence, and
 * the verdict: `works`, `broken` at a hop, or `undecided` because something that decides is not known.
 * Throws nothing; a target that cannot be read is `undecided`.
 */
export function trace(world: World, question: Question): Trace {
  let route = startOf(world, question)
  const hops: Hop[] = []
  let decisive: { rule: HopRule; answer: HopAnswer } | undefined
  let stopped = false
  for (const rule of route.request === undefined ? hopRules : servedHopRules) {
    if (stopped) {
      hops.push({ ...toHop(rule, { status: 'not-checked', because: 'not reached' }), reached: false })
      continue
    }
    const answer = rule.answer(route)
    hops.push(toHop(rule, answer))
    route = { ...route, ...answer.learned }
    stopped = answer.status === 'problem' || answer.end === true
    if (weight(answer) > (decisive === undefined ? 0 : weight(decisive.answer))) decisive = { rule, answer }
  }
  const { client, clientNamespace } = route
  const { repair, confirm } = decisive?.answer ?? {}
  return {
    question,
    client: {
      namespace: clientNamespace,
      ...(client === undefined ? {} : { resource: idOf(client.resource) }),
    },
    verdict: verdictOf(route, hops, decisive),
    hops,
    ...(repair === undefined ? {} : { repair }),
    confirm: confirm ?? confirmation(route),
  }
}

function startOf(world: World, question: Question): Route {
  const { host, service, url: _, ...target } = parseTarget(question.target) ?? { protocol: 'TCP' as const }
  const { namespace } = question
  // `svc/web` means the Service itself: its full name, whoever asks
  const itself = (name: string) => (name.includes('.') ? name : fqdnOf(world, { name, namespace }))
  const name = service === undefined ? host : itself(service)
  const request = servedRequest(world, question, parseTarget(question.target))
  return { world, question, clientNamespace: namespace, ...target, ...defined({ host: name, request }) }
}

/** The request that an Ingress or a Gateway serves: of a URL whose host is no Service's name, or of a port of a Gateway's address. */
function servedRequest(
  world: World,
  { namespace }: Question,
  target: Target | undefined,
): ServedRequest | undefined {
  const { host, address, port, url, protocol } = target ?? {}
  const named = host ?? address
  if (named === undefined) return undefined
  const isService =
    resolveService(world, named, namespace) !== undefined ||
    serviceNamesFor(world, named, namespace)[0]?.certain === true
  const request =
    url !== undefined
      ? { ...url, host: named, port: port ?? (url.scheme === 'https' ? 443 : 80) }
      : bareConnection(named, port, protocol)
  return !isService && request !== undefined && isServed(world, request) ? request : undefined
}

function bareConnection(
  host: string,
  port: number | undefined,
  protocol: Target['protocol'] | undefined,
): ServedRequest | undefined {
  if (port === undefined || protocol === 'SCTP') return undefined
  return { scheme: protocol === 'UDP' ? 'udp' : 'tcp', host, port, path: '', query: '' }
}

function toHop({ id, direction, asks }: HopRule, answer: HopAnswer): Hop {
  const { status, because, basis, evidence = [], reasons } = answer
  return {
    id,
    ...(direction === undefined ? {} : { direction }),
    asks,
    status,
    because,
    basis: basis ?? 'simulated',
    evidence,
    ...showReasons(reasons),
    reached: true,
  }
}

/** A problem decides over what is unknown, that over what is only suspicious; the first of equals counts. */
function weight({ status, moot }: HopAnswer): number {
  if (status === 'problem') return 3
  if (moot === true) return 1
  if (status === 'unknown' || status === 'forbidden') return 2
  return status === 'suspicious' ? 1.5 : 0
}

function verdictOf(
  route: Route,
  hops: readonly Hop[],
  decisive: { rule: HopRule; answer: HopAnswer } | undefined,
): Verdict {
  if (decisive === undefined) {
    const said = (id: Hop['id']) => hops.find((hop) => hop.id === id && hop.reached)?.because
    const facts = [said('endpoints'), said('port')].filter((fact) => fact !== undefined)
    return { status: 'works', summary: `${route.question.target}: ${facts.join('; ')}` }
  }
  const { rule, answer } = decisive
  const { status, because, cause } = answer
  const common = { hop: rule.id, ...(cause === undefined ? {} : { cause }) }
  if (status === 'problem') return { status: 'broken', ...common, summary: because }
  return { status: 'undecided', ...common, summary: because }
}

function confirmation({ service }: Route): string {
  if (service === undefined) return kubectl('get', 'services', '-A')
  return kubectl('describe', 'service', service.name, ...inNamespace(service.namespace))
}
