import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { columnsOfFile, columnsText } from '../../src/report/template/columns.ts'
import { orderBy } from '../../src/report/template/sort-rows.ts'
import { templateText } from '../../src/report/template/template.ts'
import type { TemplateFormat } from '../../src/report/formats.ts'

// kubectl 1.32 gave these answers for an object with these fields, but that it leaves out what follows a list without items in `[*]`
const json = {
  version: 1,
  services: [
    { name: 'web', ready: 2, ports: [80, 443], ok: true, labels: { 'a.b/c': 'x' }, none: null },
    { name: 'api', ready: 0, ports: [], ok: false },
    { name: 'db', ready: 10, ports: [5432], ok: true, labels: { tier: 'back' } },
  ],
}
const text = (template: string, format: TemplateFormat = 'jsonpath') =>
  templateText(format, template, { json, rows: json.services })

test.each([
  ['{.version}', '1'],
  ['version {.version}!', 'version 1!'],
  ['{.services[*].name}', 'web api db'],
  ['{$.services[0].name}', 'web'],
  ['{ .services[0].name }', 'web'],
  ['{.services[-1].name}', 'db'],
  ['{.services[0:2].name}', 'web api'],
  ['{.services[::2].name}', 'web db'],
  ['{.services[-2:].name}', 'api db'],
  ['{.services[0,2].name}', 'web db'],
  ["{.services[0]['name','ready']}", 'web 2'],
  ["{['services'][0].name}", 'web'],
  ['{.services[0].ports}', '[80,443]'],
  ['{.services[0].labels}', '{"a.b/c":"x"}'],
  ['{.services[0].labels.a\\.b/c}', 'x'],
  ['{.services[0].none}', 'null'],
  ['{.services[1].labels}', ''],
  ['{.nothing.at.all}', ''],
  ['{..name}', 'web api db'],
  ['{.services[*].ports[*]}', '80 443 5432'],
  ['{.services[?(@.name=="api")].ready}', '0'],
  ["{.services[?(@.name=='api')].ready}", '0'],
  ['{.services[?(@.name!="api")].name}', 'web db'],
  ['{.services[?(@.ready>1)].name}', 'web db'],
  ['{.services[?(@.ready<=2)].name}', 'web api'],
  ['{.services[?(@.ok==true)].name}', 'web db'],
  ['{.services[?(@.labels)].name}', 'web db'],
  ['{.services[?(@.labels.tier=="back")].name}', 'db'],
  ['{.services[?(@.name=="a)b")].name}', ''],
  ['{range .services[*]}{.name}{"\\t"}{.ready}{"\\n"}{end}', 'web\t2\napi\t0\ndb\t10\n'],
  ['{range .services[*]}{.name}:{range .ports[*]}{@},{end};{end}.', 'web:80,443,;api:;db:5432,;.'],
  ['{range .nothing[*]}x{.name}{end}after', 'after'],
  ['{1}{2.5}{true}{"text"}', '12.5truetext'],
  ['{.services[0].ports[0]} {.services[0].ports[1]}', '80 443'],
])('%s', (template, answer) => {
  expect(text(template)).toBe(answer)
})

test.each([
  ['{.version', 'error parsing jsonpath {.version, unclosed action'],
  ['{.services[}', 'error parsing jsonpath {.services[}, unterminated array'],
  ['{.services[x]}', 'error parsing jsonpath {.services[x]}, invalid array index x'],
  ['{.services[?(@.x}', 'error parsing jsonpath {.services[?(@.x}, unterminated filter'],
  ['{.services[?(@.x)}', 'error parsing jsonpath {.services[?(@.x)}, unclosed array expect ]'],
  ['{"x}', 'error parsing jsonpath {"x}, unterminated quoted string'],
  ['{.a....b}', 'error parsing jsonpath {.a....b}, invalid multiple recursive descent'],
  ['{%}', "error parsing jsonpath {%}, unrecognized character in action: U+0025 '%'"],
  ['{end}', 'error executing jsonpath "{end}": not in range, nothing to end'],
  ['{foo}', 'error executing jsonpath "{foo}": unrecognized identifier foo'],
  [
    '{.services[9]}',
    'error executing jsonpath "{.services[9]}": array index out of bounds: index 9, length 3',
  ],
  ['{.version[0]}', 'error executing jsonpath "{.version[0]}": int64 is not array or slice'],
  [
    '{.services[?(@.name>1)]}',
    'error executing jsonpath "{.services[?(@.name>1)]}": incompatible types for comparison',
  ],
  [
    '{.services[?(@.name==="a")]}',
    'error executing jsonpath "{.services[?(@.name==="a")]}": unrecognized filter operator ===',
  ],
])('%s is refused in the words of kubectl', (template, message) => {
  expect(() => text(template)).toThrow(message)
})

test('jsonpath-as-json is a list for each part', () => {
  expect(text('{.services[*].name}', 'jsonpath-as-json')).toBe('[\n    "web",\n    "api",\n    "db"\n]\n')
})

describe('custom columns', () => {
  const rows = json.services

  test('as kubectl aligns them', () => {
    expect(columnsText('NAME:.name,PORTS:ports[*],L:{.labels.tier},N:.none', rows)).toBe(
      [
        'NAME   PORTS    L        N',
        'web    80,443   <none>   <nil>',
        'api    <none>   <none>   <none>',
        'db     5432     back     <none>',
        '',
      ].join('\n'),
    )
    expect(columnsOfFile('NAME  READY\n.name {.ready}\n', rows)).toBe(
      columnsText('NAME:.name,READY:.ready', rows),
    )
  })

  test.each([
    ['NAME', 'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>'],
    ['NAME:{.a}{.b}', 'unexpected path string'],
  ])('%s is refused', (spec, message) => expect(() => columnsText(spec, rows)).toThrow(message))

  test.each([
    ['', 'missing header line'],
    ['A B', 'missing spec line'],
    ['A B\n.a\n', "number of headers (2) and field specifications (1) don't match"],
  ])('a file %j is refused', (file, message) => expect(() => columnsOfFile(file, rows)).toThrow(message))
})

test('--sort-by: numbers as numbers, also in texts; what lacks the field first', () => {
  const names = (path: string, rows: readonly { name: string }[]) =>
    orderBy(path, rows).map((at) => rows[at]?.name)
  expect(names('.ready', json.services)).toEqual(['api', 'web', 'db'])
  expect(names('{.name}', [{ name: 'a10' }, { name: 'a9' }])).toEqual(['a9', 'a10'])
  expect(names('labels.tier', json.services)).toEqual(['web', 'api', 'db'])
  expect(() => orderBy('.x', json.services)).toThrow(
    `couldn't find any field with path ".x" in the list of objects`,
  )
  expect(() => orderBy('.ports', json.services)).toThrow('unsortable type: slice')
})

test('text of objects cannot move a cursor; text of the template is the user’s own', () => {
  const hostile = { json: { a: '\u001B[2J', b: ['\u202E'] }, rows: [{ a: '\u001B[2J\n' }] }
  expect(templateText('jsonpath', '{.a}{"\\t\\n"}{.b}', hostile)).toBe('\\u001b[2J\t\n["\\u202e"]')
  expect(templateText('custom-columns', 'A:.a', hostile)).toBe('A\n\\u001b[2J\\n\n')
})

test.each([
  `{${'..*'.repeat(40)}}`,
  '{.services[*,*,*]..*..*..*..*..*..*..*..*..*..*}',
  '{range .services[*]}'.repeat(40),
  `{${'[?('.repeat(5000)}`,
  `{.a${'[?(@.a'.repeat(3000)}${')]'.repeat(3000)}}`,
  `{[${'0,'.repeat(30_000)}0]}`,
])('a hostile template ends (%#)', (template) => {
  const deep = (depth: number): unknown =>
    depth === 0 ? 1 : [deep(depth - 1), deep(depth - 1), deep(depth - 1)]
  const run = () => templateText('jsonpath', template, { json: { services: deep(7) }, rows: [] })
  try {
    expect(typeof run()).toBe('string')
  } catch (error) {
    expect((error as Error).message).toMatch(/^error (parsing|executing) jsonpath/)
  }
})

test('whatever is given: text, or an error in words', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '.',
    '..',
    '[',
    ']',
    '*',
    '?(',
    ')',
    '@',
    '$',
    '"',
    "'",
    '\\',
    'range ',
    'end',
    '==',
    '<',
    '1',
    '-1',
    ':',
    ',',
    ' ',
    'name',
    'services',
    'ports',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      try {
        text(pieces.join(''))
      } catch (error) {
        expect((error as Error).message).toMatch(/^error (parsing|executing) jsonpath/)
      }
    }),
    { numRuns: 500 },
  )
})
