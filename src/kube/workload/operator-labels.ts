import type { PodLike } from './pod-like.ts'

type LabelValue = (template: PodLike) => string | undefined

const ofResource: LabelValue = ({ resource }) => resource.name

/**
 * What well-known operators put on the pods of their resources: kind → label key → value; undefined is one that the
 * template does not tell. Follows the documentation and sources of KubeRay, kubernetes-sigs/jobset and kubeflow/trainer 1.
 */
const byKind: ReadonlyMap<string, ReadonlyMap<string, LabelValue>> = new Map([
  [
    'RayCluster',
    new Map<string, LabelValue>([
      ['ray.io/cluster', ofResource],
      ['ray.io/node-type', ({ path }) => (path.includes('headGroupSpec') ? 'head' : 'worker')],
    ]),
  ],
  ['JobSet', new Map([['jobset.sigs.k8s.io/jobset-name', ofResource]])],
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
export function operatorSays(template: PodLike, key: string, value: string): boolean | undefined {
  const known = byKind.get(template.resource.kind)?.get(key)?.(template)
  return known === undefined ? undefined : known === value
}

/** `spec.pytorchReplicaSpecs.Master.template`: the role stands before the template. */
function replicaType({ path }: PodLike): string | undefined {
  const role = path.at(-2)
  return typeof role === 'string' ? role.toLowerCase() : undefined
}
