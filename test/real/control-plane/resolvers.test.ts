import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { answerDns } from '../../../src/kube/dns/answer-dns.ts'
import type { Resolver } from '../../../src/kube/dns/resolver/candidates.ts'
import { lookup, type Lookup } from '../../../src/kube/dns/resolver/lookup.ts'
import type { Client } from '../../../src/kube/dns/resolver/client.ts'
import { podResolver } from '../../../src/kube/dns/resolver/pod-resolver.ts'
import { formatResolvConf } from '../../../src/kube/dns/resolver/resolv-conf.ts'
import { program } from '../../bed/lifecycle/programs.js'
import { corefile, names, world } from '../../kube/dns/lookup-world.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { asked, askedOf, librariesCompared, outcomeMet, outcomeOf } from '../resolver-words.ts'

// what glibc, musl and Go really ask, written down by a server in a network namespace with that resolv.conf, against the list
// that we predict: many random settings, and answers that fail. Whole containers are in test/real/nodes/lookups.test.ts
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const lookups = Number(process.env['LOOKUPS'] ?? 120)
const folder = mkdtempSync(join(tmpdir(), 'svc-resolvers-'))
const random = new Random(seed)
const resolvers: readonly Resolver[] = ['glibc', 'musl', 'go']
const clients = {
  glibc: join(folder, 'glibc'),
  musl: join(folder, 'musl'),
  go: `${program('resolvers')} lookup`,
}

beforeAll(() => {
  const source = join(import.meta.dirname, '..', '..', 'bed', 'getaddrinfo', 'getaddrinfo.c')
  run('gcc', ['-o', clients.glibc, source])
  run('musl-gcc', ['-static', '-o', clients.musl, source])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(file: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { input, encoding: 'utf8', maxBuffer: 1e8 })
  if (status !== 0) throw new Error(`${file}: ${error?.message ?? stderr}`)
  return stdout
}

interface Case {
  readonly resolver: Resolver
  readonly name: string
  readonly from: Client
  readonly node: string
}

const nodes = [
  '',
  'search corp.test\n',
  'search corp.test other.test.\noptions rotate\n',
  `search ${'a'.repeat(60)}.test ${'b'.repeat(60)}.test ${'c'.repeat(60)}.test ${'d'.repeat(60)}.test\n`,
]
const quick = [
  { name: 'timeout', value: '1' },
  { name: 'attempts', value: '2' },
]

function randomCase(): Case {
  const ndots = random.of([undefined, undefined, undefined, '1', '2', '3', '20'])
  const options = [...quick, ...(ndots === undefined ? [] : [{ name: 'ndots', value: ndots }])]
  const searches = random.chance(0.2) ? [random.of(['prod.svc.cluster.local', 'corp.test'])] : []
  const none = random.chance(0.1)
  const spec = none
    ? { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'], options, searches } }
    : { dnsConfig: { options, searches } }
  const from = { namespace: random.of(['test', 'prod', 'broken']), spec }
  return { resolver: random.of(resolvers), name: random.of(names), from, node: random.of(nodes) }
}

function predict({ resolver, name, from, node }: Case): Lookup {
  return lookup(world, { from, name, resolver, corefile, nodeResolvConf: node })
}

/** The server answers what CoreDNS would: any name that one of the resolvers may come to. */
function answersFor(each: Case) {
  const queries = resolvers.flatMap((resolver) => predict({ ...each, resolver }).queries)
  const all = [...queries.map(({ name }) => name), `${each.name.replace(/\.$/, '')}.`.toLowerCase()]
  const entries = [...new Set(all)].flatMap((name) =>
    ['A', 'AAAA'].map((type) => {
      const { rcode, answers } = answerDns(world, { name, type, corefile })
      return [`${name} ${type}`, { rcode, records: answers }] as const
    }),
  )
  return Object.fromEntries(entries)
}

function caseFile(each: Case) {
  const conf = podResolver(world, each.from, each.node)
  if ('unknown' in conf) throw new Error(conf.unknown)
  const resolvConf = formatResolvConf({ ...conf, nameservers: ['127.0.0.1'] })
  return { client: clients[each.resolver], name: each.name, resolvConf, answers: answersFor(each) }
}

test('glibc, musl and Go ask what we predict, and make of it what we predict', () => {
  const cases = Array.from({ length: lookups }, randomCase)
  const input = JSON.stringify(cases.map(caseFile))
  const isolated = ['-Urnm', '--map-root-user', program('resolvers'), folder]
  const results = JSON.parse(run('unshare', isolated, input)) as { queries: string[]; output: string[] }[]
  const kinds = new Map<string, number>()
  const differences = cases.flatMap((each, index) => {
    const { queries = [], output = [] } = results[index] ?? {}
    const predicted = predict(each)
    kinds.set(predicted.outcome.kind, (kinds.get(predicted.outcome.kind) ?? 0) + 1)
    const wanted = {
      queries: askedOf(predicted, each.resolver),
      outcome: outcomeOf(predicted, each.resolver),
    }
    const seen = { queries: asked(queries, each.resolver), outcome: outcomeMet(output) }
    return JSON.stringify(wanted) === JSON.stringify(seen) ? [] : [{ ...each, wanted, seen, queries }]
  })
  const shares = [...kinds].map(([kind, number]) => `${number} ${kind}`).join(', ')
  process.stdout.write(`predicted ${shares}\n`)
  recordProof({
    id: 'resolvers',
    what: 'lookups: the names that are asked for in order, and what comes of it',
    against: librariesCompared,
    kubernetes: '1.36',
    cases: cases.length,
    disagreements: differences.length,
    seed,
    repeat: 'LOOKUPS=600 npm run test:bed resolvers',
  })
  expect({ seed, count: differences.length, differences: differences.slice(0, 4) }).toEqual({
    seed,
    count: 0,
    differences: [],
  })
  expect(cases.length).toBeGreaterThanOrEqual(lookups)
  expect(kinds.get('addresses') ?? 0).toBeGreaterThan(lookups / 5)
})
