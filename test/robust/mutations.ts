import { stringify } from 'yaml'
import type { Sample } from './corpus.ts'
import type { Draw } from './draw.ts'

/** One way to change a document; out: its bytes. */
type Mutation = (sample: Sample, draw: Draw) => Buffer

/** What a field is replaced by; each is of the wrong shape somewhere. */
export const wrongValues: readonly unknown[] = [
  null,
  7,
  -1,
  1.5,
  2 ** 53,
  'x',
  '',
  '\u202E\u0007\u{E0041}',
  'x'.repeat(300),
  'http://user:secret@web:80/x?y=z',
  '10.0.0.0/33',
  true,
  [],
  [null],
  ['x'],
  [7],
  [[]],
  [{}],
  [{ name: null }],
  {},
  { a: null },
  { a: 'x' },
  { a: { b: 1 } },
  { name: 7 },
  { matchLabels: null, matchExpressions: [{}] },
  JSON.parse('{"__proto__":{"x":1},"constructor":null}') as unknown,
]

type Steps = readonly (string | number)[]

/** Every place of a value, the root left out. */
export function pathsIn(value: unknown, before: Steps = []): Steps[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const path = [...before, Array.isArray(value) ? Number(key) : key]
    return [path, ...pathsIn(item, path)]
  })
}

/** A copy with something else at one place; `undefined` takes it away. */
export function replaced(value: unknown, path: Steps, by: unknown): unknown {
  const copy = structuredClone(value) as Record<string | number, unknown>
  let parent = copy
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  if (by === undefined) delete parent[last]
  else parent[last] = by
  return copy
}

export function written(value: unknown, draw: Draw): Buffer {
  const way = draw.below(10)
  if (way < 5) return Buffer.from(`${JSON.stringify(value)}\n`)
  if (way < 7) return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
  return Buffer.from(stringify(value))
}

const shape: Mutation = ({ value }, draw) => {
  let mutated = value
  for (let times = 1 + (draw.chance(0.3) ? draw.below(4) : 0); times > 0; times--) {
    const paths = pathsIn(mutated)
    if (paths.length > 0)
      mutated = replaced(mutated, draw.of(paths), draw.chance(0.15) ? undefined : draw.of(wrongValues))
  }
  return written(mutated, draw)
}

/** A field gets the value of another place of the same document. */
const transplant: Mutation = ({ value }, draw) => {
  const paths = pathsIn(value)
  if (paths.length === 0) return written(value, draw)
  const from = draw.of(paths)
  const part = from.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], value)
  return written(replaced(value, draw.of(paths), structuredClone(part)), draw)
}

const lines: Mutation = ({ text }, draw) => {
  const all = text.split('\n')
  for (let times = 1 + draw.below(3); times > 0; times--) {
    const at = draw.below(all.length)
    const line = all[at] ?? ''
    const ways = [
      () => all.splice(at, 1),
      () => all.splice(at, 0, line),
      () => all.splice(at, 1, `${' '.repeat(draw.below(5))}${line}`),
      () => all.splice(at, 1, line.trimStart()),
      () => all.splice(at, 1, ...all.splice(draw.below(all.length), 1), line),
      () =>
        all.splice(
          at,
          1,
          line.replace(':', draw.of([' :', ':', ': |\n ', ': >-\n', ': &a ', ': *a', ': !!binary '])),
        ),
    ]
    draw.of(ways)()
  }
  return Buffer.from(all.join(draw.chance(0.1) ? '\r\n' : draw.chance(0.05) ? '\r' : '\n'))
}

const pieces: readonly string[] = [
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a ',
  '!!str ',
  '<<: ',
  '#',
  '%',
  '@',
  '`',
  '---\n',
  '...\n',
  '\t',
  '\0',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '\uD800',
  '\u202E',
  '𝒳',
  '{{ .x }}',
  '0x1F',
  '1_000',
  '.inf',
  '~',
  'yes',
  '2026-01-01',
  '\\',
]

const characters: Mutation = ({ text }, draw) => {
  let changed = text
  for (let times = 1 + draw.below(4); times > 0; times--) {
    const at = draw.below(changed.length + 1)
    changed = changed.slice(0, at) + draw.of(pieces) + changed.slice(at + draw.below(3))
  }
  return Buffer.from(changed)
}

const bytes: Mutation = ({ text }, draw) => {
  const changed = Buffer.from(text)
  for (let times = 1 + draw.below(6); times > 0 && changed.length > 0; times--)
    changed[draw.below(changed.length)] = draw.chance(0.2) ? 0 : draw.below(256)
  return draw.chance(0.2) ? changed.subarray(0, draw.below(changed.length)) : changed
}

const nested: Mutation = ({ value }, draw) => {
  const paths = pathsIn(value)
  if (paths.length === 0) return written(value, draw)
  const depth = draw.of([3, 50, 101, 299, 400, 3000])
  const [open, close] = draw.chance(0.5) ? ['[', ']'] : ['{"a":', '}']
  const marker = '"@deep@"'
  const json = JSON.stringify(replaced(value, draw.of(paths), '@deep@'))
  return Buffer.from(`${json.replace(marker, `${open.repeat(depth)}1${close.repeat(depth)}`)}\n`)
}

const anchors: Mutation = ({ value }, draw) => {
  const paths = pathsIn(value)
  if (paths.length === 0) return written(value, draw)
  const json = JSON.stringify(replaced(value, draw.of(paths), '@anchor@'))
  const level = draw.below(12)
  const bomb = Array.from(
    { length: level },
    (_, i) =>
      `&l${i} [${Array(draw.of([2, 9]))
        .fill(i === 0 ? '1' : `*l${i - 1}`)
        .join(', ')}]`,
  ).join(', ')
  const by = draw.of([
    '&a [*a]',
    '&a {x: *a}',
    '&m {<<: *m, name: a}',
    '*gone',
    `[${bomb}]`,
    '{<<: [&b {a: 1}, *b], a: 2}',
  ])
  return Buffer.from(`${json.replace('"@anchor@"', by)}\n`)
}

const everyMutation: readonly Mutation[] = [
  shape,
  shape,
  shape,
  shape,
  transplant,
  lines,
  characters,
  bytes,
  nested,
  anchors,
]

export function mutated(sample: Sample, draw: Draw): Buffer {
  return draw.of(everyMutation)(sample, draw)
}
