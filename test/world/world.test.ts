import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Coverage, Unread } from '../../src/world/coverage.ts'
import { isNamespaced, kindOf, type Kind } from '../../src/world/kinds.ts'
import { parseLabelSelector } from '../../src/world/label-selector.ts'
import { formatLabels, labelOf } from '../../src/world/labels.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'
import { nearest } from '../../src/text/nearest.ts'
import { formatPath, valueAt } from '../../src/world/place.ts'
import { invalidTypeOf, withoutNulls } from '../../src/world/shapes/shape.ts'
import { count, joinList, quote, quoteList } from '../../src/text/wording.ts'
import { toResource } from '../../src/world/resource.ts'
import { buildWorld, type World } from '../../src/world/world.ts'
import { resourceOf, worldOf } from '../world-of.ts'

describe('doubt: why it proves nothing that something is missing', () => {
  const all: Coverage = { state: 'complete', because: 'listed' }
  const some: Coverage = { state: 'partial', because: 'files' }
  const denied = (kind: Kind, namespace?: string): Coverage => ({
    kind,
    state: 'forbidden',
    because: `no ${kind}`,
    ...(namespace ? { namespace } : {}),
  })
  const doubt = (coverage: Coverage[], evidence: Kind[] = ['Pod'], unread: Unread[] = []) =>
    buildWorld({ resources: [], coverage, unread }).doubt(evidence, 'shop')

  test.each([
    ['everything was listed', [all], undefined],
    ['only files were read', [some], 'partial: files'],
    ['nothing was said at all', [], 'partial: nothing says that all of them were read'],
    ['RBAC forbids the kind', [all, denied('Pod')], 'forbidden: no Pod'],
    ['RBAC forbids another kind', [all, denied('Service')], undefined],
    ['RBAC forbids the kind elsewhere', [all, denied('Pod', 'store')], undefined],
    ['RBAC forbids the kind here', [all, denied('Pod', 'shop')], 'forbidden: no Pod'],
    [
      'the namespace says more than the kind',
      [denied('Pod'), { kind: 'Pod', namespace: 'shop', state: 'complete', because: 'listed' }],
      undefined,
    ],
    // a file merged into a dump cannot hide a refusal, nor make the dump less complete than it says
    ['of two equal statements the less optimistic counts', [all, some], 'partial: files'],
    ['in whatever order', [some, all], 'partial: files'],
  ] as [string, Coverage[], string | undefined][])('%s', (_, coverage, expected) => {
    const found = doubt(coverage)
    expect(found && `${found.state}: ${found.because}`).toBe(expected)
  })

  test.each(['forbidden', 'not-served', 'failed', 'cut-off'] as const)(
    'a list that is %s is no empty one',
    (state) => {
      const gap: Coverage = { kind: 'Pod', state, because: 'no' }
      expect(doubt([all, gap])).toMatchObject({ state, because: 'no', kind: 'Pod' })
      expect(doubt([all, gap], ['Service'])).toBeUndefined()
      // of one namespace it also leaves open what is in all of them
      const elsewhere = buildWorld({ resources: [], coverage: [all, { ...gap, namespace: 'store' }] })
      expect(elsewhere.doubt(['Pod'], 'shop')).toBeUndefined()
      expect(elsewhere.doubt(['Pod'], 'store')?.state).toBe(state)
      expect(elsewhere.doubt(['Pod'], undefined)?.state).toBe(state)
    },
  )

  test('a refusal names the right that is missing', () => {
    const right = { verb: 'list', group: '', resource: 'pods' }
    expect(doubt([denied('Pod', 'shop')])?.right).toEqual({ ...right, namespace: 'shop' })
    expect(doubt([denied('Pod')])?.right).toEqual(right)
    const world = buildWorld({
      resources: [],
      coverage: [all, denied('Node'), denied('Node'), { kind: 'HTTPRoute', state: 'failed', because: '500' }],
    })
    expect(world.notRead).toEqual([
      { ...denied('Node'), right: { verb: 'list', group: '', resource: 'nodes' } },
      { kind: 'HTTPRoute', state: 'failed', because: '500' },
    ])
  })

  test('a refusal says more than a gap, whichever kind is asked for first', () => {
    expect(doubt([some, denied('Service')], ['Pod', 'Service'])?.state).toBe('forbidden')
  })

  test.each([
    ['of the kind', 'Pod', ['Pod'], true],
    ['of a workload, whose pods are looked for', 'Deployment', ['Pod'], true],
    ['of a kind that is not known, which may hold pods', 'Rollout', ['Pod'], true],
    ['of a kind that was not recognised', undefined, ['Service'], true],
    ['of another kind', 'ConfigMap', ['Pod'], false],
    ['of a workload, when Services are looked for', 'Deployment', ['Service'], false],
    ['of an unknown kind, when Services are looked for', 'Rollout', ['Service'], false],
  ] as [string, string | undefined, Kind[], boolean][])(
    'a document that could not be read: %s',
    (_, kind, evidence, expected) => {
      const lost: Unread = { file: 'a.yaml', because: 'is broken', ...(kind === undefined ? {} : { kind }) }
      expect(doubt([all], evidence, [lost])).toEqual(
        expected ? { state: 'unread', because: 'a.yaml is broken' } : undefined,
      )
    },
  )
})

describe('the World', () => {
  const named = (kind: string, name: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
  })

  test('answers by kind, namespace and name', () => {
    const world = worldOf([named('Service', 'a', 'x'), named('Service', 'a', 'y'), named('Node', 'n')])
    expect(world.all('Service').length).toBe(2)
    expect(world.all('Service', 'y').map(({ namespace }) => namespace)).toEqual(['y'])
    expect(world.get('Service', 'y', 'a')?.namespace).toBe('y')
    expect(world.get('Service', 'z', 'a')).toBeUndefined()
    expect(world.get('Node', undefined, 'n')?.name).toBe('n')
    expect(world.namespaces).toEqual(['x', 'y'])
  })

  test('keeps the first of two objects of one name', () => {
    const world = worldOf([{ ...named('Service', 'a'), spec: { type: 'NodePort' } }, named('Service', 'a')])
    expect(world.get('Service', 'default', 'a')?.manifest.spec?.type).toBe('NodePort')
  })

  test.each([
    ['v1', 'Service', 'Service'],
    // Knative's Service is none of ours
    ['serving.knative.dev/v1', 'Service', undefined],
    ['apps/v1', 'Deployment', 'Deployment'],
    ['apps/v1beta1', 'Deployment', 'Deployment'],
    ['extensions/v1beta1', 'Deployment', undefined],
    ['v1', 'toString', undefined],
    ['v1', '__proto__', undefined],
  ])('%s %s is the known kind %s', (apiVersion, kind, expected) => {
    expect(kindOf({ apiVersion, kind })).toBe(expected)
  })

  test.each([
    [{ metadata: { name: 'a', namespace: 'x' } }, 'Service', 'x'],
    [{ metadata: { name: 'a', namespace: '' } }, 'Service', 'default'],
    [{}, 'Service', 'default'],
    [{ metadata: { name: 'a', namespace: 'x' } }, 'Node', undefined],
    [{}, 'ClusterRole', undefined],
    [{}, 'SomethingElse', 'default'],
  ])('%j of kind %s is in namespace %s', (rest, kind, expected) => {
    const manifest = { apiVersion: 'v1', kind, ...rest }
    expect(toResource(manifest, 'default', resourceOf(manifest).origin).namespace).toBe(expected)
    expect(isNamespaced(manifest)).toBe(expected !== undefined)
  })
})

describe('the types of fields, as the API server decodes them', () => {
  const service = (spec: unknown, metadata: unknown = { name: 'a' }) =>
    ({ apiVersion: 'v1', kind: 'Service', metadata, spec }) as Parameters<typeof invalidTypeOf>[0]
  test.each([
    [{ ports: [{ port: 80 }] }, undefined],
    [{ ports: [{ port: 80, targetPort: 'http' }] }, undefined],
    [{ ports: [{ port: '80' }] }, 'spec.ports.0.port must be an integer, not a string'],
    [{ ports: [{ port: 80.5 }] }, 'spec.ports.0.port must be an integer, not a fraction'],
    [
      { ports: [{ port: 80, targetPort: true }] },
      'spec.ports.0.targetPort must be an integer or string, not a boolean',
    ],
    [{ ports: '80' }, 'spec.ports must be a list, not a string'],
    [{ ports: {} }, 'spec.ports must be a list, not a mapping'],
    [{ ports: [null] }, 'spec.ports.0 must be a value, not null'],
    [
      { selector: { app: true } },
      'spec.selector.app must be a string, not a boolean; write "true" in quotes',
    ],
    [{ selector: { app: 1 } }, 'spec.selector.app must be a string, not an integer; write "1" in quotes'],
    [{ selector: ['app'] }, 'spec.selector must be a mapping, not a list'],
    [{ publishNotReadyAddresses: 'true' }, 'spec.publishNotReadyAddresses must be a boolean, not a string'],
    [[], 'spec must be a mapping, not a list'],
    [null, undefined],
    [{ somethingUnknown: { at: ['all'] } }, undefined],
  ])('spec %j: %s', (spec, expected) => {
    const found = invalidTypeOf(service(spec))
    expect(found && `${found.path.join('.')} ${found.because}`).toBe(expected)
  })

  test('of custom resources are ours to judge in metadata only', () => {
    const custom = (metadata: object) => ({
      apiVersion: 'example.com/v1',
      kind: 'X',
      metadata,
      spec: 'anything',
    })
    expect(invalidTypeOf(custom({ name: 'a' }))).toBeUndefined()
    expect(invalidTypeOf(custom({ name: 'a', labels: { a: 1 } }))).toMatchObject({
      path: ['metadata', 'labels', 'a'],
    })
  })

  test.each([
    [{ metadata: { name: 'a', labels: null, annotations: null } }, { metadata: { name: 'a' } }],
    [{ metadata: { labels: { a: null } } }, { metadata: { labels: { a: '' } } }],
    [
      { spec: { selector: { a: null, b: 'c' }, ports: null, type: null } },
      { spec: { selector: { a: '', b: 'c' } } },
    ],
    [{ spec: { ports: [{ port: 80, name: null }] } }, { spec: { ports: [{ port: 80 }] } }],
    [{ spec: null }, {}],
    [
      JSON.parse('{"spec": {"constructor": null, "__proto__": {"type": null}}}') as object,
      { spec: JSON.parse('{"__proto__": {"type": null}}') as object },
    ],
  ])('null is absent, and empty in a map: %j', (written, expected) => {
    const manifest: Manifest = { apiVersion: 'v1', kind: 'Service', ...(written as object) }
    expect(withoutNulls(manifest)).toEqual({ apiVersion: 'v1', kind: 'Service', ...expected })
  })

  test('a manifest without nulls is not copied', () => {
    const manifest = service({ ports: [{ port: 80 }], selector: { a: 'b' } })
    expect(withoutNulls(manifest)).toBe(manifest)
  })
})

describe('the nearest words', () => {
  test.each([
    ['chat-apo', ['chat-api', 'chat-web', 'db'], ['chat-api']],
    ['htpp', ['http', 'https', 'metrics'], ['http']],
    ['webs', ['weps', 'db'], ['weps']],
    ['web', ['wbe', 'wep', 'webs', 'db'], ['wbe', 'webs']],
    ['api', ['app'], []],
    ['db', ['dx'], []],
    ['v1', ['v2'], []],
    ['worker-1', ['worker-2', 'worker-11'], []],
    ['serving', ['servng', 'servinng'], ['servinng', 'servng']],
    ['toString', [], []],
    ['', ['a'], []],
  ])('%s of %j: %j', (word, known, expected) => {
    expect(nearest(word, known)).toEqual(expected)
  })

  test('never hold the word itself, and never depend on the order', () => {
    const word = fc.stringMatching(/^[a-c]{0,8}$/)
    fc.assert(
      fc.property(word, fc.array(word), (asked, known) => {
        const found = nearest(asked, known)
        expect(found).not.toContain(asked)
        expect(nearest(asked, known.toReversed())).toEqual(found)
      }),
    )
  })
})

describe('what kubectl -l takes', () => {
  const labels = { app: 'web', tier: '', 'example.com/x': '1' }
  test.each([
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app!=web', false],
    ['other!=web', true],
    ['app', true],
    ['!app', false],
    ['!other', true],
    ['tier=', true],
    ['app in (web,api)', true],
    ['app in (api)', false],
    ['app notin (api, db)', true],
    ['other notin (api)', true],
    ['other in (api)', false],
    ['app in (web,api),example.com/x=1', true],
    ['app=web,tier=x', false],
    ['toString', false],
    ['app=web=x', undefined],
    ['app in web', undefined],
    ['app in (web', undefined],
    ['a b', undefined],
    ['=web', undefined],
  ])('%s: %s', (text, expected) => {
    expect(parseLabelSelector(text)?.(labels)).toBe(expected)
  })
})

describe('words and paths', () => {
  test.each([
    [[], '.'],
    [['spec', 'ports', 0, 'targetPort'], '.spec.ports[0].targetPort'],
    [['spec', 'selector', 'app.kubernetes.io/name'], '.spec.selector["app.kubernetes.io/name"]'],
    [['data', 'a"b'], '.data["a\\"b"]'],
    [['data', ''], '.data[""]'],
  ])('%j is written %s', (path, expected) => {
    expect(formatPath(path)).toBe(expected)
  })

  test.each([
    [['a', 'b', 0], 1],
    [['a', 'c'], undefined],
    [['a', 'b', 'length'], 1],
    [['constructor'], undefined],
    [['a', '__proto__'], undefined],
    [['a', 'b', 0, 'toFixed'], undefined],
  ])('the value at %j is %s', (path, expected) => {
    expect(valueAt({ a: { b: [1] } }, path)).toBe(expected)
  })

  test('labels are written sorted, and looked up without inheritance', () => {
    expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2')
    expect(labelOf({ a: '1' }, 'toString')).toBeUndefined()
    expect(labelOf(undefined, 'a')).toBeUndefined()
  })

  test('lists say how much they leave out', () => {
    expect(quoteList(['b', 'a', 'b'])).toBe('"a", "b"')
    expect(joinList(['a', 'b', 'c'], 2)).toBe('a, b and 1 more')
    expect([quote(80), quote('80'), count(1, 'pod'), count(0, 'pod')]).toEqual([
      '80',
      '"80"',
      '1 pod',
      '0 pods',
    ])
  })
})

describe('what is derived from a World', () => {
  let computed: string[] = []
  const namesIn = (world: World) => {
    computed.push('names')
    return world.all('Service').map(({ name }) => name)
  }
  const labelled = (world: World, label: string | undefined) => {
    computed.push(label ?? 'none')
    return `${label} of ${world.all('Service').length}`
  }

  test('is computed once for each function, and for each thing that it is asked of', () => {
    computed = []
    const world = worldOf([{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }])
    expect([world.derived(namesIn), world.derived(namesIn)]).toEqual([['web'], ['web']])
    expect(['a', undefined, 'a', 'b', undefined].map((of) => world.derived(labelled, of))).toEqual([
      'a of 1',
      'undefined of 1',
      'a of 1',
      'b of 1',
      'undefined of 1',
    ])
    expect(computed).toEqual(['names', 'a', 'none', 'b'])
  })

  test('is computed anew for a World that is built from another one', () => {
    const world = worldOf([{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }])
    world.derived(versionOf)
    expect(buildWorld({ ...world, kubernetesVersion: '1.33' }).derived(versionOf)).toBe('1.33')
  })
})

function versionOf({ kubernetesVersion }: World): string | undefined {
  return kubernetesVersion
}
