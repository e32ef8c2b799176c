import { typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { resolveTargetPort } from '../../kube/core/target-port.ts'
import {
  candidatesOf,
  isUsable,
  selectedCandidates,
  type Candidate,
} from '../../kube/endpointslice/candidates.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { actualSlices } from '../../kube/endpointslice/slices.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import { defined } from '../../world/defined.ts'
import { formatLabels } from '../../world/labels.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { count, joinList, quote, quoteList } from '../../text/wording.ts'
import { noMatchOf, type NoMatch } from '../no-match.ts'
import { peersWaiting, publishing } from '../peers.ts'
import { fixOfPortName, usablePortNames } from '../port-names.ts'
import { describeNoneReady, scalingUp, unavailabilityOf, type Unavailability } from '../unavailability.ts'
import { noneReadyUnseen, thereNow, unseenReadiness } from '../unseen-pods.ts'
import { assumesNoOtherPod, atEndpoints, refusedBy, slicesCommand, type UnservedPacket } from './end-parts.ts'
import { bySlices, unseenPods } from './why-none-in-slices.ts'
import { whyNoneWritten } from './why-none-written.ts'
import { witnessesOf } from '../witnesses.ts'
import type { End, Outcome } from './model.ts'
import type { Worlds } from './worlds.ts'

/**
 * Why no endpoint of a Service answers: whose pods are missing or not ready, or that the slices say so although the pods are fine.
 * In: what kube-proxy does with the packet. Out: the end, at the endpoints or, where a name of a port leads nowhere, at the port.
 */
export function whyNone(worlds: Worlds, unanswered: UnservedPacket): End {
  const { service, reach } = unanswered
  const outcome: Outcome =
    reach.outcome === 'endpoints' || reach.outcome === 'unknown' ? 'refused' : reach.outcome
  const end =
    selectorOf(service.manifest) === undefined
      ? whyNoneWritten(worlds, unanswered)
      : bySelector(worlds, unanswered)
  return end.outcome === 'unknown' ? end : { ...end, outcome }
}

function bySelector(worlds: Worlds, unanswered: UnservedPacket): End {
  const { service, servicePort } = unanswered
  const selected = selectedCandidates(worlds.closed, service)
  // beside pods, workloads that have none decide nothing
  const hasPods = selected.some(({ podSource }) => podSource.pod !== undefined)
  const all = hasPods ? selected : candidatesOf(worlds.closed, service)
  const candidates = hasPods ? thereNow(worlds.closed, service, all) : all
  const slices = actualSlices(worlds.closed, service)
  const isListed = slices.some(({ manifest }) => (manifest.endpoints ?? []).length > 0)
  if (candidates.some(({ unseen }) => unseen === true)) return noneSeen(worlds, unanswered, candidates)
  if (slices.length > 0 && unseenPods(worlds, service) !== undefined) return bySlices(worlds, unanswered)
  if (isListed && candidates.length === 0) return bySlices(worlds, unanswered)
  const noMatch = noMatchOf(worlds.open, service)
  if (noMatch !== undefined) {
    const end = nothingSelected(worlds, service, noMatch)
    // slices that are there and empty decide, whatever else may not be in sight
    return end.outcome === 'unknown' && slices.length > 0
      ? { ...bySlices(worlds, unanswered), cause: 'selector-matches-nothing' }
      : end
  }
  const unavailability = unavailabilityOf(candidates)
  if (unavailability !== undefined) return noneUsable(worlds, unanswered, { candidates, unavailability })
  const usable = candidates.filter((candidate) => isUsable(candidate))
  if (servicePort !== undefined && typeOf(service.manifest) !== 'Headless') {
    const lacking = usable.every(({ podSource }) => !resolveTargetPort(servicePort, podSource.spec).found)
    if (lacking) return portUnresolved(worlds, { service, servicePort }, usable)
  }
  return bySlices(worlds, unanswered)
}

/** Pods that are there and cannot be seen: slices and workloads speak for them. */
function noneSeen(worlds: Worlds, unanswered: UnservedPacket, candidates: readonly Candidate[]): End {
  const { service } = unanswered
  const unseen = candidates.filter((each) => each.unseen === true)
  const said = unseenReadiness(worlds.closed, service, candidates)
  const slices = actualSlices(worlds.closed, service)
  const why = unseen[0]?.because ?? ''
  const common = {
    ...atEndpoints,
    reasons: unseen,
    confirm: slicesCommand(service),
    fields: slices.slice(0, 3).map((resource) => ({ resource, path: ['endpoints'] })),
  }
  const isSaid = said !== undefined && said.total > 0
  // slices that are there decide, whatever is not in sight
  if (slices.length > 0 && (!isSaid || said.ready > 0)) return bySlices(worlds, unanswered)
  if (!isSaid || said.ready > 0) {
    const doubt = worlds.open.doubt(['Pod'], service.namespace)
    return {
      ...common,
      outcome: 'unknown',
      because: said === undefined ? why : `${said.because}; ${why}`,
      ...(doubt && refusedBy(doubt)),
    }
  }
  const witnesses = unseen
    .slice(0, 1)
    .flatMap(({ podSource }) => witnessesOf(worlds.closed, podSource.resource))
  return {
    ...common,
    because: [said.because, ...witnesses.map(({ text }) => text), why].join('; '),
    fields: [...common.fields, ...witnesses.flatMap(({ field }) => field)],
    cause: 'endpoints-none-ready',
    witnessed: true,
  }
}

function nothingSelected(worlds: Worlds, service: Resource<Service>, noMatch: NoMatch): End {
  const { text, meant, doubt, reasons, fix } = noMatch
  const said = `${text} of namespace ${service.namespace ?? ''}`
  const common = {
    stage: 'endpoints' as const,
    fields: [{ resource: service, path: ['spec', 'selector'] }],
    reasons,
    cause: 'selector-matches-nothing',
  }
  if (doubt !== undefined)
    return {
      ...common,
      outcome: 'unknown',
      because: `${said} here${meant === undefined ? '' : ` (${meant})`}, but ${doubt.because}`,
      ...refusedBy(doubt),
    }
  const selector = formatLabels(selectorOf(service.manifest) ?? {})
  return {
    ...common,
    outcome: 'refused',
    because: meant === undefined ? said : `${said}; ${meant}`,
    confirm: kubectl('get', 'pods', ...inNamespace(service.namespace), '-l', selector),
    ...(fix === undefined ? {} : { remedy: fix }),
    ...assumesNoOtherPod(worlds, service),
  }
}

function noneUsable(
  worlds: Worlds,
  unanswered: UnservedPacket,
  { candidates, unavailability }: { candidates: readonly Candidate[]; unavailability: Unavailability },
): End {
  const { service } = unanswered
  if (unavailability.kind === 'not-known-before' || unavailability.kind === 'not-seen')
    return {
      ...atEndpoints,
      outcome: 'unknown',
      because: unavailability.workload.because,
      reasons: [unavailability.workload],
    }
  const assumed = assumesNoOtherPod(worlds, service)
  if (unavailability.kind === 'no-pods')
    return noPods(worlds, unanswered, { candidates, workload: unavailability.workload })
  const { pods } = unavailability
  const where = inNamespace(service.namespace)
  if (unavailability.kind === 'service-leaving')
    return {
      ...atEndpoints,
      because: joinList([...new Set(pods.map(({ because }) => because))], 2),
      fields: [{ resource: service, path: ['metadata', 'deletionTimestamp'] }],
      reasons: pods,
      confirm: kubectl('get', 'service', service.name, ...where, '-o', 'yaml'),
    }
  const [first] = pods
  const said = first?.podSource.pod === undefined ? [] : witnessesOf(worlds.closed, first.podSource.pod)
  const peer = peersWaiting(worlds.closed, service, pods)
  return {
    ...atEndpoints,
    because: [describeNoneReady(pods), ...said.map(({ text }) => text)].join('; '),
    fields: [
      ...pods
        .slice(0, 5)
        .map(({ podSource }) => ({ resource: podSource.resource, path: ['status', 'conditions'] })),
      ...said.flatMap(({ field }) => field),
    ],
    reasons: pods,
    cause: 'endpoints-none-ready',
    confirm: kubectl('describe', 'pod', first?.podSource.resource.name ?? '', ...where),
    ...defined({ remedy: peer && publishing(service) }),
    ...assumed,
  }
}

function noPods(
  worlds: Worlds,
  unanswered: UnservedPacket,
  { candidates, workload }: { candidates: readonly Candidate[]; workload: Candidate },
): End {
  const { service } = unanswered
  const { resource, replicas } = workload.podSource
  const scaled = candidates.every(({ podSource }) => podSource.replicas === 0)
  const doubt = worlds.open.doubt(['Pod'], service.namespace)
  const said = witnessesOf(worlds.closed, resource)
  const text = [
    `there is no pod: ${nameOf(resource)} ${replicas === 0 ? 'is scaled to 0' : 'has no pods'}`,
    ...said.map((each) => each.text),
  ].join('; ')
  const common = {
    stage: 'endpoints' as const,
    fields: [{ resource, path: ['spec', 'replicas'] }, ...said.flatMap(({ field }) => field)],
    reasons: [workload],
    cause: 'endpoints-no-pods',
  }
  const unseen = candidatesOf(worlds.open, service).filter((each) => each.unseen === true)
  const none = doubt?.state === 'partial' ? noneReadyUnseen(worlds.open, service, unseen) : undefined
  if (none !== undefined && none.total > 0) return noneSeen(worlds, unanswered, unseen)
  // a live workload has pods somewhere, unless it is scaled to none
  return doubt === undefined || scaled || none !== undefined
    ? {
        ...common,
        outcome: 'refused',
        because: text,
        confirm: slicesCommand(service),
        ...defined({ remedy: scalingUp(workload.podSource) }),
        ...assumesNoOtherPod(worlds, service),
      }
    : { ...common, outcome: 'unknown', because: `${text} here, but ${doubt.because}`, ...refusedBy(doubt) }
}

function portUnresolved(
  worlds: Worlds,
  { service, servicePort }: { service: Resource<Service>; servicePort: DefaultedPort },
  usable: readonly Candidate[],
): End {
  const { index, targetPort, protocol } = servicePort
  const path = ['spec', 'ports', index, 'targetPort']
  const podSources = usable.map(({ podSource }) => podSource)
  const [first] = podSources
  const resolution = first === undefined ? undefined : resolveTargetPort(servicePort, first.spec)
  const otherProtocol = resolution?.found === false && resolution.why === 'other-protocol'
  const names = usablePortNames(servicePort, podSources)
  const fix = fixOfPortName(service, servicePort, podSources)
  const who =
    first === undefined || podSources.length > 1
      ? `any of the ${count(podSources.length, 'pod')}`
      : describePodSource(first)
  const declared =
    names.length === 0 ? 'no port of that protocol has a name there' : `declared there: ${quoteList(names)}`
  return {
    outcome: 'refused',
    stage: 'port',
    because: otherProtocol
      ? `targetPort ${quote(targetPort)} is declared in ${who}, but not for ${protocol}: the slice has no port, kube-proxy refuses`
      : `targetPort ${quote(targetPort)} is not a port name of ${who} (${declared}): the slice has no port, kube-proxy refuses`,
    fields: [
      { resource: service, path },
      ...(first === undefined
        ? []
        : [{ resource: first.resource, path: [...first.path, 'spec', 'containers', 0, 'ports'] }]),
    ],
    cause: otherProtocol ? 'target-port-name-other-protocol' : 'target-port-name-unknown',
    confirm: slicesCommand(service, '-o', 'jsonpath={.items[*].ports}'),
    ...defined({ remedy: fix }),
    ...assumesNoOtherPod(worlds, service),
  }
}
