import { describe, expect, test } from '@jest/globals'
import { nearestMiss } from '../../../src/diagnose/nearest-miss.ts'
import { selectionOf, selectorOf } from '../../../src/kube/endpointslice/selection.ts'
import type { Coverage } from '../../../src/world/coverage.ts'
import { complete, partial, theOnly, worldOf } from '../../world-of.ts'
import { pod, service, workload } from '../web.ts'

/** Who is selected, may be selected, or has no pods yet, by name. */
function selected(manifests: readonly object[], coverage: Coverage = partial) {
  const world = worldOf(manifests, coverage === partial ? [partial] : [complete, coverage])
  const { selected: yes, maybe, withoutPods } = selectionOf(world, theOnly(world, 'Service'))
  const names = (list: typeof yes) => list.map(({ resource }) => `${resource.kind} ${resource.name}`)
  return { yes: names(yes), maybe: names(maybe), withoutPods: names(withoutPods) }
}

const nothing = { yes: [], maybe: [], withoutPods: [] }

describe('the selector of a Service', () => {
  test.each([
    ['is what it says', {}, { app: 'web' }],
    ['is none when it is absent', { selector: undefined }, undefined],
    ['is none when it is empty, since storage drops empty maps', { selector: {} }, undefined],
    ['is none for ExternalName, which the controller skips', { type: 'ExternalName' }, undefined],
  ])('%s', (_, spec, expected) => {
    expect(selectorOf(service(spec as object))).toEqual(expected)
  })
})

describe('pods', () => {
  test.each([
    [
      'all pairs of the selector',
      { app: 'web', tier: 'front' },
      { app: 'web', tier: 'front', more: 'x' },
      true,
    ],
    ['one pair is missing', { app: 'web', tier: 'front' }, { app: 'web' }, false],
    ['one value differs', { app: 'web' }, { app: 'wep' }, false],
    ['case counts', { app: 'web' }, { app: 'Web' }, false],
    ['an empty value is a value', { app: '' }, { app: '' }, true],
    ['an empty value is not an absent one', { app: '' }, {}, false],
    ['nothing is inherited from objects', { toString: 'x' }, {}, false],
    // runtime labels of a pod that exists are just labels
    [
      'a runtime label that the pod carries',
      { 'pod-template-hash': 'abc' },
      { 'pod-template-hash': 'abc' },
      true,
    ],
    ['a runtime label that the pod lacks', { 'pod-template-hash': 'abc' }, { app: 'web' }, false],
  ])('%s', (_, selector, labels, expected) => {
    const found = selected([
      service({ selector: selector as unknown as Record<string, string> }),
      pod(1, { metadata: { labels } }),
    ])
    expect(found).toEqual({ ...nothing, yes: expected ? ['Pod p1'] : [] })
  })

  test('of another namespace are never selected', () => {
    expect(selected([service(), pod(1, { metadata: { namespace: 'store' } })])).toEqual(nothing)
  })

  test('that are being deleted are selected too', () => {
    expect(
      selected([service(), pod(1, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })]).yes,
    ).toEqual(['Pod p1'])
  })

  test('come in the order of their names, whatever the order of documents', () => {
    const all = [pod(3), workload('Deployment'), pod(1), service(), pod(2)]
    expect(selected(all).yes).toEqual(selected(all.toReversed()).yes)
  })
})

describe('templates', () => {
  test.each([
    'Deployment',
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'ReplicationController',
    'Job',
    'CronJob',
  ])('of a %s stand for the pods to come', (kind) =>
    expect(selected([service(), workload(kind)]).yes).toEqual([`${kind} web`]),
  )

  test.each([
    [
      'Argo Rollout',
      { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
      ['Rollout x'],
    ],
    [
      'LeaderWorkerSet',
      {
        leaderWorkerTemplate: {
          workerTemplate: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
        },
      },
      ['Rollout x'],
    ],
    [
      'RayCluster: lists inside',
      { groups: [{ template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } }] },
      ['Rollout x'],
    ],
    ['no containers, so no template', { template: { metadata: { labels: { app: 'web' } }, spec: {} } }, []],
    [
      'labels of a wrong type, so no template',
      { template: { metadata: { labels: { app: 1 } }, spec: { containers: [] } } },
      [],
    ],
  ])('of a custom resource are found by their shape: %s', (_, spec, expected) => {
    const custom = {
      apiVersion: 'example.com/v1',
      kind: 'Rollout',
      metadata: { name: 'x', namespace: 'shop' },
      spec,
    }
    expect(selected([service(), custom]).yes).toEqual(expected)
  })

  test('of a custom resource count one pod when replicas is no number', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [] } }
    const custom = {
      apiVersion: 'example.com/v1',
      kind: 'X',
      metadata: { name: 'x', namespace: 'shop' },
      spec: { replicas: { min: 1 }, template },
    }
    const world = worldOf([service(), custom], [partial])
    expect(selectionOf(world, theOnly(world, 'Service')).selected.map(({ replicas }) => replicas)).toEqual([
      1,
    ])
  })

  const live = { uid: 'seen-by-a-server' }
  const asked = {
    kind: 'Pod',
    namespace: 'shop',
    part: { labels: { app: 'web' } },
    because: 'a trace asked',
  } as const
  test.each([
    ['in files: their pods are to come', {}, partial, 'yes'],
    ['in files that are complete: still manifests, which never hold pods', {}, complete, 'yes'],
    ['in a cluster whose pods were not all read', live, partial, 'yes'],
    ['in a cluster whose pods were listed: it has none', live, complete, 'withoutPods'],
    [
      'in a cluster where only pods of the selector were asked for',
      live,
      { ...asked, state: 'complete' },
      'withoutPods',
    ],
    ['in a cluster that refused to list them', live, { ...asked, state: 'forbidden' }, 'yes'],
  ] as const)('%s', (_, metadata, coverage, expected) => {
    expect(selected([service(), workload('Deployment', { metadata })], coverage)).toEqual({
      ...nothing,
      [expected]: ['Deployment web'],
    })
  })
})

describe('labels that exist only at run time', () => {
  const set = workload('StatefulSet', { spec: { replicas: 3, ordinals: { start: 5 } } })
  test.each([
    ['statefulset.kubernetes.io/pod-name', 'web-5', set, 'yes'],
    ['statefulset.kubernetes.io/pod-name', 'web-7', set, 'yes'],
    ['statefulset.kubernetes.io/pod-name', 'web-4', set, 'no'],
    ['statefulset.kubernetes.io/pod-name', 'web-8', set, 'no'],
    ['statefulset.kubernetes.io/pod-name', 'web-05', set, 'no'],
    ['statefulset.kubernetes.io/pod-name', 'other-5', set, 'no'],
    ['statefulset.kubernetes.io/pod-name', 'web-0', workload('Deployment'), 'no'],
    ['apps.kubernetes.io/pod-index', '6', set, 'yes'],
    ['apps.kubernetes.io/pod-index', '0', set, 'no'],
    ['pod-template-hash', 'abc', workload('Deployment'), 'maybe'],
    ['pod-template-hash', 'abc', workload('ReplicaSet'), 'maybe'],
    ['pod-template-hash', 'abc', set, 'no'],
    ['controller-revision-hash', 'abc', set, 'maybe'],
    ['controller-revision-hash', 'abc', workload('DaemonSet'), 'maybe'],
    ['controller-revision-hash', 'abc', workload('Deployment'), 'no'],
    ['job-name', 'web', workload('Job'), 'yes'],
    ['batch.kubernetes.io/job-name', 'web', workload('Job'), 'yes'],
    ['job-name', 'other', workload('Job'), 'no'],
    ['job-name', 'web-28400', workload('CronJob'), 'maybe'],
    ['job-name', 'other-28400', workload('CronJob'), 'no'],
    ['controller-uid', 'abc', workload('Job'), 'maybe'],
    ['made-up', 'x', workload('Deployment'), 'no'],
  ])('%s=%s (%#)', (key, value, template, expected) => {
    const found = selected([service({ selector: { app: 'web', [key]: value } }), template])
    const who = [`${template.kind} web`]
    expect(found).toEqual({ ...nothing, ...(expected === 'no' ? {} : { [expected]: who }) })
  })

  test('are all that a selector needs', () => {
    expect(
      selected([service({ selector: { 'statefulset.kubernetes.io/pod-name': 'web-5' } }), set]).yes,
    ).toEqual(['StatefulSet web'])
  })

  test('may be any on the pods of an operator, unless the template sets them', () => {
    const of = (labels: object) => ({
      apiVersion: 'example.com/v1',
      kind: 'X',
      metadata: { name: 'x', namespace: 'shop' },
      spec: { template: { metadata: { labels }, spec: { containers: [] } } },
    })
    const asking = service({ selector: { app: 'web', role: 'head' } })
    expect(selected([asking, of({ app: 'web' })])).toEqual({ ...nothing, maybe: ['X x'] })
    expect(selected([asking, of({ app: 'web', role: 'worker' })])).toEqual(nothing)
  })
})

describe('a workload whose pods are there', () => {
  const owner = (kind: string, name: string, apiVersion = 'apps/v1') => [
    { apiVersion, kind, name, controller: true },
  ]
  const set = workload('ReplicaSet', {
    metadata: { name: 'web-5d8c7', ownerReferences: owner('Deployment', 'web') },
  })

  test.each([
    [
      'is stood for by its pod',
      [workload('StatefulSet'), pod(1, { metadata: { ownerReferences: owner('StatefulSet', 'web') } })],
    ],
    [
      'is stood for by the pods of its ReplicaSet',
      [
        workload('Deployment'),
        set,
        pod(1, { metadata: { ownerReferences: owner('ReplicaSet', 'web-5d8c7') } }),
      ],
    ],
    [
      'is known by the pod-template-hash when its ReplicaSet was not read',
      [
        workload('Deployment'),
        pod(1, {
          metadata: {
            labels: { app: 'web', 'pod-template-hash': '5d8c7' },
            ownerReferences: owner('ReplicaSet', 'web-5d8c7'),
          },
        }),
      ],
    ],
  ])('%s', (_, manifests) => {
    expect(selected([service(), ...manifests]).yes).toEqual(['Pod p1'])
  })

  test('is not confused with its namesake in another namespace', () => {
    const elsewhere = pod(1, {
      metadata: { namespace: 'store', ownerReferences: owner('Deployment', 'web') },
    })
    expect(selected([service(), workload('Deployment'), elsewhere]).yes).toEqual(['Deployment web'])
  })

  test('stands for its ReplicaSets, old and new', () => {
    const old = workload('ReplicaSet', {
      metadata: { name: 'web-old', ownerReferences: owner('Deployment', 'web') },
      spec: { replicas: 0 },
    })
    expect(selected([service(), workload('Deployment'), set, old]).yes).toEqual(['Deployment web'])
    // an old revision makes no pods, even when its Deployment was not read; a ReplicaSet of its own is meant
    expect(selected([service(), old]).yes).toEqual([])
    expect(selected([service(), workload('ReplicaSet', { spec: { replicas: 0 } })]).yes).toEqual([
      'ReplicaSet web',
    ])
  })

  test('does not end in a circle when owners own each other', () => {
    const a = workload('ReplicaSet', { metadata: { name: 'a', ownerReferences: owner('ReplicaSet', 'b') } })
    const b = workload('ReplicaSet', { metadata: { name: 'b', ownerReferences: owner('ReplicaSet', 'a') } })
    expect(selected([service(), a, b]).withoutPods).toEqual([])
  })
})

describe('the nearest miss', () => {
  function miss(selector: Record<string, string>, ...manifests: object[]) {
    const world = worldOf([service({ selector }), ...manifests], [complete])
    const found = nearestMiss(world, theOnly(world, 'Service'))
    if (found === undefined) return undefined
    const { podSources, ...rest } = found
    return { ...rest, who: podSources.map(({ resource }) => resource.name) }
  }
  const labelled = (labels: object, namespace = 'shop') => pod(1, { metadata: { labels, namespace } })

  test.each([
    [
      'a letter is wrong',
      { app: 'chat-apo' },
      { app: 'chat-api' },
      { kind: 'slip', key: 'app', foundKey: 'app', found: 'chat-api' },
    ],
    [
      'two letters are swapped',
      { app: 'caht' },
      { app: 'chat' },
      { kind: 'slip', key: 'app', foundKey: 'app', found: 'chat' },
    ],
    [
      'only case differs',
      { app: 'chat' },
      { app: 'Chat' },
      { kind: 'slip', key: 'app', foundKey: 'app', found: 'Chat' },
    ],
    [
      'the key is wrong',
      { 'app.kubernetes.io/nam': 'chat' },
      { 'app.kubernetes.io/name': 'chat' },
      { kind: 'slip', key: 'app.kubernetes.io/nam', foundKey: 'app.kubernetes.io/name' },
    ],
    [
      'all but one pair match',
      { app: 'web', tier: 'x' },
      { app: 'web', tier: 'front' },
      { kind: 'one-label', key: 'tier', found: 'front' },
    ],
    [
      'all but one pair match, which is absent',
      { app: 'web', tier: 'front' },
      { app: 'web' },
      { kind: 'one-label', key: 'tier', found: undefined },
    ],
  ])('%s', (_, selector, labels, expected) => {
    expect(miss(selector as unknown as Record<string, string>, labelled(labels))).toMatchObject({
      ...expected,
      who: ['p1'],
    })
  })

  test.each([
    ['numbers differ on purpose', { app: 'worker-1' }, { app: 'worker-2' }],
    ['nothing is close', { app: 'web' }, { app: 'database' }],
    ['of two letters any other is a neighbour', { app: 'db' }, { app: 'dx' }],
    ['two pairs are wrong', { app: 'wep', tier: 'fornt' }, { app: 'web', tier: 'front' }],
  ])('is none where %s', (_, selector, labels) => {
    expect(miss(selector as unknown as Record<string, string>, labelled(labels))).toBeUndefined()
  })

  test('prefers a slip in its own namespace to a match in another', () => {
    expect(
      miss(
        { app: 'chat-apo' },
        labelled({ app: 'chat-api' }),
        pod(2, { metadata: { labels: { app: 'chat-apo' }, namespace: 'store' } }),
      ),
    ).toMatchObject({ kind: 'slip' })
  })

  test('names the namespaces that hold what is looked for, sorted', () => {
    expect(
      miss(
        { app: 'web' },
        labelled({ app: 'web' }, 'z'),
        pod(2, { metadata: { labels: { app: 'web' }, namespace: 'a' } }),
      ),
    ).toEqual({
      kind: 'other-namespace',
      namespaces: ['a', 'z'],
      who: ['p2', 'p1'],
    })
  })

  test('sees labels that are on the workload instead of its pods', () => {
    const mislaid = workload('Deployment', {
      metadata: { labels: { app: 'web' } },
      labels: { component: 'server' },
    })
    expect(miss({ app: 'web' }, mislaid)).toMatchObject({ kind: 'workload-labels', who: ['web'] })
  })
})
