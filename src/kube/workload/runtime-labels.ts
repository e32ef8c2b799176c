import { labelOf } from '../../world/labels.ts'
import type { Workload } from '../../world/types/manifest.ts'
import { kueueLabels, kueueSays } from './kueue-labels.ts'
import { operatorSays } from './operator-labels.ts'
import type { PodSource } from './pod-source.ts'

/** Whether the pods of a template will carry a label that the template itself does not show. */
export type Ternary = 'yes' | 'no' | 'maybe'

/**
 * Labels that controllers put on pods when they make them. A template never shows them, so a selector that names one
 * is not wrong for it. Sources: kubernetes/kubernetes pkg/controller/statefulset/stateful_set_utils.go,
 * pkg/controller/job/job_controller.go, pkg/controller/deployment/sync.go, pkg/controller/daemon/util.
 */
const byRuntime: Readonly<Record<string, (template: PodSource, value: string) => Ternary>> = {
  'statefulset.kubernetes.io/pod-name': (template, value) =>
    yesOrNo(ordinalOf(template, value, `${template.resource.name}-`)),
  'apps.kubernetes.io/pod-index': (template, value) => yesOrNo(ordinalOf(template, value, '')),
  'controller-revision-hash': ({ workload }) => maybe(workload === 'StatefulSet' || workload === 'DaemonSet'),
  'pod-template-generation': ({ workload }) => maybe(workload === 'DaemonSet'),
  'pod-template-hash': ({ workload }) => maybe(workload === 'Deployment' || workload === 'ReplicaSet'),
  'job-name': jobName,
  'batch.kubernetes.io/job-name': jobName,
  'controller-uid': ({ workload }) => maybe(workload === 'Job' || workload === 'CronJob'),
  'batch.kubernetes.io/controller-uid': ({ workload }) => maybe(workload === 'Job' || workload === 'CronJob'),
  'batch.kubernetes.io/job-completion-index': ({ workload }) =>
    maybe(workload === 'Job' || workload === 'CronJob'),
  ...Object.fromEntries(
    kueueLabels.map((key) => [
      key,
      (template: PodSource, value: string) => maybe(kueueSays(template, key, value)),
    ]),
  ),
}

/** Labels whose value changes with each rollout: a selector that names one loses its pods at the next. */
export const rolloutLabels: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'rollouts-pod-template-hash',
])

/** Labels that people and charts change with each release. */
export const releaseLabels: ReadonlySet<string> = new Set([
  'app.kubernetes.io/version',
  'helm.sh/chart',
  'version',
  'chart',
])

/** Labels of which each pod of a StatefulSet has a value of its own. */
const ordinalLabels = ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index']

/** How many pods of a template that matches have labels of these keys with the same values. */
export function podsWith({ workload, replicas }: PodSource, keys: readonly string[]): number {
  const isOne = workload === 'StatefulSet' && keys.some((key) => ordinalLabels.includes(key))
  return isOne ? Math.min(replicas, 1) : replicas
}

export function isRuntimeLabel(key: string): boolean {
  return Object.hasOwn(byRuntime, key)
}

/**
 * Will pods of this template have that label, though the template does not? For a custom resource the operator may
 * add any label, so the answer is `maybe`.
 */
function predictLabel(template: PodSource, key: string, value: string): Ternary {
  if (template.resource.kind === 'LeaderWorkerSet') return inGroup(template, key, value)
  if (template.workload === undefined) {
    const said = operatorSays(template, key, value)
    return said === undefined ? 'maybe' : yesOrNo(said)
  }
  return isRuntimeLabel(key) ? (byRuntime[key]?.(template, value) ?? 'no') : 'no'
}

/** Follows pkg/webhooks and pkg/controllers of kubernetes-sigs/lws: the leader of a group has the index 0. */
function inGroup({ path, resource }: PodSource, key: string, value: string): Ternary {
  if (key === 'leaderworkerset.sigs.k8s.io/name') return yesOrNo(value === resource.name)
  if (key !== 'leaderworkerset.sigs.k8s.io/worker-index') return 'maybe'
  // without a template of its own the leader is made from that of the workers
  return path.includes('leaderTemplate') ? yesOrNo(value === '0') : 'maybe'
}

function jobName(template: PodSource, value: string): Ternary {
  if (template.workload === 'Job') return value === template.resource.name ? 'yes' : 'no'
  return maybe(template.workload === 'CronJob' && value.startsWith(`${template.resource.name}-`))
}

function ordinalOf(template: PodSource, value: string, prefix: string): boolean {
  if (template.workload !== 'StatefulSet' || !value.startsWith(prefix)) return false
  const digits = value.slice(prefix.length)
  if (!/^(0|[1-9]\d{0,8})$/.test(digits)) return false
  const start = (template.resource.manifest as Workload).spec?.ordinals?.start ?? 0
  const ordinal = Number(digits)
  return ordinal >= start && ordinal < start + template.replicas
}

function yesOrNo(condition: boolean): Ternary {
  return condition ? 'yes' : 'no'
}

function maybe(condition: boolean): Ternary {
  return condition ? 'maybe' : 'no'
}

/** Does this pod, or will each pod of this template, carry the label? */
export function carries(podSource: PodSource, key: string, value: string): Ternary {
  const own = labelOf(podSource.labels, key)
  if (own !== undefined) return own === value ? 'yes' : 'no'
  return podSource.pod === undefined ? predictLabel(podSource, key, value) : 'no'
}
