import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { answerDns } from '../../../src/kube/dns/answer-dns.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import { toResource } from '../../../src/world/resource.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { program } from '../../bed/lifecycle/programs.js'
import { openWorld } from '../../bed/world.js'
import { disagreements, type Question } from '../dns-compare.ts'
import { DnsClient } from '../dns-wire.ts'
import { writeDnsWorld } from '../dns-world.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { randomQuestions } from '../random-names.ts'
import { randomWorlds, zones } from '../random-dns-world.ts'

// a real CoreDNS for each Corefile of test/kube/dns/corefiles, over random worlds in a real API server
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const questionsPerCorefile = Number(process.env['QUESTIONS'] ?? 40)
const worlds = 3
const fixtures = join(import.meta.dirname, '..', '..', 'kube', 'dns', 'corefiles')
const all = readdirSync(fixtures).filter((file) => file.endsWith('.Corefile'))
const names = all.filter((file) => file.includes(process.env['COREFILE'] ?? ''))
const bed = openWorld()
const folder = mkdtempSync(join(tmpdir(), 'svc-corefiles-'))
const random = new Random(seed)
const namespaces: string[] = []
const running: ChildProcess[] = []
const upstreamPort = 20_000 + (process.pid % 20_000)
let world: World
let compared = 0
let different = 0

const marker = '"forwarded"'
const isForwarded = ({ answers }: { answers: readonly { data: string }[] }) =>
  answers.some(({ data }) => data === marker)

beforeAll(async () => {
  for (const node of zones) await bed.node(node)
  for (const generated of randomWorlds(worlds, seed))
    namespaces.push(await writeDnsWorld(bed, generated, random))
  await bed.settledSlices(namespaces)
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 30_000,
    kinds: ['Service', 'Pod', 'Node', 'EndpointSlice', 'Namespace', 'ConfigMap'],
  })
  const files = readdirSync(fixtures).filter((file) => !file.endsWith('.Corefile'))
  const data = Object.fromEntries(
    files.map((file) => [file, filled(readFileSync(join(fixtures, file), 'utf8'))]),
  )
  for (const [file, text] of Object.entries(data)) writeFileSync(join(folder, file), text)
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data: { ...data, Corefile: '' },
  }
  const origin = { label: 'generated', locate: () => undefined, comments: () => [] }
  world = buildWorld({ ...read, resources: [...read.resources, toResource(manifest, 'kube-system', origin)] })
  start(`. {\n template IN ANY . {\n answer "{{ .Name }} 60 IN TXT forwarded"\n }\n}\n`, upstreamPort)
})

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
  await bed.close()
  recordProof({
    id: 'corefiles',
    what: `DNS: answers under ${names.length} Corefiles, by plugin and combined`,
    against: 'CoreDNS 1.14.2 with that Corefile',
    kubernetes: '1.36',
    cases: compared,
    disagreements: different,
    seed,
    repeat: 'QUESTIONS=100 npm run test:bed corefiles',
  })
})

function filled(text: string): string {
  return text
    .replaceAll('KUBECONFIG', bed.kubeconfig)
    .replaceAll('UPSTREAM', `127.0.0.1:${upstreamPort}`)
    .replaceAll('HEALTH', String(upstreamPort + 500))
    .replaceAll('NAMESPACE', namespaces[0] ?? '')
}

function start(corefile: string, port: number): ChildProcess {
  const file = join(folder, `Corefile-${port}`)
  // the standard port is another one here
  writeFileSync(file, corefile.replaceAll(/(?<=[^\s:]):53\b/g, `:${port}`))
  const child = spawn(program('coredns'), ['-conf', file, '-dns.port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running.push(child)
  return child
}

function questionsOf(corefile: string): Question[] {
  const asked = corefile.match(/^# ask: (.*)$/m)?.[1]?.split(' ') ?? []
  const named = asked.flatMap((name) =>
    ['A', 'AAAA', 'SRV', 'MX', 'TXT', 'PTR', 'SOA', 'NS', 'CNAME', 'ANY', 'HTTPS'].map((type) => ({
      name: name.toLowerCase(),
      type,
    })),
  )
  const zone = 'cluster.local.'
  const others = randomQuestions(world, {
    random,
    count: Math.max(questionsPerCorefile - named.length, questionsPerCorefile / 2),
    namespaces,
    zone,
  })
  return [...named, ...others]
}

test.each(names)('%s', async (name) => {
  const corefile = filled(readFileSync(join(fixtures, name), 'utf8'))
  const port = upstreamPort + 1 + names.indexOf(name)
  const child = start(corefile, port)
  const client = new DnsClient(`127.0.0.1:${port}`)
  const predict = (question: Question) => answerDns(world, { ...question, corefile, client: '127.0.0.1' })
  const questions = questionsOf(corefile)
  const rcodes = new Map<string, number>()
  for (let tries = 0; tries < 50; tries++) {
    const { rcode } = await client.ask('ready.test.', 'A', { timeout: 200, tries: 1 })
    if (rcode !== 'NO-REPLY') break
    if (child.exitCode !== null) throw new Error('CoreDNS does not start with it')
  }
  let found = await disagreements(questions, { client, predict, rcodes, isForwarded })
  for (let tries = 0; tries < 3 && found.length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    found = await disagreements(found, { client, predict, isForwarded })
  }
  client.close()
  child.kill('SIGKILL')
  different += found.length
  expect({ seed, differences: found.slice(0, 4) }).toEqual({ seed, differences: [] })
  expect(questions.length).toBeGreaterThanOrEqual(questionsPerCorefile)
  // what svc does not evaluate proves nothing
  const undecided = (rcodes.get('UNKNOWN') ?? 0) - forwarded(questions, predict)
  compared += questions.length - undecided
  expect(undecided).toBeLessThan(questions.length / 2)
})

function forwarded(
  questions: readonly Question[],
  predict: (question: Question) => { forwardedTo?: readonly string[] },
): number {
  return questions.filter((question) => predict(question).forwardedTo !== undefined).length
}
