import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fieldsRead } from '../../../src/kube/references/redact/fields-read.ts'
import { trimOf, type PodPage } from '../../../src/kube/references/redact/pod-pages.ts'

type Fields = Record<string, unknown>

const word = fc.constantFrom(
  'web',
  'a',
  '',
  'é',
  'a"b',
  'a\\',
  '},"spec":{',
  'http://web.shop.svc',
  'svc-hole-0',
)
const map = fc.dictionary(
  fc.constantFrom('name', 'app', 'image', '__proto__', 'constructor', 'kubectl-svc/ignore', 'spec'),
  word,
  { noNullPrototype: true },
)
const managedFields = fc.constantFrom<unknown[] | undefined>(
  undefined,
  [],
  [{ manager: 'kubelet', fieldsV1: { 'f:spec': {}, 'k:{"name":"a"}': { '.': {} } } }],
  [{ manager: 'a"}]},"spec":{' }],
)
const own = { noNullPrototype: true, requiredKeys: [] as never[] }

/** As Go writes a pod: its fields in their order. */
const pod = fc
  .record({
    metadata: fc.record(
      {
        generateName: fc.constantFrom('web-', 'db-'),
        namespace: word,
        uid: word,
        labels: map,
        annotations: fc.oneof(map, fc.constant({ note: 1 })),
        ownerReferences: fc.constantFrom([{ name: 'web', uid: 'u1' }], [{ name: 'db', uid: 'u2' }]),
        finalizers: fc.constantFrom(['a']),
        managedFields,
      },
      own,
    ),
    name: word,
    spec: fc.record(
      {
        volumes: fc.constantFrom(
          [{ name: 'kube-api-access-bcdfg' }],
          [{ ephemeral: { volumeClaimTemplate: { metadata: { name: 'a' }, spec: {} } } }],
        ),
        containers: fc.array(
          fc.record(
            {
              name: word,
              image: word,
              ports: fc.constant([{ name: 'http', containerPort: 80 }]),
              env: fc.constantFrom([{ name: 'A', value: 'b' }], [{ name: 'B', value: '"name":"x"' }]),
            },
            own,
          ),
          { maxLength: 2 },
        ),
        nodeSelector: map,
        nodeName: word,
      },
      own,
    ),
    status: fc.record(
      { phase: word, podIP: word, podIPs: fc.constantFrom([{ ip: '10.0.0.1' }], [{ ip: '10.0.0.2' }], null) },
      own,
    ),
  })
  .map(({ metadata, name, spec, status }): Fields => {
    const written = Object.entries({ name, ...metadata }).filter(([, value]) => value !== undefined)
    return { metadata: Object.fromEntries(written), spec, status }
  })

/** Pods of a few templates, which differ in little or in much. */
const pods = fc
  .array(pod, { minLength: 1, maxLength: 4 })
  .chain((templates) =>
    fc.array(
      fc.tuple(
        fc.constantFrom(...templates),
        fc.option(fc.record({ name: word, nodeName: word }), { freq: 1 }),
      ),
      { maxLength: 12 },
    ),
  )
  .map((drawn) =>
    drawn.map(([template, change]) => {
      if (change === null) return template
      const { metadata, spec, status } = template as { metadata: Fields; spec: Fields; status: Fields }
      return {
        metadata: { ...metadata, name: change.name },
        spec: 'nodeName' in spec ? { ...spec, nodeName: change.nodeName } : spec,
        status: { ...status, podIP: change.name },
      }
    }),
  )

function pageOf(items: readonly unknown[], rest: Fields = {}): string {
  return `${JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: rest, items })}\n`
}

/** The same by parsing all of it. */
function parsedOf(items: readonly unknown[]): unknown[] {
  const keep = fieldsRead()
  return (JSON.parse(JSON.stringify(items)) as object[]).map(keep)
}

test('a page read by its text is the page parsed, whatever was read before it', () => {
  let read = 0
  fc.assert(
    fc.property(fc.array(pods, { maxLength: 3 }), (pages) => {
      const trim = trimOf('Pod')
      for (const items of pages) {
        const page = trim?.read(pageOf(items, { continue: 'next' }))
        if (page === undefined) continue
        read += page.items.length
        expect(JSON.stringify(page.items)).toBe(JSON.stringify(parsedOf(items)))
        expect(page.list).toEqual({
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { continue: 'next' },
          items: [],
        })
      }
    }),
    { numRuns: 300 },
  )
  expect(read).toBeGreaterThan(100)
})

const web = (index: number, change: Fields = {}): Fields => ({
  metadata: {
    name: `web-${index}`,
    generateName: 'web-',
    namespace: 'shop',
    uid: `u${index}`,
    labels: { app: 'web' },
    annotations: { note: `of ${index}` },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web', uid: 'r1' }],
    managedFields: [{ manager: 'kubelet' }],
    ...(change['metadata'] as Fields),
  },
  spec: {
    containers: [{ name: 'web', image: 'web:1', env: [{ name: 'A', value: 'b' }] }],
    nodeName: `n${index}`,
  },
  status: { phase: 'Running', podIP: `10.0.0.${index}` },
})

describe('of pods that are written alike', () => {
  const read = (items: readonly unknown[], trim = trimOf('Pod')): PodPage | undefined =>
    trim?.read(pageOf(items))

  test('only what is its own is read', () => {
    const [first = {}, second = {}] = (read([web(1), web(2)])?.items ?? []) as Fields[]
    expect((second['spec'] as Fields)['containers']).toBe((first['spec'] as Fields)['containers'])
    expect((second['metadata'] as Fields)['labels']).toBe((first['metadata'] as Fields)['labels'])
    expect(second).toMatchObject({
      metadata: { name: 'web-2', uid: 'u2' },
      spec: { nodeName: 'n2' },
      status: { podIP: '10.0.0.2' },
    })
  })

  test('an annotation is kept of the one that has it', () => {
    const annotated = web(2, { metadata: { annotations: { 'kubectl-svc/ignore': 'service-unused' } } })
    const kept = read([web(1), annotated, web(3)])?.items.map((item) => (item as Fields)['metadata'])
    expect(kept).toMatchObject([
      { annotations: {} },
      { annotations: { 'kubectl-svc/ignore': 'service-unused' } },
      { annotations: {} },
    ])
  })

  test('labels are those of each, in one page and the next', () => {
    const trim = trimOf('Pod')
    const other = web(2, { metadata: { labels: { app: 'api' } } })
    read([web(1), other], trim)
    const labels = read([web(3), web(4), other], trim)?.items.map(
      (item) => (item as { metadata: Fields }).metadata['labels'],
    )
    expect(labels).toEqual([{ app: 'web' }, { app: 'web' }, { app: 'api' }])
  })
})

test.each([
  ['an empty list', pageOf([])],
  ['a pod without a name in front', pageOf([{ metadata: { labels: {}, name: 'a' } }])],
  ['a page that ends within a pod', pageOf([web(1), web(2)]).slice(0, -60)],
  ['no JSON', '<html>'],
])('%s is left to be parsed', (_, page) => {
  expect(trimOf('Pod')?.read(page)).toBeUndefined()
})
