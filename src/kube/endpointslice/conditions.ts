import { withoutSecrets } from '../../text/credentials.ts'
import type { Condition, ContainerStatus, Pod, PodStatus } from '../../world/types/manifest.ts'

/** The three conditions that the controller writes on each endpoint. */
export interface PodConditions {
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
}

/**
 * The conditions of a pod's endpoint: serving is the pod's Ready condition, terminating its deletionTimestamp, ready
 * is `publishNotReadyAddresses`, or serving and not terminating.
 * Follows podToEndpoint in kubernetes/endpointslice utils.go.
 */
export function endpointConditions(pod: Pod, publishNotReady: boolean): PodConditions {
  const serving = condition(pod.status, 'Ready')?.status === 'True'
  const terminating = Boolean(pod.metadata?.deletionTimestamp)
  return { ready: publishNotReady || (serving && !terminating), serving, terminating }
}

/** Why the Ready condition of a pod is not True, in a clause: the deepest cause that its status shows. */
export function whyNotReady(pod: Pod): string {
  const { status, spec } = pod
  if (status === undefined) return 'it has no status'
  const scheduled = condition(status, 'PodScheduled')
  if (scheduled?.status === 'False')
    return withDetail('it is not scheduled', scheduled.message ?? scheduled.reason)
  const stuck = stuckIn(pod)
  if (stuck !== undefined) return stuck
  const gate = spec?.readinessGates?.find(
    ({ conditionType }) => condition(status, conditionType)?.status !== 'True',
  )
  if (gate !== undefined) return `readiness gate ${gate.conditionType} is not True`
  const unready = status.containerStatuses?.find((container) => container.ready === false)
  if (unready !== undefined) return runningButUnready(pod, unready)
  const ready = condition(status, 'Ready')
  if (ready === undefined) return `it has no Ready condition (phase ${status.phase ?? 'unknown'})`
  return withDetail(`its Ready condition is ${ready.status ?? 'unknown'}`, ready.message ?? ready.reason)
}

/** The container that keeps the pod from being ready; init containers run before the others. */
function stuckIn(pod: Pod): string | undefined {
  const { initContainerStatuses, containerStatuses } = pod.status ?? {}
  return (
    firstStuck(initContainerStatuses, 'init container') ??
    unfinished(pod) ??
    firstStuck(containerStatuses, 'container')
  )
}

function firstStuck(statuses: readonly ContainerStatus[] | undefined, what: string): string | undefined {
  for (const { name = '?', state, lastState, restartCount = 0 } of statuses ?? []) {
    const { waiting, terminated } = state ?? {}
    if (waiting?.reason && waiting.reason !== 'PodInitializing') {
      const restarts = restartCount > 0 ? `, ${restartCount} restarts` : ''
      const text = `${what} ${name} is waiting: ${waiting.reason}${restarts}${endedBefore(lastState)}`
      return withDetail(text, waiting.message)
    }
    if (terminated !== undefined && terminated.exitCode !== 0) {
      return `${what} ${name} has ended: ${terminated.reason ?? 'Error'}, exit code ${terminated.exitCode ?? 'unknown'}`
    }
  }
  return undefined
}

/** The init container that the others wait for; one that is restarted always is a sidecar, and runs on. */
function unfinished({ status, spec }: Pod): string | undefined {
  if (condition(status, 'Initialized')?.status !== 'False') return undefined
  const sidecars = (spec?.initContainers ?? []).flatMap(({ name, restartPolicy }) =>
    restartPolicy === 'Always' ? [name] : [],
  )
  const running = status?.initContainerStatuses?.find(
    ({ name, state }) => state?.running !== undefined && !sidecars.includes(name),
  )
  return running === undefined
    ? undefined
    : `init container ${running.name ?? '?'} has not finished: the containers behind it wait for it${endedBefore(running.lastState)}`
}

/** How the last run of a container ended, where there was one. */
function endedBefore(lastState: ContainerStatus['lastState']): string {
  const { reason, exitCode } = lastState?.terminated ?? {}
  if (reason === undefined && exitCode === undefined) return ''
  return `, ended before with ${[reason, exitCode === undefined ? undefined : `exit code ${exitCode}`].filter(Boolean).join(', ')}`
}

function runningButUnready(pod: Pod, { name = '?', state }: ContainerStatus): string {
  const probe = pod.spec?.containers?.find((container) => container.name === name)?.readinessProbe
  if (state?.running === undefined) return `container ${name} is not running yet`
  if (probe === undefined) return `container ${name} runs but is not ready`
  const { httpGet, tcpSocket, grpc } = probe
  if (httpGet !== undefined)
    return `readiness probe of container ${name} fails: GET :${httpGet.port ?? '?'}${httpGet.path ?? '/'}`
  if (tcpSocket !== undefined)
    return `readiness probe of container ${name} fails: TCP :${tcpSocket.port ?? '?'}`
  if (grpc !== undefined) return `readiness probe of container ${name} fails: gRPC :${grpc.port ?? '?'}`
  return `readiness probe of container ${name} fails`
}

function condition(status: PodStatus | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((item) => item.type === type)
}

const longestDetail = 160

function withDetail(text: string, detail: string | undefined): string {
  if (!detail) return text
  const shown = withoutSecrets(detail)
  return `${text} (${shown.length > longestDetail ? `${shown.slice(0, longestDetail)}…` : shown})`
}
