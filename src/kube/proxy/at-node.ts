import { joinList } from '../../text/wording.ts'
import type { Arrival } from './arrival.ts'
import type { Backend } from './backends.ts'
import { categorize } from './categorize.ts'
import { decide, type ProxyDecision } from './decide.ts'
import { groundsOf, leftOut, notesOf, whyNone } from './explain.ts'
import type { Reach } from './model.ts'
import { reached, type PortEndpoints } from './port-endpoints.ts'
import type { ProxiedPort } from './proxied-port.ts'
import type { ServiceView } from './view.ts'
import { plain } from './without-rules.ts'

/** A packet at one node, with all that its rules are made of. */
export interface AtNode {
  readonly view: ServiceView
  readonly port: ProxiedPort
  readonly endpoints: PortEndpoints
  readonly arrival: Arrival
}

/** What the rules of one node do with the packet, in the words of an answer. */
export function atNode(asked: AtNode): Reach {
  const { view, port, endpoints, arrival } = asked
  const uncertain = notDecidable(asked)
  if (uncertain !== undefined) return uncertain
  const { node, packet } = arrival
  const choice = categorize(endpoints.at(node.name), { port, node })
  const modes = view.proxier.kind === 'kube-proxy' ? view.proxier.modes : []
  const rulings = modes.map((mode) => ({
    mode,
    ruling: decide(mode, { port, choice, node: node.name, packet }),
  }))
  const [first] = rulings
  if (first === undefined) return plain(['unknown', 'other-proxy'], 'no kube-proxy is known')
  if (rulings.every(({ ruling }) => same(ruling, first.ruling))) return answerOf(asked, first.ruling)
  const said = joinList(rulings.map(({ mode, ruling }) => `${mode}: ${ruling.outcome}`))
  return plain(
    ['unknown', 'modes-differ'],
    `it depends on the mode of kube-proxy (${said})`,
    groundsOf(view, first.ruling),
  )
}

/** Does the packet depend on which endpoints are on the node itself? */
function bindsLocally({ port, arrival: { packet } }: AtNode): boolean {
  if (packet.via === 'cluster-ip') return port.internalLocal
  return port.externalLocal && packet.origin === 'elsewhere'
}

/** Why it cannot be said before pods have their nodes, or without knowing the node. */
function notDecidable(asked: AtNode): Reach | undefined {
  const { view, endpoints, arrival } = asked
  const { toCome } = endpoints
  const field = arrival.packet.via === 'cluster-ip' ? 'internalTrafficPolicy' : 'externalTrafficPolicy'
  const policy = [{ resource: view.service, path: ['spec', field] }]
  if (bindsLocally(asked)) {
    if (toCome.length > 0 && toCome.every(({ target }) => target?.kind === 'DaemonSet'))
      return answerOf(asked, {
        outcome: 'endpoints',
        code: 'local-endpoints',
        because: `${field} is Local: the pod of the DaemonSet on the same node, where it runs`,
        chosen: toCome.slice(0, 1),
        field,
      })
    if (toCome.length > 0)
      return plain(
        ['unknown', 'pods-to-come'],
        `${field} is Local, and on which nodes its pods will run is not known yet`,
        policy,
      )
    if (arrival.node.name === '')
      return plain(['unknown', 'node-not-known'], `${field} is Local, and no node is known`, policy)
    return undefined
  }
  if (arrival.labelled || !endpoints.isForZones) return undefined
  const because = `the hints of its endpoints decide, and the labels of node ${arrival.node.name || 'of the client'} are not known`
  return plain(
    ['unknown', 'node-not-known'],
    because,
    groundsOf(view, { code: 'same-zone', chosen: endpoints.backends }),
  )
}

function same(a: ProxyDecision, b: ProxyDecision): boolean {
  return (
    a.outcome === b.outcome &&
    (a.chosen === b.chosen ||
      (a.chosen.length === b.chosen.length && a.chosen.every((each, index) => each === b.chosen[index])))
  )
}

function answerOf(asked: AtNode, ruling: ProxyDecision): Reach {
  const { view, endpoints, arrival, port } = asked
  const { chosen } = ruling
  const { node } = arrival
  const kept = withoutLost(asked, chosen)
  const common = {
    left: () => leftOut(endpoints.at(node.name), kept, { view, port, node }),
    evidence: groundsOf(view, ruling),
    notes: notesOf(
      { view, arrival, family: port.family, lost: chosen.length - kept.length, of: chosen.length },
      kept,
    ),
    ...(node.name === '' ? {} : { node: node.name }),
  }
  if (ruling.code === 'no-local-endpoint' && view.doubt !== undefined)
    return {
      ...plain(['unknown', 'objects-not-known'], `${ruling.because} here, but ${view.doubt}`),
      ...common,
      endpoints: [],
    }
  if (ruling.outcome === 'refused' || ruling.code === 'not-on-output')
    return { ...common, ...whyNone(view, { port, backends: endpoints.backends, ruling }), endpoints: [] }
  if (chosen.length > 0 && kept.length === 0)
    return {
      ...common,
      outcome: 'dropped',
      code: 'no-local-endpoint',
      because: `externalTrafficPolicy is Local, and node ${node.name} has no endpoint: answers of others miss the way back to a pod elsewhere`,
      endpoints: [],
      notes: [],
    }
  const { outcome, code } = ruling
  const because =
    kept.length < chosen.length
      ? `externalTrafficPolicy Local does not bind pods of the cluster, but endpoints that are not on node ${node.name} cannot answer them`
      : ruling.because
  const answering =
    kept === chosen ? endpoints.reachedOf(chosen) : kept.map((backend) => reached(backend, chosen.length))
  return { outcome, code, because, endpoints: answering, ...common }
}

/** Of the endpoints that are chosen from, those whose answers arrive. */
function withoutLost(asked: AtNode, chosen: readonly Backend[]): readonly Backend[] {
  const { port, arrival } = asked
  if (arrival.fromPodOn === undefined || !port.externalLocal) return chosen
  const kept = chosen.filter((backend) => !isLost(asked, backend))
  return kept.length === chosen.length ? chosen : kept
}

/**
 * A pod that calls the node port of another node under externalTrafficPolicy Local keeps its address: an endpoint that is
 * not on that node answers it straight, from an address that the pod has never called. A pod that is sent to itself is the
 * exception, since kube-proxy hides its address from itself.
 */
function isLost({ view, arrival: { node, podAddress } }: AtNode, backend: Backend): boolean {
  if (backend.node === node.name) return false
  const modes = view.proxier.kind === 'kube-proxy' ? view.proxier.modes : []
  const hides = modes.every((mode) => mode === 'iptables' || !view.gates.hairpinsOnOwnNode)
  return !(hides && backend.address === podAddress)
}
