import { nodeAt } from '../../kube/core/node-at.ts'
import { typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { virtualIPs } from '../../kube/core/port-lookup.ts'
import { reasonOfReach } from '../../kube/proxy/explain.ts'
import type { Reach, ReachCode, ReachQuestion, Via } from '../../kube/proxy/model.ts'
import { ownerOfAddress } from '../../kube/proxy/owner.ts'
import { reach } from '../../kube/proxy/reach.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { setting } from '../fix.ts'
import { witnessesOfService } from '../witnesses.ts'
import { whyNone } from './why-none.ts'
import type { End, Field, Passed } from './model.ts'
import type { Worlds } from './worlds.ts'

/** What kube-proxy does with a packet: it passes, or ends. */
export interface Read {
  readonly reach: Reach
  readonly passed?: Passed
  readonly end?: End
}

interface AskedReach {
  readonly worlds: Worlds
  readonly question: ReachQuestion
  readonly at: Address
}

interface Address {
  readonly address?: string
  readonly servicePort?: DefaultedPort
}

const mostFields = 5

const noneAnswers: ReadonlySet<ReachCode> = new Set([
  'no-endpoint',
  'none-ready',
  'port-unresolved',
  'not-on-output',
])

/**
 * What becomes of a packet at the rules of kube-proxy, in an open or closed reading. What is in sight decides where only a pod or a
 * slice that nothing speaks of could change it; where the selected pods are not in sight it is unknown.
 */
export function reading(worlds: Worlds, question: ReachQuestion, at: Address): Read {
  const asked: AskedReach = { worlds, question, at }
  const seen = reach(worlds.open, question)
  const answer = seen.code === 'objects-not-known' ? reach(worlds.closed, question) : seen
  const { servicePort } = at
  const { service } = question
  if (noneAnswers.has(answer.code) || (seen.code === 'objects-not-known' && answer.code === seen.code)) {
    const end = whyNone(worlds, {
      service,
      reach: answer,
      ...defined({ servicePort, family: question.family }),
    })
    const isOpen = answer.outcome === 'unknown' && end.outcome !== 'unknown' && end.witnessed !== true
    return withEnd(asked, answer, isOpen ? { ...end, outcome: 'unknown', because: seen.because } : end)
  }
  if (seen.outcome === 'unknown') return notKnown(asked, seen, answer)
  if (answer.outcome === 'endpoints') return { reach: answer, passed: passedBy(asked, answer) }
  if (answer.code === 'load-balancer-is-a-proxy' && question.from.kind !== 'outside') {
    const behind = reading(worlds, { ...question, from: { kind: 'outside' }, via: 'node-port' }, at)
    return behind.passed === undefined
      ? behind
      : { ...behind, passed: { ...behind.passed, because: answer.because } }
  }
  return { reach: answer, end: explained(worlds, question, { answer, end: endAtProxy(answer, question) }) }
}

/** What decides was not read, unless it is something that nothing speaks of. */
function notKnown(asked: AskedReach, seen: Reach, answer: Reach): Read {
  const { worlds, question } = asked
  const end = onlyElsewhere(worlds, question, answer)
  return end === undefined
    ? withEnd(asked, seen, { ...openEnd(seen, question), ...remedyOf(question, answer) })
    : { reach: answer, end }
}

/** Endpoints that are in sight run on other nodes: that one runs on this node, too, nothing speaks of. */
function onlyElsewhere({ open }: Worlds, question: ReachQuestion, answer: Reach): End | undefined {
  const { service } = question
  if (answer.code !== 'no-local-endpoint') return undefined
  const doubts = (['Pod', 'EndpointSlice'] as const).flatMap(
    (kind) => open.doubt([kind], service.namespace) ?? [],
  )
  if (doubts.length === 0 || doubts.some(({ state }) => state !== 'partial')) return undefined
  return {
    ...endAtProxy(answer, question),
    assumes: [`no other endpoint of ${nameOf(service)} on that node`],
  }
}

/** Why a load balancer has not given its address is what its controller reports of the Service. */
function explained(
  { closed }: Worlds,
  { service }: ReachQuestion,
  { answer, end }: { readonly answer: Reach; readonly end: End },
): End {
  const said = answer.code === 'address-pending' ? witnessesOfService(closed, service) : []
  if (said.length === 0) return end
  return {
    ...end,
    because: [end.because, ...said.map(({ text }) => text)].join('; '),
    fields: [...(end.fields ?? []), ...said.flatMap(({ field }) => field)],
  }
}

/** The addresses were taken up; why none answers is the endpoints' to say. */
function withEnd({ question, at }: AskedReach, answer: Reach, end: End): Read {
  const passes = end.stage !== 'virtual-ip'
  return {
    reach: answer,
    end,
    ...(passes ? { passed: addressStep(question, at) } : {}),
  }
}

function openEnd(answer: Reach, { service }: ReachQuestion): End {
  return {
    outcome: 'unknown',
    stage: 'virtual-ip',
    because: `${nameOf(service)}: ${answer.because}`,
    fields: fieldsOf(answer),
    reasons: [reasonOfReach(answer)],
  }
}

function endAtProxy(answer: Reach, question: ReachQuestion): End {
  const { outcome, because } = answer
  return {
    outcome: outcome === 'endpoints' ? 'unknown' : outcome,
    stage: 'virtual-ip',
    because: `${because}${outcome === 'dropped' ? ': packets are dropped' : ''}`,
    fields: answer.evidence.length === 0 ? addressFields(question) : fieldsOf(answer),
    reasons: [reasonOfReach(answer)],
    ...remedyOf(question, answer),
  }
}

function remedyOf({ service, via }: ReachQuestion, { code }: Reach): Pick<End, 'cause' | 'remedy'> {
  if (code !== 'no-local-endpoint') return {}
  const isInternal = via === 'cluster-ip'
  const field = isInternal ? 'internalTrafficPolicy' : 'externalTrafficPolicy'
  return {
    ...(isInternal ? { cause: 'internal-policy-strands-client' } : {}),
    remedy: setting(service, ['spec', field], 'Cluster'),
  }
}

function passedBy({ worlds, question, at }: AskedReach, answer: Reach): Passed {
  if (answer.code === 'headless') return { because: 'there is none: the client connects to a pod itself' }
  const where = addressText(question, at)
  const fields = answer.evidence.length === 0 ? addressFields(question) : fieldsOf(answer)
  const bypass = answer.notes.find(({ code }) => code === 'replies-bypass-node')
  const unchecked = isToCome(question, at) ? { unchecked: true as const } : {}
  const common = { ...unchecked, fields, reasons: [reasonOfReach(answer)] }
  const open = bypass === undefined ? unannounced(worlds, question, at) : lost(bypass.text)
  const said = answer.code === 'any-endpoint' ? '' : `; ${answer.because}`
  const because = bypass === undefined ? `${where}${said}` : `${where}; ${bypass.text}`
  return { ...common, because, ...(open === undefined ? {} : { open }) }
}

function lost(because: string): End {
  return { outcome: 'unknown', stage: 'virtual-ip', because }
}

/** Nothing in Kubernetes routes an external IP to a node: it works where that was set up, such as where it is a node's own. */
function unannounced(
  { closed }: Worlds,
  { service, via, from }: ReachQuestion,
  { address }: Address,
): End | undefined {
  if (via !== 'external-ip' || from.kind !== 'outside') return undefined
  const own = address ?? service.manifest.spec?.externalIPs?.[0] ?? ''
  const balanced = (service.manifest.status?.loadBalancer?.ingress ?? []).some(({ ip }) => ip === own)
  if (
    balanced ||
    nodeAt(closed, own) !== undefined ||
    ownerOfAddress(closed, { address: own, protocol: 'TCP' })?.is === 'node'
  )
    return undefined
  return {
    outcome: 'unknown',
    stage: 'virtual-ip',
    because: `kube-proxy handles ${own} on a node that such packets reach, but who routes it to a node is not known: Kubernetes announces no externalIPs`,
    fields: [{ resource: service, path: ['spec', 'externalIPs'] }],
  }
}

function fieldsOf({ evidence }: Reach): Field[] {
  return evidence.slice(0, mostFields).map(({ resource, path }) => ({ resource, path }))
}

function addressFields({ service }: ReachQuestion): Field[] {
  return [{ resource: service, path: ['spec', 'clusterIP'] }]
}

function addressStep(question: ReachQuestion, at: Address): Passed {
  return {
    because: addressText(question, at),
    fields: addressFields(question),
    ...(isToCome(question, at) ? { unchecked: true } : {}),
  }
}

function isToCome({ via, service }: ReachQuestion, { address }: Address): boolean {
  return (
    via === 'cluster-ip' &&
    typeOf(service.manifest) !== 'Headless' &&
    address === undefined &&
    virtualIPs(service.manifest).length === 0
  )
}

function addressText({ via, node, service }: ReachQuestion, { address }: Address): string {
  const texts: Readonly<Record<Exclude<Via, 'cluster-ip'>, string>> = {
    'node-port': `the node port of ${node ?? 'any node'}`,
    'load-balancer': `${address ?? 'the load balancer'}, which kube-proxy handles on the first node`,
    'external-ip': `${address ?? 'its external IP'}, which kube-proxy handles on the first node`,
  }
  if (via !== 'cluster-ip') return texts[via]
  if (typeOf(service.manifest) === 'Headless') return 'there is none: the client connects to a pod itself'
  const ip = address ?? virtualIPs(service.manifest)[0]
  return ip === undefined
    ? 'not checked: the API server assigns it when the Service is created'
    : `${ip}, handled by kube-proxy on the client's node`
}
