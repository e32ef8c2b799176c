// Prints how long each rule of lint takes, and how that grows when the input is ten times as large.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { writeCorpus } from './corpus.js'

const here = dirname(fileURLToPath(import.meta.url))
const sizes = [2000, 20_000]
const enough = 1.15
// what takes less than this is not worth a ratio
const leastSeconds = 0.05

/** Prints a table of processor milliseconds, the slowest first. `words`: parts of the ids of rules, to measure only these. */
export function rulesTable(words) {
  const work = mkdtempSync(join(tmpdir(), 'svc-rules-'))
  try {
    const rows = timesIn(work, words).toSorted((a, b) => b.corpus[1] - a.corpus[1])
    process.stdout.write(
      '| rule | corpus, 2,000 documents, ms | 20,000 | growth / 10 | own examples, 2,000 | 20,000 | growth / 10 |\n|---|--:|--:|--:|--:|--:|--:|\n',
    )
    for (const { id, corpus, own } of rows)
      process.stdout.write(`| ${[id, ...cellsOf(corpus), ...cellsOf(own)].join(' | ')} |\n`)
    const tooMuch = rows.filter(({ corpus, own }) => [corpus, own].some((seconds) => !isLinear(seconds)))
    process.stdout.write(`\n${tooMuch.length} grow by more than ${enough} times their input\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function timesIn(work, words) {
  const files = sizes.map((size) => {
    const folder = join(work, String(size))
    writeCorpus(folder, size)
    const file = `${folder}.yaml`
    writeFileSync(
      file,
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('---\n'),
    )
    return file
  })
  const program = join(work, 'rule-times.mjs')
  buildSync({
    entryPoints: [join(here, 'rule-times.js')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: {
      js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
    },
  })
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', program, ...files, ...words], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`the rules could not be timed: exit code ${status}`)
  return JSON.parse(stdout)
}

function cellsOf([few, many]) {
  const grade =
    many < leastSeconds ? '' : `${growthOf([few, many]).toFixed(2)}${isLinear([few, many]) ? '' : ' **!**'}`
  return [(few * 1000).toFixed(0), (many * 1000).toFixed(0), grade]
}

function growthOf([few, many]) {
  return many / Math.max(few, leastSeconds / 20) / (sizes[1] / sizes[0])
}

function isLinear([few, many]) {
  return many < leastSeconds || growthOf([few, many]) <= enough
}
