// Times each lint rule, and what trace, who, ls and endpoints ask. In: `node rule-times.mjs 20000.yaml [WORDS]`. Out: JSON, in seconds of
// the processor. The documents are looked at all at once, and dealt out to ten Worlds that are kept until the last one is done: it is
// the same work on the same objects, with the same garbage and as much memory, so that a quotient of one says that nothing but their
// number counts.
import { readFileSync } from 'node:fs'
import { dependents } from '../../src/diagnose/dependents.ts'
import { describeEndpoints } from '../../src/inspect/endpoints.ts'
import { healthOf } from '../../src/inspect/health.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { trace } from '../../src/trace/trace.ts'
import { buildWorld } from '../../src/world/world.ts'
import { copiesOf } from './copies.js'

const [file, ...words] = process.argv.slice(2)
const corpus = readText(file, readFileSync(file, 'utf8'), { namespace: 'default', named: true }).resources
const parts = 10
const mostRounds = 4
// of less than this no quotient is shown
const leastSeconds = 0.05
const enough = 1.08

const asRules = rules.map((rule) => ({
  id: rule.id,
  examples: [`${rule.bad}\n---\n${rule.good}`],
  run: (world) => {
    for (const subject of subjectsOf(rule, world))
      for (const violation of rule.check(subject, world)) void violation
  },
}))
const examples = asRules.flatMap((rule) => rule.examples)
const questions = [
  { id: 'trace', run: (world) => void firstServices(world, 1).map((each) => trace(world, questionOf(each))) },
  { id: 'who', run: (world) => void firstServices(world, 1).map((each) => dependents(world, each)) },
  { id: 'ls', run: (world) => void firstServices(world).map((each) => healthOf(world, each)) },
  {
    id: 'endpoints',
    run: (world) => void firstServices(world).map((each) => describeEndpoints(world, each)),
  },
].map((question) => ({ ...question, examples }))

const times = [...asRules, ...questions]
  .filter(({ id }) => words.every((word) => id.includes(word)))
  .map(({ id, run, examples }) => {
    // one after the other, so that no more than one of them takes memory
    const inputs = [
      () => corpus,
      () => copiesOf(examples, { apart: 'namespaces', documents: corpus.length }),
      () => copiesOf(examples, { apart: 'names', documents: corpus.length }),
    ]
    const seconds = inputs.map((resourcesOf) => secondsOf(run, resourcesOf()))
    // all of them take minutes: who waits sees how far it got
    process.stderr.write(
      `${id} ${seconds
        .flat()
        .map((each) => each.toFixed(3))
        .join(' ')}\n`,
    )
    return { id, seconds }
  })
process.stdout.write(JSON.stringify(times))

/** Of one part, and of all at once; each the least of some rounds, as long as these say that it grows. */
function secondsOf(run, resources) {
  const dealt = partsOf(resources)
  // the first runs compile the code
  for (const part of dealt.slice(0, 2)) run(worldOf(part))
  let few = secondsIn(run, dealt)
  let many = secondsIn(run, [resources])
  for (let round = 1; round < mostRounds && many >= leastSeconds && many > few * enough; round++) {
    few = Math.min(few, secondsIn(run, dealt))
    many = Math.min(many, secondsIn(run, [resources]))
  }
  return [few / parts, many]
}

/** With Worlds that nothing was asked of. */
function secondsIn(run, inputs) {
  const worlds = inputs.map(worldOf)
  globalThis.gc()
  const start = process.cpuUsage()
  for (const world of worlds) run(world)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** One after the other, so that what belongs together stays together. */
function partsOf(resources) {
  const size = Math.ceil(resources.length / parts)
  return Array.from({ length: parts }, (_, part) => resources.slice(part * size, (part + 1) * size))
}

function subjectsOf(rule, world) {
  if (rule.subject === 'all') return world.resources
  return rule.subject.flatMap((kind) => world.all(kind))
}

function worldOf(resources) {
  return buildWorld({
    resources,
    coverage: [{ state: 'partial', because: 'only the given files were read' }],
  })
}

function firstServices(world, most = Infinity) {
  return world.all('Service').slice(0, most)
}

function questionOf({ name, namespace }) {
  return { target: name, namespace }
}
