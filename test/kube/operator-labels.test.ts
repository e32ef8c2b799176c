import { expect, test } from '@jest/globals'
import { selectionOf } from '../../src/kube/endpointslice/selection.ts'
import { partial, theOnly, worldOf } from '../world-of.ts'
import { service } from './web.ts'

const template = { metadata: { labels: {} }, spec: { containers: [{ name: 'main' }] } }
const ray = { headGroupSpec: { template }, workerGroupSpecs: [{ groupName: 'gpu', template }] }
const torch = { pytorchReplicaSpecs: { Master: { template }, Worker: { template } } }

// where each template stands that the selector chooses, or may choose
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
