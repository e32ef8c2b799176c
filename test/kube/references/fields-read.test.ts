import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fieldsRead } from '../../../src/kube/references/redact/fields-read.ts'

const json = fc.jsonValue({
  maxDepth: 3,
  stringUnit: fc.constantFrom('a', '"', '\\', '\n', 'é', '\u2028', '\u{1f600}', '\ud83d'),
})
const text = fc.constantFrom('a', 'b', 'http://web.shop.svc')
const map = fc.dictionary(fc.constantFrom('app', 'tier', '__proto__', 'constructor'), text, {
  noNullPrototype: true,
})
const pod = fc.record(
  {
    metadata: fc.oneof(
      fc.record({
        name: text,
        labels: fc.oneof(map, json),
        annotations: fc.oneof(map, json),
        ownerReferences: fc.constantFrom([{ uid: 'u1' }], [{ uid: 'u2' }], [], null),
      }),
      json,
    ),
    spec: fc.oneof(
      fc.record({
        nodeName: text,
        nodeSelector: map,
        containers: fc.array(fc.record({ name: text, env: fc.array(map, { maxLength: 2 }), ports: json }), {
          maxLength: 2,
        }),
      }),
      json,
    ),
    status: fc.oneof(
      fc.record({ phase: text, podIP: text, conditions: fc.array(map, { maxLength: 2 }) }),
      json,
    ),
  },
  { requiredKeys: [] },
)

test('what a pod shares with others changes nothing of what is kept of it', () => {
  fc.assert(
    fc.property(fc.array(pod, { maxLength: 6 }), (pods) => {
      // as lists come: each object is its own
      const listed = () => pods.map((each) => JSON.parse(JSON.stringify(each)) as object)
      const trim = fieldsRead()
      const alone = listed().map((each) => JSON.stringify(fieldsRead()(each)))
      expect(
        listed()
          .map((each) => trim(each))
          .map((each) => JSON.stringify(each)),
      ).toEqual(alone)
    }),
  )
})

test('what is the same in pods of one owner is kept once', () => {
  const trim = fieldsRead()
  const of = (name: string, uid: string, volume: string) =>
    JSON.parse(
      JSON.stringify({
        metadata: {
          name,
          labels: { app: 'web' },
          ownerReferences: [{ uid }],
          annotations: { note: 'x'.repeat(99) },
        },
        spec: {
          containers: [
            {
              name: 'web',
              env: [{ name: 'A', value: 'b' }],
              volumeMounts: [{ name: volume, mountPath: '/etc/web' }],
            },
          ],
          volumes: [{ name: volume, secret: { secretName: 'web' } }],
        },
      }),
    ) as object
  const [first, , third] = [of('a', 'u1', 'v1'), of('b', 'u2', 'v2'), of('c', 'u1', 'v3')].map((each) =>
    trim(each),
  ) as [Kept, Kept, Kept]
  expect(third.metadata.labels).toBe(first.metadata.labels)
  // the API server names a volume at random
  expect(third.spec).toBe(first.spec)
  expect(third.spec.containers[0].volumeMounts).toEqual([{ mountPath: '/etc/web' }])
  expect(third.metadata.annotations).toEqual({})
})

interface Kept {
  readonly metadata: { readonly labels: object; readonly annotations: object }
  readonly spec: { readonly containers: readonly [{ readonly volumeMounts: object }] }
}
