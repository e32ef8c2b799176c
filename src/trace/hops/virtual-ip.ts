import { typeOf } from '../../kube/core/defaults.ts'
import type { Reach, ReachCode, ReachQuestion, Vantage } from '../../kube/proxy/model.ts'
import { reasonOfReach } from '../../kube/proxy/explain.ts'
import { reach } from '../../kube/proxy/reach.ts'
import { virtualIPs } from '../../kube/core/port-lookup.ts'
import type { Service } from '../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { evidence, setField } from '../evidence.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'

export const virtualIpHop: HopRule = {
  id: 'virtual-ip',
  asks: 'whether packets to the virtual IP are taken up',

  answer(route) {
    const { service } = route
    if (service === undefined) return { status: 'unknown', because: 'no Service is known', end: true }
    if (typeOf(service.manifest) === 'Headless' && (route.via ?? 'cluster-ip') === 'cluster-ip')
      return { status: 'ok', because: 'there is none: the client connects to a pod itself' }
    const answer = reach(route.world, questionOf(route, service))
    const proof = [evidence(service, ['spec', 'clusterIP'])]
    // which pods there are, and why none answers, is the next hops' to say
    if (leftToOthers.has(answer.code))
      return { status: 'ok', because: addressText(route, service), evidence: proof }
    const grounds = answer.evidence
      .slice(0, mostEvidence)
      .map(({ resource, path }) => evidence(resource, path))
    return {
      ...verdictOf(route, service, answer),
      evidence: grounds.length === 0 ? proof : grounds,
      reasons: [reasonOfReach(answer)],
    }
  },
}

const mostEvidence = 5

const leftToOthers: ReadonlySet<ReachCode> = new Set([
  'no-endpoint',
  'none-ready',
  'port-unresolved',
  'objects-not-known',
  'not-on-output',
])

/** Where packets to the Service start; the controller of an Ingress or a Gateway is some pod of the cluster. */
function vantageOf({ request, vantage }: Route): Vantage | undefined {
  return request === undefined ? vantage : undefined
}

function questionOf(route: Route, service: Resource<Service>): ReachQuestion {
  const { via, node, servicePort } = route
  return {
    service,
    from: vantageOf(route) ?? { kind: 'pod' },
    via: via ?? 'cluster-ip',
    ...(node === undefined ? {} : { node }),
    ...(servicePort === undefined ? {} : { port: servicePort.port, protocol: servicePort.protocol }),
  }
}

function verdictOf(route: Route, service: Resource<Service>, answer: Reach): HopAnswer {
  const { outcome, code, because, notes } = answer
  const where = addressText(route, service)
  if (outcome === 'endpoints') {
    const learned = { reach: answer }
    const some = notes.find((note) => note.code === 'replies-bypass-node' || note.code === 'hairpin')
    if (some?.code === 'replies-bypass-node')
      return { status: 'suspicious', because: `${where}; ${some.text}`, learned }
    return {
      status: 'ok',
      because: because === plainAnswer(answer) ? where : `${where}; ${because}`,
      learned,
    }
  }
  if (outcome === 'unknown') {
    // nobody in particular asks: from some nodes it works
    const status = code === 'nodes-differ' && vantageOf(route) === undefined ? 'suspicious' : 'unknown'
    return { status, because: `${nameOf(service)}: ${because}` }
  }
  // what a load balancer does with a packet is its own; it comes back to a node port, or to a pod
  if (code === 'load-balancer-is-a-proxy') return { status: 'ok', because }
  return {
    status: 'problem',
    because: `${because}${outcome === 'dropped' ? ': packets are dropped' : ''}`,
    ...repairOf(route, service, answer),
  }
}

/** What goes without saying: nothing narrows the choice. */
function plainAnswer({ code, because }: Reach): string | undefined {
  return code === 'any-endpoint' ? because : undefined
}

function repairOf({ via }: Route, service: Resource<Service>, { code }: Reach): Partial<HopAnswer> {
  if (code !== 'no-local-endpoint') return {}
  const isInternal = (via ?? 'cluster-ip') === 'cluster-ip'
  const field = isInternal ? 'internalTrafficPolicy' : 'externalTrafficPolicy'
  return {
    ...(isInternal ? { cause: 'internal-policy-strands-client' } : {}),
    repair: setField(service, ['spec', field], 'Cluster'),
  }
}

function addressText({ via, node, address }: Route, { manifest }: Resource<Service>): string {
  if (via === 'node-port') return `the node port of ${node ?? 'any node'}`
  if (via === 'load-balancer')
    return `${address ?? 'the load balancer'}, which kube-proxy takes up on the first node`
  if (via === 'external-ip')
    return `${address ?? 'its external IP'}, which kube-proxy takes up on the first node`
  const [ip] = virtualIPs(manifest)
  return ip === undefined
    ? 'the API server will give it one'
    : `${ip}, handled by kube-proxy on the client's node`
}
