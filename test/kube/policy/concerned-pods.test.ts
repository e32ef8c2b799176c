import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { meansAnyPod, podsConcerned } from '../../../src/kube/policy/concerned-pods.ts'
import { podEnd } from '../../../src/kube/policy/ends.ts'
import { peersMatch } from '../../../src/kube/policy/rule-match.ts'
import { podIndexesOf } from '../../../src/kube/workload/pod-index.ts'
import { resourceOf, partial, complete, worldOf } from '../../world-of.ts'

// the pods that peers mean are found by indexes: they must be those that a walk over all pods of all namespaces finds

const namespaces = ['a', 'b', 'c']
const pods = fc.array(
  fc.record({ namespace: fc.constantFrom(...namespaces), app: fc.constantFrom('web', 'db', undefined) }),
  { maxLength: 6 },
)
const templates = fc.array(
  fc.record({
    namespace: fc.constantFrom(...namespaces),
    app: fc.constantFrom('web', undefined),
    kind: fc.constantFrom('Deployment', 'Rollout'),
  }),
  { maxLength: 3 },
)
const teams = fc.record({ a: fc.constantFrom('x', 'y', undefined), b: fc.constantFrom('x', undefined) })
const podSelector = fc.constantFrom(
  {},
  { matchLabels: { app: 'web' } },
  { matchLabels: { app: 'db', tier: 'x' } },
)
const namespaceSelector = fc.constantFrom(
  {},
  { matchLabels: { team: 'x' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'b' } },
  { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
)
const peer = fc.oneof(
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector, namespaceSelector }),
)

const labelled = (app: string | undefined) => (app === undefined ? {} : { app })
const policy = resourceOf({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'a', name: 'p' },
})

test('peers mean the pods that each of them would be asked about', () => {
  fc.assert(
    fc.property(
      fc.record({
        pods,
        templates,
        teams,
        peers: fc.array(peer, { minLength: 1, maxLength: 2 }),
        isOpen: fc.boolean(),
      }),
      (drawn) => {
        const { peers } = drawn
        const world = worldOf(
          [
            ...Object.entries(drawn.teams).flatMap(([name, team]) =>
              team === undefined
                ? []
                : [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } }],
            ),
            ...drawn.pods.map(({ namespace, app }, index) => ({
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { namespace, name: `pod-${index}`, labels: labelled(app) },
            })),
            ...drawn.templates.map(({ namespace, app, kind }, index) => ({
              apiVersion: kind === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1',
              kind,
              metadata: { namespace, name: `made-${index}` },
              spec: { template: { metadata: { labels: labelled(app) }, spec: { containers: [] } } },
            })),
          ],
          [drawn.isOpen ? partial : complete],
        )
        const all = [...podIndexesOf(world).values()].flatMap(({ members }) => members)
        const meant = (is: string) =>
          all.filter((each) => peersMatch(peers, podEnd(world, each), 'a').is === is)
        const rule = { at: ['spec', 'egress', 0], peers }
        expect(podsConcerned(world, policy, { direction: 'egress', rule })).toEqual(meant('yes'))
        for (const as of ['yes', 'maybe'] as const)
          expect(meansAnyPod(world, policy, { peers, as: [as] })).toBe(meant(as).length > 0)
      },
    ),
  )
})
