import { expect, test } from '@jest/globals'
import { endOf, addressEnd } from '../../../src/kube/policy/ends.ts'
import { labelsShown, selectorMatches } from '../../../src/kube/workload/label-selector.ts'
import { connectionVerdict } from '../../../src/kube/policy/verdict.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import { toResource } from '../../../src/world/resource.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { Oracle } from '../../bed/oracle.js'
import {
  everything,
  randomLabelSet,
  randomPolicyWorld,
  randomSelector,
  type RandomFlow,
  type RandomPolicyWorld,
} from '../random-policies.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// policies as the API server stores them, judged by cyclonus' matcher; POLICIES=20000 is the full run
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['POLICIES'] ?? 500)
const origin = { label: 'generated', locate: () => undefined, comments: () => [] }

// NotIn on an absent key does not match there; the API's own code, asked below, says that it does
const vocabulary = { ...everything, notInOnAbsentKeys: false }

interface Judged {
  readonly allowed: boolean
  readonly egress: boolean
  readonly ingress: boolean
}

/** An end in the oracle's words: a pod, or an address alone. */
function peerOf({ pods }: RandomPolicyWorld, end: number | string) {
  if (typeof end === 'string') return { ip: end }
  const { metadata, status } = pods[end] as Pod
  return { namespace: metadata?.namespace, labels: metadata?.labels, ip: status?.podIPs?.[0]?.ip }
}

function portNameOf({ pods }: RandomPolicyWorld, { to, port, protocol }: RandomFlow): string {
  const ports = typeof to === 'number' ? (pods[to]?.spec?.containers?.[0]?.ports ?? []) : []
  return ports.find((item) => item.containerPort === port && item.protocol === protocol)?.name ?? ''
}

async function judgedBy(oracle: Oracle, world: RandomPolicyWorld): Promise<Judged[]> {
  const answer = await oracle.ask({
    op: 'policy',
    policies: world.policies,
    namespaces: Object.fromEntries(
      world.namespaces.map(({ metadata }) => [metadata?.name ?? '', metadata?.labels ?? {}]),
    ),
    flows: world.flows.map((flow) => ({
      from: peerOf(world, flow.from),
      to: peerOf(world, flow.to),
      port: flow.port,
      portName: portNameOf(world, flow),
      protocol: flow.protocol,
    })),
  })
  return answer['verdicts'] as Judged[]
}

function predicted({ namespaces, pods, policies, flows }: RandomPolicyWorld): object[] {
  const resources = [...namespaces, ...pods, ...policies].map((manifest) =>
    toResource(manifest, 'web', origin),
  )
  const world = buildWorld({ resources, coverage: [{ state: 'complete', because: 'generated' }] })
  const end = (which: number | string) => {
    if (typeof which === 'string') return addressEnd(which)
    const { metadata } = pods[which] as Pod
    const pod = world.get('Pod', metadata?.namespace, metadata?.name ?? '')
    const found = pod && endOf(world, pod)
    if (found === undefined) throw new Error('a pod is an end')
    return found
  }
  const told = { allowed: true, denied: false, unknown: 'unknown' }
  return flows.map(({ from, to, port, protocol }) => {
    const { verdict, egress, ingress } = connectionVerdict(world, {
      from: end(from),
      to: end(to),
      port,
      protocol,
    })
    return { allowed: told[verdict], egress: told[egress.verdict], ingress: told[ingress.verdict] }
  })
}

test('a matcher of another project allows what we predict', async () => {
  const oracle = new Oracle()
  const random = new Random(seed)
  const counts = { flows: 0, allowed: 0 }
  const differences: object[] = []
  try {
    for (let index = 0; index < worlds && differences.length < 5; index++) {
      const world = randomPolicyWorld(random, vocabulary)
      const judged = await judgedBy(oracle, world)
      for (const [at, ours] of predicted(world).entries()) {
        counts.flows++
        if (judged[at]?.allowed === true) counts.allowed++
        if (JSON.stringify(ours) !== JSON.stringify(judged[at]))
          differences.push({ ours, theirs: judged[at], flow: world.flows[at], world: JSON.stringify(world) })
      }
    }
  } finally {
    oracle.close()
  }
  recordProof({
    id: 'policy-cyclonus',
    what: 'NetworkPolicies: whether a connection may leave, may enter, passes',
    against: 'cyclonus’ matcher, policies with the defaults of the API server’s code',
    kubernetes: '1.36',
    cases: counts.flows,
    disagreements: differences.length,
    seed,
    repeat: 'POLICIES=20000 npm run test:bed policy',
  })
  expect({ seed, differences: differences.slice(0, 2) }).toEqual({ seed, differences: [] })
  expect(counts.flows).toBeGreaterThanOrEqual(worlds * 12)
  // neither nearly all nor nearly none, or little is proved
  expect(counts.allowed / counts.flows).toBeGreaterThan(0.2)
  expect(counts.allowed / counts.flows).toBeLessThan(0.8)
})

test('the API server accepts the policies that are compared', async () => {
  const oracle = new Oracle()
  const random = new Random(seed)
  const policies = Array.from({ length: 50 }, () => randomPolicyWorld(random, everything)).flatMap(
    (world) => world.policies,
  )
  const answers = await oracle.askAll(
    policies.map((policy) => ({
      op: 'create',
      manifest: { ...policy, metadata: { ...policy.metadata, namespace: 'x' } },
    })),
  )
  oracle.close()
  const refused = answers.filter(({ verdict }) => verdict !== 'accept')
  expect(refused.slice(0, 2)).toEqual([])
  expect(answers.length).toBeGreaterThan(50)
})

test('label selectors match what the code of the API machinery says', async () => {
  const oracle = new Oracle()
  const random = new Random(seed)
  const differences: object[] = []
  let cases = 0
  try {
    for (let round = 0; round < worlds / 10; round++) {
      const selectors = Array.from({ length: 20 }, () => randomSelector(random, everything))
      const labels = Array.from({ length: 10 }, () => randomLabelSet(random))
      const { matches } = await oracle.ask({ op: 'selector', selectors, labels })
      for (const [row, selector] of selectors.entries()) {
        for (const [column, each] of labels.entries()) {
          cases++
          const ours = selectorMatches(selector, labelsShown(each)).is
          const theirs = (matches as boolean[][])[row]?.[column] === true ? 'yes' : 'no'
          if (ours !== theirs) differences.push({ selector, labels: each, ours, theirs })
        }
      }
    }
  } finally {
    oracle.close()
  }
  recordProof({
    id: 'policy-selectors',
    what: 'label selectors of policies: do they match these labels, absent keys included',
    against: 'code of the API machinery',
    kubernetes: '1.36',
    cases,
    disagreements: differences.length,
    seed,
    repeat: 'POLICIES=20000 npm run test:bed policy',
  })
  expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
  expect(cases).toBeGreaterThanOrEqual(worlds * 20)
})
