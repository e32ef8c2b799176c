/**
 * Writes that are cut off: `node test/robust/writes.js [--tries 500] [--seed 1]`, of what is built. Each try edits a file by
 * `svc new --into` or `svc lint --fix` and kills the process at some moment; the file has to be the old or the new one, and the next
 * run has to leave nothing but it. Then runs in pairs: what both say they did has to be there. A line every 25 tries; exit code 1
 * when anything is lost.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const { values } = parseArgs({
  options: { tries: { type: 'string' }, pairs: { type: 'string' }, seed: { type: 'string' } },
})
const tries = Number(values.tries ?? 500)
const pairs = Number(values.pairs ?? 100)
let state = Number(values.seed ?? Date.now() % 1_000_000)
console.log(`seed ${state}`)
const folder = mkdtempSync(join(tmpdir(), 'svc-robust-'))
const file = join(folder, 'shop.yaml')

const service = (name, app) => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  selector: {app: ${app}} # kept
  ports: [{port: 80, targetPort: 8080}]
`
const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
`
const old = `${service('web', 'wbe')}---\n${workload}`

/** A number below `limit`. @param {number} limit */
function draw(limit) {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
  return state % limit
}

/** @param {string[]} argv */
const svc = (argv) => spawn(process.execPath, [bin, ...argv], { stdio: 'ignore' })
/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number | null>} */
const ended = (child) => new Promise((done) => child.once('exit', (code) => done(code)))

const edits = [
  ['lint', '--fix', file],
  ['new', 'clusterip', 'api', '--port', '80', '--into', file],
]

/** What each edit makes of the old file, and how long it takes. */
function expectedOf(argv) {
  writeFileSync(file, old)
  const start = performance.now()
  spawnSync(process.execPath, [bin, ...argv])
  return { text: readFileSync(file, 'utf8'), takes: performance.now() - start }
}

async function killed() {
  let torn = 0
  let leftovers = 0
  let changed = 0
  const expected = edits.map(expectedOf)
  for (let index = 0; index < tries; index++) {
    const which = draw(edits.length)
    writeFileSync(file, old)
    const child = svc(edits[which] ?? [])
    const end = ended(child)
    const attempt = expected[which] ?? { text: '', takes: 0 }
    const { text, takes } = attempt
    await pause(takes * (0.9 + draw(200) / 1000))
    child.kill('SIGKILL')
    await end
    const found = readFileSync(file, 'utf8')
    if (found === text) changed++
    else if (found !== old) torn++
    // so that it comes closer to the moment of writing, however busy the machine is
    attempt.takes *= found === text ? 0.97 : 1.03
    spawnSync(process.execPath, [bin, ...(edits[which] ?? [])])
    if (readdirSync(folder).length > 1 || readFileSync(file, 'utf8') !== text) leftovers++
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    if ((index + 1) % 25 === 0 || index + 1 === tries)
      console.log(
        `${index + 1} killed: ${changed} had written, ${torn} torn files, ${leftovers} left something behind`,
      )
  }
  return torn + leftovers
}

async function inPairs() {
  let lost = 0
  let refused = 0
  for (let index = 0; index < pairs; index++) {
    writeFileSync(file, old)
    const names = ['one', 'two']
    const codes = await Promise.all(
      names.map((name) => ended(svc(['new', 'clusterip', name, '--port', '80', '--into', file]))),
    )
    const text = readFileSync(file, 'utf8')
    for (const [at, name] of names.entries()) {
      const isThere = text.includes(`name: ${name}`)
      if (codes[at] === 4 && !isThere) refused++
      else if (codes[at] !== 0 || !isThere) lost++
    }
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    if ((index + 1) % 25 === 0 || index + 1 === pairs)
      console.log(`${index + 1} pairs at once: ${refused} refused with exit code 4, ${lost} lost`)
  }
  return lost
}

const failures = (await killed()) + (await inPairs())
rmSync(folder, { recursive: true })
process.exitCode = failures === 0 ? 0 : 1
