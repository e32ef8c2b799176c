import { describe, expect, test } from '@jest/globals'
import { healthChecksOf } from '../../../src/kube/proxy/health-check.ts'
import { viewOf } from '../../../src/kube/proxy/view.ts'
import { live, worldFor } from './reach-scenarios.ts'

// seen with kube-proxy 1.36: each address family has a server of its own for the health check node port

const slice = (addressType: string, ...endpoints: [address: string, node: string][]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `web-${addressType}`,
    namespace: 'shop',
    labels: { 'kubernetes.io/service-name': 'web' },
  },
  addressType,
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: endpoints.map(([address, nodeName]) => ({ addresses: [address], nodeName })),
})

function localEndpoints(family: 'IPv4' | 'IPv6', ipFamilies: ('IPv4' | 'IPv6')[]) {
  const spec = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ipFamilies }
  const slices = [
    slice('IPv4', ['10.244.1.11', 'n1'], ['10.244.1.12', 'n1']),
    slice('IPv6', ['fd00::1', 'n1'], ['fd00::2', 'n2']),
  ]
  const world = worldFor({ spec, slices, metadata: live, pods: [] })
  const [service] = world.all('Service')
  if (service === undefined) throw new Error('no Service')
  const health = healthChecksOf(viewOf(world, service), family)
  return health?.map(({ node, status, localEndpoints: ready }) => `${node} ${status} ${ready}`)
}

describe('a health check counts the endpoints of the family that it is asked in', () => {
  test.each([
    ['IPv4', ['IPv4', 'IPv6'], ['n1 200 2', 'n2 503 0', 'n3 503 0', 'n4 503 0']],
    ['IPv6', ['IPv4', 'IPv6'], ['n1 200 1', 'n2 200 1', 'n3 503 0', 'n4 503 0']],
    ['IPv6', ['IPv4'], undefined],
  ] as const)('in %s, of a Service with %j', (family, families, expected) => {
    expect(localEndpoints(family, [...families])).toEqual(expected)
  })
})
