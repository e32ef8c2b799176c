import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { candidatesOf } from '../../../src/kube/endpointslice/candidates.ts'
import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { formatPath } from '../../../src/world/place.ts'
import { complete, partial, theOnly, worldOf } from '../../world-of.ts'
import { nodes, notReady, pod, service, workload } from '../web.ts'
import { recordedIn } from '../../recorded.ts'
import { endpointsInFull } from './in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'reasons.txt'))

const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' }
const publish = { publishNotReadyAddresses: true }
const unknown = 'label-at-run-time .spec.selector.pod-template-hash'

// the codes are a contract: a change of one is a change of the JSON of svc endpoints
test.each([
  ['pod-ready .status.conditions', {}, [pod(1)]],
  ['pod-not-ready .status.conditions', {}, [pod(1, { status: notReady })]],
  [
    'pod-published-not-ready .spec.publishNotReadyAddresses .status.conditions',
    publish,
    [pod(1, { status: notReady })],
  ],
  [
    'pod-terminating-serving .metadata.deletionTimestamp .status.conditions',
    {},
    [pod(1, { metadata: { ...deleted, labels: { app: 'web' }, name: 'p1', namespace: 'shop' } })],
  ],
  [
    'pod-terminating .metadata.deletionTimestamp .status.conditions',
    {},
    [pod(1, { metadata: deleted, status: notReady })],
  ],
  ['pod-ended .status.phase', {}, [pod(1, { status: { phase: 'Failed' } })]],
  ['pod-without-address .status.podIPs', {}, [pod(1, { status: { podIP: '', podIPs: [] } })]],
  ['pod-of-other-family .status.podIPs .spec.ipFamilies', { ipFamilies: ['IPv6' as const] }, [pod(1)]],
  ['pod-without-node .spec.nodeName', {}, [...nodes, pod(1, { spec: { nodeName: '' } })]],
  ['node-missing .spec.nodeName', {}, [...nodes, pod(1, { spec: { nodeName: 'gone' } })]],
  ['scaled-to-zero .spec.replicas', {}, [workload('Deployment', { spec: { replicas: 0 } })]],
  ['pod-to-come .spec.template.metadata.labels', {}, [workload('Deployment')]],
  ['no-pods .spec.replicas', {}, [workload('Deployment', { metadata: { uid: 'u' } })]],
  [unknown, { selector: { app: 'web', 'pod-template-hash': 'x' } }, [workload('Deployment')]],
])('%s', (expected, spec, manifests) => {
  const world = worldOf([service(spec), ...manifests], [complete])
  expectRecorded(expected, endpointsInFull(world))
  const [found] = candidatesOf(world, theOnly(world, 'Service'))
  const fields = found?.grounds.map(({ at }) =>
    formatPath(at).replace('["pod-template-hash"]', '.pod-template-hash'),
  )
  expect([found?.code, ...(fields ?? [])].join(' ')).toBe(expected)
})

test.each([
  ['all pods of a StatefulSet', { app: 'web' }, 'StatefulSet', { replicas: 3 }, 3],
  [
    'one of them by name',
    { app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-1' },
    'StatefulSet',
    { replicas: 3 },
    1,
  ],
  ['one of them by number', { 'apps.kubernetes.io/pod-index': '2' }, 'StatefulSet', { replicas: 3 }, 1],
  ['one that is not there', { 'apps.kubernetes.io/pod-index': '3' }, 'StatefulSet', { replicas: 3 }, 0],
  ['as many as a Job runs at once', { app: 'web' }, 'Job', { parallelism: 4 }, 4],
  ['or as it has left to do', { 'job-name': 'web' }, 'Job', { parallelism: 4, completions: 2 }, 2],
])('pods to come: %s', (_name, selector, kind, spec, expected) => {
  const world = worldOf([service({ selector: selector as never }), workload(kind, { spec })], [partial])
  const slices = predictEndpointSlices(world, theOnly(world, 'Service'))
  expect(slices.flatMap(({ endpoints }) => endpoints ?? [])).toHaveLength(expected)
})

// the pods of a workload that a cluster has, where they may not be listed
test.each([
  ['pods-not-seen .status', { status: { replicas: 2, readyReplicas: 1 } }],
  ['pods-not-seen .status, all of them', { status: { replicas: 2, readyReplicas: 2 } }],
  ['pods-not-seen .spec.selector', {}],
  ['scaled-to-zero .spec.replicas, in a cluster', { spec: { replicas: 0 } }],
])('%s', (name, change) => {
  const template = workload('Deployment', { metadata: { uid: 'u' }, ...change })
  const refused = {
    kind: 'Pod',
    namespace: 'shop',
    state: 'forbidden',
    because: 'no right to list pods',
  } as const
  expectRecorded(
    name,
    endpointsInFull(
      worldOf([service(), { ...template, ...change, spec: template.spec }], [complete, refused]),
    ),
  )
})
