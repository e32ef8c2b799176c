import { labelOf } from '../../world/labels.ts'
import type { Pod, Service } from '../../world/types/manifest.ts'
import type { Reason } from '../../world/reason.ts'
import type { Resource } from '../../world/resource.ts'
import { count } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import type { PodSource } from '../workload/pod-source.ts'
import { reportedReadiness } from '../workload/reported-readiness.ts'
import { isRuntimeLabel } from '../workload/runtime-labels.ts'
import { canonicalIP } from '../core/canonical-ip.ts'
import { whyNotReady, type PodConditions } from './conditions.ts'
import { familiesOf } from '../core/families.ts'
import { isTerminating, slicesHeld } from './terminating-service.ts'
import { selectorOf } from './selection.ts'

/** Why a pod, or a template, is among the endpoints of a Service or not; stable, for machines. */
type ReasonCode =
  | 'pod-ready'
  | 'pod-not-ready'
  | 'pod-terminating'
  | 'pod-terminating-serving'
  | 'pod-published-not-ready'
  | 'pod-to-come'
  | 'pods-not-seen'
  | 'pod-ended'
  | 'pod-without-address'
  | 'pod-of-other-family'
  | 'pod-without-node'
  | 'node-missing'
  | 'label-at-run-time'
  | 'scaled-to-zero'
  | 'no-pods'
  | 'service-leaving'

/** It rests on what it names, besides the selector and the labels. */
export interface PodReason extends Reason {
  readonly code: ReasonCode
}

function reason(code: ReasonCode, because: string, ...grounds: PodReason['grounds']): PodReason {
  return { code, because, grounds }
}

/**
 * Why a pod is no endpoint at all; undefined when it is one.
 * Follows ShouldPodBeInEndpoints in kubernetes/endpointslice util/controller_utils.go and reconcileByAddressType in reconciler.go.
 */
export function whyOut(world: World, service: Resource<Service>, pod: Resource<Pod>): PodReason | undefined {
  const { phase, podIPs = [], reason: ending } = pod.manifest.status ?? {}
  if (isTerminating(service) && slicesHeld(world, service)?.length === 0) {
    const text = 'the Service is being deleted, and no EndpointSlice is made for it any more'
    return reason('service-leaving', text, { resource: service, at: ['metadata', 'deletionTimestamp'] })
  }
  if (phase === 'Succeeded' || phase === 'Failed') {
    const text = `it has ended (phase ${phase}${ending ? `: ${ending}` : ''})`
    return reason('pod-ended', text, { resource: pod, at: ['status', 'phase'] })
  }
  const addresses = { resource: pod, at: ['status', 'podIPs'] }
  if (!podIPs.some(({ ip }) => ip)) {
    const text = `it has no IP yet (${whyNotReady(pod.manifest)})`
    return reason('pod-without-address', text, addresses)
  }
  return whyNodeForbids(world, service, pod) ?? whyFamilyForbids(service, pod)
}

/** The controller leaves a pod out while the Node it names does not exist, unless not-ready addresses are published. */
function whyNodeForbids(
  world: World,
  { manifest }: Resource<Service>,
  pod: Resource<Pod>,
): PodReason | undefined {
  const nodes = manifest.spec?.publishNotReadyAddresses === true ? undefined : world.derived(nodesListed)
  if (nodes === undefined) return undefined
  const node = pod.manifest.spec?.nodeName
  const ground = { resource: pod, at: ['spec', 'nodeName'] }
  if (!node) return reason('pod-without-node', 'it is on no node', ground)
  return nodes.has(node) ? undefined : reason('node-missing', `its Node ${node} does not exist`, ground)
}

/** The names of all nodes; undefined where there may be others. */
function nodesListed(world: World): ReadonlySet<string> | undefined {
  const nodes = world.all('Node')
  // where there is no Node at all, they were not listed: a cluster without one has no pod with an address
  if (nodes.length === 0 || world.doubt(['Node'], undefined) !== undefined) return undefined
  return new Set(nodes.map(({ name }) => name))
}

/** A manifest without ipFamilies gets those of its cluster, which are not known here. */
function whyFamilyForbids(service: Resource<Service>, pod: Resource<Pod>): PodReason | undefined {
  if ((service.manifest.spec?.ipFamilies ?? []).length === 0) return undefined
  const families = familiesOf(service.manifest)
  const found = (pod.manifest.status?.podIPs ?? []).map(({ ip }) =>
    canonicalIP(ip ?? '').includes(':') ? 'IPv6' : 'IPv4',
  )
  if (found.some((family) => families.includes(family))) return undefined
  return reason(
    'pod-of-other-family',
    `it has only an ${found[0]} address, and the Service is ${families.join(' and ')}`,
    { resource: pod, at: ['status', 'podIPs'] },
    { resource: service, at: ['spec', 'ipFamilies'] },
  )
}

// one for all: nearly every pod of a cluster is ready
const conditionsPath = ['status', 'conditions']

/** In which state a pod is among the endpoints. */
export function whyIn(service: Resource<Service>, pod: Resource<Pod>, state: PodConditions): PodReason {
  const { ready, serving, terminating } = state
  const conditions = { resource: pod, at: conditionsPath }
  if (serving && !terminating) return reason('pod-ready', 'ready', conditions)
  const deleted = { resource: pod, at: ['metadata', 'deletionTimestamp'] }
  if (terminating && serving)
    return reason('pod-terminating-serving', 'terminating, still serving', deleted, conditions)
  if (terminating) return reason('pod-terminating', 'terminating', deleted, conditions)
  const why = whyNotReady(pod.manifest)
  if (!ready) return reason('pod-not-ready', `not ready: ${why}`, conditions)
  const published = { resource: service, at: ['spec', 'publishNotReadyAddresses'] }
  return reason('pod-published-not-ready', `published although not ready: ${why}`, published, conditions)
}

/** Of a template whose pods were not seen. */
export function whyToCome({ resource, path, replicas }: PodSource): PodReason {
  const labels = { resource, at: [...path, 'metadata', 'labels'] }
  return replicas === 0
    ? reason('scaled-to-zero', 'it is scaled to 0', { resource, at: ['spec', 'replicas'] })
    : reason('pod-to-come', `its labels match: ${count(replicas, 'pod')} expected`, labels)
}

/** Of the template of a workload in a cluster whose pods were not listed; its status says how many are ready. */
export function whyUnseen(world: World, { resource, namespace }: PodSource): PodReason {
  const doubt = world.doubt(['Pod'], namespace)?.because ?? 'they were not listed'
  const reported = reportedReadiness(resource)
  const status =
    reported === undefined ? '' : `; its status says that ${reported.ready} of ${reported.total} are ready`
  return reason('pods-not-seen', `its pods cannot be seen: ${doubt}${status}`, {
    resource,
    at: reported === undefined ? ['spec', 'selector'] : ['status'],
  })
}

/** Of a template whose pods will only show by themselves whether they match. */
export function whyMaybe(service: Resource<Service>, { labels }: PodSource): PodReason {
  const late = Object.keys(selectorOf(service.manifest) ?? {}).filter(
    (key) => labelOf(labels, key) === undefined || isRuntimeLabel(key),
  )
  const grounds = late.map((key) => ({ resource: service, at: ['spec', 'selector', key] }))
  return reason(
    'label-at-run-time',
    'the selector names labels that only the running pod will show',
    ...grounds,
  )
}

/** Of a template in a cluster that has no pods of it. */
export function whyUnborn({ resource, replicas }: PodSource): PodReason {
  const ground = { resource, at: ['spec', 'replicas'] }
  return replicas === 0
    ? reason('scaled-to-zero', 'it is scaled to 0', ground)
    : reason('no-pods', 'it has no pods', ground)
}
