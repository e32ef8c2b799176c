import { describe, expect, test } from '@jest/globals'
import { splitDocuments } from '../../src/sources/yaml/chunks.ts'
import { parseChunk } from '../../src/sources/yaml/parse.ts'

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
  test.each(['yEs', 'tRue', 'nULL', 'nO', 'oN'])('%s is a string', (text) =>
    expect(value(`a: ${text}`)).toBe(text),
  )
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

  test.each([
    'a:\n\t- 1',
    'a: *nowhere',
    'a: @x',
    'a: `x',
    "a: 'x",
    'a: {b: 1',
    'a: [1',
    '%YAML 1.2\na: 1',
    'a: b: c',
    '- a\nb: c',
  ])('%j is refused', (text) => {
    expect(value(text)).toBe('refused')
  })

  test.each([
    ['the last of two equal keys wins', 'a: 1\na: 2', 2],
    ['at any depth', 'a: {b: 1, c: 2, b: 3}', { b: 3, c: 2 }],
    ['a key that is a boolean', 'a: {y: 2}', { true: 2 }],
    ['keys that are numbers', 'a: {1: x, 1.5: z}', { '1': 'x', '1.5': 'z' }],
    ['an explicit key beats a merged one', 'x: &x {p: 1, q: 1}\na: {<<: *x, p: 2}', { p: 2, q: 1 }],
    [
      'the first of several merged maps wins',
      'x: &x {p: 1}\nz: &z {p: 2, q: 2}\na: {<<: [*x, *z]}',
      { p: 1, q: 2 },
    ],
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
