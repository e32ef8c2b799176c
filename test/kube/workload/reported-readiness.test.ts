import { expect, test } from '@jest/globals'
import { reportedReadiness } from '../../../src/kube/workload/reported-readiness.ts'
import { resourceOf } from '../../world-of.ts'
import { workload } from '../web.ts'

const deployed = { replicas: 3, readyReplicas: 2, unavailableReplicas: 1 }

test.each([
  ['Deployment', deployed, '2 of 3'],
  ['Deployment', { replicas: 3 }, '0 of 3'],
  ['Deployment', { unavailableReplicas: 2 }, '0 of 2'],
  ['Deployment', { replicas: 0 }, '0 of 0'],
  ['Deployment', {}, undefined],
  ['Deployment', { replicas: '3' }, undefined],
  ['StatefulSet', deployed, '2 of 3'],
  ['DaemonSet', { desiredNumberScheduled: 4, numberReady: 3 }, '3 of 4'],
  ['DaemonSet', { desiredNumberScheduled: 4 }, '0 of 4'],
  ['DaemonSet', deployed, undefined],
  ['Job', { active: 2, ready: 1 }, '1 of 2'],
  ['Job', { active: 2 }, '0 of 2'],
  ['Job', { succeeded: 2, ready: 1 }, undefined],
])('a %s of status %j has %s ready', (kind, status, expected) => {
  const { ready, total } = reportedReadiness(resourceOf({ ...workload(kind), status })) ?? {}
  expect(total === undefined ? undefined : `${ready} of ${total}`).toBe(expected)
})
