import { describe, expect, test } from '@jest/globals'
import { describePods, describePodSource } from '../../../src/kube/workload/describe.ts'
import { ownerOf } from '../../../src/kube/workload/owner.ts'
import { byName } from '../../../src/kube/workload/pod-index.ts'
import { podSourceOfPod, podTemplatesOf } from '../../../src/kube/workload/pod-source.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import { partial, resourceOf, worldOf } from '../../world-of.ts'

const owner = (apiVersion: string, kind: string, name: string, more = {}) => ({
  apiVersion,
  kind,
  name,
  uid: name,
  controller: true,
  ...more,
})
const object = (
  apiVersion: string,
  kind: string,
  name: string,
  owners: readonly object[] = [],
  spec = {},
) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'default', ownerReferences: owners },
  spec,
})
const pod = (owners: readonly object[], labels: Record<string, string> = {}, name = 'p') =>
  resourceOf<Pod>({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels, ownerReferences: owners as never },
    spec: { containers: [{ name: 'c' }] },
  })
const set = owner('apps/v1', 'ReplicaSet', 'web-5d4')
const hash = { app: 'web', 'pod-template-hash': '5d4' }
const selecting = (app: string) => ({ selector: { matchLabels: { app } } })
const job = owner('batch/v1', 'Job', 'nightly-1')

describe('who a pod belongs to', () => {
  test.each<[string, string | undefined, Parameters<typeof pod>, readonly object[]]>([
    ['nothing controls it', undefined, [[]], []],
    ['an owner that is no controller', undefined, [[{ ...set, controller: false }]], []],
    ['a reference without a name', undefined, [[{ ...set, name: '' }]], []],
    ['a ReplicaSet that was not read', 'ReplicaSet web-5d4 unread', [[set]], []],
    ['the Deployment that its hash betrays', 'Deployment web unread', [[set], hash], []],
    [
      'a hash that the name does not end in',
      'ReplicaSet web-5d4 unread',
      [[set], { 'pod-template-hash': 'd4x' }],
      [],
    ],
    [
      'a StatefulSet has no such name',
      'StatefulSet web-5d4 unread',
      [[owner('apps/v1', 'StatefulSet', 'web-5d4')], hash],
      [],
    ],
    [
      'the Deployment that selects it, without its ReplicaSet',
      'Deployment web read',
      [[set], hash],
      [object('apps/v1', 'Deployment', 'web', [], selecting('web'))],
    ],
    [
      'a Deployment of that name that selects other pods is not above it',
      'ReplicaSet web-5d4 read',
      [[set], hash],
      [
        object('apps/v1', 'Deployment', 'web', [], selecting('api')),
        object('apps/v1', 'ReplicaSet', 'web-5d4'),
      ],
    ],
    [
      'a ReplicaSet without a Deployment',
      'ReplicaSet web-5d4 read',
      [[set]],
      [object('apps/v1', 'ReplicaSet', 'web-5d4')],
    ],
    [
      'the CronJob above a Job',
      'CronJob nightly read',
      [[job]],
      [
        object('batch/v1', 'Job', 'nightly-1', [owner('batch/v1', 'CronJob', 'nightly')]),
        object('batch/v1', 'CronJob', 'nightly'),
      ],
    ],
    [
      'a CronJob that was not read',
      'CronJob nightly unread',
      [[job]],
      [object('batch/v1', 'Job', 'nightly-1', [owner('batch/v1', 'CronJob', 'nightly')])],
    ],
    [
      'an object of an operator',
      'Cluster pg read',
      [[owner('postgresql.cnpg.io/v1', 'Cluster', 'pg')]],
      [object('postgresql.cnpg.io/v1', 'Cluster', 'pg')],
    ],
  ])('%s', (_, expected, [owners, labels], others) => {
    const own = pod(owners, labels)
    const found = ownerOf(worldOf([own.manifest, ...others], [partial]), own)
    const text = found && `${found.kind} ${found.name} ${found.resource === undefined ? 'unread' : 'read'}`
    expect(text).toBe(expected)
  })
})

const inCluster = worldOf([])
const sources = (...names: string[]) => names.map((name) => podSourceOfPod(pod([set], {}, name)))
const templates = (apiVersion: string, kind: string, spec: object) => [
  ...podTemplatesOf(resourceOf(object(apiVersion, kind, 'web', [], spec) as never)),
]
const template = templates('apps/v1', 'Deployment', {
  selector: {},
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c' }] } },
})

describe('pods in words', () => {
  test.each([
    ['the pod of ReplicaSet web-5d4', sources('a')],
    ['the 2 pods of ReplicaSet web-5d4', sources('a', 'b')],
    ['Pod default/a', [podSourceOfPod(pod([], {}, 'a'))]],
    ['the pod template of Deployment default/web', template],
    [
      'Pod default/a, the 2 pods of ReplicaSet web-5d4, the pod template of Deployment default/web',
      [podSourceOfPod(pod([], {}, 'a')), ...sources('b', 'c'), ...template],
    ],
  ])('%s', (expected, podSources) => {
    expect(describePods(inCluster, podSources)).toBe(expected)
  })

  test('the one of several templates that is meant', () => {
    const group = {
      leaderWorkerTemplate: {
        leaderTemplate: { metadata: { labels: { role: 'leader' } }, spec: { containers: [{ name: 'c' }] } },
        workerTemplate: { metadata: { labels: { role: 'worker' } }, spec: { containers: [{ name: 'c' }] } },
      },
    }
    const both = templates('leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', group)
    expect(both.map(describePodSource).toSorted()).toEqual([
      'the leaderTemplate of LeaderWorkerSet default/web',
      'the workerTemplate of LeaderWorkerSet default/web',
    ])
  })
})

test('pods are sorted by name, and those of one name by kind', () => {
  const named = [...template, podSourceOfPod(pod([], {}, 'web')), ...sources('b', 'a')]
  const sorted = (list: typeof named) =>
    list.toSorted(byName).map(({ resource }) => `${resource.name} ${resource.kind}`)
  const expected = ['a Pod', 'b Pod', 'web Deployment', 'web Pod']
  expect([sorted(named), sorted(named.toReversed())]).toEqual([expected, expected])
})
