import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { podEnd } from '../../../src/kube/policy/ends.ts'
import { policiesAbout } from '../../../src/kube/policy/policies-about.ts'
import { selectorMatches } from '../../../src/kube/workload/label-selector.ts'
import { podIndexOf } from '../../../src/kube/workload/pod-index.ts'
import { sortedByName } from '../../../src/world/resource.ts'
import { worldOf } from '../../world-of.ts'

// the policies about a pod are found by one label of each: they must be those that a look at each policy finds

const value = fc.constantFrom('web', 'db', 'w-0')
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'statefulset.kubernetes.io/pod-name'), value, {
  maxKeys: 2,
})
const policies = fc.array(
  fc.record({
    namespace: fc.constantFrom('shop', 'other'),
    matchLabels: labels,
    matchExpressions: fc.constantFrom([], [{ key: 'tier', operator: 'Exists' }]),
  }),
  { maxLength: 8 },
)
const subjects = fc.array(
  fc.record({
    kind: fc.constantFrom('Pod', 'Deployment', 'StatefulSet', 'Rollout', 'LeaderWorkerSet'),
    labels,
  }),
  { maxLength: 4 },
)

function subjectOf({ kind, labels: own }: { kind: string; labels: object }, index: number) {
  const metadata = { namespace: 'shop', name: `w-${index}` }
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: { ...metadata, labels: own } }
  const apiVersion =
    kind === 'Rollout'
      ? 'argoproj.io/v1alpha1'
      : kind === 'LeaderWorkerSet'
        ? 'leaderworkerset.x-k8s.io/v1'
        : 'apps/v1'
  const template = { metadata: { labels: own }, spec: { containers: [] } }
  const spec =
    kind === 'LeaderWorkerSet' ? { leaderWorkerTemplate: { workerTemplate: template } } : { template }
  return { apiVersion, kind, metadata, spec }
}

test('among the policies about a pod are all that may select it, in their order', () => {
  fc.assert(
    fc.property(policies, subjects, (drawn, pods) => {
      const world = worldOf([
        ...drawn.map(({ namespace, ...podSelector }, index) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { namespace, name: `p-${drawn.length - index}` },
          spec: { podSelector },
        })),
        ...pods.map(subjectOf),
      ])
      for (const member of podIndexOf(world, 'shop').members) {
        const end = podEnd(world, member)
        const may = (policy: { manifest: { spec?: { podSelector?: object } } }) =>
          selectorMatches(policy.manifest.spec?.podSelector ?? {}, end.labels).is !== 'no'
        expect(policiesAbout(world, end).filter(may)).toEqual(
          sortedByName(world.all('NetworkPolicy', 'shop')).filter(may),
        )
      }
    }),
  )
})
