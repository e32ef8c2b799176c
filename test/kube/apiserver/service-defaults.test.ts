import { expect, test } from '@jest/globals'
import { checkService } from '../../../src/validate/check.ts'

// what SetDefaults_Service of pkg/apis/core/v1/defaults.go makes of fields that are not written

const stored = (spec: object) => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { ports: [{ port: 80 }], ...spec },
  }
  return checkService(manifest).defaulted?.['spec'] as Readonly<Record<string, unknown>> | undefined
}
const clientIP = (timeoutSeconds?: number) => ({
  clientIP: timeoutSeconds === undefined ? {} : { timeoutSeconds },
})

test.each<[string, object, object]>([
  ['a plain Service', {}, { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' }],
  [
    'affinity None forgets the time',
    { sessionAffinity: 'None', sessionAffinityConfig: clientIP(9) },
    { sessionAffinityConfig: undefined },
  ],
  [
    'so does affinity that is not said',
    { sessionAffinityConfig: clientIP(9) },
    { sessionAffinityConfig: undefined },
  ],
  [
    'affinity lasts three hours',
    { sessionAffinity: 'ClientIP' },
    { sessionAffinityConfig: clientIP(10_800) },
  ],
  [
    'where no time is said',
    { sessionAffinity: 'ClientIP', sessionAffinityConfig: clientIP() },
    { sessionAffinityConfig: clientIP(10_800) },
  ],
  [
    'or as long as is said',
    { sessionAffinity: 'ClientIP', sessionAffinityConfig: clientIP(9) },
    { sessionAffinityConfig: clientIP(9) },
  ],
  [
    'ClusterIP has no external policy',
    { type: 'ClusterIP' },
    { externalTrafficPolicy: undefined, allocateLoadBalancerNodePorts: undefined },
  ],
  ['external addresses give it one', { externalIPs: ['192.0.2.1'] }, { externalTrafficPolicy: 'Cluster' }],
  [
    'NodePort',
    { type: 'NodePort' },
    {
      externalTrafficPolicy: 'Cluster',
      internalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: undefined,
    },
  ],
  [
    'LoadBalancer',
    { type: 'LoadBalancer' },
    {
      externalTrafficPolicy: 'Cluster',
      internalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: true,
    },
  ],
  [
    'LoadBalancer without node ports',
    { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false },
    { allocateLoadBalancerNodePorts: false },
  ],
  [
    'what is said stays',
    { type: 'LoadBalancer', externalTrafficPolicy: 'Local', internalTrafficPolicy: 'Local' },
    { externalTrafficPolicy: 'Local', internalTrafficPolicy: 'Local' },
  ],
  [
    'ExternalName is not proxied',
    { type: 'ExternalName', externalName: 'example.org' },
    { internalTrafficPolicy: undefined, externalTrafficPolicy: undefined, sessionAffinity: 'None' },
  ],
  ['a port', { ports: [{ port: 80 }] }, { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] }],
  [
    'an empty targetPort',
    { ports: [{ port: 80, targetPort: '' }] },
    { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
  ],
  [
    'targetPort 0',
    { ports: [{ port: 80, targetPort: 0 }] },
    { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
  ],
  [
    'another targetPort',
    { ports: [{ port: 53, protocol: 'UDP', targetPort: 'dns' }] },
    { ports: [{ port: 53, protocol: 'UDP', targetPort: 'dns' }] },
  ],
])('%s', (_, spec, expected) => {
  const found = stored(spec)
  expect(Object.fromEntries(Object.keys(expected).map((key) => [key, found?.[key]]))).toEqual(expected)
})
