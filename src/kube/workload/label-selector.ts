import { labelOf } from '../../world/labels.ts'
import type { LabelSelectorSpec, StringMap } from '../../world/types/manifest.ts'
import type { PodSource } from './pod-source.ts'
import { carries, isRuntimeLabel, type Ternary } from './runtime-labels.ts'
import { allOf, anyOf, matchOf, maybe, negated, type Match } from './match.ts'

/** What is known of the labels of a pod or a namespace. */
export interface KnownLabels {
  carries(key: string, value: string): Ternary
  has(key: string): Ternary
  /** The value that is in sight; of a label that is not, `has` tells whether it may be there. */
  valueOf(key: string): string | undefined
  /** Why they are not known, where they are not. */
  readonly unknown: string
}

/** Of an object that shows all its labels. */
export function labelsShown(labels: StringMap | undefined): KnownLabels {
  return {
    carries: (key, value) => (labelOf(labels, key) === value ? 'yes' : 'no'),
    has: (key) => (labelOf(labels, key) === undefined ? 'no' : 'yes'),
    valueOf: (key) => labelOf(labels, key),
    unknown: '',
  }
}

/** Of a pod, or of the pods that a template will make: controllers, and operators above all, add labels of their own. */
export function labelsOfPod(podSource: PodSource): KnownLabels {
  const { pod, workload, labels } = podSource
  return {
    carries: (key, value) => carries(podSource, key, value),
    has: (key) => {
      if (labelOf(labels, key) !== undefined) return 'yes'
      return pod === undefined && (workload === undefined || isRuntimeLabel(key)) ? 'maybe' : 'no'
    },
    valueOf: (key) => labelOf(labels, key),
    unknown: 'a label that only the running pod will show',
  }
}

/** Of an object of which some labels are known, and no more. */
export function labelsKnown(labels: StringMap, unknown: string): KnownLabels {
  return {
    carries: (key, value) => {
      const own = labelOf(labels, key)
      return own === undefined ? 'maybe' : own === value ? 'yes' : 'no'
    },
    has: (key) => (labelOf(labels, key) === undefined ? 'maybe' : 'yes'),
    valueOf: (key) => labelOf(labels, key),
    unknown,
  }
}

type Requirement = NonNullable<LabelSelectorSpec['matchExpressions']>[number]

/**
 * Does a label selector match? An empty one matches everything; NotIn and DoesNotExist match what lacks the key.
 * Follows LabelSelectorAsSelector in kubernetes/apimachinery pkg/apis/meta/v1/helpers.go.
 */
export function selectorMatches(selector: LabelSelectorSpec, labels: KnownLabels): Match {
  const { matchLabels = {}, matchExpressions = [] } = selector
  return allOf([
    ...Object.entries(matchLabels).map(([key, value]) => matchOf(labels.carries(key, value), labels.unknown)),
    ...matchExpressions.map((requirement) => requirementMatches(requirement, labels)),
  ])
}

/** Does a label selector choose an object that shows all its labels? An operator that the API does not know chooses nothing. */
export function selects(selector: LabelSelectorSpec, labels: StringMap | undefined): boolean {
  return selectorMatches(selector, labelsShown(labels)).is === 'yes'
}

function requirementMatches(
  { key = '', operator = '', values = [] }: Requirement,
  labels: KnownLabels,
): Match {
  const among = () => anyOf(values.map((value) => matchOf(labels.carries(key, value), labels.unknown)))
  const there = () => matchOf(labels.has(key), labels.unknown)
  switch (operator) {
    case 'In':
      return among()
    case 'NotIn':
      return negated(among())
    case 'Exists':
      return there()
    case 'DoesNotExist':
      return negated(there())
    default:
      return maybe(`the operator "${operator}", which the API server refuses`)
  }
}
