import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Fault } from './attempt.ts'
import type { Task, Told } from './input-worker.ts'
import { shrink } from './shrink.ts'
import type { Asked } from './streams.ts'

export interface InputRun {
  readonly worker: string
  readonly tests: string
  readonly seed: number
  /** Ends after so many mutated documents. */
  readonly count: number
  readonly print: (line: string) => void
}

interface Outcome {
  readonly mutated: number
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
        resolve({ mutated: 0, faults: [{ command, kind: `${kind} ${command.split(' ')[0]}`, detail }] })
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

/** How often what is tried in turn; the rest are groups. */
const turns = { fields: 4, whole: 12, live: 24, giant: 3000 }

/**
 * Runs groups and fields in turn, now and then a stream through the whole command line, and seldom a giant, whose documents are
 * counted apart; out: how many kinds of faults were found. Each but of a giant, which its number makes again, is shrunk and
 * written to `found/`.
 */
export async function runInput(run: InputRun): Promise<number> {
  const tries = new Tries(run)
  const found = new Map<string, number>()
  const counts = { groups: 0, fields: 0, whole: 0, live: 0, giant: 0 }
  let peak = 0
  const ordinary = () => counts.groups + counts.fields + counts.whole + counts.live
  const report = () =>
    run.print(
      `${ordinary()} mutated documents (${counts.fields} fields of a wrong shape, ${counts.whole} through the whole command line, ${counts.live} from an API server), ${counts.giant} more in giants, ${found.size} kinds of faults, at most ${peak} MiB, ${Math.round(process.cpuUsage().user / 1e6)} s of the processor`,
    )
  const take = async (task: Exclude<Task, { kind: 'given' }>): Promise<boolean> => {
    const outcome = await tries.of(task)
    if (outcome === undefined) return false
    counts[task.kind] += outcome.mutated
    peak = Math.max(peak, Math.round(process.memoryUsage.rss() / 1024 / 1024))
    for (const fault of outcome.faults) {
      const times = (found.get(fault.kind) ?? 0) + 1
      found.set(fault.kind, times)
      if (times > 1) continue
      run.print(`FAULT ${JSON.stringify(task)} ${fault.command}: ${fault.kind}\n${fault.detail}`)
      if (fault.asked !== undefined) await keep(run, tries, { fault, asked: fault.asked, number: found.size })
    }
    return true
  }
  let hasFields = true
  for (let index = 0; ordinary() < run.count; index++) {
    await take({ kind: 'groups', seed: run.seed, index })
    if (hasFields && index % turns.fields === 0) hasFields = await take({ kind: 'fields', index })
    if (index % turns.whole === 0) await take({ kind: 'whole', seed: run.seed, index })
    if (index % turns.live === 0) await take({ kind: 'live', seed: run.seed, index })
    if (index % turns.giant === turns.giant - 1)
      await take({ kind: 'giant', seed: run.seed, index: (index + 1) / turns.giant - 1 })
    if (index % 100 === 99) report()
  }
  report()
  tries.end()
  for (const [kind, times] of found) run.print(`${times} times: ${kind}`)
  return found.size
}

interface Found {
  readonly fault: Fault
  readonly asked: Asked
  readonly number: number
}

async function keep(run: InputRun, tries: Tries, { fault, asked, number }: Found): Promise<void> {
  const folder = join(run.tests, 'robust', 'found')
  const { command: only, kind, isListed = false } = fault
  const smallest = await shrink(asked, async (smaller) => {
    const outcome = await tries.of({ kind: 'given', asked: smaller, only, isListed })
    return outcome?.faults.some((other) => other.kind === kind) === true
  })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `new-${run.seed}-${number}.yaml`)
  writeFileSync(file, smallest.bytes)
  run.print(
    `shrunk to ${smallest.bytes.length} bytes: ${file}, asked about ${smallest.service} and ${smallest.client}`,
  )
}
