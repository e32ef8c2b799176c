import { encode } from '../../src/sources/files/encoding.ts'
import type { Corpus, Sample } from './corpus.ts'
import { Draw } from './draw.ts'
import { mutated } from './mutations.ts'

/** What is put into one file, and what is asked about it. */
export interface Asked {
  readonly bytes: Buffer
  /** What `--before` compares it with. */
  readonly before: Buffer
  /** A Service and a Deployment of the unchanged documents, and their namespace. */
  readonly namespace: string
  readonly service: string
  readonly client: string
}

export interface Stream extends Asked {
  readonly documents: number
  readonly mutated: number
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

function join(
  samples: readonly Sample[],
  draw: Draw,
  change: (sample: Sample) => Buffer | undefined,
): Stream {
  let changed = 0
  const parts = samples.map((sample) => {
    const bytes = change(sample)
    if (bytes !== undefined) changed++
    return bytes ?? Buffer.from(sample.text)
  })
  return {
    bytes: encoded(joined(parts), draw),
    before: joined(samples.map(({ text }) => Buffer.from(text))),
    documents: samples.length,
    mutated: changed,
    ...namesIn(samples, draw),
  }
}

/** Documents as one text. */
export function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((bytes, index) => [...(index === 0 ? [] : [separator]), endLine(bytes)]))
}

/** What to ask of unchanged documents. */
export function namesIn(
  samples: readonly Sample[],
  draw: Draw,
): Pick<Asked, 'service' | 'namespace' | 'client'> {
  return {
    ...(nameOf(samples, draw, 'Service') ?? { service: 'web', namespace: 'default' }),
    client: nameOf(samples, draw, 'Deployment')?.service ?? 'client',
  }
}

function endLine(bytes: Buffer): Buffer {
  return bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')])
}

/** Sometimes in another encoding, also in one that nothing reads. */
export function encoded(bytes: Buffer, draw: Draw): Buffer {
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
