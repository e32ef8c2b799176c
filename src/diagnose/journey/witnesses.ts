import { withoutSecrets } from '../../text/credentials.ts'
import { valueAt } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { Condition, Pod } from '../../world/types/manifest.ts'
import { describeStopped } from '../served.ts'
import type { Field } from './model.ts'

/** What a controller or the kubelet says of an object, and where. */
export interface Witness {
  readonly text: string
  readonly field: readonly Field[]
}

const longestMessage = 200
const mostWitnesses = 3

/** What is said of a pod or a workload that explains why it does not serve: containers, conditions, gates. */
export function witnessesOf(resource: Resource): Witness[] {
  const said = resource.kind === 'Pod' ? ofPod(resource as Resource<Pod>) : ofWorkload(resource)
  return said.slice(0, mostWitnesses)
}

function ofPod(pod: Resource<Pod>): Witness[] {
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
    ...stopped.map((status) => ({
      text: `container ${describeStopped(status)}`,
      field: [{ resource: pod, path: ['status', 'containerStatuses'] }],
    })),
    ...gates.map(({ conditionType }) => ({
      text: `readiness gate ${conditionType} is not True`,
      field: [{ resource: pod, path: ['spec', 'readinessGates'] }],
    })),
  ]
}

const failing: ReadonlySet<string> = new Set(['ReplicaFailure', 'FailedCreate'])

function ofWorkload(resource: Resource): Witness[] {
  const conditions = (valueAt(resource.manifest, ['status', 'conditions']) ?? []) as readonly Condition[]
  const list = Array.isArray(conditions) ? conditions : []
  const bad = list.filter(
    ({ type, status, reason }) =>
      (failing.has(type) && status === 'True') ||
      (type === 'Progressing' && status === 'False') ||
      reason === 'ProgressDeadlineExceeded',
  )
  const field = [{ resource, path: ['status'] }]
  return bad.map(({ type, reason, message = '' }) => ({
    text: `${resource.kind} ${resource.name} says ${type} ${reason ?? ''}: ${withoutSecrets(message).slice(0, longestMessage)}`.trim(),
    field,
  }))
}
