// Measures whole processes against `node -e 0` in the same run, one after the other in turn, and prints ratios:
// they hold on a slow or busy machine, where milliseconds do not. --write writes docs/performance.md, and keeps the rows in
// recorded.json; words choose rows by parts of their names, and leave the others as they were recorded.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { casesFor, folderOf, sizes, whatOf } from './cases.cjs'
import { pair, writeCorpus } from './corpus.js'
import { growth } from './growth.js'
import { inLargeCluster } from './large-cluster.js'
import { median, peakOf, timed } from './measure.js'
import { peersFor } from './peers.js'
import { linesOf, pageOf } from './record.cjs'
import { rulesTable } from './rules.js'

if (process.argv.includes('--growth')) {
  // any further words choose dimensions and commands by parts of their names
  growth(process.argv.slice(process.argv.indexOf('--growth') + 1))
  process.exit()
}
if (process.argv.includes('--rules')) {
  rulesTable(process.argv.slice(process.argv.indexOf('--rules') + 1))
  process.exit()
}

const here = dirname(fileURLToPath(import.meta.url))
const svc = join(here, '..', '..', 'bin', 'run.js')
const work = mkdtempSync(join(tmpdir(), 'svc-bench-'))
const usageFile = join(work, 'usage')
const isRecorded = process.argv.includes('--write')
const recordFile = join(here, 'recorded.json')
let record =
  isRecorded && existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, 'utf8')) : { rows: [] }

writeFileSync(join(work, 'one.yaml'), pair(1))
for (const documents of sizes) writeCorpus(folderOf(work, documents), documents)
const cases = casesFor({ svc, bench: here, work }).flatMap((own) =>
  own.documents === undefined ? [own] : [own, ...othersFor(own)],
)

try {
  const words = process.argv.slice(2).filter((word) => word !== '--write')
  for (const each of cases.filter(({ name }) => words.every((word) => name.includes(word))))
    keep(measured(each))
  process.stdout.write(linesOf(record))
  if (words.length === 0) process.stdout.write(inLargeCluster(work))
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Puts a row in the place of what was measured before; with RECORD=1 in recorded.json, too. */
function keep(row) {
  process.stderr.write(`${row.name}: ${row.ratio.toFixed(1)}\n`)
  const rows = [...record.rows.filter(({ name }) => name !== row.name), row]
  record = { machine: machine(), rows: rows.toSorted((a, b) => placeOf(a) - placeOf(b)) }
  if (!isRecorded) return
  writeFileSync(recordFile, `${JSON.stringify(record, undefined, 2)}\n`)
  writeFileSync(new URL('../../docs/performance.md', import.meta.url), pageOf(record))
}

/** In the order of the cases; what is not on the PATH now comes last. */
function placeOf(row) {
  const place = cases.findIndex(({ name }) => name === row.name)
  return place === -1 ? cases.length : place
}

function othersFor({ documents, rounds }) {
  return peersFor(folderOf(work, documents), work).map(({ program, args, note }) => ({
    name: `${program}, ${whatOf(documents)}${note === undefined ? '' : `; ${note}`}`,
    peer: true,
    program,
    args,
    rounds,
  }))
}

function measured({ name, peer, program = 'node', args, rounds, ends = [0, 1] }) {
  // what takes long needs no first run that is not counted
  const uncounted = rounds > 1 ? 1 : 0
  const pairs = Array.from({ length: rounds + uncounted }, () => ({
    base: timed('node', ['-e', '0'], [0]),
    own: timed(program, args, ends),
  })).slice(uncounted)
  return {
    name,
    peer,
    ratio: rounded(median(pairs.map(({ base, own }) => own / base)), 2),
    ms: rounded(median(pairs.map(({ own }) => own)), 1),
    base: rounded(median(pairs.map(({ base }) => base)), 1),
    mebibytes: rounded(peakOf(program, args, usageFile), 0),
    rounds,
    load: rounded(loadavg()[0], 0),
  }
}

/** Nothing that names it. */
function machine() {
  const [{ model = 'unknown' } = {}] = cpus()
  return {
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    processors: `${availableParallelism()} × ${model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  }
}

function rounded(value, digits) {
  return value === undefined ? undefined : Number(value.toFixed(digits))
}
