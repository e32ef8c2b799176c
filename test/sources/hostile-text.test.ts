import { describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { readText } from '../../src/sources/files/documents.ts'
import { anyText } from '../any-text.ts'

const read = (text: string) => readText('a.yaml', text, { namespace: 'default', named: true })
const names = (text: string) =>
  read(text).resources.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)

jest.setTimeout(60_000)

describe('hostile input', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'
      .split('')
      .map((letter, index) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
  ].join('\n')
  const garbage = Array.from(
    { length: 60_000 },
    (_, index) => `${(index * 2_654_435_761) % 4_294_967_296} {[}>|&*!%@\`"' : - ? # lorem ipsum dolor`,
  ).join('\n')

  test.each([
    ['megabytes of garbage', garbage],
    ['megabytes in one line', 'x'.repeat(4_000_000)],
    ['megabytes of openings', '['.repeat(3_000_000)],
    ['megabytes of braces', '{'.repeat(3_000_000)],
    ['many openings', '['.repeat(200_000)],
    ['many dashes', '- '.repeat(100_000)],
    ['many question marks', '? '.repeat(100_000)],
    ['questions that nest, with nothing behind them', '? '.repeat(518)],
    ['dashes that nest, with nothing behind them', '- '.repeat(518)],
    ['many anchors', Array.from({ length: 4_000 }, (_, index) => `&a${index} `).join('')],
    // the composer of the YAML reader calls itself for each level; near the end of the stack V8 aborts
    ['flow nested to the edge of the stack', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
    [
      'blocks nested to the edge of the stack',
      Array.from({ length: 1200 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    ],
    ['an alias bomb', bomb],
    [
      'an alias bomb that says it is a manifest',
      `apiVersion: v1\nkind: Service\n${bomb}\nspec: {selector: *i}`,
    ],
    ['an anchor that merges itself', 'apiVersion: v1\nkind: Service\nmetadata: &m {<<: *m, name: a}'],
    ['an anchor that holds itself', 'apiVersion: v1\nkind: Service\nmetadata: &m {name: a, labels: *m}'],
    [
      'an anchor that holds itself where nothing looks at types',
      'apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec: {x: [&a {y: [{z: *a}]}]}',
    ],
    ['many separators', '---\n'.repeat(100_000)],
    ['many bad documents', 'a: [\n---\n'.repeat(1_000)],
    ['blanks', ' '.repeat(3_000_000)],
    ['blank lines that end badly', `${' '.repeat(1_000_000)}{{`],
    // deep, but not yet deep enough for an exception of the parser: where the process could end
    ...[299, 301, 780, 800, 5000].flatMap((depth): [string, string][] => [
      [`${depth} brackets`, `a: ${'['.repeat(depth)}${']'.repeat(depth)}`],
      [`${depth} braces`, `a: ${'{a: '.repeat(depth)}${'}'.repeat(depth)}`],
      [`${depth} dashes`, `${'- '.repeat(depth)}a`],
      [
        `${depth} lines, each deeper`,
        Array.from({ length: depth }, (_each, level) => `${' '.repeat(level)}a:`).join('\n'),
      ],
    ]),
  ])('%s: refused, or skipped, at once', (_, text) => {
    expect(read(text).resources).toEqual([])
  })

  test('JSON that is nested deeper than the YAML reader goes may lose its positions, not its contents', () => {
    const deep = `{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    const [resource] = read(deep).resources
    expect(resource?.name).toBe('a')
    expect(resource?.origin.locate(['metadata', 'name'], 'value')?.line ?? 1).toBe(1)
  })

  test.each([
    ['flow', `{a: ${'['.repeat(200)}${']'.repeat(200)}}`],
    ['blocks', Array.from({ length: 200 }, (_, level) => `\n${' '.repeat(level + 2)}a:`).join('')],
  ])('two hundred levels are deeper than any schema, and fine: %s', (_, spec) => {
    expect(names(`apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: ${spec}\n`)).toEqual([
      'Thing default/a',
    ])
  })

  test('a thousand aliases of one anchor are nothing to be afraid of', () => {
    const aliases = Array.from({ length: 1000 }, (_, index) => `  k${index}: *v`).join('\n')
    expect(names(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: &v a}\ndata:\n${aliases}\n`)).toEqual([
      'ConfigMap default/a',
    ])
  })
})

describe('properties', () => {
  // pieces that look like manifests, so that not everything ends as a scalar
  const piece = fc.oneof(
    anyText(),
    fc.constantFrom(
      'apiVersion: v1\n',
      'kind: Service\n',
      'kind: List\n',
      'items:\n',
      '- ',
      '---\n',
      '...\n',
      '{',
      '}',
      '[',
      ']',
      ': ',
      '#',
      '\n',
      '\r\n',
      '\t',
      '  ',
      '&a ',
      '*a',
      '<<: ',
      '!!',
      '|\n',
      '"',
      "'",
      '{{ x }}',
      'metadata: {name: a}\n',
      'spec:\n',
      'null',
      '\uFEFF',
      '? ',
      '%',
      '__proto__: ',
      '"kind":"SvcSnapshot"',
    ),
  )
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))

  test('reading never throws, and every location lies inside of the text', () => {
    fc.assert(
      fc.property(text, (content) => {
        const { resources, unread } = read(content)
        for (const { location } of unread) if (location !== undefined) expectInside(content, location)
        for (const { origin, manifest } of resources) {
          const paths = [
            [],
            ['metadata'],
            ['metadata', 'name'],
            ['spec', 'nope'],
            ...Object.keys(manifest).map((key) => [key]),
          ]
          const places = paths.flatMap((path) => [origin.locate(path, 'key'), origin.locate(path, 'value')])
          for (const place of places) if (place !== undefined) expectInside(content, place)
          for (const { line } of origin.comments())
            expect(line).toBeLessThanOrEqual(content.split('\n').length)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('the place of a value is the place of its text', () => {
    const scalar = fc
      .stringMatching(/^[a-z]{3,8}$/)
      .filter((word) => !['yes', 'off', 'true', 'null', 'false'].includes(word))
    const document = fc.record({
      before: fc.constantFrom('# comment', '', '# ä 𝒳'),
      name: scalar,
      label: scalar,
      end: fc.constantFrom('\n', '\r\n'),
    })
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 4 }), (documents) => {
        const content = documents
          .map(({ before, name, label, end }) =>
            [
              before,
              'apiVersion: v1',
              'kind: Service',
              'metadata:',
              `  name: ${name}`,
              `  labels: {a: "${label}"}`,
              '',
            ].join(end),
          )
          .join('---\n')
        const { resources } = read(content)
        expect(resources).toHaveLength(documents.length)
        for (const [index, { origin }] of resources.entries()) {
          expect(textAt(content, origin.locate(['metadata', 'name'], 'value'))).toBe(documents[index]?.name)
          expect(textAt(content, origin.locate(['metadata', 'labels', 'a'], 'value'))).toBe(
            `"${documents[index]?.label}"`,
          )
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
  // a place of one character may be at the very end of its line
  expect(endColumn).toBeLessThanOrEqual((lines[endLine - 1] ?? '').length + 2)
  expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true)
}

function textAt(content: string, place: Place | undefined): string | undefined {
  if (place === undefined || place.line !== place.endLine) return undefined
  return content.split('\n')[place.line - 1]?.slice(place.column - 1, place.endColumn - 1)
}
