import { labelOf } from '../../world/labels.ts'
import type { PodSource } from './pod-source.ts'

const queueName = 'kueue.x-k8s.io/queue-name'

type Label = (template: PodSource, value: string) => boolean

/** Those whose pods go into the queue one by one: Kueue writes the name of the queue into their template. */
const isServing = ({ workload }: PodSource) => workload === 'Deployment' || workload === 'StatefulSet'

/**
 * What Kueue puts on the pods of a workload that names a queue, where it is installed and looks after that kind: so all of
 * it is `maybe`. Follows pkg/controller/constants and pkg/controller/jobs/{pod,deployment,statefulset} of
 * kubernetes-sigs/kueue.
 */
const labels: Readonly<Record<string, Label>> = {
  [queueName]: (template, value) => isServing(template) && queueOf(template) === value,
  'kueue.x-k8s.io/managed': (template, value) => isServing(template) && value === 'true',
  'kueue.x-k8s.io/pod-group-name': ({ workload }) => workload === 'StatefulSet',
  'kueue.x-k8s.io/podset': () => true,
  'kueue.x-k8s.io/tas': (_template, value) => value === 'true',
}

export const kueueLabels: readonly string[] = Object.keys(labels)

/** May the pods of this template carry a label of Kueue? */
export function kueueSays(template: PodSource, key: string, value: string): boolean {
  if (queueOf(template) === undefined || !Object.hasOwn(labels, key)) return false
  return labels[key]?.(template, value) === true
}

function queueOf({ resource }: PodSource): string | undefined {
  return labelOf(resource.manifest.metadata?.labels, queueName)
}
