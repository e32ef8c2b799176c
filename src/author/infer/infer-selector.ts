import { SvcError } from '../../errors.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { isRuntimeLabel, releaseLabels, rolloutLabels } from '../../kube/workload/runtime-labels.ts'
import { formatLabels, labelOf } from '../../world/labels.ts'
import type { StringMap } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import { nameOf } from '../../world/resource.ts'
import { leaderOf } from './leader.ts'

export interface InferredSelector {
  readonly selector: StringMap
  /** Sentences about what was taken and what was left out. */
  readonly said: readonly string[]
}

/**
 * The labels by which a Service finds the pods of a workload after any rollout: those of the workload's own selector,
 * or of its pods where it has none, without what controllers and releases change.
 * Throws SvcError `usage` when that is nothing, or when the workload does not select its own pods.
 */
export function inferSelector(podSource: PodSource): InferredSelector {
  const { resource, labels } = podSource
  const leader = leaderOf(podSource)
  if (leader !== undefined) {
    const { labels: selector, because } = leader
    return { selector, said: [`selects pods with ${formatLabels(selector)}: ${because}`] }
  }
  const own = ownSelector(podSource)
  const strange = Object.entries(own.labels).find(([key, value]) => labelOf(labels, key) !== value)
  if (strange !== undefined)
    throw new SvcError(
      'usage',
      `${nameOf(resource)} selects ${strange.join('=')}, which its own pods do not have`,
      {
        hint: 'fix the workload first, or say --selector K=V',
      },
    )
  const wanted = Object.entries(Object.keys(own.labels).length === 0 ? labels : own.labels)
  const stable = wanted.filter(([key]) => !isRuntimeLabel(key) && !rolloutLabels.has(key))
  const lasting = stable.filter(([key]) => !releaseLabels.has(key))
  // a workload that has nothing but a version to be known by keeps it: it cannot change without a new workload
  const chosen = lasting.length > 0 ? lasting : Object.keys(own.labels).length > 0 ? stable : []
  if (chosen.length === 0) return byJobName(podSource) ?? refuse(podSource)
  const left = wanted.filter(([key]) => !chosen.some(([kept]) => kept === key))
  const selector = Object.fromEntries(chosen)
  return {
    selector,
    said: [
      `selects pods with ${formatLabels(selector)}`,
      ...left.map(([key, value]) => `left out ${key}=${value}: it changes with a rollout or a release`),
      ...own.left.map((text) => `left out ${text}: a Service selects by equal labels only`),
    ],
  }
}

interface OwnSelector {
  readonly labels: StringMap
  readonly left: readonly string[]
}

interface Expression {
  readonly key?: string
  readonly operator?: string
  readonly values?: readonly string[]
}

/** `spec.selector` as labels: an expression that allows one value says the same as a label. */
function ownSelector({ resource, pod }: PodSource): OwnSelector {
  const selector = pod === undefined ? valueAt(resource.manifest, ['spec', 'selector']) : undefined
  // a Job's own selector is a uid that only the server knows
  if (!isObject(selector) || resource.kind === 'Job') return { labels: {}, left: [] }
  if (resource.kind === 'ReplicationController') return { labels: stringsOf(selector), left: [] }
  const expressions: unknown = selector['matchExpressions']
  const list = (Array.isArray(expressions) ? expressions.filter(isObject) : []) as readonly Expression[]
  const single = list.filter(({ operator, values }) => operator === 'In' && values?.length === 1)
  return {
    labels: {
      ...(isObject(selector['matchLabels']) ? stringsOf(selector['matchLabels']) : {}),
      ...Object.fromEntries(single.map(({ key = '', values: [value = ''] = [] }) => [key, value])),
    },
    left: list
      .filter((expression) => !single.includes(expression))
      .map(({ key, operator, values = [] }) => [key, operator, values.join(', ')].filter(Boolean).join(' ')),
  }
}

function byJobName({ resource, workload }: PodSource): InferredSelector | undefined {
  if (workload !== 'Job') return undefined
  const selector = { 'batch.kubernetes.io/job-name': resource.name }
  return { selector, said: [`selects pods with ${formatLabels(selector)}, which the Job gives them`] }
}

function refuse({ resource }: PodSource): never {
  throw new SvcError('usage', `the pods of ${nameOf(resource)} have no label that lasts`, {
    hint: 'give its pod template a label such as app.kubernetes.io/name, or say --selector K=V',
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function stringsOf(map: Record<string, unknown>): StringMap {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
