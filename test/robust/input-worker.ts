import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { attempt, type Fault } from './attempt.ts'
import { attemptEngines } from './attempt-engines.ts'
import { attemptLive } from './attempt-live.ts'
import { readCorpus } from './corpus.ts'
import { Draw } from './draw.ts'
import { giantStream } from './giants.ts'
import { fieldGroups, groupOfText, groupsOf, type Group } from './groups.ts'
import { streamOf, type Asked } from './streams.ts'

/** What to send through the commands: groups and fields at once through the engines, the others through the whole command line. */
export type Task =
  | { readonly kind: 'groups' | 'whole' | 'live' | 'giant'; readonly seed: number; readonly index: number }
  | { readonly kind: 'fields'; readonly index: number }
  | { readonly kind: 'given'; readonly asked: Asked; readonly only: string; readonly isListed: boolean }

export type Told =
  | { readonly command: string }
  | { readonly mutated: number; readonly faults: readonly Fault[] }
  | { readonly end: true }

/** What a task tries; absent where there is no more of its kind. */
interface Tried {
  readonly mutated: number
  readonly faults: readonly Fault[]
}

const corpus = readCorpus((workerData as { tests: string }).tests)
const fields = fieldGroups(corpus)
// in memory where there is such a folder: each command of a stream writes it anew
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'svc-robust-input-'))

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const tell = (told: Told) => parentPort?.postMessage(told)
const told = (command: string) => tell({ command })

async function tryOut(task: Task): Promise<Tried | undefined> {
  if (task.kind === 'groups') return together(groupsOf(corpus, task.seed, task.index), task.index)
  if (task.kind === 'fields') {
    const next = fields.next()
    return next.done === true ? undefined : together(next.value, task.index)
  }
  if (task.kind === 'given') return given(task)
  if (task.kind === 'live') return listedLive(task.seed, task.index)
  const stream =
    task.kind === 'whole'
      ? streamOf(corpus, task.seed, task.index)
      : giantStream(task.index, new Draw(task.seed + task.index))
  const faults = await attempt(folder, stream, { told })
  const isKept = task.kind === 'whole'
  return {
    mutated: stream.mutated,
    faults: faults.map((fault) => ({ ...fault, ...(isKept ? { asked: stream, isListed: false } : {}) })),
  }
}

/** Whose fault it was is looked for only where there is one. */
function together(groups: readonly Group[], turn: number): Tried {
  const faults = attemptEngines(groups, told, turn).map((fault) => {
    const group = groups.find((one) => attemptEngines([one], told).some(({ kind }) => kind === fault.kind))
    return group === undefined
      ? fault
      : { ...fault, asked: group.alone, isListed: group.listed !== undefined }
  })
  return { mutated: groups.reduce((sum, { mutated }) => sum + mutated, 0), faults }
}

/** Four groups at once, so that a fault can be told apart by hand; its number makes it again. */
async function listedLive(seed: number, index: number): Promise<Tried> {
  const groups = groupsOf(corpus, seed, index, 'listed').slice(0, 4)
  const faults = await attemptLive(folder, groups, told)
  return { mutated: groups.reduce((sum, { mutated }) => sum + mutated, 0), faults }
}

async function given({ asked, only, isListed }: Task & { kind: 'given' }): Promise<Tried> {
  // a message between threads makes plain bytes of a Buffer
  const own = { ...asked, bytes: Buffer.from(asked.bytes), before: Buffer.from(asked.before) }
  const faults = only.includes('input.yaml')
    ? await attempt(folder, own, { told, only })
    : attemptEngines([groupOfText(own, isListed)], told)
  return { mutated: 0, faults }
}

parentPort?.on('message', (task: Task | 'end') => {
  if (task === 'end') {
    rmSync(folder, { recursive: true, force: true })
    parentPort?.close()
    return
  }
  void tryOut(task).then((tried) => tell(tried ?? { end: true }))
})
