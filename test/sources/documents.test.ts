import { describe, expect, test } from '@jest/globals'
import { readText } from '../../src/sources/files/documents.ts'
import { formatPath } from '../../src/world/place.ts'

const read = (text: string, named = true) => readText('a.yaml', text, { namespace: 'default', named })
const names = (text: string) =>
  read(text).resources.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
const lost = (text: string, named = true) => {
  const { unread, invalidTypes = [] } = read(text, named)
  const wrongTypes = invalidTypes.map(({ origin, invalidType: { path, because } }) => ({
    location: origin.locate(path, 'value'),
    because: `${formatPath(path)} ${because}`,
  }))
  return [...wrongTypes, ...unread].map(
    ({ location, because }) => `${location?.line}:${location?.column} ${because}`,
  )
}

const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`

describe('a stream of documents', () => {
  test.each([
    ['one', service('a'), ['Service default/a']],
    ['two', `${service('a')}---\n${service('b')}`, ['Service default/a', 'Service default/b']],
    [
      'separators with blanks and comments',
      `--- # first\n${service('a')}---  \n${service('b')}--- # end`,
      ['Service default/a', 'Service default/b'],
    ],
    [
      'CRLF',
      `${service('a')}---\n${service('b')}`.replaceAll('\n', '\r\n'),
      ['Service default/a', 'Service default/b'],
    ],
    ['a BOM', `\uFEFF${service('a')}`, ['Service default/a']],
    [
      'empty ones and comments are skipped',
      `---\n---\n# nothing\n---\n${service('a')}---\n`,
      ['Service default/a'],
    ],
    // the splitter is line based, as kubectl's
    ['indented dashes are text', `${service('a')}x: |\n  ---\n  y\n`, ['Service default/a']],
    ['what follows three dots is ignored', `${service('a')}...\n${service('b')}`, ['Service default/a']],
    [
      'JSON',
      JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }),
      ['Service default/a'],
    ],
    [
      'JSON behind a BOM',
      `\uFEFF${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } })}`,
      ['Service default/a'],
    ],
    [
      'JSON with a trailing comma',
      '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a",},}',
      ['Service default/a'],
    ],
    [
      'a List',
      `apiVersion: v1\nkind: List\nitems:\n- ${service('a').trim().replaceAll('\n', '\n  ')}\n- ${service('b').trim().replaceAll('\n', '\n  ')}\n`,
      ['Service default/a', 'Service default/b'],
    ],
    [
      'a ServiceList, whose items need not say what they are',
      'apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a, namespace: shop}\n- metadata: {name: b}\n',
      ['Service shop/a', 'Service default/b'],
    ],
    ['an empty List', 'apiVersion: v1\nkind: List\nitems: []\n', []],
    [
      'custom resources',
      'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n',
      ['Thing default/a'],
    ],
    [
      'a name to be generated',
      'apiVersion: v1\nkind: Pod\nmetadata: {generateName: job-}\n',
      ['Pod default/job-'],
    ],
    ['nothing at all', '', []],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected)
    expect(lost(text)).toEqual([])
  })

  test('a __proto__ key in a manifest changes nothing', () => {
    const json =
      '{"apiVersion":"v1","kind":"List","items":[{"__proto__":{"kind":"Secret"},"apiVersion":"v1","kind":"Service","metadata":{"name":"a","labels":{"__proto__":"x"}}}]}'
    expect(names(json)).toEqual(['Service default/a'])
  })
})

describe('keys that occur twice', () => {
  const repeated = (text: string) =>
    read(text).resources.flatMap(({ repeated: paths = [] }) => paths.map(formatPath))

  test.each([
    ['in YAML', 'apiVersion: v1\nkind: Service\nspec: {type: a, type: b}\n', ['.spec.type']],
    [
      'in JSON',
      '{"apiVersion": "v1", "kind": "Service", "spec": {"type": "a", "\\u0074ype" : "b"}}',
      ['.spec.type'],
    ],
    [
      'in the items of Lists',
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":1},{"port":80,"port":81}]}}]}',
      ['.spec.ports[1].port'],
    ],
    [
      'not as a value, nor in text',
      '{"apiVersion":"v1","kind":"Service","spec":{"a":"b","b":"a: \\"a\\":"}}',
      [],
    ],
    [
      'not in other mappings',
      '{"apiVersion":"v1","kind":"Service","spec":{"a":{"b":1},"b":[{"b":1},{"b":2}]}}',
      [],
    ],
    ['not by their text alone', 'apiVersion: v1\nkind: Service\nspec: {1: a, "1": b}\n', []],
    [
      'not where one is merged',
      'apiVersion: v1\nkind: Service\nspec: {a: &x {b: 1}, c: {<<: *x, b: 2}}\n',
      [],
    ],
  ])('are found %s', (_, text, expected) => {
    expect(repeated(text)).toEqual(expected)
  })
})

describe('what cannot be read', () => {
  test.each([
    [
      'bad indentation',
      `${service('a')}---\nkind: Service\n  apiVersion: v1\n---\n${service('b')}`,
      /^5:\d+ is not valid YAML/,
    ],
    [
      'a type that the API server refuses',
      `${service('a')}---\napiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: "80"\n---\n${service('b')}`,
      /^9:11 \.spec\.ports\[0\]\.port must be an integer, not a string$/,
    ],
    [
      'a boolean for a label',
      `${service('a')}---\napiVersion: v1\nkind: Service\nspec: {selector: {app: on}}\n---\n${service('b')}`,
      /^7:24 .*write "true" in quotes/,
    ],
    [
      'no kind',
      `${service('a')}---\napiVersion: v1\n---\n${service('b')}`,
      /^5:1 is not a Kubernetes manifest/,
    ],
    ['a scalar', `${service('a')}---\njust text\n---\n${service('b')}`, /^5:1 is not a Kubernetes manifest/],
    [
      'more than dashes on the first line',
      `${service('a')}--- {apiVersion: v1, kind: Service}\n---\n${service('b')}`,
      /^4:1 has more than dashes/,
    ],
    [
      'more than dashes without a space',
      `${service('a')}---foo\n---\n${service('b')}`,
      /^4:1 has more than dashes/,
    ],
    ['NUL characters', `${service('a')}---\nkind: \0\n---\n${service('b')}`, /^4:1 is not text/],
    [
      'a list at the top',
      `${service('a')}---\n- kind: Service\n---\n${service('b')}`,
      /^5:\d is not a Kubernetes manifest/,
    ],
  ])('%s is said with its place, and hides nothing else', (_, text, expected) => {
    expect(names(text)).toEqual(['Service default/a', 'Service default/b'])
    expect(lost(text)).toEqual([expect.stringMatching(expected)])
  })

  test('one bad item does not spoil its List', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: []\n- apiVersion: v1\n  kind: Service\n  metadata: {name: b}\n- 5\n'
    expect(names(text)).toEqual(['Service default/b'])
    expect(lost(text)).toEqual([
      '7:9 .spec must be a mapping, not a list',
      '11:3 is not a Kubernetes manifest: it has no apiVersion and kind',
    ])
  })

  test.each([
    ['as far as it could be read', 'apiVersion: v1\nkind: Deployment\nmetadata: {name: x', 'Deployment'],
    ['when its types are wrong', 'apiVersion: v1\nkind: Pod\nspec: []', 'Pod'],
    ['but not a List, which may hold anything', 'apiVersion: v1\nkind: PodList\nitems: [', undefined],
    ['nor a template', 'kind: {{ .Values.kind }}\nmetadata: {', undefined],
  ])('keeps the kind %s', (_, text, expected) => {
    const { unread, invalidTypes = [] } = read(text)
    expect([...unread, ...invalidTypes].map(({ kind }) => kind)).toEqual([expected])
  })

  test('files that were not named may be something else than manifests', () => {
    expect(lost('name: values\nreplicas: 3\n', false)).toEqual([])
    expect(lost('name: [values\n', false)).toEqual([])
    expect(lost('apiVersion: v1\nkind: Service\nname: [values\n', false)).toHaveLength(1)
  })

  test.each([
    ['in a value', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n'],
    [
      'in a quoted value where a number belongs',
      'apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: "{{ .Values.port }}"\n',
    ],
    ['around everything', '{{- if .Values.on }}\napiVersion: v1\nkind: Service\n{{- end }}\n'],
    ['as a whole document', '{{ include "x" . }}\n'],
  ])('a Helm template %s is answered with what to do', (_, text) => {
    const { unread, resources } = read(text)
    expect(resources).toEqual([])
    expect(unread).toEqual([
      expect.objectContaining({
        because: 'is a Helm template, not a manifest yet',
        hint: expect.stringContaining('helm template'),
      }),
    ])
  })

  test('braces inside of text are no template', () => {
    expect(
      names(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  alert: |\n    {{ $labels.pod }} is down\n',
      ),
    ).toEqual(['ConfigMap default/a'])
  })
})

describe('a snapshot', () => {
  const snapshot = (more: object) =>
    JSON.stringify({ kind: 'SvcSnapshot', version: 1, items: [], coverage: [], ...more })
  test('brings its coverage along', () => {
    const coverage = [{ kind: 'Pod', namespace: 'shop', state: 'forbidden', because: 'no' }]
    const item = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' } }
    const result = read(snapshot({ coverage, items: [item] }))
    expect(result.coverage).toEqual(coverage)
    expect(result.resources.map(({ name }) => name)).toEqual(['a'])
  })

  test('leaves out statements that say nothing we know', () => {
    const bad = [
      { state: 'complete' },
      { state: 'odd', because: 'x' },
      { kind: 'Nope', state: 'complete', because: 'x' },
      { namespace: 1, state: 'complete', because: 'x' },
      null,
    ]
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
