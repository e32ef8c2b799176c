import fs from 'node:fs'

/** What changes a disk, by the name of its function. */
const changing = [
  'openSync',
  'writeSync',
  'writeFileSync',
  'fsyncSync',
  'fchmodSync',
  'fchownSync',
  'renameSync',
  'rmSync',
  'mkdirSync',
] as const

export interface Change {
  /** From 0 on. */
  readonly number: number
  readonly call: (typeof changing)[number]
  /** The file, without its folder. */
  readonly path: string
}

/** `half`: of a text that is written, only the first half gets there. */
export type Fault = { readonly error: string; readonly half?: boolean }

type Call = (...given: unknown[]) => unknown

/**
 * Does something while each change of what is in a folder is announced first, and fails where the answer is a fault. Out: the changes.
 * The functions of node:fs themselves are replaced meanwhile, so that all who write take part.
 */
export async function withDisk(
  folder: string,
  {
    before,
    work,
  }: { readonly before: (change: Change) => Fault | undefined; readonly work: () => Promise<void> },
): Promise<Change[]> {
  const disk = fs as unknown as Record<string, Call>
  const real = new Map(changing.map((name) => [name, disk[name] as Call]))
  const open = new Map<unknown, string>()
  const changes: Change[] = []
  const pathOf = (given: unknown) => (typeof given === 'number' ? (open.get(given) ?? '') : String(given))
  for (const [call, original] of real)
    disk[call] = (...given) => {
      const path = pathOf(given[0])
      const isReading = call === 'openSync' && (given[1] === undefined || given[1] === 'r')
      if (!path.startsWith(folder) || isReading) return original(...given)
      const change = { number: changes.length, call, path: path.slice(folder.length + 1) }
      changes.push(change)
      const fault = before(change)
      if (fault !== undefined) {
        if (fault.half === true && call === 'writeSync') original(given[0], half(given[1]))
        throw Object.assign(new Error(`${fault.error}: no`), { code: fault.error })
      }
      const result = original(...given)
      if (call === 'openSync') open.set(result, path)
      return result
    }
  try {
    await work()
  } finally {
    for (const [call, original] of real) disk[call] = original
  }
  return changes
}

function half(text: unknown): unknown {
  const bytes = Buffer.from(text as string | Buffer)
  return bytes.subarray(0, bytes.length / 2)
}
