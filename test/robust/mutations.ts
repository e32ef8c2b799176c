import { stringify } from 'yaml'
import type { Sample } from './corpus.ts'
import type { Draw } from './draw.ts'
import { oddOf } from './odd-values.ts'

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

const known = new WeakMap<object, readonly Steps[]>()

/** Every place of a value, the root left out; looked for once, since a sample is changed again and again. */
export function pathsIn(value: unknown): readonly Steps[] {
  if (typeof value !== 'object' || value === null) return []
  let paths = known.get(value)
  if (paths === undefined) known.set(value, (paths = placesIn(value, [])))
  return paths
}

function placesIn(value: unknown, before: Steps): Steps[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const path = [...before, Array.isArray(value) ? Number(key) : key]
    return [path, ...placesIn(item, path)]
  })
}

/** The same with something else at one place; `undefined` takes it away. What is not above that place is shared. */
export function replaced(value: unknown, path: Steps, by: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return by
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  const parent = copy as Record<string | number, unknown>
  const inner = rest.length === 0 ? by : replaced(parent[step], rest, by)
  if (inner === undefined) Reflect.deleteProperty(parent, step)
  else
    Object.defineProperty(parent, step, {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return copy
}

function written(value: unknown, draw: Draw): Buffer {
  const way = draw.below(10)
  if (way < 6) return Buffer.from(`${JSON.stringify(value)}\n`)
  if (way < 9) return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
  return Buffer.from(stringify(value))
}

/** One way to change what a document says. */
type Change = (value: unknown, paths: readonly Steps[], draw: Draw) => unknown

const wrongShape: Change = (value, paths, draw) =>
  replaced(value, draw.of(paths), draw.chance(0.15) ? undefined : draw.of(wrongValues))

const oddValue: Change = (value, paths, draw) => {
  const path = draw.of(paths)
  return replaced(value, path, draw.chance(0.1) ? undefined : oddOf(at(value, path), draw))
}

/** A field gets the value of another place of the same document. */
const transplanted: Change = (value, paths, draw) =>
  replaced(value, draw.of(paths), structuredClone(at(value, draw.of(paths))))

const everyChange: readonly Change[] = [wrongShape, wrongShape, oddValue, oddValue, oddValue, transplanted]

/** What a document says, changed in one to five places. */
export function changed(sample: Sample, draw: Draw): unknown {
  let { value } = sample
  for (let times = 1 + (draw.chance(0.3) ? draw.below(4) : 0); times > 0; times--) {
    const paths = pathsIn(value)
    if (paths.length > 0) value = draw.of(everyChange)(value, paths, draw)
  }
  return value
}

function at(value: unknown, path: Steps): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], value)
}

const said: Mutation = (sample, draw) => written(changed(sample, draw), draw)

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

/** Half of them say something else, which is where most of the code is; texts that cannot be read cost the most. */
const everyMutation: readonly Mutation[] = [
  ...Array.from({ length: 12 }, () => said),
  lines,
  lines,
  characters,
  characters,
  bytes,
  bytes,
  nested,
  anchors,
]

export function mutated(sample: Sample, draw: Draw): Buffer {
  return draw.of(everyMutation)(sample, draw)
}
