// Times each lint rule. In: `node rule-times.mjs 2000.yaml 20000.yaml [WORDS]`. Out: JSON, in seconds of the processor.
import { readFileSync } from 'node:fs'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { toResource } from '../../src/world/resource.ts'
import { buildWorld } from '../../src/world/world.ts'

const options = { namespace: 'default', named: true }
const [few, many, ...words] = process.argv.slice(2)
const corpora = [few, many].map((file) => readText(file, readFileSync(file, 'utf8'), options).resources)
const sizes = [2000, 20_000]
const chosen = rules.filter(({ id }) => words.every((word) => id.includes(word)))

// the first runs compile the code, and would make the small input look slow
for (const rule of chosen) secondsOf(rule, worldOf(corpora[0]))
const times = chosen.map((rule) => {
  const corpus = corpora.map((resources, size) => secondsAlone(rule, resources, size))
  const own = sizes.map((size, index) => secondsAlone(rule, copiesOf(rule, size), index))
  // all of them take minutes: who waits sees how far it got
  process.stderr.write(`${rule.id} ${[...corpus, ...own].map((each) => each.toFixed(3)).join(' ')}\n`)
  return { id: rule.id, corpus, own }
})
process.stdout.write(JSON.stringify(times))

/** Each with a World that nothing was asked of; of the small input the least of some rounds. */
function secondsAlone(rule, resources, size) {
  const rounds = size === 0 ? 5 : 1
  // of a heap of 20,000 documents once is enough
  globalThis.gc()
  return Math.min(...Array.from({ length: rounds }, () => secondsOf(rule, worldOf(resources))))
}

function secondsOf(rule, world) {
  const start = process.cpuUsage()
  for (const subject of subjectsOf(rule, world))
    for (const violation of rule.check(subject, world)) void violation
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
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

/** The examples of a rule, again and again in namespaces of their own. */
function copiesOf(rule, size) {
  const examples = readText('example.yaml', `${rule.bad}\n---\n${rule.good}`, options).resources
  const namespaces = [...new Set(examples.flatMap(({ namespace }) => namespace ?? []))]
  const names = examples.filter(({ namespace }) => namespace === undefined).map(({ name }) => name)
  const unique = new RegExp(`(?<=["./])(${[...namespaces, ...names].map(escaped).join('|')})(?=["./:])`, 'g')
  const copies = []
  for (let copy = 0; copies.length < size; copy++)
    for (const { manifest, namespace, origin } of examples) {
      const text = JSON.stringify(manifest).replaceAll(unique, `$1-${copy}`)
      copies.push(toResource(JSON.parse(text), namespace === undefined ? '' : `${namespace}-${copy}`, origin))
    }
  return copies
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
