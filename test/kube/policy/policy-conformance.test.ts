import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { policyVerdict } from '../../../src/kube/policy/verdict.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import type { World } from '../../../src/world/world.ts'
import { recordProof } from '../../real/proof.ts'
import { worldOf } from '../../world-of.ts'

// the cases of the specification's own conformance tests, as test/bed/network-policy-api/record.sh writes them down: no second
// implementation, but what its authors say that every implementation must do

interface Recorded {
  readonly source: string
  readonly pods: readonly Pod[]
  readonly states: readonly (readonly object[])[]
  readonly cases: readonly Case[]
}

interface Case {
  readonly test: string
  readonly state: number
  readonly from: string
  /** An address. */
  readonly to: string
  readonly port: number
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  readonly connects: boolean
}

const file = join(import.meta.dirname, 'policy-conformance.json')
const { pods, states, cases } = JSON.parse(readFileSync(file, 'utf8')) as Recorded
// a pod on the host network has the address of its node
const nodes = ['node-0', 'node-1'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name } },
  status: {
    addresses: pods
      .filter(({ spec }) => spec?.hostNetwork === true && spec.nodeName === name)
      .map(({ status }) => ({ type: 'InternalIP', address: status?.podIPs?.[0]?.ip })),
  },
}))

function verdictOf(world: World, { from, to, port, protocol }: Case): string {
  const [namespace, name = ''] = from.split('/')
  const source = world.get('Pod', namespace, name)
  const target = world.all('Pod').find(({ manifest }) => manifest.status?.podIPs?.some(({ ip }) => ip === to))
  if (source === undefined) throw new Error(`no Pod ${from}`)
  return policyVerdict(world, { from: source, to: target ?? to, port, protocol }).verdict
}

test('the conformance tests of ClusterNetworkPolicy connect and fail as predicted', () => {
  const worlds = states.map((objects) => worldOf([...pods, ...nodes, ...objects]))
  const differences = cases.filter((each) => {
    const expected = each.connects ? 'allowed' : 'denied'
    return verdictOf(worlds[each.state] as World, each) !== expected
  })
  if (process.env['RECORD'] === '1')
    recordProof({
      id: 'policy-conformance',
      what: 'ClusterNetworkPolicy v1alpha2 with NetworkPolicies: connections of the specification’s conformance tests',
      against: 'what those tests expect (network-policy-api after v0.2.0; no implementation)',
      kubernetes: 'any',
      cases: cases.length,
      disagreements: differences.length,
      repeat: 'npm run jest -- test/kube/policy-conformance',
    })
  expect(differences).toEqual([])
  expect(cases.length).toBeGreaterThan(150)
})
