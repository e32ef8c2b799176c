import { count, joinList } from '../../text/wording.ts'
import type { Arrival } from './arrival.ts'
import { healthChecksOf } from './health-check.ts'
import type { Reach, ReachedEndpoint, ReachQuestion } from './model.ts'
import type { Family } from './proxied-port.ts'
import type { ServiceView } from './view.ts'
import { plain } from './without-rules.ts'

/** What one node answers. */
interface NodeAnswer {
  readonly arrival: Arrival
  readonly reach: Reach
}

const mostNodesNamed = 3

/**
 * One answer of those of all nodes that may decide: theirs when they agree; what a load balancer makes of them when it
 * asks for their health; else unknown, because it depends on the node.
 */
export function together(
  { view, question, family }: { view: ServiceView; question: ReachQuestion; family: Family },
  answers: readonly NodeAnswer[],
): Reach {
  const [first] = answers
  if (first === undefined) return plain(['unknown', 'node-not-known'], 'no node is known')
  if (answers.length === 1) return first.reach
  if (agree(answers)) return withoutNode(first.reach)
  const health = healthChecksOf(view, family)
  if (question.via === 'load-balancer' && health !== undefined && question.from.kind === 'outside')
    return balanced(answers, new Set(health.flatMap(({ node, status }) => (status === 200 ? [node] : []))))
  if (answers.every(({ reach }) => reach.outcome === 'endpoints')) return anyOf(answers)
  const undecided = answers.find(({ reach }) => reach.outcome === 'unknown')
  if (undecided !== undefined) return undecided.reach
  return plain(['unknown', 'nodes-differ'], dependsOnNode(answers), first.reach.evidence)
}

function dependsOnNode(answers: readonly NodeAnswer[]): string {
  const said = answers.map(
    ({ arrival, reach }) =>
      `${arrival.node.name}: ${reach.outcome === 'endpoints' ? reach.because : reach.outcome}`,
  )
  const more = said.length > mostNodesNamed ? '; …' : ''
  return `it depends on the node (${said.slice(0, mostNodesNamed).join('; ')}${more})`
}

/** Whatever node it is, some endpoint answers. */
function anyOf(answers: readonly NodeAnswer[]): Reach {
  const [first] = answers
  if (first === undefined) return plain(['unknown', 'node-not-known'], 'no node is known')
  return {
    ...withoutNode(first.reach),
    code: 'nodes-differ',
    because: dependsOnNode(answers),
    endpoints: allOf(answers),
    left: () => [],
  }
}

/** A load balancer leaves out the nodes whose health check fails, if there are others. */
function balanced(answers: readonly NodeAnswer[], healthy: ReadonlySet<string>): Reach {
  const serving = answers.filter(({ reach }) => reach.outcome === 'endpoints')
  const well = serving.filter(({ arrival }) => healthy.has(arrival.node.name))
  const entries = well.length > 0 ? well : serving
  const [first] = entries
  if (first === undefined)
    return answers[0]?.reach ?? plain(['unknown', 'node-not-known'], 'no node is known')
  const others = answers.length - entries.length
  return {
    ...withoutNode(first.reach),
    because: `externalTrafficPolicy is Local: the endpoints on ${joinList(entries.map(({ arrival }) => arrival.node.name))}`,
    endpoints: allOf(entries),
    left: () => [],
    notes: [
      ...first.reach.notes,
      {
        code: 'health-checks',
        text: `the load balancer leaves out ${count(others, 'node')}, whose health check answers 503`,
      },
    ],
  }
}

/** The endpoints of all of them, each once. */
function allOf(answers: readonly NodeAnswer[]): ReachedEndpoint[] {
  const lists = new Set(answers.map(({ reach }) => reach.endpoints))
  const all = [...lists].flat()
  return [
    ...new Map(all.map((each) => [`${each.address} ${each.port} ${each.target?.name}`, each])).values(),
  ].map(withoutShare)
}

/** The same outcome, and the same endpoints; nodes that choose from one list give one list. */
function agree([first, ...others]: readonly NodeAnswer[]): boolean {
  if (first === undefined) return true
  const { outcome, endpoints } = first.reach
  const differing = others.filter(({ reach }) => reach.outcome !== outcome || reach.endpoints !== endpoints)
  if (differing.length === 0) return true
  const keys = keysOf(endpoints)
  return differing.every(({ reach }) => reach.outcome === outcome && keysOf(reach.endpoints) === keys)
}

function keysOf(endpoints: readonly ReachedEndpoint[]): string {
  return endpoints
    .map(({ address, port }) => `${address} ${port}`)
    .toSorted()
    .join()
}

function withoutNode({ node: _node, ...rest }: Reach): Reach {
  return rest
}

function withoutShare({ share: _share, ...rest }: ReachedEndpoint): ReachedEndpoint {
  return rest
}
