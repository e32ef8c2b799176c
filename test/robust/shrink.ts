import type { Asked } from './streams.ts'

/**
 * Makes a stream smaller as long as it still fails: documents first, then lines, then pieces of lines.
 * `fails` says whether a stream has the same fault; it is asked at most `most` times.
 */
export async function shrink(
  stream: Asked,
  fails: (smaller: Asked) => Promise<boolean>,
  most = 600,
): Promise<Asked> {
  let asked = 0
  let smallest = stream
  const parts = (between: string | RegExp) => smallest.bytes.toString('latin1').split(between)
  for (const between of ['---\n', '\n', /(?<=[,{}[\]])/, ''] as const) {
    let size = Math.ceil(parts(between).length / 2)
    while (size >= 1 && asked < most) {
      let start = 0
      while (start < parts(between).length && asked < most) {
        const kept = parts(between)
        kept.splice(start, size)
        const text = kept.join(typeof between === 'string' ? between : '')
        const smaller = { ...smallest, bytes: Buffer.from(text, 'latin1') }
        asked++
        if (await fails(smaller)) smallest = smaller
        else start += size
      }
      size = Math.floor(size / 2)
    }
  }
  return smallest
}
