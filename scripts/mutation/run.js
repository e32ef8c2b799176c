// npm run mutation [-- PATH...] [--sample=N] [--seed=N] [--seconds=N] [--tests=PATH]... [--unreached]: changes the sources in small ways and asks whether a test notices.
// PATH: folders or files below src/, by default the rooms that decide; N mutants of each are drawn (0: all of them).
// --seconds: a mutant that so much CPU time of tests does not notice, the nearest and quickest first, is left (20).
// --tests: only the test files whose path begins so, for a quick answer while a test is written.
// --unreached: names all mutants that no test comes to, and meets none.
// All tests run once to learn which of them comes to which mutant, then each mutant meets these tests. One that is left, and
// that may matter on loading or was computed once, meets them again in a process of its own, with all other tests of the same
// files. It works on a copy of the project.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { copyOf, filesBelow, write } from './copy.js'
import { mutantsOf, withSwitches } from './mutants.js'

const parts = ['core', 'apiserver', 'workload', 'endpointslice', 'proxy', 'dns', 'policy', 'references']
const rooms = [...parts.map((part) => `src/kube/${part}`), 'src/diagnose', 'src/lint', 'src/trace']
// they start the built command line, read the sources as text, repeat others with more cases, or are other files together
const leftOut =
  /^test\/(?:process|completion|architecture|proved|docs|author\/packaging|author\/new-space|launch\/.*|together\/.*)\.test\.ts$/

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '20' },
    tests: { type: 'string', multiple: true, default: ['test/'] },
    unreached: { type: 'boolean', default: false },
  },
})
const place = copyOf(fileURLToPath(new URL('../..', import.meta.url)))
process.on('exit', () => rmSync(place, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const draw = random(Number(values.seed))
const paths = positionals.length > 0 ? positionals : rooms
const mutants = paths.flatMap(sample).map((mutant, number) => ({ ...mutant, number }))
for (const file of new Set(mutants.map((mutant) => mutant.file))) {
  const own = mutants.filter((mutant) => mutant.file === file)
  write(place, file, withSwitches(textOf(file), own))
}
let worker = await started()
const reports = await learn()

if (values.unreached) {
  const reached = new Set(
    reports.flatMap(({ comes, tests }) => [...comes, ...tests.flatMap((test) => [...test.comes.keys()])]),
  )
  mutants.filter(({ number }) => !reached.has(number)).forEach(unreached)
  process.exit(0)
}
for (const path of paths) {
  const drawn = mutants.filter((mutant) => mutant.path === path)
  for (const mutant of drawn) mutant.survived = !(await isKilled(mutant))
  score(path, drawn)
}
score('all', mutants)
process.exit(0)

function say(line) {
  process.stdout.write(`${line}\n`)
}

function unreached({ file, line, old, text }) {
  say(`no test comes here  ${file}:${line}  ${JSON.stringify(old)} -> ${JSON.stringify(text)}`)
}

function score(name, drawn) {
  const killed = drawn.filter(({ survived }) => !survived).length
  const share = drawn.length === 0 ? 'nothing to change' : `${((100 * killed) / drawn.length).toFixed(0)} %`
  say(`${name}: ${killed} of ${drawn.length} killed (${share}), seed ${values.seed}`)
}

/** Some mutants of a path, each as likely as any other. */
function sample(path) {
  const below = statSync(join(place, path)).isDirectory() ? filesBelow(place, path, '.ts') : [path]
  const all = below.flatMap((file) =>
    mutantsOf(file, textOf(file)).map((mutant) => ({ ...mutant, path, file })),
  )
  const count = values.unreached ? 0 : Number(values.sample)
  if (count === 0 || count >= all.length) return all
  const keyed = all.map((mutant) => ({ mutant, key: draw() })).toSorted((a, b) => a.key - b.key)
  return keyed.slice(0, count).map(({ mutant }) => mutant)
}

/** Out: a report of each test file, without the tests that fail as it is. */
async function learn() {
  const tests = filesBelow(place, 'test', '.test.ts').filter(
    (file) =>
      !file.startsWith('test/real/') &&
      !leftOut.test(file) &&
      values.tests.some((path) => file.startsWith(path)),
  )
  const learnt = await ask(worker, { learn: tests })
  if (learnt === undefined) throw new Error('the tests do not come to an end without a change')
  return learnt.map((report) => {
    const error = report.error ?? report.tests.find((test) => test.error !== undefined)?.error
    if (error !== undefined)
      say(`left out of ${report.file}, since it fails as it is: ${error.split('\n', 1)[0]}`)
    const passing = report.tests.filter((test) => test.error === undefined)
    return { ...report, tests: passing.map((test) => ({ ...test, comes: new Map(test.comes) })) }
  })
}

async function isKilled(mutant) {
  const { file, line, old, text, number, once: onLoading } = mutant
  const reaching = reports
    .map((report) => ({ report, own: report.tests.filter(({ comes }) => comes.has(number)) }))
    .filter(({ report, own }) => own.length > 0 || report.comes.includes(number))
  const mine = onLoading ? await loading(mutant) : reaching
  const jobs = mine.map(({ report, own }) => ({ file: report.file, tests: own })).toSorted(nearAndQuick(file))
  const failed = onLoading ? undefined : await fails(worker, mutant, jobs)
  if (failed === true) return true
  const whole = mine.map(({ report }) => report).toSorted(nearAndQuick(file))
  const isClear = failed === false && !whole.some(({ comes }) => comes.includes(number))
  if (!isClear && whole.length > 0) {
    const own = await started(number)
    const noticed = await fails(own, mutant, [...jobs, ...whole])
    own.kill('SIGKILL')
    if (noticed === true) return true
  }
  const why = whole.length === 0 ? '  (no test comes here)' : ''
  say(`survived  ${file}:${line}  ${JSON.stringify(old)} -> ${JSON.stringify(text)}${why}`)
  return false
}

/** What is evaluated on loading counts for all tests that come to another mutant of the file, or lie near to it. */
function loading({ file, number }) {
  const others = mutants.filter((other) => other.file === file && other.number !== number)
  return reports
    .map((report) => ({
      report,
      own: report.tests.filter(({ comes }) => others.some((other) => comes.has(other.number))),
    }))
    .filter(({ report, own }) => own.length > 0 || isNear(report.file, file) || isBroad(report.file))
}

function isBroad(file) {
  return file === 'test/rules.test.ts' || file === 'test/trace.test.ts'
}

/** How many folders, or names, a test file and a source file have in common. */
function nearness(test, source) {
  const [own, other] = [test.replace('.test.ts', ''), source.replace('.ts', '')].map((path) =>
    path.split('/').slice(1),
  )
  const first = own.findIndex((word, at) => word !== other[at])
  return first === -1 ? own.length : first
}

/** In the same room. */
function isNear(test, source) {
  return nearness(test, source) >= Math.min(2, source.split('/').length - 2)
}

function nearAndQuick(source) {
  const key = ({ file, tests }) => secondsOf(tests) - 1000 * nearness(file, source)
  return (a, b) => key(a) - key(b)
}

/** Whether one of these tests fails with the mutant; true also when it does not come to an end. */
async function fails(process, { number }, jobs) {
  const comes = jobs.flatMap(({ tests }) => tests.map((test) => test.comes.get(number) ?? 0))
  const answer = await ask(process, {
    mutant: number,
    tests: jobs.map(({ file, tests }) => ({ file, numbers: tests.map((test) => test.number) })),
    seconds: 30 + 4 * jobs.reduce((sum, { tests }) => sum + secondsOf(tests), 0),
    budget: Number(values.seconds),
    most: 100_000 + 10 * Math.max(0, ...comes),
  })
  if (answer !== undefined) return answer.failed
  if (process === worker) worker = await started()
  return true
}

async function started(mutant) {
  const child = fork(
    fileURLToPath(new URL('worker.js', import.meta.url)),
    mutant === undefined ? [] : [String(mutant)],
    {
      cwd: place,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: { ...process.env, SEED: '1', UPDATE: '' },
    },
  )
  await once(child, 'message')
  return child
}

/** The answer of a process; undefined when it ends without one. */
function ask(child, message) {
  return new Promise((done) => {
    const end = () => done(undefined)
    child.once('exit', end)
    child.once('message', (answer) => {
      child.off('exit', end)
      done(answer)
    })
    child.send(message)
  })
}

function secondsOf(tests) {
  return tests.reduce((sum, { seconds }) => sum + seconds, 0)
}

function textOf(file) {
  return readFileSync(join(place, file), 'utf8')
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
