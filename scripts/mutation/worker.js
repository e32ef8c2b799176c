// A process of the mutation run. The sources of the copy have switches (`isOn(number)`), so that one process meets one mutant
// after the other without loading anything again. With a number as argument that mutant is on from the beginning.
// Messages in: {learn: files}, {mutant, tests: [{file, numbers}], seconds, budget, most}. One message comes back for each.
import { setPriority } from 'node:os'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { collect, resultsOf, testsOf } from './suite.js'

setPriority(10)
const fromStart = process.argv[2] === undefined ? undefined : Number(process.argv[2])
const suites = new Map()
// of a test that fails without a change once a mutant was on, nothing can be learnt in this process
const fragile = new Set()
let active = fromStart
let comes = new Map()
let left = Infinity

globalThis.isOn = (mutant) => {
  comes.set(mutant, (comes.get(mutant) ?? 0) + 1)
  if (mutant !== active) return false
  if (left-- < 0) throw new Error('comes to no end')
  return true
}
// jest lets them pass, too
process.on('unhandledRejection', () => {})

// mutants loop for ever: a thread of its own ends the process when its CPU time is used up
const deadline = new Float64Array(new SharedArrayBuffer(8))
deadline[0] = Infinity
const watch = `const { workerData } = require('node:worker_threads')
setInterval(() => {
  const { user, system } = process.cpuUsage()
  if ((user + system) / 1e6 > workerData[0]) process.kill(process.pid, 'SIGKILL')
}, 250)`
new Worker(watch, { eval: true, workerData: deadline }).unref()

const root = process.cwd()
await import(pathToFileURL(`${root}/test/setup.js`))
// the run was ended
process.on('disconnect', () => process.exit())
process.on('message', async (message) => {
  process.send(message.learn === undefined ? { failed: await meet(message) } : await learn(message.learn))
})
process.send('ready')

async function learn(files) {
  const reports = []
  for (const file of files) {
    comes = new Map()
    const suite = await suiteOf(file)
    const report = { file, comes: [...comes.keys()], error: suite.error, tests: [] }
    let since = process.cpuUsage()
    comes = new Map()
    for await (const { number, error } of resultsOf(suite)) {
      const { user, system } = process.cpuUsage(since)
      report.tests.push({ number, error: error?.message, seconds: (user + system) / 1e6, comes: [...comes] })
      since = process.cpuUsage()
      comes = new Map()
    }
    process.chdir(root)
    reports.push(report)
  }
  return reports
}

/**
 * Out: whether a test fails, or undefined where it has to be asked of a process of its own: where a test fails without a change,
 * too, or does not come to the mutant any more, since something was computed once.
 */
async function meet({ mutant, tests, seconds, budget, most }) {
  const last = secondsUsed() + budget
  deadline[0] = secondsUsed() + seconds
  let isClear = true
  for (const { file, numbers } of tests) {
    const suite = await suiteOf(file)
    if (suite.error !== undefined) return true
    for (const number of numbers) {
      if (secondsUsed() > last) return isClear ? false : undefined
      if (fragile.has(testsOf(suite)[number])) continue
      left = most
      comes = new Map()
      const error = await once(suite, number, mutant)
      if (error === undefined && !comes.has(mutant)) isClear = false
      if (error === undefined) continue
      if (fromStart !== undefined || (await once(suite, number, undefined)) === undefined) return true
      fragile.add(testsOf(suite)[number])
      isClear = false
    }
  }
  return isClear ? false : undefined
}

function secondsUsed() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function once(suite, number, mutant) {
  active = mutant
  let result
  for await (const { error } of resultsOf(suite, [number])) result = error
  active = fromStart
  process.chdir(root)
  return result
}

async function suiteOf(file) {
  if (!suites.has(file)) {
    const path = pathToFileURL(`${root}/${file.replace(/\.ts$/, '.js')}`)
    const suite = await collect(() => import(path)).catch((error) => ({ error: String(error), children: [] }))
    suites.set(file, suite)
    process.chdir(root)
  }
  return suites.get(file)
}
