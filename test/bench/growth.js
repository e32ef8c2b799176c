// Measures how the time of a command grows with its input: doubling any dimension should double it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { dimensions } from './growing.js'

const here = dirname(fileURLToPath(import.meta.url))
const svc = join(here, '..', '..', 'bin', 'run.js')
const usageHook = `--import=${pathToFileURL(join(here, 'report-usage.js')).href}`
const longest = 60_000
const enough = 2.2
// what takes less than this beyond an empty input is not worth a ratio: it drowns in what the machine does beside it
const leastSeconds = 0.15

/**
 * Prints a table of processor seconds at n, 2n and 4n with the ratio of the last two, less what a command costs
 * with nothing to do. `words`: parts of the names of dimensions or commands, to measure only these.
 */
export function growth(words) {
  const work = mkdtempSync(join(tmpdir(), 'svc-growth-'))
  try {
    process.stdout.write(
      '| what grows | command | n | CPU seconds at n | 2n | 4n | ratio of the last two |\n',
    )
    process.stdout.write('|---|---|--:|--:|--:|--:|--:|\n')
    let failures = 0
    for (const dimension of dimensions)
      for (const command of dimension.asked)
        if (words.every((word) => `${dimension.name} ${command}`.includes(word)))
          failures += isLinear(work, dimension, command) ? 0 : 1
    process.stdout.write(`\n${failures} grow by more than ${enough} when their input doubles\n`)
    return failures
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function isLinear(work, dimension, command) {
  const idle = secondsOf(work, dimension, { command, count: 1 })
  const seconds = [1, 2, 4].map((times) =>
    secondsOf(work, dimension, { command, count: times * dimension.start }),
  )
  const [, twice, fourTimes] = seconds
  const ratio = (fourTimes - idle) / Math.max(twice - idle, leastSeconds / 2)
  const isFine = fourTimes - idle < leastSeconds || ratio <= enough
  const shown = seconds.map((each) => (Number.isFinite(each) ? each.toFixed(2) : `> ${longest / 1000}`))
  const grade = Number.isFinite(ratio) ? ratio.toFixed(2) : '?'
  process.stdout.write(
    `| ${dimension.name} | ${command} | ${dimension.start} | ${shown.join(' | ')} | ${grade}${isFine ? '' : ' **!**'} |\n`,
  )
  return isFine
}

/** The median of three runs; Infinity for one that had to be ended. */
function secondsOf(work, dimension, { command, count }) {
  const file = join(work, dimension.text === undefined ? 'input.json' : 'input.yaml')
  const baseline = join(work, 'baseline.json')
  writeFileSync(file, textOf(dimension, count))
  const given = command.replace('BASELINE', baseline).replace('FILE', file)
  if (given.includes(baseline)) run(['lint', '--write-baseline', baseline, '--complete', file])
  const [name, ...args] = given.split(' ')
  const scope = args.includes('-n') || name === 'ls' || name === 'lint' ? [] : ['-n', 'shop']
  const format = args.includes('-o') || args.includes('--fix-dry-run') ? [] : ['-o', 'json']
  const usageFile = join(work, 'usage')
  const runs = []
  while (runs.length < 3) {
    const all = [name, ...args, ...scope, '--complete', ...format, '-f', file]
    const { status, signal } = run(all, usageFile)
    if (signal !== null) return Infinity
    if (status > 3 && status !== dimension.ends)
      throw new Error(`${command} with ${count} of "${dimension.name}" ended with ${status}`)
    runs.push(JSON.parse(readFileSync(usageFile, 'utf8')).cpuSeconds)
    // what is slow is measured well enough by one run
    if (runs[0] > 5) break
  }
  return runs.toSorted((a, b) => a - b)[Math.floor(runs.length / 2)]
}

function run(args, usageFile = '') {
  return spawnSync(process.execPath, [usageHook, svc, ...args], {
    env: { ...process.env, SVC_BENCH_USAGE: usageFile },
    stdio: 'ignore',
    timeout: longest,
  })
}

/** As `kubectl get -o json` writes a dump: one List, indented. */
function textOf({ make, text }, count) {
  if (text !== undefined) return text(count)
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: make(count).flat(2) }, null, 4)
}
