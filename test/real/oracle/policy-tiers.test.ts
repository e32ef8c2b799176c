import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, test } from '@jest/globals'
import { addressEnd, endOf } from '../../../src/kube/policy/ends.ts'
import { directionsOf } from '../../../src/kube/policy/network-policies.ts'
import { connectionVerdict } from '../../../src/kube/policy/verdict.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import type { World } from '../../../src/world/world.ts'
import { worldOf } from '../../world-of.ts'
import { recordProof } from '../proof.ts'
import { everything, randomPolicyWorld, type RandomPolicyWorld } from '../random-policies.ts'
import { randomTiers, type RandomTiers } from '../random-tiers.ts'
import { Random } from '../random.ts'

// random policies of the cluster tiers with NetworkPolicies between them, judged by the matcher of policy-assistant. It is built from
// a clone, so that only who has one can repeat it: test/bed/network-policy-api/build-judge.sh
const file = process.env['SVC_BED_JUDGE']
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['POLICIES'] ?? 500)

// as cyclonus, of which it is made: NotIn on an absent key does not match there, and no peer of a tier is outside of the cluster
const vocabulary = { ...everything, notInOnAbsentKeys: false }

type Halves = Readonly<Record<'egress' | 'ingress', boolean>>

/** An end in the judge's words: a pod, or an address alone. */
function peerOf({ pods, namespaces }: RandomPolicyWorld, end: number | string) {
  if (typeof end === 'string') return { ip: end }
  const { metadata, status } = pods[end] as Pod
  const namespace = metadata?.namespace ?? ''
  const labels = namespaces.find((each) => each.metadata?.name === namespace)?.metadata?.labels
  return {
    namespace,
    namespaceLabels: { ...labels, 'kubernetes.io/metadata.name': namespace },
    labels: metadata?.labels,
    ip: status?.podIPs?.[0]?.ip,
  }
}

function questionOf(world: RandomPolicyWorld, { admin, baseline }: RandomTiers): string {
  const types = { ingress: 'Ingress', egress: 'Egress' }
  const policies = world.policies.map((policy) => ({
    ...policy,
    spec: { ...policy.spec, policyTypes: directionsOf(policy).map((direction) => types[direction]) },
  }))
  const flows = world.flows.map(({ from, to, port, protocol }) => {
    const ports = typeof to === 'number' ? (world.pods[to]?.spec?.containers?.[0]?.ports ?? []) : []
    const portName = ports.find((item) => item.containerPort === port && item.protocol === protocol)?.name
    return { from: peerOf(world, from), to: peerOf(world, to), port, portName: portName ?? '', protocol }
  })
  return JSON.stringify({ policies, admin, baseline, flows })
}

/** Starts the judge; each question is answered by a line. */
function startJudge(program: string) {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (question: string) => {
      child.stdin.write(`${question}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error('the judge ended')
      return JSON.parse(value) as Halves[]
    },
    close: () => child.stdin.end(),
  }
}

function predicted({ namespaces, pods, policies, flows }: RandomPolicyWorld, tiers: RandomTiers) {
  const world = worldOf([...namespaces, ...pods, ...policies, ...tiers.policies])
  return flows.map(({ from, to, port, protocol }) => {
    const ends = { from: endNamed(world, pods, from), to: endNamed(world, pods, to) }
    const { egress, ingress } = connectionVerdict(world, { ...ends, port, protocol })
    return { egress: egress.verdict, ingress: ingress.verdict }
  })
}

function endNamed(world: World, pods: readonly Pod[], which: number | string) {
  if (typeof which === 'string') return addressEnd(which)
  const { metadata } = pods[which] as Pod
  const pod = world.get('Pod', metadata?.namespace, metadata?.name ?? '')
  const end = pod && endOf(world, pod)
  if (end === undefined) throw new Error('a pod is an end')
  return end
}

const run = file === undefined ? test.skip : test

run(
  'the cluster tiers and NetworkPolicies allow what a matcher of the specification’s authors allows',
  async () => {
    const judge = startJudge(file ?? '')
    const random = new Random(seed)
    const counts = { halves: 0, open: 0, allowed: 0 }
    const differences: object[] = []
    for (let index = 0; index < worlds && differences.length < 5; index++) {
      const world = randomPolicyWorld(random, vocabulary)
      const tiers = randomTiers(random, vocabulary)
      const judged = await judge.ask(questionOf(world, tiers))
      for (const [at, ours] of predicted(world, tiers).entries()) {
        for (const half of ['egress', 'ingress'] as const) {
          const theirs = judged[at]?.[half] === true ? 'allowed' : 'denied'
          counts.halves++
          if (theirs === 'allowed') counts.allowed++
          // selected by a NetworkPolicy for the other direction: the specification leaves the Baseline tier open there
          if (ours[half] === 'unknown') counts.open++
          else if (ours[half] !== theirs)
            differences.push({
              half,
              ours,
              theirs,
              flow: world.flows[at],
              world: JSON.stringify({ world, tiers }),
            })
        }
      }
    }
    judge.close()
    process.stdout.write(`${counts.open} left open, ${counts.allowed} allowed\n`)
    recordProof({
      id: 'policy-tiers',
      what: 'policies of the cluster tiers with NetworkPolicies: whether a connection may leave, may enter',
      against: 'matcher of policy-assistant (network-policy-api, built from a clone)',
      kubernetes: 'any',
      cases: counts.halves - counts.open,
      disagreements: differences.length,
      seed,
      repeat: 'POLICIES=5000 SVC_BED_JUDGE=PROGRAM npm run test:bed policy-tiers',
    })
    expect({ seed, differences: differences.slice(0, 2) }).toEqual({ seed, differences: [] })
    expect(counts.halves).toBeGreaterThanOrEqual(worlds * 24)
    expect(counts.open / counts.halves).toBeLessThan(0.1)
    expect(counts.allowed / counts.halves).toBeGreaterThan(0.2)
    expect(counts.allowed / counts.halves).toBeLessThan(0.9)
  },
)
