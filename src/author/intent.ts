import type { ServicePort, StringMap } from '../world/types/manifest.ts'

export const authoredTypes = ['clusterip', 'nodeport', 'loadbalancer', 'headless', 'externalname'] as const
export type AuthoredType = (typeof authoredTypes)[number]

/** What is wanted of a Service, before it is a manifest. Absent is "as the API server does by default". */
export interface Intent {
  readonly type: AuthoredType
  readonly name: string
  readonly namespace?: string
  readonly ports: readonly ServicePort[]
  /** Absent for a Service whose endpoints are written by hand. */
  readonly selector?: StringMap
  readonly labels?: StringMap
  readonly annotations?: StringMap
  readonly externalName?: string
  readonly clusterIP?: string
  readonly externalIPs?: readonly string[]
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[]
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
  readonly externalTrafficPolicy?: 'Cluster' | 'Local'
  readonly internalTrafficPolicy?: 'Cluster' | 'Local'
  readonly trafficDistribution?: 'PreferSameZone' | 'PreferSameNode' | 'PreferClose'
  readonly sessionAffinity?: 'None' | 'ClientIP'
  /** Seconds that a client stays with its pod after its last packet. */
  readonly sessionAffinityTimeout?: number
  readonly healthCheckNodePort?: number
  readonly publishNotReadyAddresses?: boolean
  readonly loadBalancerClass?: string
  readonly loadBalancerIP?: string
  readonly loadBalancerSourceRanges?: readonly string[]
  readonly allocateLoadBalancerNodePorts?: boolean
}
