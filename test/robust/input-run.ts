import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Fault } from './attempt.ts'
import type { Task, Told } from './input-worker.ts'
import { shrink } from './shrink.ts'
import type { Stream } from './streams.ts'

export interface InputRun {
  readonly worker: string
  readonly tests: string
  readonly seed: number
  /** Ends after so many mutated documents. */
  readonly count: number
  readonly print: (line: string) => void
}

interface Outcome {
  readonly stream?: Stream
  readonly faults: readonly Fault[]
}

// no answer for so long is a hang, on a busy machine as well
const patience = 300_000
const memoryLimit = 1024

/** A thread that tries one stream after the other; one that hangs or needs too much memory is ended and replaced. */
class Tries {
  private worker: Worker | undefined
  private readonly run: InputRun

  constructor(run: InputRun) {
    this.run = run
  }

  private start(): Worker {
    return new Worker(this.run.worker, {
      workerData: { tests: this.run.tests },
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    })
  }

  /** Undefined when there is no further stream of this kind. */
  async of(task: Task): Promise<Outcome | undefined> {
    this.worker ??= this.start()
    const { worker } = this
    let command = ''
    const outcome = await new Promise<Outcome | undefined>((resolve) => {
      const failed = (kind: string, detail: string) => {
        this.worker = undefined
        void worker.terminate()
        resolve({ faults: [{ command, kind: `${kind} ${command.split(' ')[0]}`, detail }] })
      }
      let late = setTimeout(() => failed('hang', 'no answer'), patience)
      worker.removeAllListeners()
      worker.on('error', (error: NodeJS.ErrnoException) =>
        failed(error.code ?? 'thrown', String(error.stack)),
      )
      worker.on('exit', (code) => failed('exit', `the thread ended with ${code}`))
      worker.on('message', (told: Told) => {
        clearTimeout(late)
        if ('command' in told) {
          command = told.command
          late = setTimeout(() => failed('hang', 'no answer'), patience)
        } else resolve('end' in told ? undefined : told)
      })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(task)
    })
    return outcome
  }

  end(): void {
    this.worker?.removeAllListeners()
    this.worker?.postMessage('end')
  }
}

/** Runs random streams and the fields in turn, and from time to time a giant; out: how many kinds of faults were found. Each but a giant, which its number makes again, is shrunk and written to `found/`. */
export async function runInput(run: InputRun): Promise<number> {
  const tries = new Tries(run)
  const found = new Map<string, number>()
  let mutated = 0
  let documents = 0
  let streams = 0
  let whole = 0
  let peak = 0
  const report = (phase: string) =>
    run.print(
      `${phase}: ${streams} streams, ${documents} documents, ${mutated} of them mutated (${whole} through the whole command line), ${found.size} kinds of faults, at most ${peak} MiB, ${Math.round(process.cpuUsage().user / 1e6)} s`,
    )
  const take = async (task: Exclude<Task, { kind: 'given' }>): Promise<boolean> => {
    const outcome = await tries.of(task)
    if (outcome === undefined) return false
    streams++
    documents += outcome.stream?.documents ?? 0
    mutated += outcome.stream?.mutated ?? 0
    if (task.kind === 'giant' || task.index % 8 === 0) whole += outcome.stream?.mutated ?? 0
    peak = Math.max(peak, Math.round(process.memoryUsage.rss() / 1024 / 1024))
    for (const fault of outcome.faults) {
      const times = (found.get(fault.kind) ?? 0) + 1
      found.set(fault.kind, times)
      if (times > 1) continue
      run.print(`FAULT ${JSON.stringify(task)} ${fault.command}: ${fault.kind}\n${fault.detail}`)
      if (outcome.stream !== undefined && task.kind !== 'giant')
        await keep(run, tries, { stream: outcome.stream, fault, number: found.size })
    }
    if (streams % 50 === 0) report(task.kind)
    return true
  }
  let hasFields = true
  for (let index = 0; mutated < run.count; index++) {
    await take({ kind: 'random', seed: run.seed, index })
    if (hasFields) hasFields = await take({ kind: 'fields', index })
    if (index % 100 === 99) await take({ kind: 'giant', seed: run.seed, index: (index - 99) / 100 })
  }
  report('all')
  tries.end()
  for (const [kind, times] of found) run.print(`${times} times: ${kind}`)
  return found.size
}

interface Found {
  readonly stream: Stream
  readonly fault: Fault
  readonly number: number
}

async function keep(run: InputRun, tries: Tries, { stream, fault, number }: Found): Promise<void> {
  const folder = join(run.tests, 'robust', 'found')
  const smallest = await shrink(stream, async (smaller) => {
    const outcome = await tries.of({ kind: 'given', stream: smaller, only: fault.command })
    return outcome?.faults.some(({ kind }) => kind === fault.kind) === true
  })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `new-${run.seed}-${number}.yaml`)
  writeFileSync(file, smallest.bytes)
  run.print(
    `shrunk to ${smallest.bytes.length} bytes: ${file}, asked about ${smallest.service} and ${smallest.client}`,
  )
}
