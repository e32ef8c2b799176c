// Prints how long each rule of lint takes, and how that grows when the input is ten times as large.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { writeCorpus } from './corpus.js'

const here = dirname(fileURLToPath(import.meta.url))
const documents = 20_000
const parts = 10
const enough = 1.15
// what takes less than this is not worth a quotient
const leastSeconds = 0.05
const inputs = ['corpus', 'own examples', 'in one namespace']

/**
 * Prints a table of processor milliseconds, the slowest first: of 2,000 documents, of 20,000, and by how much more than ten times as long these take. Of the
 * corpus; of the examples of the rule itself (of all rules for trace, who, ls and endpoints), again and again, each time in a namespace of its own; and
 * of the same with names of their own in one namespace. `words`: parts of the ids of rules, to measure only these.
 */
export function rulesTable(words) {
  const work = mkdtempSync(join(tmpdir(), 'svc-rules-'))
  try {
    const rows = timesIn(work, words).toSorted((a, b) => longestOf(b) - longestOf(a))
    const head = inputs.map((input) => `${input}, 2,000, ms | 20,000 | growth / 10`)
    process.stdout.write(`| rule | ${head.join(' | ')} |\n|---|${'--:|'.repeat(3 * inputs.length)}\n`)
    for (const { id, seconds } of rows)
      process.stdout.write(`| ${[id, ...seconds.flatMap(cellsOf)].join(' | ')} |\n`)
    const tooMuch = rows.filter(({ seconds }) => !seconds.every(isLinear))
    process.stdout.write(
      `\n${tooMuch.length} of ${rows.length} grow by more than ${enough} times their input\n`,
    )
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function longestOf({ seconds }) {
  return Math.max(...seconds.flat())
}

function timesIn(work, words) {
  const folder = join(work, 'corpus')
  writeCorpus(folder, documents)
  const file = `${folder}.yaml`
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  writeFileSync(file, texts.join('---\n'))
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
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', program, file, ...words], {
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
  return many / (few * parts)
}

function isLinear([few, many]) {
  return many < leastSeconds || growthOf([few, many]) <= enough
}
