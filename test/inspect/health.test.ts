import { expect, test } from '@jest/globals'
import { healthOf } from '../../src/inspect/health.ts'
import { theOnly, worldOf } from '../world-of.ts'

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 's' },
  spec: {
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 8080 }],
  },
}
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }
const pod = (ready: boolean, index: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `web-${index}`, namespace: 'default', uid: `p${index}`, labels: { app: 'web' } },
  spec: { nodeName: 'n', containers: [{ name: 'web', ports: [{ containerPort: 8080 }] }] },
  status: {
    phase: 'Running',
    podIP: `10.0.0.${index + 1}`,
    podIPs: [{ ip: `10.0.0.${index + 1}` }],
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    containerStatuses: [{ name: 'web', ready, state: { running: {} } }],
  },
})

test.each([
  [[true, true], 'healthy', 2],
  [[true, false], 'degraded', 1],
  [[true, false, false], 'degraded', 1],
  [[false, false], 'broken', 0],
  [[], 'broken', 0],
])('pods that are ready %j make a Service %s', (pods, health, ready) => {
  const world = worldOf([service, node, ...pods.map(pod)])
  expect(healthOf(world, theOnly(world, 'Service'))).toMatchObject({ health, ready, total: pods.length })
})
