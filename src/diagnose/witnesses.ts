import { candidatesOf } from '../kube/endpointslice/candidates.ts'
import { actualSlices } from '../kube/endpointslice/slices.ts'
import { typeOf } from '../kube/core/defaults.ts'
import { controllersOf } from '../kube/workload/owner.ts'
import { withoutSecrets } from '../text/credentials.ts'
import { valueAt, type FieldPath } from '../world/place.ts'
import { groupsBy } from '../world/groups-by.ts'
import type { Resource } from '../world/resource.ts'
import { conditionsIn } from '../world/shapes/shape.ts'
import type { Pod, Service, Workload } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { quoteEvent, warningsAbout } from './events.ts'
import { describeStopped } from './served.ts'
import { unavailabilityOf } from './unavailability.ts'

/** What a controller or the kubelet says of an object, and where. */
export interface Witness {
  readonly text: string
  readonly field: readonly { readonly resource: Resource; readonly path: FieldPath }[]
}

const longestMessage = 200
const mostWitnesses = 3

/** What is said of a pod or a workload that explains why it does not serve: containers, conditions, gates, Events. */
export function witnessesOf(world: World, resource: Resource): Witness[] {
  const said = resource.kind === 'Pod' ? ofPod(world, resource as Resource<Pod>) : ofWorkload(world, resource)
  return said.slice(0, mostWitnesses)
}

/**
 * What is said of the pods or the workload behind a Service of which none answers, and of the Service itself: that its slices could not
 * be written, that it gets no load balancer. Empty where all is well, or where nobody says anything.
 */
export function witnessesBehind(world: World, service: Resource<Service>): Witness[] {
  const unavailability = unavailabilityOf(candidatesOf(world, service))
  const [pod] = unavailability?.kind === 'none-ready' ? unavailability.pods : []
  return [
    ...(pod === undefined ? [] : witnessesOf(world, pod.podSource.resource)),
    ...(unavailability?.kind === 'no-pods' || unavailability?.kind === 'not-seen'
      ? witnessesOf(world, unavailability.workload.podSource.resource)
      : []),
    ...witnessesOfSlices(world, service),
    ...(isPending(service) ? witnessesOfService(world, service) : []),
  ].slice(0, mostWitnesses)
}

/** The same for every Service. */
export function allWitnesses(world: World): Witness[] {
  return world.all('Service').flatMap((service) => witnessesBehind(world, service))
}

/** What the controllers report of a Service itself. */
export function witnessesOfService(world: World, service: Resource<Service>): Witness[] {
  return warningsAbout(world, service).map(ofEvent)
}

/** That the controller could not write the slices of a Service which list no endpoint. */
export function witnessesOfSlices(world: World, service: Resource<Service>): Witness[] {
  const isWithout = actualSlices(world, service).every(
    ({ manifest }) => (manifest.endpoints ?? []).length === 0,
  )
  if (!isWithout || service.manifest.metadata?.uid === undefined) return []
  return warningsAbout(world, service)
    .filter(({ manifest }) => manifest.reason?.startsWith('FailedToUpdateEndpoint'))
    .map(ofEvent)
}

function isPending({ manifest }: Resource<Service>): boolean {
  return typeOf(manifest) === 'LoadBalancer' && (manifest.status?.loadBalancer?.ingress ?? []).length === 0
}

function ofEvent(event: ReturnType<typeof warningsAbout>[number]): Witness {
  return { text: quoteEvent(event), field: [{ resource: event, path: ['message'] }] }
}

function ofPod(world: World, pod: Resource<Pod>): Witness[] {
  const { containerStatuses = [], initContainerStatuses = [], conditions = [] } = pod.manifest.status ?? {}
  const stopped = [...initContainerStatuses, ...containerStatuses].filter(
    ({ state, lastState }) =>
      state?.waiting !== undefined ||
      (state?.terminated !== undefined && state.terminated.exitCode !== 0) ||
      (lastState?.terminated !== undefined && state?.running === undefined),
  )
  const gates = (pod.manifest.spec?.readinessGates ?? []).filter(
    ({ conditionType }) =>
      !conditions.some(({ type, status }) => type === conditionType && status === 'True'),
  )
  return [
    // the first cause is what the pod is said to be not ready for
    ...stopped.slice(1).map((status) => ({
      text: `container ${describeStopped(status)}`,
      field: [{ resource: pod, path: ['status', 'containerStatuses'] }],
    })),
    ...gates.slice(stopped.length > 0 ? 0 : 1).map(({ conditionType }) => ({
      text: `readiness gate ${conditionType} is not True`,
      field: [{ resource: pod, path: ['spec', 'readinessGates'] }],
    })),
    ...nodeOf(world, pod),
    ...eventsOfPod(world, pod),
  ]
}

/** While the kubelet of a node reports nothing, the node controller takes its pods out. */
function nodeOf(world: World, { manifest }: Resource<Pod>): Witness[] {
  const node = world.get('Node', undefined, manifest.spec?.nodeName ?? '')
  const ready = node?.manifest.status?.conditions?.find(({ type }) => type === 'Ready')
  if (node === undefined || ready === undefined || ready.status === 'True') return []
  const why = ready.reason === undefined ? '' : ` (${ready.reason})`
  return [
    {
      text: `its node ${node.name} is not ready${why}`,
      field: [{ resource: node, path: ['status', 'conditions'] }],
    },
  ]
}

/** An Event of what is over by now explains nothing: that no node was found for a pod that has one, why a container did not start that runs. */
function eventsOfPod(world: World, pod: Resource<Pod>): Witness[] {
  const { containerStatuses = [] } = pod.manifest.status ?? {}
  const allRun =
    containerStatuses.length > 0 && containerStatuses.every(({ state }) => state?.running !== undefined)
  const isScheduled = pod.manifest.spec?.nodeName !== undefined
  return warningsAbout(world, pod)
    .filter(({ manifest: { reason } }) =>
      allRun ? reason === 'Unhealthy' : !(isScheduled && reason === 'FailedScheduling'),
    )
    .map(ofEvent)
}

const failing: ReadonlySet<string> = new Set(['ReplicaFailure', 'FailedCreate'])

function ofWorkload(world: World, resource: Resource): Witness[] {
  const conditions = conditionsIn(valueAt(resource.manifest, ['status', 'conditions']))
  const bad = conditions.filter(
    ({ type = '', status, reason }) =>
      (failing.has(type) && status === 'True') ||
      (type === 'Progressing' && status === 'False') ||
      reason === 'ProgressDeadlineExceeded',
  )
  const field = [{ resource, path: ['status'] }]
  const said = bad.map(({ type, reason, message = '' }) => ({
    text: `${resource.kind} ${resource.name} says ${type} ${reason ?? ''}: ${withoutSecrets(message).slice(0, longestMessage)}`.trim(),
    field,
  }))
  // the condition repeats the Event
  return said.length > 0 ? said : eventsOfWorkload(world, resource)
}

/** Those that want pods. */
function replicaSetsByDeployment(world: World, namespace: string): ReadonlyMap<string, readonly Resource[]> {
  return groupsBy<Resource, string>(
    world.all('ReplicaSet', namespace).filter(({ manifest }) => manifest.spec?.replicas !== 0),
    (each) => controllersOf(each).flatMap(({ kind, name }) => (kind === 'Deployment' ? name : [])),
  )
}

/** Of a workload that wants pods; a Deployment's ReplicaSet makes them, and reports what went wrong. */
function eventsOfWorkload(world: World, workload: Resource): Witness[] {
  const isLive = workload.manifest.metadata?.uid !== undefined
  if (!isLive || (workload.manifest as Workload).spec?.replicas === 0) return []
  const makers =
    workload.kind === 'Deployment'
      ? (world.derived(replicaSetsByDeployment, workload.namespace ?? '').get(workload.name) ?? [])
      : []
  return [workload, ...makers].flatMap((each) =>
    warningsAbout(world, each).map((event) => ({
      ...ofEvent(event),
      text: `${quoteEvent(event)} (${each.kind} ${each.name})`,
    })),
  )
}
