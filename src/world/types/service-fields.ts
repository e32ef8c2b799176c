import type { WireFields } from './wire.ts'

/**
 * Every field of `spec` of a Service, once, in the order of ServiceSpec in k8s.io/api core/v1 types.go. A field that a later
 * version brings is one entry more, with `since`; the compiler and test/author then name what `svc new` lacks.
 */
export const servicePortFields = {
  name: { wire: 'string' },
  protocol: { wire: 'string', values: ['TCP', 'UDP', 'SCTP'] },
  appProtocol: { wire: 'string?' },
  port: { wire: 'int32', required: true },
  targetPort: { wire: 'int-or-string' },
  nodePort: { wire: 'int32' },
} as const satisfies WireFields

const clientIPFields = { timeoutSeconds: { wire: 'int32?' } } as const satisfies WireFields
const affinityFields = { clientIP: { wire: { pointer: clientIPFields } } } as const satisfies WireFields

export const serviceSpecFields = {
  ports: { wire: { list: servicePortFields } },
  selector: { wire: 'string map' },
  clusterIP: { wire: 'string' },
  clusterIPs: { wire: 'strings' },
  type: { wire: 'string' },
  externalIPs: { wire: 'strings' },
  sessionAffinity: { wire: 'string' },
  loadBalancerIP: { wire: 'string' },
  loadBalancerSourceRanges: { wire: 'strings' },
  externalName: { wire: 'string' },
  externalTrafficPolicy: { wire: 'string' },
  healthCheckNodePort: { wire: 'int32' },
  publishNotReadyAddresses: { wire: 'bool' },
  sessionAffinityConfig: { wire: { pointer: affinityFields } },
  ipFamilies: { wire: 'strings', values: ['IPv4', 'IPv6'] },
  ipFamilyPolicy: { wire: 'string?' },
  allocateLoadBalancerNodePorts: { wire: 'bool?' },
  loadBalancerClass: { wire: 'string?' },
  internalTrafficPolicy: { wire: 'string?' },
  trafficDistribution: { wire: 'string?' },
} as const satisfies WireFields
