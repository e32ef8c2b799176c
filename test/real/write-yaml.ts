/* oxlint-disable unicorn/no-useless-spread -- lists in rows of one meaning each */
import type { Json } from './generate-service.ts'
import type { Random } from './random.ts'

/** Scalars that YAML 1.1, YAML 1.2 and Go's reader of YAML take for different things. */
const tokens = [
  ...['y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'yEs', '~', 'null', 'NULL', 'nULL'],
  ...[
    '0x50',
    '0o120',
    '0100',
    '080',
    '0800',
    '08',
    '0b1010000',
    '1_000',
    '1__0',
    '_1',
    '+80',
    '-0',
    '80.0',
    '8e1',
    '.8e2',
    '080.0',
    '80.5',
    '1.10',
    '1e3',
    '0.0',
    '.5',
    '5.',
    '1:30',
    '12:30:45',
    '1e400',
    '12e03456',
    '0o800',
    '0xZZ',
    '+.5',
    '-.5e1',
    '1.e1',
    '0x',
    '0b12',
    '1_',
    '0_8',
    '9223372036854775808',
    '-9223372036854775809',
    '18446744073709551616',
    '9223372036854775807',
    '-9223372036854775808',
    '0x7fffffffffffffff',
  ],
  ...[
    '.inf',
    '-.INF',
    '.NaN',
    '2020-01-01',
    '2020-1-1',
    '2020-01-01T00:00:00Z',
    '2020-01-01 00:00:00',
    '1.2.3',
    '=',
    '<<',
  ],
  ...[
    '!!str 80',
    '!!str',
    '!foo',
    '"a\n b"',
    "'a\nb'",
    '[a,\nb]',
    '! 12',
    "!!int '80'",
    '!!float 80',
    '!!bool yes',
    '!!binary aGk=',
    '!foo bar',
    '!!null ~',
    "''",
    '""',
    "'80'",
    '"\\x41"',
    '|\n    text',
    '>-\n    folded',
  ],
  ...[
    '@a',
    '`a',
    '%a',
    'a: b',
    'a #b',
    'a#b',
    '- a',
    '[a',
    '{a',
    '*none',
    '&x y',
    '? a',
    '*',
    '|x',
    '"a',
    "'a",
    'a\tb',
    '\ta',
  ],
]
const keys = [
  'yes',
  'on',
  '1',
  '1.5',
  '~',
  'null',
  '0x10',
  '"quoted"',
  "'it''s'",
  '? a\n: b',
  '<<',
  '!!str 1',
  '2020-01-01',
  '010',
  '1e1',
  '.5',
  'true',
  '"true"',
]

/** Writes plain values as YAML, in one of the many ways that YAML has, and now and then as something else. */
export function writeYaml(random: Random, value: Json): string {
  const text = writeBlock(random, value, '')
  const before = random.chance(0.85)
    ? ''
    : random.of([
        '---\n',
        '# comment\n',
        '--- # comment\n',
        '\uFEFF',
        '\n\n',
        '---\n---\n',
        '%YAML 1.1\n---\n',
        '%YAML 1.2\n---\n',
        '---foo\n',
        '...\n',
        '\t\n',
        '!!map\n',
      ])
  const after = random.chance(0.85)
    ? ''
    : random.of([
        '...\n',
        '...\nfoo: [\n',
        '---\n',
        '---\nfoo: [\n',
        '# end\n',
        '\u0000',
        '---foo\n',
        '  \n',
        '\t',
        'x',
      ])
  const whole = before + text + after
  return random.chance(0.03) ? whole.replaceAll('\n', '\r\n') : whole
}

function writeBlock(random: Random, value: Json, indent: string): string {
  if (typeof value !== 'object' || value === null || random.chance(0.1))
    return `${indent}${writeFlow(random, value)}\n`
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}[]\n`
    return value
      .map(
        (item) =>
          `${indent}-${random.chance(0.98) ? ' ' : '\t'}${writeBlock(random, item, inner).trimStart()}`,
      )
      .join('')
  }
  const lines = Object.entries(value).flatMap(([key, item]) => writePair(random, [key, item], indent))
  return lines.length === 0 ? `${indent}{}\n` : lines.join('')
}

function writePair(random: Random, [key, item]: readonly [string, Json], indent: string): string[] {
  const nested =
    typeof item === 'object' && item !== null && Object.keys(item).length > 0 && random.chance(0.7)
  const anchor = random.chance(0.01) ? ' &x' : ''
  const line = nested
    ? `${indent}${writeKey(random, key)}:${anchor}\n${writeBlock(random, item, `${indent}  `)}`
    : `${indent}${writeKey(random, key)}:${anchor} ${writeFlow(random, item)}\n`
  const twice = random.chance(0.006) ? [line] : []
  const alias = random.chance(0.006) ? [`${indent}${writeKey(random, key)}: *x\n`] : []
  const merge = random.chance(0.006)
    ? [`${indent}<<: ${random.of(['{port: 81}', '*x', '[{name: x}, {name: y}]', '5', '{type: NodePort}'])}\n`]
    : []
  return random.chance(0.5) ? [...merge, line, ...twice, ...alias] : [line, ...twice, ...alias, ...merge]
}

function writeKey(random: Random, key: string): string {
  if (random.chance(0.006)) return random.of(keys)
  return /^[A-Za-z][\w./-]*$/.test(key) && random.chance(0.9) ? key : JSON.stringify(key)
}

function writeFlow(random: Random, value: Json): string {
  if (random.chance(0.03)) return random.of(tokens)
  if (Array.isArray(value))
    return `[${value.map((item) => writeFlow(random, item)).join(', ')}${random.chance(0.05) && value.length > 0 ? ',' : ''}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${writeKey(random, key)}: ${writeFlow(random, item)}`)
      .join(', ')}}`
  }
  if (typeof value !== 'string') return JSON.stringify(value)
  if (/^[A-Za-z][\w./-]*$/.test(value) && random.chance(0.6)) return value
  return random.chance(0.2) && !/['\n\t]/.test(value) ? `'${value}'` : JSON.stringify(value)
}
