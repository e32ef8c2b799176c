import { encode } from '../../src/sources/files/encoding.ts'
import type { Corpus, Sample } from './corpus.ts'
import { Draw } from './draw.ts'
import { mutated, pathsIn, replaced, written, wrongValues } from './mutations.ts'

/** What is put into one file, and what is asked about it. */
export interface Stream {
  readonly bytes: Buffer
  /** What `--before` compares it with. */
  readonly before: Buffer
  readonly documents: number
  readonly mutated: number
  /** A Service and a Deployment of the unchanged documents, and their namespace. */
  readonly namespace: string
  readonly service: string
  readonly client: string
}

const separator = Buffer.from('---\n')

/** The stream of one number of one seed: documents of a few fixtures, some or all of them changed. */
export function streamOf(corpus: Corpus, seed: number, index: number): Stream {
  const draw = new Draw(Math.imul(seed + 1, 0x9e_37_79_b1) ^ Math.imul(index + 1, 0x85_eb_ca_6b))
  const samples = Array.from({ length: 1 + draw.below(6) }, () => draw.of(corpus.worlds)).flat()
  for (let more = draw.below(6); more > 0; more--) samples.push(draw.of(corpus.whole))
  const share = draw.of([0.2, 0.6, 1, 1])
  return { ...join(samples, draw, (sample) => (draw.chance(share) ? mutated(sample, draw) : undefined)) }
}

/** Each field of each kind with each value of the wrong shape, so many documents a stream. */
export function* fieldStreams(corpus: Corpus): Generator<Stream> {
  const draw = new Draw(1)
  let samples: { readonly sample: Sample; readonly bytes: Buffer }[] = []
  const flush = () => {
    const chosen = new Map(samples.map(({ sample, bytes }) => [sample, bytes]))
    const stream = join([...draw.of(corpus.worlds), ...chosen.keys()], draw, (sample) => chosen.get(sample))
    samples = []
    return stream
  }
  for (const sample of corpus.whole)
    for (const path of pathsIn(sample.value))
      for (const value of [undefined, ...wrongValues]) {
        const copy = replaced(sample.value, path, value)
        samples.push({ sample: { ...sample, value: copy }, bytes: written(copy, draw) })
        if (samples.length === 25) yield flush()
      }
  if (samples.length > 0) yield flush()
}

function join(
  samples: readonly Sample[],
  draw: Draw,
  change: (sample: Sample) => Buffer | undefined,
): Stream {
  let changed = 0
  const parts = samples.flatMap((sample, index) => {
    const bytes = change(sample)
    if (bytes !== undefined) changed++
    return [...(index === 0 ? [] : [separator]), endLine(bytes ?? Buffer.from(sample.text))]
  })
  const service = nameOf(samples, draw, 'Service') ?? { service: 'web', namespace: 'default' }
  const plain = samples.map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n')
  return {
    bytes: encoded(Buffer.concat(parts), draw),
    before: Buffer.from(plain),
    documents: samples.length,
    mutated: changed,
    ...service,
    client: nameOf(samples, draw, 'Deployment')?.service ?? 'client',
  }
}

function endLine(bytes: Buffer): Buffer {
  return bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')])
}

/** Sometimes in another encoding, also in one that nothing reads. */
function encoded(bytes: Buffer, draw: Draw): Buffer {
  const way = draw.below(60)
  const text = () => bytes.toString('utf8')
  if (way === 0) return encode(`\uFEFF${text()}`, 'utf16le')
  if (way === 1) return encode(`\uFEFF${text()}`, 'utf16be')
  if (way === 2) return encode(text(), 'utf16le')
  if (way === 3) return utf32(text())
  if (way === 4) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])
  if (way === 5) return Buffer.concat([encode(`\uFEFF${text()}`, 'utf16le'), Buffer.from([0x41])])
  return bytes
}

function utf32(text: string): Buffer {
  const points = [0xfeff, ...Array.from(text, (character) => character.codePointAt(0) ?? 0)]
  const bytes = Buffer.alloc(points.length * 4)
  for (const [index, point] of points.entries()) bytes.writeUInt32LE(point, index * 4)
  return bytes
}

function nameOf(samples: readonly Sample[], draw: Draw, kind: string) {
  const names = samples.flatMap(({ value }) => {
    const { kind: own, metadata } = value as { kind?: unknown; metadata?: Record<string, unknown> | null }
    const { name, namespace } = metadata ?? {}
    if (own !== kind || typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name)) return []
    return [{ service: name, namespace: typeof namespace === 'string' ? namespace : 'default' }]
  })
  return names.length === 0 ? undefined : draw.of(names)
}
