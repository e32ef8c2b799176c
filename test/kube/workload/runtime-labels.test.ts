import { expect, test } from '@jest/globals'
import { podIndexOf } from '../../../src/kube/workload/pod-index.ts'
import { carries } from '../../../src/kube/workload/runtime-labels.ts'
import { worldOf } from '../../world-of.ts'
import { workload } from '../web.ts'

// which labels the pods of each workload get from its controller, beyond those of the template

const kinds = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const

/** `StatefulSet maybe, Job yes`: the kinds whose pods have the label, or may have it. */
function carriers(key: string, value: string): string {
  return kinds
    .flatMap((kind) => {
      const metadata = kind === 'ReplicaSet' ? { ownerReferences: [] } : {}
      const [template] = podIndexOf(worldOf([workload(kind, { metadata })]), 'shop').templates
      const answer = template === undefined ? 'absent' : carries(template, key, value)
      return answer === 'no' ? [] : [`${kind} ${answer}`]
    })
    .join(', ')
}

test.each([
  ['app', 'web', kinds.map((kind) => `${kind} yes`).join(', ')],
  ['app', 'other', ''],
  ['tier', 'api', ''],
  ['pod-template-hash', 'abc', 'Deployment maybe, ReplicaSet maybe'],
  ['controller-revision-hash', 'abc', 'StatefulSet maybe, DaemonSet maybe'],
  ['pod-template-generation', '1', 'DaemonSet maybe'],
  ['statefulset.kubernetes.io/pod-name', 'web-0', 'StatefulSet yes'],
  ['statefulset.kubernetes.io/pod-name', 'web-1', ''],
  ['statefulset.kubernetes.io/pod-name', 'web-00', ''],
  ['statefulset.kubernetes.io/pod-name', 'other-0', ''],
  ['apps.kubernetes.io/pod-index', '0', 'StatefulSet yes'],
  ['apps.kubernetes.io/pod-index', '1', ''],
  ['job-name', 'web', 'Job yes'],
  ['job-name', 'web-123', 'CronJob maybe'],
  ['batch.kubernetes.io/job-name', 'web', 'Job yes'],
  ['controller-uid', 'u', 'Job maybe, CronJob maybe'],
  ['batch.kubernetes.io/controller-uid', 'u', 'Job maybe, CronJob maybe'],
  ['batch.kubernetes.io/job-completion-index', '0', 'Job maybe, CronJob maybe'],
])('%s=%s: %s', (key, value, expected) => {
  expect(carriers(key, value)).toBe(expected)
})

const group = (template: object) => ({
  apiVersion: 'leaderworkerset.x-k8s.io/v1',
  kind: 'LeaderWorkerSet',
  metadata: { name: 'llm', namespace: 'shop' },
  spec: { replicas: 1, leaderWorkerTemplate: { size: 2, ...template } },
})
const pods = (labels: object) => ({ metadata: { labels }, spec: { containers: [{ name: 'c' }] } })

test.each<[string, string, string[]]>([
  ['name', 'llm', ['yes', 'yes']],
  ['name', 'other', ['no', 'no']],
  ['worker-index', '0', ['yes', 'maybe']],
  ['worker-index', '1', ['no', 'maybe']],
  ['group-index', '0', ['maybe', 'maybe']],
])('of a LeaderWorkerSet %s=%s: leader and workers', (key, value, expected) => {
  const world = worldOf([
    group({ leaderTemplate: pods({ role: 'leader' }), workerTemplate: pods({ role: 'worker' }) }),
  ])
  const { templates } = podIndexOf(world, 'shop')
  const answers = templates
    .toSorted((a, b) => (String(a.path) < String(b.path) ? -1 : 1))
    .map((template) => carries(template, `leaderworkerset.sigs.k8s.io/${key}`, value))
  expect(answers).toEqual(expected)
})
