import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Document } from 'yaml'
import type { Intent } from '../../src/author/intent.ts'
import { manifestOf } from '../../src/author/new-service.ts'
import { rewrite } from '../../src/author/edit/rewrite.ts'
import { intoFile } from '../../src/commands/new/into-file.ts'
import { splitDocuments } from '../../src/sources/yaml/chunks.ts'
import { compose, parseChunk } from '../../src/sources/yaml/parse.ts'
import { valueAt } from '../../src/world/place.ts'

const folder = mkdtempSync(join(tmpdir(), 'svc-rewrite-'))
const file = join(folder, 'services.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function rewritten(text: string, wanted: unknown): string {
  return rewrite(text, compose(text), { root: [], wanted })
}

describe('only what differs is touched', () => {
  test.each<[string, string, unknown, string]>([
    [
      'a value keeps its quotes and its comment',
      'a: "x" # why\nb: 1\n',
      { a: 'y', b: 1 },
      'a: "y" # why\nb: 1\n',
    ],
    ['a text that would be something else is quoted', 'a: x\n', { a: 'yes' }, 'a: "yes"\n'],
    [
      'a new key comes behind the one before it',
      'a: 1 # one\n\n# two\nb: 2\n',
      { a: 1, c: 3, b: 2 },
      'a: 1 # one\nc: 3\n\n# two\nb: 2\n',
    ],
    ['a key goes with its line', 'a: 1\nb: # of b\n  x: 1\nc: 3\n', { a: 1, c: 3 }, 'a: 1\nc: 3\n'],
    [
      'four columns stay four',
      'a:\n    b: 1\n',
      { a: { b: 1, c: { d: 2 } } },
      'a:\n    b: 1\n    c:\n        d: 2\n',
    ],
    [
      'lists that are not indented stay so',
      'p:\n- port: 1\nx: 1\n',
      { p: [{ port: 1 }, { port: 2 }], x: 1 },
      'p:\n- port: 1\n- port: 2\nx: 1\n',
    ],
    [
      'lists that are indented stay so',
      'p:\n  - port: 1\nx: 1\n',
      { p: [{ port: 2 }, { port: 1 }], x: 1 },
      'p:\n  - port: 2\n  - port: 1\nx: 1\n',
    ],
    [
      'an item goes with its lines',
      'p:\n  - port: 1 # one\n  # two\n  - port: 2\n',
      { p: [{ port: 2 }] },
      'p:\n  # two\n  - port: 2\n',
    ],
    ['the first key of an item', 'p:\n  - name: a\n    port: 1\n', { p: [{ port: 1 }] }, 'p:\n  - port: 1\n'],
    ['a flow mapping stays one', 'a: {x: 1} # f\n', { a: { x: 1, z: [2] } }, 'a: {x: 1, z: [2]} # f\n'],
    ['an empty one becomes a block', 'a: {}\nb: 1\n', { a: { x: 1 }, b: 1 }, 'a:\n  x: 1\nb: 1\n'],
    ['nothing becomes something', 'a:\nb: 1\n', { a: 'x', b: 1 }, 'a: x\nb: 1\n'],
    ['a block becomes a value', 'a:\n  x: 1\nb: 1\n', { a: 5, b: 1 }, 'a: 5\nb: 1\n'],
    [
      'an alias that changes is written out',
      'a: &x {k: 1}\nb: *x\n',
      { a: { k: 1 }, b: { k: 2 } },
      'a: &x {k: 1}\nb: {k: 2}\n',
    ],
    [
      'a merged key is overridden',
      'a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n',
      { a: { k: 1 }, b: { k: 3, l: 2 } },
      'a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n  k: 3\n',
    ],
    [
      'an anchor that nothing uses stays',
      'a: &x {k: 1}\nb: 2\n',
      { a: { k: 2 }, b: 2 },
      'a: &x {k: 2}\nb: 2\n',
    ],
    [
      'an anchor of a block that nothing uses stays',
      'a: &x # why\n  k: 1\nb: &y 2\n',
      { a: { k: 2, l: 3 }, b: 4 },
      'a: &x # why\n  k: 2\n  l: 3\nb: &y 4\n',
    ],
    [
      'Windows lines stay',
      'a: 1\r\nb: 2\r\n',
      { a: 1, c: { d: 1 }, b: 2 },
      'a: 1\r\nc:\r\n  d: 1\r\nb: 2\r\n',
    ],
    ['a last line without an end', 'a: 1', { a: 1, b: 2 }, 'a: 1\nb: 2'],
    ['a block scalar', 'a: |\n  text\nb: 1\n', { a: 'text\n', b: 1, c: 2 }, 'a: |\n  text\nb: 1\nc: 2\n'],
    [
      'behind a block scalar',
      'b: 1\na: |\n  text\n',
      { b: 1, a: 'text\n', c: 2 },
      'b: 1\na: |\n  text\nc: 2\n',
    ],
    ['another order of keys is no change', 'b: 1\na: 2\n', { a: 2, b: 1 }, 'b: 1\na: 2\n'],
  ])('%s', (_, before, wanted, after) => {
    expect(rewritten(before, wanted)).toBe(after)
    expect(rewritten(after, wanted)).toBe(after)
  })

  test('what an anchor shares is not changed', () => {
    expect(() => rewritten('a: &x {k: 1}\nb: *x\n', { a: { k: 2 }, b: { k: 1 } })).toThrow(/marked with &x/)
  })
})

const port = fc.record(
  {
    name: fc.constantFrom('http', 'grpc', 'a'),
    port: fc.integer({ min: 1, max: 4 }),
    targetPort: fc.constantFrom(80, 'web', 'yes'),
  },
  { requiredKeys: ['port'] },
)
const intent: fc.Arbitrary<Intent> = fc.record(
  {
    type: fc.constantFrom('clusterip' as const, 'nodeport' as const, 'headless' as const),
    name: fc.constant('web'),
    ports: fc.uniqueArray(port, { selector: ({ port }) => port, maxLength: 3 }),
    selector: fc.dictionary(fc.constantFrom('app', 'tier', 'n'), fc.constantFrom('web', 'yes', '1', '')),
    labels: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'null')),
    annotations: fc.dictionary(
      fc.constantFrom('note', 'lines'),
      fc.constantFrom('x: y # z', 'one\ntwo\n', ''),
    ),
    sessionAffinity: fc.constant('ClientIP' as const),
    sessionAffinityTimeout: fc.constantFrom(5, 6),
    loadBalancerSourceRanges: fc.uniqueArray(fc.constantFrom('10.0.0.0/8', '192.0.2.0/24'), { minLength: 1 }),
  },
  { requiredKeys: ['type', 'name', 'ports'] },
)
const style = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  windows: fc.boolean(),
  comments: fc.array(fc.nat(40)),
  flow: fc.boolean(),
})

test('a file after it: the Service as wanted, all else as it was, and again the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      intent,
      intent,
      style,
      async (first, second, { comments, windows, flow, ...options }) => {
        const document = new Document(manifestOf(first), { version: '1.1', schema: 'yaml-1.1' })
        const selector: unknown = document.getIn(['spec', 'selector'], true)
        if (flow && typeof selector === 'object' && selector !== null) Object.assign(selector, { flow: true })
        const lines = document.toString({ lineWidth: 0, directives: false, ...options }).split('\n')
        // a comment inside of a block scalar would be its text
        const isText = lines.some((line) => line.includes('|'))
        const commented = isText
          ? lines
          : lines.flatMap((line, index) => (comments.includes(index) ? [`# ${index}`, line] : [line]))
        const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n# its own\n'
        const text = `${other}---\n${commented.join('\n')}---\n${other}`
        const before = windows ? text.replaceAll('\n', '\r\n') : text
        writeFileSync(file, before)
        const wanted = manifestOf(second)
        const { after } = await intoFile(file, [wanted])
        const [above, chunk, below] = splitDocuments(after)
        if (above === undefined || chunk === undefined || below === undefined)
          throw new Error('a document is lost')
        const parsed = parseChunk(chunk)
        expect(valueAt(parsed, ['value', 'spec'])).toEqual(wanted.spec)
        expect(valueAt(parsed, ['value', 'metadata', 'labels'])).toEqual(
          first.labels || second.labels ? undefinedIfEmpty({ ...first.labels, ...second.labels }) : undefined,
        )
        const [aboveBefore, , belowBefore] = splitDocuments(before)
        expect([above.text, below.text]).toEqual([aboveBefore?.text, belowBefore?.text])
        // comments go only with the lines that they are among, and never change places
        const commentsOf = (part: string) =>
          part
            .split(/\r?\n/)
            .map((line) => line.trim())
            .filter((line) => /^# \d/.test(line))
        const left = commentsOf(after)
        expect(commentsOf(before).filter((comment) => left.includes(comment))).toEqual(left)
        const top = /# (\d+)\r?\n(?:apiVersion|kind|metadata|spec):/g
        for (const [, number = ''] of before.matchAll(top)) expect(left).toContain(`# ${number}`)
        if (windows) expect(after.replaceAll('\r\n', '')).not.toContain('\n')
        writeFileSync(file, after)
        expect((await intoFile(file, [wanted])).after).toBe(after)
        expect(readFileSync(file, 'utf8')).toBe(after)
      },
    ),
    { numRuns: Number(process.env['CASES'] ?? 12) },
  )
}, 120_000)

function undefinedIfEmpty(map: object): object | undefined {
  return Object.keys(map).length === 0 ? undefined : map
}
