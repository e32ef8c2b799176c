import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { addressEnd, endOf } from '../../src/kube/policy/ends.ts'
import { describeChange } from '../../src/diagnose/describe-policy-fix.ts'
import { smallestChange, type Change } from '../../src/diagnose/policy-fix.ts'
import { connectionVerdict } from '../../src/kube/policy/verdict.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'
import type { World } from '../../src/world/world.ts'
import { everything, randomPolicyWorld, type RandomFlow } from '../real/random-policies.ts'
import { Random } from '../real/random.ts'
import { complete, worldOf } from '../world-of.ts'
import { recordedIn } from '../recorded.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'policy-fix.txt'))

/** The manifests with one change made, as the API server would apply the patch. */
function changed(manifests: readonly Manifest[], change: Change): Manifest[] {
  if ('newPolicy' in change) return [...manifests, change.newPolicy]
  const { policy, edit } = change
  return manifests.map((manifest) => {
    if (manifest.kind !== 'NetworkPolicy' || manifest.metadata?.name !== policy.name) return manifest
    const copy = structuredClone(manifest)
    let parent = copy as unknown as Record<string, unknown>
    for (const step of edit.at.slice(0, -1)) parent = parent[step] as Record<string, unknown>
    const last = edit.at.at(-1) ?? ''
    if (last === '-') (parent as unknown as unknown[]).push(edit.value)
    else {
      expect(Object.hasOwn(parent, last)).toBe(edit.op === 'replace')
      parent[last] = edit.value
    }
    return copy
  })
}

function verdictOf(world: World, { from, to, port, protocol }: RandomFlow) {
  const end = (which: number | string) => {
    const pod =
      typeof which === 'number' ? world.all('Pod').find(({ name }) => name === `p${which}`) : undefined
    return (pod && endOf(world, pod)) ?? addressEnd(String(which))
  }
  return connectionVerdict(world, { from: end(from), to: end(to), port, protocol })
}

// FULL=1 draws more of them
const worlds = process.env['FULL'] === undefined ? 60 : 600

test('with the smallest change in each direction the connection is allowed', () => {
  const random = new Random(4)
  const misses = new Map<string, number>()
  const said: string[] = []
  for (let index = 0; index < worlds; index++) {
    const { namespaces, pods, policies, flows } = randomPolicyWorld(random, everything)
    const manifests: Manifest[] = [...namespaces, ...pods, ...policies]
    const world = worldOf(manifests, [complete])
    for (const flow of flows) {
      const { verdict, egress, ingress } = verdictOf(world, flow)
      if (verdict !== 'denied') continue
      let current = manifests
      for (const half of [egress, ingress]) {
        const change = smallestChange(half, 80)
        expect(change === undefined).toBe(half.verdict === 'allowed')
        if (change === undefined) continue
        misses.set(change.miss, (misses.get(change.miss) ?? 0) + 1)
        if (index < 60) said.push(describeChange(change))
        current = changed(current, change)
      }
      const after = verdictOf(worldOf(current, [complete]), flow)
      expect({ verdict: after.verdict, flow, policies }).toEqual({ verdict: 'allowed', flow, policies })
    }
  }
  expectRecorded('changes', said)
  // each kind of change was met
  expect([...misses.keys()].toSorted()).toEqual([
    'namespace',
    'peer',
    'port',
    'protocol',
    'rule',
    'service-port',
  ])
})
