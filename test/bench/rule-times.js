// Times each lint rule, alone and in the course of a run. In: `node rule-times.mjs 2000.yaml 20000.yaml`. Out: JSON.
import { readFileSync } from 'node:fs'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { toResource } from '../../src/world/resource.ts'
import { buildWorld } from '../../src/world/world.ts'

const rounds = 3
const options = { namespace: 'default', named: true }
const files = process.argv.slice(2)
// the rule that is asked for twenty times does not sum up, so each has a World of its own, without what others remember
const corpora = files.map((file) => readText(file, readFileSync(file, 'utf8'), options).resources)
const sizes = [2000, 20_000]

for (const rule of rules) secondsAlone(rule, corpora[0])
const times = rules.map((rule) => ({
  id: rule.id,
  corpus: corpora.map((resources) => secondsAlone(rule, resources)),
  own: sizes.map((size) => secondsAlone(rule, copiesOf(rule, size))),
}))
process.stdout.write(`${JSON.stringify({ times, inOrder: corpora.map(secondsInOrder) })}\n`)

/** The least of some rounds, each with a World that nothing was asked of. */
function secondsAlone(rule, resources) {
  return Math.min(
    ...Array.from({ length: rounds }, () => {
      const world = worldOf(resources)
      return secondsOf(rule, world)
    }),
  )
}

/** As a run has them: what one rule made of the World, the next one finds. */
function secondsInOrder(resources) {
  const world = worldOf(resources)
  return rules.map((rule) => secondsOf(rule, world))
}

function secondsOf(rule, world) {
  globalThis.gc()
  const start = process.cpuUsage()
  for (const subject of subjectsOf(rule, world)) for (const violation of rule.check(subject, world)) void violation
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

function subjectsOf(rule, world) {
  if (rule.subject === 'all') return world.resources
  return rule.subject.flatMap((kind) => world.all(kind))
}

function worldOf(resources) {
  return buildWorld({ resources, coverage: [{ state: 'partial', because: 'only the given files were read' }] })
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
