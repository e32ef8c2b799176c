import { expect, test } from '@jest/globals'
import { selectionOf } from '../../../src/kube/endpointslice/selection.ts'
import { partial, theOnly, worldOf } from '../../world-of.ts'
import { service, workload } from '../web.ts'

const template = { metadata: { labels: {} }, spec: { containers: [{ name: 'main' }] } }
const ray = { headGroupSpec: { template }, workerGroupSpecs: [{ groupName: 'gpu', template }] }
const jobs = {
  replicatedJobs: [
    { name: 'driver', template: { spec: { template } } },
    { name: 'worker', replicas: 3, groupName: 'gpu', template: { spec: { template } } },
  ],
}
const torch = { pytorchReplicaSpecs: { Master: { template }, Worker: { template } } }

// where each template is that the selector chooses, or may choose
test.each([
  ['RayCluster', ray, { 'ray.io/cluster': 'web' }, 'yes headGroupSpec, yes workerGroupSpecs'],
  ['RayCluster', ray, { 'ray.io/cluster': 'web', 'ray.io/node-type': 'head' }, 'yes headGroupSpec'],
  ['RayCluster', ray, { 'ray.io/cluster': 'other' }, ''],
  [
    'RayCluster',
    ray,
    { 'ray.io/cluster': 'web', 'ray.io/group': 'gpu' },
    'maybe headGroupSpec, maybe workerGroupSpecs',
  ],
  ...[
    ['TFJob', 'tfReplicaSpecs'],
    ['MPIJob', 'mpiReplicaSpecs'],
    ['XGBoostJob', 'xgbReplicaSpecs'],
    ['PaddleJob', 'paddleReplicaSpecs'],
  ].map(
    ([kind = '', specs = '']) =>
      [
        kind,
        { [specs]: { Worker: { template } } },
        { 'training.kubeflow.org/job-name': 'web', 'training.kubeflow.org/replica-type': 'worker' },
        `yes ${specs}`,
      ] as const,
  ),
  [
    'PyTorchJob',
    torch,
    { 'training.kubeflow.org/job-name': 'web', 'training.kubeflow.org/replica-type': 'master' },
    'yes pytorchReplicaSpecs',
  ],
  [
    'JobSet',
    { replicatedJobs: [{ template: { spec: { template } } }] },
    { 'jobset.sigs.k8s.io/jobset-name': 'web' },
    'yes replicatedJobs',
  ],
  [
    'JobSet',
    jobs,
    { 'jobset.sigs.k8s.io/jobset-name': 'web', 'jobset.sigs.k8s.io/replicatedjob-name': 'driver' },
    'yes replicatedJobs',
  ],
  [
    'JobSet',
    jobs,
    { 'jobset.sigs.k8s.io/replicatedjob-name': 'worker', 'jobset.sigs.k8s.io/job-index': '2' },
    'maybe replicatedJobs',
  ],
  ['JobSet', jobs, { 'jobset.sigs.k8s.io/replicatedjob-name': 'other' }, ''],
  ['JobSet', jobs, { 'jobset.sigs.k8s.io/replicatedjob-replicas': '3' }, 'yes replicatedJobs'],
  ['Unheard', ray, { 'ray.io/cluster': 'web' }, ''],
])('the labels that operators add: %s %#', (kind, spec, selector, expected) => {
  const resource = { apiVersion: 'example.com/v1', kind, metadata: { name: 'web', namespace: 'shop' }, spec }
  const world = worldOf([service({ selector: selector as never }), resource], [partial])
  const { selected, maybe } = selectionOf(world, theOnly(world, 'Service'))
  const texts = [
    ...selected.map(({ path }) => `yes ${path[1]}`),
    ...maybe.map(({ path }) => `maybe ${path[1]}`),
  ]
  expect(texts.join(', ')).toBe(expected)
})

const queue = 'kueue.x-k8s.io/queue-name'

// Kueue may be installed or not: what it would add is never certain
test.each<[string, string, object, Record<string, string>, string]>([
  ['the queue of a Deployment', 'Deployment', { [queue]: 'gpu' }, { app: 'web', [queue]: 'gpu' }, 'maybe'],
  ['another queue', 'Deployment', { [queue]: 'gpu' }, { app: 'web', [queue]: 'cpu' }, ''],
  ['no queue', 'Deployment', {}, { app: 'web', [queue]: 'gpu' }, ''],
  ['no queue, managed', 'Deployment', {}, { app: 'web', 'kueue.x-k8s.io/managed': 'true' }, ''],
  ['managed', 'StatefulSet', { [queue]: 'a' }, { 'kueue.x-k8s.io/managed': 'true' }, 'maybe'],
  ['the set of a Job', 'Job', { [queue]: 'a' }, { app: 'web', 'kueue.x-k8s.io/podset': 'main' }, 'maybe'],
])('labels of Kueue: %s', (_name, kind, labels, selector, expected) => {
  const world = worldOf([service({ selector }), workload(kind, { metadata: { labels } })], [partial])
  const { selected, maybe } = selectionOf(world, theOnly(world, 'Service'))
  expect([...selected.map(() => 'yes'), ...maybe.map(() => 'maybe')].join()).toBe(expected)
})

// a Rollout makes its pods from the template of a Deployment, which is scaled down
test.each<[string, object, object | undefined, number[]]>([
  ['with a Deployment that is scaled down', { replicas: 0 }, { replicas: 3 }, [3]],
  ['while both run', { replicas: 2 }, { replicas: 3 }, [5]],
  ['one without a number', { replicas: 0 }, {}, [1]],
  ['no Rollout', { replicas: 2 }, undefined, [2]],
])('the pods of a Rollout: %s', (_name, spec, rollout, expected) => {
  const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
  const argo = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { ...rollout, workloadRef },
  }
  const manifests = [service(), workload('Deployment', { spec }), ...(rollout === undefined ? [] : [argo])]
  const world = worldOf(manifests, [partial])
  const { selected } = selectionOf(world, theOnly(world, 'Service'))
  expect(selected.map(({ replicas }) => replicas)).toEqual(expected)
})
