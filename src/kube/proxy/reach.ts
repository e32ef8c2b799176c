import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf, type DefaultedPort } from '../core/defaults.ts'
import { familiesOf } from '../endpointslice/slices.ts'
import { arrivalsOf } from './arrival.ts'
import { atNode } from './at-node.ts'
import { headlessReach } from './headless.ts'
import type { Reach, ReachQuestion } from './model.ts'
import { portEndpoints } from './port-endpoints.ts'
import { proxiedPort, type Family, type ProxiedPort } from './proxied-port.ts'
import { together } from './together.ts'
import { viewOf, type ServiceView } from './view.ts'
import { addressMissing, notHandled, plain, portMissing } from './without-rules.ts'

/**
 * Where a packet to a Service ends: at which endpoints, or refused, dropped, not taken up at all, or unknown, and why.
 * In: a World, and who sends to which address of which Service. Out: the answer with the objects it rests on; throws nothing.
 * Follows kube-proxy of kubernetes/kubernetes (pkg/proxy), modes nftables and iptables, 1.33 to 1.36, with its default
 * configuration; where the two modes differ and the World does not show which one runs, the answer is `unknown`.
 */
export function reach(world: World, question: ReachQuestion): Reach {
  return reachIn(viewOf(world, question.service), question)
}

/** The same for many packets to one Service. */
function reachIn(view: ServiceView, question: ReachQuestion): Reach {
  const family = question.family ?? firstFamily(view.service.manifest)
  // nothing that kube-proxy does or leaves has a part in it
  if (question.direct === true) return headlessReach(view, question, family)
  const nothing = notHandled(view)
  if (nothing !== undefined) return nothing
  if (typeOf(view.service.manifest) === 'Headless') return headlessReach(view, question, family)
  const meant = portMeant(view.service.manifest, question)
  if (meant === undefined) return portMissing(view, question)
  const port = proxiedPort(view.service.manifest, meant, family)
  if (port === undefined)
    return plain(['no-route', 'family-missing'], `it has no ${family} address`, [
      { resource: view.service, path: ['spec', 'ipFamilies'] },
    ])
  const missing = addressMissing(view, question, port)
  const { from } = question
  const meetsBalancer = from.kind === 'outside' && from.entry === undefined
  if (missing?.code === 'load-balancer-is-a-proxy' && meetsBalancer)
    return throughProxy(view, question, missing)
  return missing ?? atNodes(view, question, port)
}

/** A load balancer that is no address of the nodes sends to their node ports, whichever it chooses. */
function throughProxy(view: ServiceView, question: ReachQuestion, missing: Reach): Reach {
  const behind = reachIn(view, { ...question, via: 'node-port' })
  return behind.outcome === 'endpoints'
    ? {
        ...behind,
        code: 'through-load-balancer',
        because: `through a load balancer: ${behind.because}`,
        evidence: [...missing.evidence, ...behind.evidence],
      }
    : behind
}

function atNodes(view: ServiceView, question: ReachQuestion, port: ProxiedPort): Reach {
  const endpoints = portEndpoints(view, port)
  // where nothing tells nodes apart, what two of them answer all answer: only a policy that is Local, hints of endpoints, and
  // an address that several share make one choose otherwise than another
  const differ = port.internalLocal || port.externalLocal || endpoints.differByNode
  const nodes = differ ? endpoints.nodes : endpoints.nodes.slice(0, 2)
  const arrivals = arrivalsOf(view.world, question, { family: port.family, nodes })
  const answers = arrivals.map((arrival) => ({ arrival, reach: atNode({ view, port, endpoints, arrival }) }))
  return together({ view, question, family: port.family }, answers)
}

function firstFamily(service: Service): Family {
  return familiesOf(service)[0] === 'IPv6' ? 'IPv6' : 'IPv4'
}

function portMeant(service: Service, { port, protocol }: ReachQuestion): DefaultedPort | undefined {
  return servicePorts(service).find(
    (each) =>
      (port === undefined || (typeof port === 'string' ? each.name === port : each.port === port)) &&
      (protocol === undefined || each.protocol === protocol),
  )
}
