import type { PodSource } from '../../kube/workload/pod-source.ts'
import type { StringMap } from '../../world/types/manifest.ts'

/** The one of several kinds of pods of a workload that clients dial. */
interface Leader {
  /** What its operator puts on its pods. */
  readonly labels: StringMap
  readonly because: string
  /** A step on the way to its template. */
  readonly step: string
  /** Without a template of its own it is made from that of the workers. */
  readonly isElseWorker?: true
}

const byKind: ReadonlyMap<string, (name: string) => Leader> = new Map<string, (name: string) => Leader>([
  [
    'LeaderWorkerSet',
    // every pod gets the set's name and its place in its group
    (name) => ({
      labels: {
        'leaderworkerset.sigs.k8s.io/name': name,
        'leaderworkerset.sigs.k8s.io/worker-index': '0',
      },
      because: 'leaders only, since workers do not listen for clients',
      step: 'leaderTemplate',
      isElseWorker: true,
    }),
  ],
  [
    'RayCluster',
    (name) => ({
      labels: { 'ray.io/cluster': name, 'ray.io/node-type': 'head' },
      because: 'the head only, where workers and clients join',
      step: 'headGroupSpec',
    }),
  ],
  [
    'PyTorchJob',
    (name) => ({
      labels: {
        'training.kubeflow.org/job-name': name,
        'training.kubeflow.org/replica-type': 'master',
      },
      because: 'the master only, where all ranks meet',
      step: 'Master',
    }),
  ],
])

/**
 * The leader of a workload whose pods have roles, where the template may be the leader's; undefined where all are alike, or
 * nothing is known of them. Follows the documentation of LeaderWorkerSet, KubeRay and Kubeflow's training operator.
 */
export function leaderOf({ resource, path }: PodSource): Leader | undefined {
  const leader = byKind.get(resource.kind)?.(resource.name)
  return leader !== undefined && (leader.isElseWorker || path.includes(leader.step)) ? leader : undefined
}

/** Whether a template is the leader's own. */
export function isOfLeader(template: PodSource): boolean {
  const leader = leaderOf(template)
  return leader !== undefined && template.path.includes(leader.step)
}
