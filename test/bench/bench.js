// Measures whole processes against `node -e 0` in the same run, one after the other in turn, and prints ratios:
// they hold on a slow or busy machine, where milliseconds do not.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { pair, writeCorpus } from './corpus.js'
import { growth } from './growth.js'

if (process.argv.includes('--growth')) {
  // any further words choose dimensions and commands by parts of their names
  growth(process.argv.slice(process.argv.indexOf('--growth') + 1))
  process.exit()
}

const here = dirname(fileURLToPath(import.meta.url))
const svc = join(here, '..', '..', 'bin', 'run.js')
const work = mkdtempSync(join(tmpdir(), 'svc-bench-'))
const usageFile = join(work, 'usage')
// a certificate bundle makes Node 20 start slowly, and belongs to the machine, not to svc
const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env
const usageHook = `--import=${pathToFileURL(join(here, 'report-usage.js')).href}`

writeFileSync(join(work, 'one.yaml'), pair(1))
const sizes = { 2000: writeCorpus(join(work, '2k'), 2000), 20_000: writeCorpus(join(work, '20k'), 20_000) }

const cases = [
  {
    name: 'checkService, 10,000 Services, with the import',
    program: join(here, 'check-services.js'),
    args: [],
    rounds: 7,
  },
  { name: 'svc --version', args: ['--version'], rounds: 15 },
  { name: 'svc new clusterip', args: ['new', 'clusterip', 'web', '--port', '80'], rounds: 15 },
  { name: 'svc lint, one small file', args: ['lint', join(work, 'one.yaml')], rounds: 15 },
  {
    name: `svc lint, 2,000 documents (${mebibytes(sizes[2000])})`,
    args: ['lint', '-o', 'json', join(work, '2k')],
    rounds: 5,
  },
  {
    name: `svc lint, 20,000 documents (${mebibytes(sizes[20_000])})`,
    args: ['lint', '-o', 'json', join(work, '20k')],
    rounds: 3,
  },
]

try {
  process.stdout.write(`Node ${process.version}; ratio to \`node -e 0\`, median of pairs in turn\n\n`)
  process.stdout.write(
    '| what | ratio | node -e 0, ms | this, ms | peak memory, MiB |\n|---|---|---|---|---|\n',
  )
  for (const { name, program = svc, args, rounds } of cases) {
    const pairs = Array.from({ length: rounds + 1 }, () => ({
      base: timed(['-e', '0']),
      own: timed([program, ...args]),
    })).slice(1)
    const peak = peakOf([program, ...args])
    const ratio = median(pairs.map(({ base, own }) => own / base))
    const base = median(pairs.map((each) => each.base))
    const own = median(pairs.map((each) => each.own))
    process.stdout.write(
      `| ${name} | ${ratio.toFixed(2)} | ${base.toFixed(1)} | ${own.toFixed(1)} | ${(peak / 1024).toFixed(0)} |\n`,
    )
  }
  const { onePass, joined, judged, mebibytes } = inLargeCluster()
  const passes = (time) =>
    `${time.toFixed(0)} ms, ${(time / onePass).toFixed(1)} times as long as reading one label of each pod`
  process.stdout.write(`
10,000 Services and 150,000 pods, in milliseconds of the processor:
- which pods each Service selects: ${passes(joined)}; ${mebibytes.toFixed(0)} MiB
- which of them are endpoints, with ports and conditions: ${passes(judged)}
`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function timed(args) {
  const start = process.hrtime.bigint()
  const { status, error } = spawnSync(process.execPath, args, { env, stdio: 'ignore' })
  if (error !== undefined || (status ?? 5) > 1)
    throw new Error(`${args.join(' ')} ended with ${status}`, { cause: error })
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** The median of three by the join; each in a process of its own. */
function inLargeCluster() {
  // it asks rooms inside src/, which the built package does not show
  const program = join(work, 'join.mjs')
  buildSync({
    entryPoints: [join(here, 'join.js')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
  })
  const runs = Array.from({ length: 3 }, () => {
    const { stdout } = spawnSync(process.execPath, ['--expose-gc', program], { env, encoding: 'utf8' })
    return JSON.parse(stdout)
  })
  return runs.toSorted((a, b) => a.joined - b.joined)[1]
}

function peakOf(args) {
  spawnSync(process.execPath, [usageHook, ...args], {
    env: { ...env, SVC_BENCH_USAGE: usageFile },
    stdio: 'ignore',
  })
  return JSON.parse(readFileSync(usageFile, 'utf8')).peakKiB
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function mebibytes(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
