import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseLargeList } from '../../src/sources/files/large-list.ts'

const value = fc.jsonValue({
  maxDepth: 3,
  stringUnit: fc.constantFrom('a', '"', '\\', '{', ']', ',', 'é', '\n'),
})
const item = fc.dictionary(fc.constantFrom('metadata', 'items', '__proto__', 'b"'), value, {
  noNullPrototype: true,
})
const list = fc
  .tuple(
    fc.array(fc.oneof({ weight: 9, arbitrary: item }, value), { maxLength: 6 }),
    fc.constantFrom(0, 1, 4, '\t'),
  )
  .map(([items, indent]) =>
    JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { a: '}' } }, null, indent),
  )

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

test('a list read item by item is the list parsed', () => {
  let read = 0
  fc.assert(
    fc.property(list, (text) => {
      const found = parseLargeList(text)
      if (found === undefined) return
      read += 1
      expect(JSON.stringify(found)).toBe(JSON.stringify(parsed(text)))
    }),
  )
  expect(read).toBeGreaterThan(30)
})

test('no other text is taken for one', () => {
  fc.assert(
    fc.property(
      list,
      fc.nat(),
      fc.constantFrom('', ',', '}', ']', '{', '"', '\\', '{}', ' ', '"items":[],'),
      (text, at, added) => {
        const place = at % text.length
        const spoilt = text.slice(0, place) + added + text.slice(place + (added === '' ? 1 : 0))
        const found = parseLargeList(spoilt)
        if (found !== undefined) expect(JSON.stringify(found)).toBe(JSON.stringify(parsed(spoilt)))
      },
    ),
    { numRuns: 400 },
  )
})

test.each([
  ['a comma too many', '{"items":[{},]}'],
  ['a comma too few', '{"items":[{} {}]}'],
  ['items of another object', '{"a":{"items":[{}]}}'],
  ['items that are written twice', '{"items":[{}],"items":[]}'],
  ['a list of numbers', '{"items":[1,2]}'],
  ['an end within a text', '{"items":[{"a":"b'],
])('%s is left to others', (_, text) => {
  expect(parseLargeList(text)).toBeUndefined()
})

test('what is the same in two items is kept once', () => {
  const pod = (name: string) => ({ metadata: { name }, spec: { containers: [{ image: 'web:1' }] } })
  const { items } = parseLargeList(JSON.stringify({ items: [pod('a'), pod('b')] })) as {
    items: { spec: unknown }[]
  }
  expect(items[1]?.spec).toBe(items[0]?.spec)
})
