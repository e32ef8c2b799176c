import { expect, test } from '@jest/globals'
import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { theOnly, worldOf } from '../../world-of.ts'

const pod = (index: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `web-${index}`, namespace: 'default', uid: `p${index}`, labels: { app: 'web' } },
  spec: { nodeName: 'n', containers: [] },
  status: {
    phase: 'Running',
    podIP: `10.0.${Math.floor(index / 200)}.${index % 200}`,
    podIPs: [{ ip: `10.0.${Math.floor(index / 200)}.${index % 200}` }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
})
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 's' },
  spec: {
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    selector: { app: 'web' },
    ports: [{ port: 80 }],
  },
}
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }

// the controller writes at most 100 endpoints into a slice
test.each([
  [0, [0]],
  [1, [1]],
  [99, [99]],
  [100, [100]],
  [101, [1, 100]],
  [200, [100, 100]],
  [201, [1, 100, 100]],
])('%d endpoints fill slices of %j', (count, expected) => {
  const pods = Array.from({ length: count }, (_, index) => pod(index))
  const world = worldOf([service, node, ...pods])
  const slices = predictEndpointSlices(world, theOnly(world, 'Service'))
  const sizes = slices.map(({ endpoints }) => endpoints?.length ?? 0)
  expect(sizes.toSorted((a, b) => a - b)).toEqual(expected)
})
