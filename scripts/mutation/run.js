// npm run mutation [-- PATH...] [--sample=N] [--seed=N]: changes the sources in small ways and asks whether a test notices.
// PATH: folders or files below src/, by default the rooms that decide; N mutants of each are drawn (0: all of them).
// It works on a copy in a temporary folder, and says what survived and which share was killed. Takes seconds a mutant.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mutantsOf } from './mutants.js'
import { relatedTests } from './related-tests.js'

const parts = ['core', 'apiserver', 'workload', 'endpointslice', 'proxy', 'dns', 'policy', 'references']
const rooms = [...parts.map((part) => `src/kube/${part}`), 'src/diagnose', 'src/lint', 'src/trace']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
})
const root = fileURLToPath(new URL('../..', import.meta.url))
const copied = [
  'src',
  'test',
  'schemas',
  'examples',
  'docs',
  'bin',
  'package.json',
  'jest.config.js',
  'README.md',
]
// they start the built command line, read the sources as text, or repeat others with more cases
const leftOut = /^test\/(?:process|architecture|proved|author\/packaging|author\/new-space)\.test\.ts$/

const place = mkdtempSync(join(tmpdir(), 'svc-mutation-'))
process.on('exit', () => rmSync(place, { recursive: true, force: true }))
process.on('SIGINT', () => process.exit(130))
for (const name of copied)
  cpSync(join(root, name), join(place, name), {
    recursive: true,
    filter: (from) => !/\/test\/bed(?:\/|$)/.test(from),
  })
symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))

const tests = filesBelow('test', '.test.ts').filter(
  (file) => !file.startsWith('test/real/') && !leftOut.test(file),
)
const draw = random(Number(values.seed))
let total = { killed: 0, all: 0 }

const started = Date.now()
const failing = [...jest(tests, { bail: false }).output.matchAll(/^FAIL (\S+)/gm)].map(([, file]) => file)
for (const file of new Set(failing)) say(`left out, since it fails without a change: ${file}`)
const stagesOf = relatedTests(
  place,
  tests.filter((file) => !failing.includes(file)),
)
// a mutant may loop for ever
const timeout = Math.max(60_000, 3 * (Date.now() - started))

for (const path of positionals.length > 0 ? positionals : rooms) {
  const score = { killed: 0, all: 0 }
  for (const mutant of sample(path)) {
    score.all++
    if (isKilled(mutant)) score.killed++
    else
      say(
        `survived  ${mutant.file}:${mutant.line}  ${JSON.stringify(mutant.old)} -> ${JSON.stringify(mutant.text)}`,
      )
  }
  say(`${path}: ${score.killed} of ${score.all} killed (${percent(score)})`)
  total = { killed: total.killed + score.killed, all: total.all + score.all }
}
say(`all: ${total.killed} of ${total.all} killed (${percent(total)}), seed ${values.seed}`)

function say(line) {
  process.stdout.write(`${line}\n`)
}

/** Some mutants of a room, each as likely as any other. */
function sample(path) {
  const files = statSync(join(place, path)).isDirectory() ? filesBelow(path, '.ts') : [path]
  const all = files.flatMap((file) => {
    const source = readFileSync(join(place, file), 'utf8')
    return mutantsOf(file, source).map((mutant) => ({
      ...mutant,
      file,
      old: source.slice(mutant.start, mutant.end),
    }))
  })
  const count = Number(values.sample)
  if (count === 0 || count >= all.length) return all
  const keyed = all.map((mutant) => ({ mutant, key: draw() })).toSorted((a, b) => a.key - b.key)
  return keyed.slice(0, count).map(({ mutant }) => mutant)
}

function isKilled({ file, start, end, text }) {
  const at = join(place, file)
  const source = readFileSync(at, 'utf8')
  try {
    writeFileSync(at, source.slice(0, start) + text + source.slice(end))
    return stagesOf(file).some((stage) => jest(stage, { timeout }).status !== 0)
  } finally {
    writeFileSync(at, source)
  }
}

/** A test that hangs has noticed, too: then the status is null. */
function jest(files, { bail = true, timeout }) {
  const node = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ]
  const flags = ['--runInBand', '--silent', '--forceExit', ...(bail ? ['--bail'] : [])]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...node, ...flags, '--runTestsByPath', ...files],
    { cwd: place, encoding: 'utf8', timeout, env: { ...process.env, SEED: '1', UPDATE: '' } },
  )
  return { status, output: stdout + stderr }
}

function filesBelow(folder, ending) {
  return readdirSync(join(place, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`)
    .toSorted()
}

function percent({ killed, all }) {
  return all === 0 ? 'nothing to change' : `${((100 * killed) / all).toFixed(0)} %`
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
