import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { attempt, type Fault } from './attempt.ts'
import { attemptEngines } from './attempt-engines.ts'
import { readCorpus } from './corpus.ts'
import { Draw } from './draw.ts'
import { giantStream } from './giants.ts'
import { fieldStreams, streamOf, type Stream } from './streams.ts'

/** Which stream to send through all commands. */
export type Task =
  | { readonly kind: 'random' | 'giant'; readonly seed: number; readonly index: number }
  | { readonly kind: 'fields'; readonly index: number }
  | { readonly kind: 'given'; readonly stream: Stream; readonly only: string }

export type Told =
  | { readonly command: string }
  | { readonly stream: Stream; readonly faults: readonly Fault[] }
  | { readonly end: true }

const corpus = readCorpus((workerData as { tests: string }).tests)
const fields = fieldStreams(corpus)
const folder = mkdtempSync(join(tmpdir(), 'svc-robust-input-'))

function streamFor(task: Task): Stream | undefined {
  if (task.kind === 'given') return asBuffers(task.stream)
  if (task.kind === 'random') return streamOf(corpus, task.seed, task.index)
  if (task.kind === 'giant') return giantStream(task.index, new Draw(task.seed + task.index))
  const next = fields.next()
  return next.done === true ? undefined : next.value
}

/** A message between threads makes plain bytes of a Buffer. */
function asBuffers(stream: Stream): Stream {
  return { ...stream, bytes: Buffer.from(stream.bytes), before: Buffer.from(stream.before) }
}

/** One of eight goes through the whole command line, with its files; of the others only what is behind that. */
function isWhole(task: Task): boolean {
  if (task.kind === 'given') return task.only?.includes('input.yaml') !== false
  return task.kind === 'giant' || task.index % 8 === 0
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const tell = (told: Told) => parentPort?.postMessage(told)

parentPort?.on('message', (task: Task | 'end') => {
  if (task === 'end') {
    rmSync(folder, { recursive: true, force: true })
    parentPort?.close()
    return
  }
  const stream = streamFor(task)
  if (stream === undefined) tell({ end: true })
  else if (!isWhole(task)) {
    const turn = task.kind === 'given' ? undefined : task.index
    tell({ stream, faults: attemptEngines(stream, (command) => tell({ command }), turn) })
  } else
    void attempt(folder, stream, {
      told: (command) => tell({ command }),
      only: task.kind === 'given' ? task.only : undefined,
    }).then((faults) => tell({ stream, faults }))
})
