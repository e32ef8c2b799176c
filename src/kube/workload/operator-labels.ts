import { valueAt } from '../../world/place.ts'
import type { PodSource } from './pod-source.ts'

type LabelValue = (template: PodSource) => string | undefined

const ofResource: LabelValue = ({ resource }) => resource.name

/**
 * What well-known operators put on the pods of their resources: kind → label key → value; undefined is one that the
 * template does not tell. Follows the documentation and sources of KubeRay, kubernetes-sigs/jobset (labelAndAnnotateObject in
 * pkg/controllers/jobset_controller.go, keys in api/jobset/v1alpha2/jobset_types.go) and kubeflow/trainer 1.
 */
const byKind: ReadonlyMap<string, ReadonlyMap<string, LabelValue>> = new Map([
  [
    'RayCluster',
    new Map<string, LabelValue>([
      ['ray.io/cluster', ofResource],
      ['ray.io/node-type', ({ path }) => (path.includes('headGroupSpec') ? 'head' : 'worker')],
    ]),
  ],
  [
    'JobSet',
    new Map<string, LabelValue>([
      ['jobset.sigs.k8s.io/jobset-name', ofResource],
      ['jobset.sigs.k8s.io/replicatedjob-name', (template) => textOf(replicatedJob(template, 'name'))],
      ['jobset.sigs.k8s.io/replicatedjob-replicas', (template) => String(jobsOf(template))],
      // of several Jobs each has its own
      ['jobset.sigs.k8s.io/job-index', (template) => (jobsOf(template) === 1 ? '0' : undefined)],
      [
        'jobset.sigs.k8s.io/group-name',
        (template) => textOf(replicatedJob(template, 'groupName')) ?? 'default',
      ],
    ]),
  ],
  ...['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob'].map(
    (kind) =>
      [
        kind,
        new Map<string, LabelValue>([
          ['training.kubeflow.org/job-name', ofResource],
          ['training.kubeflow.org/replica-type', replicaType],
        ]),
      ] as const,
  ),
])

/** Does the operator of this template give its pods the label with this value? Undefined where nothing is known of it. */
export function operatorSays(template: PodSource, key: string, value: string): boolean | undefined {
  const known = byKind.get(template.resource.kind)?.get(key)?.(template)
  return known === undefined ? undefined : known === value
}

/** A field of the part of a JobSet that the template is in: `spec.replicatedJobs[0].template.spec.template`. */
function replicatedJob({ resource, path }: PodSource, field: string): unknown {
  return valueAt(resource.manifest, [...path.slice(0, 3), field])
}

function jobsOf(template: PodSource): number {
  const replicas = replicatedJob(template, 'replicas')
  return typeof replicas === 'number' ? replicas : 1
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** `spec.pytorchReplicaSpecs.Master.template`: the role comes before the template. */
function replicaType({ path }: PodSource): string | undefined {
  const role = path.at(-2)
  return typeof role === 'string' ? role.toLowerCase() : undefined
}
