import type { Draw } from './draw.ts'
import type { Stream } from './streams.ts'

const head = (kind: string, name: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n`
const service = `${head('Service', 'web')}spec: {selector: {app: web}, ports: [{port: 80}]}\n`
const mebibyte = 1024 * 1024

/** Texts that are large, deep or many: each gives a text, and how many documents it has. */
const giants: readonly ((draw: Draw) => readonly [string, number])[] = [
  (draw) =>
    many(100_000, (index) =>
      draw.of([
        `${head('Service', `s${index}`)}spec: {}\n`,
        `a: [\n`,
        `kind: x\n`,
        '{\n',
        `${head('ConfigMap', `c${index}`)}data: {a: b}\n`,
      ]),
    ),
  (draw) =>
    many(
      20_000,
      (index) =>
        `${head('Service', `s${index}`)}spec: {selector: {app: a${draw.below(9)}}, ports: [{port: ${draw.below(70_000)}}]}\n`,
    ),
  (draw) => [
    `${service}---\n${head('ConfigMap', 'big')}data:\n  text: ${draw.of(['"', "'"])}${draw.of(['x', 'a.b.c:80 ', 'http://web:80/ ', '\u202E', '{"a":1} ']).repeat(mebibyte / 8)}`,
    2,
  ],
  (draw) => [
    `${service}---\n${head('ConfigMap', 'big')}data:\n  text: |\n${`    ${draw.of(['x', 'web:80', 'http://web/', 'upstream web;', 'a=b', '- web.default.svc:81', '', '#'])}\n`.repeat(mebibyte / 8)}`,
    2,
  ],
  (draw) => [
    `${head('Service', 'x'.repeat(mebibyte))}spec: {selector: {${'y'.repeat(draw.below(mebibyte))}: z}, ports: [{port: 80}]}\n`,
    1,
  ],
  (draw) => [`${service}---\n${'a: '.repeat(1)}${draw.of(['[', '{a: ', '- ', '? ']).repeat(200_000)}\n`, 2],
  (draw) => [
    `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}${draw.of(['}', ''])}`,
    1,
  ],
  (draw) => [
    `${service}---\na: &a0 [x]\n${Array.from({ length: draw.of([9, 30]) }, (_, i) => `b${i}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`).join('')}`,
    2,
  ],
  () => [
    `${service}---\n${'&a '.repeat(20_000)}\n---\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: &a${i} {}\n`).join('')}`,
    3,
  ],
  () => [`${service}${'---\n'.repeat(300_000)}`, 1],
  (draw) => [
    `${service}---\n${head('Pod', 'p')}spec: {containers: [${Array.from({ length: 5000 }, (_, i) => `{name: c${i}, image: i, ports: [{containerPort: ${1 + draw.below(65_000)}}]}`).join(', ')}]}\n`,
    2,
  ],
  (draw) => [
    `${service}${`${' '.repeat(draw.below(9))}# svc-ignore ${draw.of(['', 'x', '*'])}\n`.repeat(50_000)}`,
    1,
  ],
  () => [
    `${service}---\n${head('ConfigMap', 'c')}data:\n${Array.from({ length: 20_000 }, (_, i) => `  k${i}: http://web:8${i % 10}/\n`).join('')}`,
    2,
  ],
]

export function giantStream(index: number, draw: Draw): Stream {
  const make = giants[index % giants.length]
  const [text, documents] = make?.(draw) ?? ['', 0]
  return {
    bytes: Buffer.from(text),
    before: Buffer.from(service),
    documents,
    mutated: documents,
    namespace: 'default',
    service: 'web',
    client: 'web',
  }
}

function many(count: number, make: (index: number) => string): readonly [string, number] {
  return [Array.from({ length: count }, (_, index) => make(index)).join('---\n'), count]
}
