import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readText } from '../../src/sources/documents.ts'
import { splitDocuments } from '../../src/sources/yaml/chunks.ts'
import { parseChunk } from '../../src/sources/yaml/parse.ts'

const read = (text: string, named = true) => readText('a.yaml', text, { namespace: 'default', named })
const names = (text: string) => read(text).resources.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
const lost = (text: string, named = true) =>
  read(text, named).unread.map(({ location, because }) => `${location?.line}:${location?.column} ${because}`)

const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`

// sigs.k8s.io/yaml by way of kubectl; kubernetes-service-api.md, section 1.3
describe('a YAML value, as kubectl reads it', () => {
  const value = (yaml: string): unknown => {
    const [chunk] = splitDocuments(yaml)
    const parsed = chunk === undefined ? { problem: 'no chunk' } : parseChunk(chunk)
    return 'problem' in parsed ? 'refused' : (parsed.value as { a: unknown }).a
  }

  const yes = ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE']
  const no = ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE']
  test.each(yes)('%s is true', (text) => expect(value(`a: ${text}`)).toBe(true))
  test.each(no)('%s is false', (text) => expect(value(`a: ${text}`)).toBe(false))
  test.each(['yEs', 'tRue', 'nULL', 'nO', 'oN'])('%s is a string', (text) => expect(value(`a: ${text}`)).toBe(text))
  test.each(['~', 'null', 'Null', 'NULL', ''])('%j is null', (text) => expect(value(`a: ${text}`)).toBe(null))

  test.each([
    ['0100', 64],
    ['0o100', 64],
    ['-0o10', -8],
    ['0800', 800],
    ['080', 80],
    ['08080', 8080],
    ['0x50', 80],
    ['0b1010000', 80],
    ['1_000', 1000],
    ['1__0', 10],
    ['+80', 80],
    ['80.0', 80],
    ['8e1', 80],
    ['.8e2', 80],
    ['080.0', 80],
    ['80.5', 80.5],
    ['1.10', 1.1],
    ['1e3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['1_000.5', 1000.5],
    ['-0', -0],
  ])('%s is the number %d', (text, expected) => expect(value(`a: ${text}`)).toBe(expected))

  test.each([
    '0o800',
    '0xZZ',
    '1:30',
    '12:30:45',
    '190:20:30.15',
    // overflow; the second one is a commit
    '1e400',
    '12e03456',
    '2020-01-01',
    '2020-01-01T00:00:00Z',
    '1.2.3',
    '=',
    '<<',
    'e5',
  ])('%s is a string', (text) => expect(value(`a: ${text}`)).toBe(text))

  test.each([
    ['!!str 80', '80'],
    ['! 12', '12'],
    ["!!int '80'", 80],
    ['!foo bar', 'bar'],
    ['"80"', '80'],
    ["'yes'", 'yes'],
    ['"\\u00e9"', 'é'],
    ['|\n  x\n  y', 'x\ny\n'],
    ['>-\n  x\n  y', 'x y'],
  ])('%j is %j', (text, expected) => expect(value(`a: ${text}\n`)).toBe(expected))

  test.each(['a:\n\t- 1', 'a: *nowhere', 'a: @x', 'a: `x', "a: 'x", 'a: {b: 1', 'a: [1', '%YAML 1.2\na: 1', 'a: b: c', '- a\nb: c'])('%j is refused', (text) => {
    expect(value(text)).toBe('refused')
  })

  test.each([
    ['the last of two equal keys wins', 'a: 1\na: 2', 2],
    ['at any depth', 'a: {b: 1, c: 2, b: 3}', { b: 3, c: 2 }],
    ['a key that is a boolean', 'a: {y: 2}', { true: 2 }],
    ['keys that are numbers', 'a: {1: x, 1.5: z}', { '1': 'x', '1.5': 'z' }],
    ['an explicit key beats a merged one', 'x: &x {p: 1, q: 1}\na: {<<: *x, p: 2}', { p: 2, q: 1 }],
    ['the first of several merged maps wins', 'x: &x {p: 1}\nz: &z {p: 2, q: 2}\na: {<<: [*x, *z]}', { p: 1, q: 2 }],
    ['an alias', 'x: &x [1, 2]\na: *x', [1, 2]],
    ['CRLF', 'x: 1\r\na: b\r\n', 'b'],
    ['a BOM', '\uFEFFa: b', 'b'],
    ['a tab after the colon', 'a:\tb', 'b'],
    ['three dots end the document, whatever follows', 'a: b\n...\na: c\n', 'b'],
    ['a trailing comma in JSON-like text', '{"a": 1,}', 1],
  ])('%s', (_, text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  test('keys of the prototype are plain keys', () => {
    const [chunk] = splitDocuments('a: {__proto__: {polluted: yes}, constructor: 1}\n__proto__: x')
    const parsed = chunk && parseChunk(chunk)
    const result = (parsed && 'value' in parsed ? parsed.value : {}) as { a: object }
    expect(Object.keys(result.a)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

describe('a stream of documents', () => {
  test.each([
    ['one', service('a'), ['Service default/a']],
    ['two', `${service('a')}---\n${service('b')}`, ['Service default/a', 'Service default/b']],
    ['separators with blanks and comments', `--- # first\n${service('a')}---  \n${service('b')}--- # end`, ['Service default/a', 'Service default/b']],
    ['CRLF', `${service('a')}---\n${service('b')}`.replaceAll('\n', '\r\n'), ['Service default/a', 'Service default/b']],
    ['a BOM', `\uFEFF${service('a')}`, ['Service default/a']],
    ['empty ones and comments are skipped', `---\n---\n# nothing\n---\n${service('a')}---\n`, ['Service default/a']],
    // the splitter is line based, as kubectl's
    ['indented dashes are text', `${service('a')}x: |\n  ---\n  y\n`, ['Service default/a']],
    ['what follows three dots is ignored', `${service('a')}...\n${service('b')}`, ['Service default/a']],
    ['JSON', JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }), ['Service default/a']],
    ['JSON behind a BOM', `\uFEFF${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } })}`, ['Service default/a']],
    ['JSON with a trailing comma', '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a",},}', ['Service default/a']],
    ['a List', `apiVersion: v1\nkind: List\nitems:\n- ${service('a').trim().replaceAll('\n', '\n  ')}\n- ${service('b').trim().replaceAll('\n', '\n  ')}\n`, ['Service default/a', 'Service default/b']],
    ['a ServiceList, whose items need not say what they are', 'apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a, namespace: shop}\n- metadata: {name: b}\n', ['Service shop/a', 'Service default/b']],
    ['an empty List', 'apiVersion: v1\nkind: List\nitems: []\n', []],
    ['custom resources', 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n', ['Thing default/a']],
    ['a name to be generated', 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: job-}\n', ['Pod default/job-']],
    ['nothing at all', '', []],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
    expect(lost(text)).toEqual([])
  })

  test('a __proto__ key in a manifest changes nothing', () => {
    const json = '{"apiVersion":"v1","kind":"List","items":[{"__proto__":{"kind":"Secret"},"apiVersion":"v1","kind":"Service","metadata":{"name":"a","labels":{"__proto__":"x"}}}]}'
    expect(names(json)).toEqual(['Service default/a'])
  })
})

describe('what cannot be read', () => {
  test.each([
    ['bad indentation', `${service('a')}---\nkind: Service\n  apiVersion: v1\n---\n${service('b')}`, /^5:\d+ is not valid YAML/],
    ['a type that the API server refuses', `${service('a')}---\napiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: "80"\n---\n${service('b')}`, /^9:11 spec\.ports\.0\.port must be an integer, not a string; the API server refuses it$/],
    ['a boolean for a label', `${service('a')}---\napiVersion: v1\nkind: Service\nspec: {selector: {app: on}}\n---\n${service('b')}`, /^7:24 .*write "true" in quotes/],
    ['no kind', `${service('a')}---\napiVersion: v1\n---\n${service('b')}`, /^5:1 is not a Kubernetes manifest/],
    ['a scalar', `${service('a')}---\njust text\n---\n${service('b')}`, /^5:1 is not a Kubernetes manifest/],
    ['more than dashes on the first line', `${service('a')}--- {apiVersion: v1, kind: Service}\n---\n${service('b')}`, /^4:1 has more than dashes/],
    ['more than dashes without a space', `${service('a')}---foo\n---\n${service('b')}`, /^4:1 has more than dashes/],
    ['NUL characters', `${service('a')}---\nkind: \0\n---\n${service('b')}`, /^4:1 is not text/],
    ['a list at the top', `${service('a')}---\n- kind: Service\n---\n${service('b')}`, /^5:\d is not a Kubernetes manifest/],
  ])('%s is said with its place, and hides nothing else', (_, text, expected) => {
    expect(names(text)).toEqual(['Service default/a', 'Service default/b'])
    expect(lost(text)).toEqual([expect.stringMatching(expected)])
  })

  test('one bad item does not spoil its List', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: []\n- apiVersion: v1\n  kind: Service\n  metadata: {name: b}\n- 5\n'
    expect(names(text)).toEqual(['Service default/b'])
    expect(lost(text)).toEqual(['7:9 spec must be a mapping, not a list; the API server refuses it', '11:3 is not a Kubernetes manifest: it has no apiVersion and kind'])
  })

  test.each([
    ['as far as it could be read', 'apiVersion: v1\nkind: Deployment\nmetadata: {name: x', 'Deployment'],
    ['when its types are wrong', 'apiVersion: v1\nkind: Pod\nspec: []', 'Pod'],
    ['but not a List, which may hold anything', 'apiVersion: v1\nkind: PodList\nitems: [', undefined],
    ['nor a template', 'kind: {{ .Values.kind }}\nmetadata: {', undefined],
  ])('keeps the kind %s', (_, text, expected) => {
    expect(read(text).unread.map(({ kind }) => kind)).toEqual([expected])
  })

  test('files that nobody named may be something else than manifests', () => {
    expect(lost('name: values\nreplicas: 3\n', false)).toEqual([])
    expect(lost('name: [values\n', false)).toHaveLength(1)
  })

  test.each([
    ['in a value', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n'],
    ['in a quoted value where a number belongs', 'apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: "{{ .Values.port }}"\n'],
    ['around everything', '{{- if .Values.on }}\napiVersion: v1\nkind: Service\n{{- end }}\n'],
    ['as a whole document', '{{ include "x" . }}\n'],
  ])('a Helm template %s is answered with what to do', (_, text) => {
    const { unread, resources } = read(text)
    expect(resources).toEqual([])
    expect(unread).toEqual([expect.objectContaining({ because: 'is a Helm template, not a manifest yet', hint: expect.stringContaining('helm template') })])
  })

  test('braces inside of text are no template', () => {
    expect(names('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  alert: |\n    {{ $labels.pod }} is down\n')).toEqual(['ConfigMap default/a'])
  })
})

describe('a snapshot', () => {
  const snapshot = (more: object) => JSON.stringify({ kind: 'SvcSnapshot', version: 1, items: [], coverage: [], ...more })
  test('brings its coverage along', () => {
    const coverage = [{ kind: 'Pod', namespace: 'shop', state: 'forbidden', because: 'no' }]
    const item = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' } }
    const result = read(snapshot({ coverage, items: [item] }))
    expect(result.coverage).toEqual(coverage)
    expect(result.resources.map(({ name }) => name)).toEqual(['a'])
  })

  test('leaves out statements that say nothing we know', () => {
    const bad = [{ state: 'complete' }, { state: 'odd', because: 'x' }, { kind: 'Nope', state: 'complete', because: 'x' }, { namespace: 1, state: 'complete', because: 'x' }, null]
    expect(read(snapshot({ coverage: bad })).coverage).toEqual([])
  })

  test.each([
    ['of another version', { version: 2 }, /version 2; this svc reads version 1/],
    ['without items', { items: undefined }, /without its items/],
    ['without coverage', { coverage: 'x' }, /without its items or its coverage/],
  ])('%s is unread, not a crash', (_, more, expected) => {
    expect(lost(snapshot(more))).toEqual([expect.stringMatching(expected)])
  })
})

describe('hostile input', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefghi'.split('').map((letter, index) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`)].join('\n')
  const garbage = Array.from({ length: 60_000 }, (_, index) => `${(index * 2_654_435_761) % 4_294_967_296} {[}>|&*!%@\`"' : - ? # lorem ipsum dolor`).join('\n')

  test.each([
    ['megabytes of garbage', garbage],
    ['megabytes in one line', 'x'.repeat(4_000_000)],
    ['megabytes of openings', '['.repeat(3_000_000)],
    ['megabytes of braces', '{'.repeat(3_000_000)],
    ['many openings', '['.repeat(200_000)],
    ['many dashes', '- '.repeat(100_000)],
    ['many question marks', '? '.repeat(100_000)],
    ['many anchors', Array.from({ length: 20_000 }, (_, index) => `&a${index} `).join('')],
    ['an alias bomb', bomb],
    ['an alias bomb that says it is a manifest', `apiVersion: v1\nkind: Service\n${bomb}\nspec: {selector: *i}`],
    ['an anchor that merges itself', 'apiVersion: v1\nkind: Service\nmetadata: &m {<<: *m, name: a}'],
    ['an anchor that holds itself', 'apiVersion: v1\nkind: Service\nmetadata: &m {name: a, labels: *m}'],
    ['many separators', '---\n'.repeat(500_000)],
    ['many bad documents', 'a: [\n---\n'.repeat(5_000)],
    ['blanks', ' '.repeat(3_000_000)],
    ['blank lines that end badly', `${' '.repeat(1_000_000)}{{`],
  ])('%s is refused, or skipped, quickly', (_, text) => {
    const start = performance.now()
    expect(read(text).resources).toEqual([])
    expect(performance.now() - start).toBeLessThan(8000)
  })

  test('JSON that is nested deeper than the YAML reader goes may lose its positions, not its contents', () => {
    const deep = `{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    const [resource] = read(deep).resources
    expect(resource?.name).toBe('a')
    expect(resource?.origin.locate(['metadata', 'name'], 'value')?.line ?? 1).toBe(1)
  })

  test('a thousand aliases of one anchor are nothing to be afraid of', () => {
    const aliases = Array.from({ length: 1000 }, (_, index) => `  k${index}: *v`).join('\n')
    expect(names(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: &v a}\ndata:\n${aliases}\n`)).toEqual(['ConfigMap default/a'])
  })
})

describe('properties', () => {
  // pieces that look like manifests, so that not everything ends as a scalar
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('apiVersion: v1\n', 'kind: Service\n', 'kind: List\n', 'items:\n', '- ', '---\n', '...\n', '{', '}', '[', ']', ': ', '#', '\n', '\r\n', '\t', '  ', '&a ', '*a', '<<: ', '!!', '|\n', '"', "'", '{{ x }}', 'metadata: {name: a}\n', 'spec:\n', 'null', '\uFEFF', '? ', '%', '__proto__: ', '"kind":"SvcSnapshot"'),
  )
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))

  test('reading never throws, and every location lies inside of the text', () => {
    fc.assert(
      fc.property(text, (content) => {
        const { resources, unread } = read(content)
        for (const { location } of unread) if (location !== undefined) expectInside(content, location)
        for (const { origin, manifest } of resources) {
          for (const path of [[], ['metadata'], ['metadata', 'name'], ['spec', 'nope'], ...Object.keys(manifest).map((key) => [key])]) {
            for (const side of ['key', 'value'] as const) {
              const location = origin.locate(path, side)
              if (location !== undefined) expectInside(content, location)
            }
          }
          for (const { line } of origin.comments()) expect(line).toBeLessThanOrEqual(content.split('\n').length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('the place of a value is the place of its text', () => {
    const scalar = fc.stringMatching(/^[a-z]{3,8}$/).filter((word) => !['yes', 'off', 'true', 'null', 'false'].includes(word))
    const document = fc.record({ before: fc.constantFrom('# comment', '', '# ä 𝒳'), name: scalar, label: scalar, end: fc.constantFrom('\n', '\r\n') })
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 4 }), (documents) => {
        const content = documents
          .map(({ before, name, label, end }) => [before, 'apiVersion: v1', 'kind: Service', 'metadata:', `  name: ${name}`, `  labels: {a: "${label}"}`, ''].join(end))
          .join('---\n')
        const { resources } = read(content)
        expect(resources).toHaveLength(documents.length)
        for (const [index, { origin }] of resources.entries()) {
          expect(textAt(content, origin.locate(['metadata', 'name'], 'value'))).toBe(documents[index]?.name)
          expect(textAt(content, origin.locate(['metadata', 'labels', 'a'], 'value'))).toBe(`"${documents[index]?.label}"`)
          expect(textAt(content, origin.locate(['metadata', 'labels', 'nope'], 'value'))).toBe('labels')
        }
      }),
    )
  })
})

interface Place {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

function expectInside(content: string, { line, column, endLine, endColumn }: Place): void {
  const lines = content.split('\n')
  expect(line).toBeGreaterThanOrEqual(1)
  expect(column).toBeGreaterThanOrEqual(1)
  expect(endLine).toBeLessThanOrEqual(lines.length)
  expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
  // a place of one character may stand at the very end of its line
  expect(endColumn).toBeLessThanOrEqual((lines[endLine - 1] ?? '').length + 2)
  expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true)
}

function textAt(content: string, place: Place | undefined): string | undefined {
  if (place === undefined || place.line !== place.endLine) return undefined
  return content.split('\n')[place.line - 1]?.slice(place.column - 1, place.endColumn - 1)
}
