import type { Kind } from '../../world/kinds.ts'
import { kindOf } from '../../world/kinds.ts'
import type { Pod, PodSpec, PodTemplate, StringMap, Workload } from '../../world/types/manifest.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import { recently } from '../../world/recent.ts'
import type { Resource } from '../../world/resource.ts'
import { fitsPodTemplate, podTemplateWithoutNulls } from '../../world/shapes/shape.ts'

/** A pod, or the template that pods will be made from: what a selector can match and a targetPort can name. */
export interface PodSource {
  /** The Pod, or the workload that holds the template. */
  readonly resource: Resource
  /** Where `metadata` and `spec` of the pod are inside that resource; empty for a Pod. */
  readonly path: FieldPath
  readonly namespace: string
  readonly labels: StringMap
  readonly spec: PodSpec
  /** Present for a real pod only. */
  readonly pod?: Resource<Pod>
  /** How many pods there are or will be. */
  readonly replicas: number
  /** The known kind of the workload; undefined for a pod and for a custom resource. */
  readonly workload?: Kind | undefined
}

const templatePaths: Readonly<Partial<Record<Kind, FieldPath>>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

// one for all: of pods there are many
const itself: FieldPath = []

/** The pod itself. */
export function podSourceOfPod(pod: Resource<Pod>): PodSource {
  const { manifest, namespace = '' } = pod
  return {
    resource: pod,
    path: itself,
    namespace,
    labels: manifest.metadata?.labels ?? {},
    spec: manifest.spec ?? {},
    pod,
    replicas: 1,
  }
}

/** The pod templates of a workload of a built-in kind (one) or of a custom resource (any number, found by shape). */
export const podTemplatesOf: (resource: Resource) => readonly PodSource[] = recently(templatesOf)

function templatesOf(resource: Resource): PodSource[] {
  const kind = kindOf(resource.manifest)
  if (kind === undefined) {
    return templatesByShape(resource.manifest, [], 0).map((path) =>
      templateAt(resource, path, {
        template: podTemplateWithoutNulls(valueAt(resource.manifest, path) as PodTemplate),
      }),
    )
  }
  const path = templatePaths[kind]
  const template = path === undefined ? undefined : valueAt(resource.manifest, path)
  if (path === undefined || template === undefined) return []
  return [templateAt(resource, path, { template: template as PodTemplate, workload: kind })]
}

function templateAt(
  resource: Resource,
  path: FieldPath,
  { template, workload }: { readonly template: PodTemplate; readonly workload?: Kind },
): PodSource {
  return {
    resource,
    path,
    namespace: resource.namespace ?? '',
    labels: template.metadata?.labels ?? {},
    spec: template.spec ?? {},
    replicas: replicasOf(resource),
    workload,
  }
}

function replicasOf({ kind, manifest }: Resource): number {
  const { replicas, parallelism, completions } = ((manifest as Workload).spec ?? {}) as Record<
    string,
    unknown
  >
  // a Job runs as many at once as it is allowed, or as are left to do
  if (kind === 'Job') return Math.min(numberOr(parallelism, 1), numberOr(completions, Infinity))
  // a custom resource may mean anything by that name
  return numberOr(replicas, 1)
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback
}

// Argo Rollouts keep it at spec.template, LeaderWorkerSets at spec.leaderWorkerTemplate.workerTemplate, Ray deeper in lists
const deepestTemplate = 6

function templatesByShape(value: unknown, path: FieldPath, depth: number): FieldPath[] {
  if (typeof value !== 'object' || value === null || depth > deepestTemplate) return []
  if (isPodTemplate(value)) return [path]
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value)
  return [...entries].flatMap(([step, child]) => templatesByShape(child, [...path, step], depth + 1))
}

function isPodTemplate(value: object): boolean {
  return Array.isArray(valueAt(value, ['spec', 'containers'])) && fitsPodTemplate(value)
}

/** A Job's pod that is done, an evicted one: what it declares no longer matters. */
export function hasEnded({ pod }: PodSource): boolean {
  const phase = pod?.manifest.status?.phase
  return phase === 'Succeeded' || phase === 'Failed'
}
