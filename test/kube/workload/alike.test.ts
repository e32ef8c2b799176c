import { expect, test } from '@jest/globals'
import { areAlike } from '../../../src/kube/workload/alike.ts'
import type { Resource } from '../../../src/world/resource.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import { resourceOf, theOnly, worldOfYaml } from '../../world-of.ts'

const running = {
  name: 'web',
  ready: true,
  restartCount: 0,
  state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
}
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1', resourceVersion: '1', labels: { app: 'web' } },
  spec: { nodeName: 'n1', containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 80 }] }] },
  status: {
    phase: 'Running',
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [running],
  },
} satisfies Pod

const withStatus = (status: object) => ({ ...pod, status: { ...pod.status, ...status } })
const withSpec = (spec: object) => ({ ...pod, spec: { ...pod.spec, ...spec } })
const withMetadata = (metadata: object) => ({ ...pod, metadata: { ...pod.metadata, ...metadata } })

test.each<[string, boolean, object]>([
  ['nothing', true, pod],
  ['name and uid', true, withMetadata({ name: 'web-2', uid: 'u2', resourceVersion: '2' })],
  ['node', true, withSpec({ nodeName: 'n2' })],
  ['addresses', true, withStatus({ podIP: '10.0.0.2', podIPs: [{ ip: '10.0.0.2' }, { ip: 'fd00::2' }] })],
  [
    'start',
    true,
    withStatus({ containerStatuses: [{ ...running, state: { running: { startedAt: '2026' } } }] }),
  ],
  ['namespace', false, withMetadata({ namespace: 'data' })],
  ['labels', false, withMetadata({ labels: { app: 'api' } })],
  ['one label more', false, withMetadata({ labels: { app: 'web', tier: 'x' } })],
  ['annotations', false, withMetadata({ annotations: { 'prometheus.io/port': '9090' } })],
  ['owner', false, withMetadata({ ownerReferences: [{ kind: 'Job', name: 'once', uid: 'j' }] })],
  ['deletion', false, withMetadata({ deletionTimestamp: '2026-01-01T00:00:00Z' })],
  ['no node', false, { ...pod, spec: { containers: pod.spec.containers } }],
  ['host network', false, withSpec({ hostNetwork: true })],
  ['port', false, withSpec({ containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 81 }] }] })],
  ['one container more', false, withSpec({ containers: [...pod.spec.containers, { name: 'sidecar' }] })],
  ['phase', false, withStatus({ phase: 'Failed' })],
  ['conditions', false, withStatus({ conditions: [{ type: 'Ready', status: 'False' }] })],
  ['restarts', false, withStatus({ containerStatuses: [{ ...running, restartCount: 1 }] })],
  ['waiting', false, withStatus({ containerStatuses: [{ ...running, state: { waiting: {} } }] })],
])('pods that differ in %s: alike %s', (_, alike, other) => {
  const [one, two] = [pod, other as Pod].map((each) => resourceOf(structuredClone(each)))
  expect(areAlike(one as Resource<Pod>, two as Resource<Pod>)).toBe(alike)
  expect(areAlike(two as Resource<Pod>, one as Resource<Pod>)).toBe(alike)
})

test('pods of files are not alike: each may be applied by another one', () => {
  const read = theOnly(worldOfYaml(JSON.stringify(pod)), 'Pod')
  expect(areAlike(read, resourceOf(structuredClone(pod)))).toBe(false)
  expect(areAlike(resourceOf(structuredClone(pod)), read)).toBe(false)
})
