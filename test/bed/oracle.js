/** Questions to the oracle program: any number at once, answered in order. oracle/*.go say what each operation takes and gives. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { program } from './lifecycle/programs.js'

/** @typedef {Record<string, any> & {op: 'create' | 'update' | 'slices' | 'categorize' | 'policy' | 'selector'}} Question */
/** @typedef {Record<string, any>} Answer */
/** @typedef {{emulate?: string, gates?: string[]}} Setting one process has one: `emulate: '1.34'`, `gates: ['Name=false']` */

export class Oracle {
  /** @param {Setting} [setting] */
  constructor({ emulate, gates = [] } = {}) {
    const file = program('oracle')
    if (!existsSync(file)) throw new Error('the oracle is not built: run "node test/bed/bed.js up oracle"')
    const argv = [...(emulate ? ['-emulate', emulate] : []), ...gates.flatMap((gate) => ['-gate', gate])]
    this.child = spawn(file, argv, { stdio: ['pipe', 'pipe', 'inherit'] })
    /** @type {{done: (answer: Answer) => void, fail: (error: Error) => void}[]} */
    this.waiting = []
    createInterface({ input: this.child.stdout, crlfDelay: Infinity }).on('line', (line) =>
      this.waiting.shift()?.done(JSON.parse(line)),
    )
    this.child.once('exit', (code) => {
      for (const { fail } of this.waiting.splice(0))
        fail(new Error(`the oracle ended with exit code ${code}`))
    })
  }

  /** An answer with `error` is a question that was not understood; one with `panic` is a case that Kubernetes' code cannot bear. @param {Question} question @returns {Promise<Answer>} */
  ask(question) {
    return new Promise((done, fail) => {
      this.waiting.push({ done, fail })
      this.child.stdin.write(`${JSON.stringify(question)}\n`)
    })
  }

  /** @param {Question[]} questions */
  askAll(questions) {
    return Promise.all(questions.map((question) => this.ask(question)))
  }

  close() {
    this.child.stdin.end()
  }
}
