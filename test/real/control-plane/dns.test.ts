import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { answerDns } from '../../../src/kube/dns/answer-dns.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { openWorld } from '../../bed/world.js'
import { disagreements, type Question } from '../dns-compare.ts'
import { DnsClient } from '../dns-wire.ts'
import { writeDnsWorld } from '../dns-world.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { randomQuestions } from '../random-names.ts'
import { randomWorlds, zones } from '../random-dns-world.ts'

// random worlds in a real API server: what the real CoreDNS answers, against what we predict
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 12)
const questionsPerWorld = 60
const bed = openWorld()
const folder = dirname(bed.kubeconfig)
const client = new DnsClient(readFileSync(join(folder, 'dns'), 'utf8').trim())
const corefile = readFileSync(join(folder, 'Corefile'), 'utf8')
const random = new Random(seed)
const namespaces: string[] = []

beforeAll(async () => {
  for (const node of zones) await bed.node(node)
  const queue = randomWorlds(worlds, seed)
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      namespaces.push(await writeDnsWorld(bed, next, random))
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  await bed.settledSlices(namespaces)
})

afterAll(async () => {
  client.close()
  await bed.close()
})

async function readWorld(): Promise<World> {
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 30_000,
    kinds: ['Service', 'Pod', 'Node', 'EndpointSlice', 'Namespace', 'ConfigMap'],
  })
  return buildWorld(read)
}

test('CoreDNS answers what we predict', async () => {
  let world = await readWorld()
  const questions: Question[] = randomQuestions(world, {
    random,
    count: worlds * questionsPerWorld,
    namespaces,
    zone: 'cluster.local.',
  })
  const predict = (question: Question) => answerDns(world, { ...question, corefile })
  const rcodes = new Map<string, number>()
  let found = await disagreements(questions, { client, predict, rcodes })
  // CoreDNS follows the API by a moment: only a difference that stays is one
  for (let tries = 0; tries < 10 && found.length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    world = await readWorld()
    found = await disagreements(found, { client, predict })
  }
  const shares = [...rcodes].map(([rcode, number]) => `${number} ${rcode}`).join(', ')
  process.stdout.write(`predicted ${shares}\n`)
  recordProof({
    id: 'dns',
    what: 'DNS: code and records of each (name, type) in random worlds',
    against: 'CoreDNS 1.14.2 on a kube-apiserver',
    kubernetes: '1.36',
    // what is not decided is not compared
    cases: questions.length - (rcodes.get('UNKNOWN') ?? 0),
    disagreements: found.length,
    seed,
    repeat: 'WORLDS=100 npm run test:bed dns.test',
  })
  expect({ seed, differences: found.slice(0, 5) }).toEqual({ seed, differences: [] })
  expect(questions.length).toBeGreaterThanOrEqual(worlds * questionsPerWorld)
  expect(rcodes.get('UNKNOWN') ?? 0).toBeLessThan(questions.length / 100)
})
