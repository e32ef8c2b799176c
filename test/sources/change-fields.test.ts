import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Document, isCollection, isScalar, visit } from 'yaml'
import { changeFields } from '../../src/sources/yaml/edit/change-fields.ts'
import { compose, valuesOf } from '../../src/sources/yaml/parse.ts'
import type { FieldChange, Json, TextEdit } from '../../src/world/field-change.ts'
import type { FieldPath } from '../../src/world/place.ts'

type Values = Record<string, unknown>

function write(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((all, { start, end, text: insert }) => all.slice(0, start) + insert + all.slice(end), text)
}

function changed(text: string, ...changes: FieldChange[]): string | undefined {
  const edits = changeFields(text, compose(text), changes)
  return edits && write(text, edits)
}

const valueOf = (text: string): unknown => valuesOf(compose(text), text)

/** What the changes make of plain values. */
function expected(values: unknown, changes: readonly FieldChange[]): unknown {
  const root = structuredClone(values) as Values
  for (const change of changes) if ('set' in change) put(root, change.at, change.set)
  const removed = changes.filter((change) => 'remove' in change)
  for (const { at } of removed.toSorted((a, b) => Number(b.at.at(-1)) - Number(a.at.at(-1)) || 0)) {
    const parent = at.slice(0, -1).reduce<unknown>((item, step) => (item as Values)[step], root)
    if (Array.isArray(parent)) parent.splice(Number(at.at(-1)), 1)
    else Reflect.deleteProperty(parent as object, at.at(-1) ?? '')
  }
  return root
}

function put(root: unknown, [step = '', ...rest]: FieldPath, value: Json): void {
  const parent = root as Values
  if (rest.length === 0) parent[step] = value
  else put((parent[step] ??= typeof rest[0] === 'number' ? [] : {}), rest, value)
}

describe('what is written', () => {
  test.each<[string, string, FieldChange[], string]>([
    [
      'a key behind the last one, with the habits of the file',
      'spec:\n    selector: # who\n        app: web # this one\n        # no more\n    type: ClusterIP\n',
      [{ at: ['spec', 'selector', 'tier'], set: 'front' }],
      'spec:\n    selector: # who\n        app: web # this one\n        tier: front\n        # no more\n    type: ClusterIP\n',
    ],
    [
      'a key in braces',
      'spec:\n  selector: { app: web } # who\n',
      [{ at: ['spec', 'selector', 'tier'], set: 'on' }],
      'spec:\n  selector: { app: web, tier: "on" } # who\n',
    ],
    [
      'a key of JSON in lines',
      '{\n  "spec": {\n    "clusterIP": "None"\n  }\n}\n',
      [{ at: ['spec', 'ports'], set: [{ port: 80 }] }],
      '{\n  "spec": {\n    "clusterIP": "None",\n    "ports": [{"port": 80}]\n  }\n}\n',
    ],
    [
      'a key of JSON without blanks',
      '{"spec":{"clusterIP":"None"}}',
      [{ at: ['spec', 'type'], set: 'ClusterIP' }],
      '{"spec":{"clusterIP":"None","type":"ClusterIP"}}',
    ],
    [
      'a key that takes the place of another one',
      'selector:\n  ap: web # the servers\n  x: y\n',
      [
        { at: ['selector', 'ap'], remove: true },
        { at: ['selector', 'app'], set: 'web' },
      ],
      'selector:\n  app: web # the servers\n  x: y\n',
    ],
    [
      'a key in quotes and its value, in the place of others',
      "selector: {'ap': 'wbe', x: y}\n",
      [
        { at: ['selector', 'app'], set: 'web' },
        { at: ['selector', 'ap'], remove: true },
      ],
      "selector: {'app': 'web', x: y}\n",
    ],
    [
      'what is missing on the way, once',
      'metadata:\n  name: web\n',
      [
        { at: ['metadata', 'labels', 'app'], set: 'web' },
        { at: ['metadata', 'labels', 'tier'], set: 'front' },
      ],
      'metadata:\n  name: web\n  labels:\n    app: web\n    tier: front\n',
    ],
    [
      'below a key without a value',
      'metadata:\n  labels: # none yet\n  name: web\n',
      [{ at: ['metadata', 'labels', 'app'], set: 'web' }],
      'metadata:\n  labels: # none yet\n    app: web\n  name: web\n',
    ],
    [
      'in the place of null',
      'metadata:\n  labels: null # none yet\n',
      [{ at: ['metadata', 'labels', 'app'], set: 'web' }],
      'metadata:\n  labels: {app: web} # none yet\n',
    ],
    [
      'an item of a list that is no deeper than its key, with CRLF',
      'ports:\r\n- port: 80\r\n  name: http\r\nx: y\r\n',
      [{ at: ['ports', 1], set: { port: 81, name: 'other' } }],
      'ports:\r\n- port: 80\r\n  name: http\r\n- port: 81\r\n  name: other\r\nx: y\r\n',
    ],
    [
      'an item in braces after others in braces',
      'ports:\n  - {port: 80}\n',
      [{ at: ['ports', 1], set: { port: 81 } }],
      'ports:\n  - {port: 80}\n  - {port: 81}\n',
    ],
    [
      'behind a last line without an end',
      'spec:\n  type: ClusterIP',
      [{ at: ['spec', 'publishNotReadyAddresses'], set: true }],
      'spec:\n  type: ClusterIP\n  publishNotReadyAddresses: true',
    ],
    [
      'the last key gone',
      'spec:\n  selector:\n    app: web # gone with it\n  type: ClusterIP\n',
      [{ at: ['spec', 'selector', 'app'], remove: true }],
      'spec:\n  selector:\n    {} # gone with it\n  type: ClusterIP\n',
    ],
    [
      'the first key of an item gone',
      'ports:\n  - name: http\n    port: 80\n',
      [{ at: ['ports', 0, 'name'], remove: true }],
      'ports:\n  - port: 80\n',
    ],
    [
      'a middle and a last one of braces gone',
      '{"a": 1, "b": 2, "c": 3, "d": 4}',
      [
        { at: ['b'], remove: true },
        { at: ['d'], remove: true },
      ],
      '{"a": 1, "c": 3}',
    ],
    [
      'a key of braces in lines gone, and the comments of the others kept',
      'x: {\n  a: 1, # one\n  # about b\n  b: 2, # two\n  c: 3 # three\n}\n',
      [{ at: ['x', 'c'], remove: true }],
      'x: {\n  a: 1, # one\n  # about b\n  b: 2 # two\n}\n',
    ],
  ])('%s', (_, before, changes, after) => {
    expect(changed(before, ...changes)).toBe(after)
    expect(valueOf(after)).toEqual(expected(valueOf(before), changes))
  })

  test.each<[string, string, FieldChange]>([
    ['a mapping with an anchor', 'a: &x\n  b: 1\nc: *x\n', { at: ['a', 'd'], set: 1 }],
    ['an alias', 'a: &x\n  b: 1\nc: *x\n', { at: ['c', 'd'], set: 1 }],
    ['a key that may be merged', 'a: &x {b: 1}\nc:\n  <<: *x\n', { at: ['c', 'b'], set: 2 }],
    ['a value that is there', 'a: 1\n', { at: ['a'], set: 2 }],
    ['a key that is not there', 'a: 1\n', { at: ['b'], remove: true }],
    ['a key written twice', 'a: 1\na: 2\n', { at: ['a'], remove: true }],
    ['a place behind the end of a list', 'a: [1]\n', { at: ['a', 3], set: 2 }],
    ['an explicit key', '? a\n: b: 1\n', { at: ['c'], set: 2 }],
  ])('nothing for %s', (_, text, change) => {
    expect(changed(text, change)).toBeUndefined()
  })
})

const keys = fc.constantFrom('app', 'tier', 'on', 'x.y/z', 'a b', '8', 'a:b', '#')
const scalars = fc.constantFrom<Json>(
  'web',
  'on',
  '8080',
  8080,
  true,
  '',
  'a, b',
  ' x ',
  'a: b',
  '# no',
  "it's",
  'ä',
)
const values = fc.letrec<{ value: unknown; map: Values }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalars,
    tie('map'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.constantFrom('two\nlines\n', 'one\n\n'),
  ),
  map: fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
})).map

/** A text that says these values, in one of the many ways of YAML. */
const ways = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  flow: fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
  comments: fc.boolean(),
  crlf: fc.boolean(),
  noEnd: fc.boolean(),
  json: fc.constantFrom(undefined, undefined, undefined, 0, 2),
})

function textFrom(value: unknown, way: typeof ways extends fc.Arbitrary<infer W> ? W : never): string {
  const { indent, indentSeq, flow, comments, crlf, noEnd, json } = way
  if (json !== undefined) return JSON.stringify(value, null, json)
  const document = new Document(value, { version: '1.1', schema: 'yaml-1.1', aliasDuplicateObjects: false })
  let index = 0
  visit(document, (_, node) => {
    if (isCollection(node) && flow[index++ % 4] === 0) node.flow = true
    if (isScalar(node) && comments && index++ % 3 === 0 && typeof node.value !== 'object')
      node.comment = ' - why'
  })
  const text = document.toString({ indent, indentSeq, lineWidth: 0, directives: false })
  const whole = noEnd && !/[|>][+-]?\d*\n/.test(text) ? text.trimEnd() : text
  return crlf ? whole.replaceAll('\n', '\r\n') : whole
}

/** Places in a value: mappings and lists. */
function collections(value: unknown, path: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [path, ...entries.flatMap(([step, inner]) => collections(inner, [...path, step]))]
}

function at(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((item, step) => (item as Values)[step], value)
}

interface Draw {
  readonly place: number
  readonly what: 'add' | 'nest' | 'remove' | 'rename'
  readonly which: number
  readonly key: string
  readonly set: Json
}

function changesFor(value: Values, { place, what, which, key, set }: Draw): FieldChange[] {
  const all = collections(value)
  const path = all[place % all.length] ?? []
  const parent = at(value, path)
  if (Array.isArray(parent)) {
    if (what === 'add' || what === 'nest')
      return [{ at: [...path, parent.length], set: what === 'add' ? set : { [key]: set } }]
    return parent.length === 0 ? [] : [{ at: [...path, which % parent.length], remove: true }]
  }
  const own = Object.keys(parent as Values)
  const fresh = `new ${key}`
  if (what === 'add') return [{ at: [...path, fresh], set }]
  if (what === 'nest')
    return [
      { at: [...path, fresh, 'list', 0, key], set },
      { at: [...path, fresh, 'other'], set },
    ]
  const gone = own[which % Math.max(1, own.length)]
  if (gone === undefined) return []
  const removed = { at: [...path, gone], remove: true as const }
  return what === 'remove' ? [removed] : [removed, { at: [...path, fresh], set }]
}

const draws = fc.record<Draw>({
  place: fc.nat(30),
  what: fc.constantFrom('add', 'nest', 'remove', 'rename'),
  which: fc.nat(5),
  key: keys,
  set: scalars,
})

const ownLines = (text: string) => text.split(/\r?\n/).filter((line) => line.trim().startsWith('#'))

describe('whatever is written and however', () => {
  test('the values are those of the changes, and the remarks stay', () => {
    let made = 0
    let all = 0
    fc.assert(
      fc.property(values, ways, draws, (value, way, draw) => {
        const text = textFrom(value, way)
        const changes = changesFor(value, draw)
        // the writer of the test is not without its faults
        fc.pre(changes.length > 0 && isDeepStrictEqual(valueOf(text), value))
        all += 1
        const after = changed(text, ...changes)
        if (after === undefined) return
        made += 1
        expect(valueOf(after)).toEqual(expected(value, changes))
        expect(ownLines(after)).toEqual(ownLines(text))
        if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n')
      }),
      { numRuns: Number(process.env['CASES'] ?? 100) },
    )
    // what is refused is the exception
    expect(made / all).toBeGreaterThan(0.9)
  })

  test('what is added and taken out again leaves nothing behind', () => {
    fc.assert(
      fc.property(values, ways, draws, (value, way, draw) => {
        const text = textFrom(value, { ...way, noEnd: false })
        const changes = changesFor(value, { ...draw, what: 'add' })
        const [{ at: place } = { at: [] }] = changes
        fc.pre(changes.length > 0 && collections(value).length > 0)
        const parent = at(value, place.slice(0, -1)) as object
        fc.pre(Object.keys(parent).length > 0)
        const between = changed(text, ...changes)
        if (between !== undefined) expect(changed(between, { at: place, remove: true })).toBe(text)
      }),
      { numRuns: Number(process.env['CASES'] ?? 40) },
    )
  })
})
