import { defined } from '../world/defined.ts'
import type { Service, ServiceSpec } from '../world/types/manifest.ts'
import type { AuthoredType, Intent } from './intent.ts'

/**
 * The intent behind a manifest: `newService` writes the same fields again. What an API server added to a stored object
 * and what svc has no flag for is not part of it.
 */
export function intentOf({ metadata = {}, spec = {} }: Service): Intent {
  const { name = '', namespace, labels, annotations } = metadata
  const type = typeOf(spec)
  return {
    type,
    name,
    ports: spec.ports ?? [],
    ...defined({
      namespace,
      labels,
      annotations,
      selector: spec.selector,
      externalName: spec.externalName,
      clusterIP: type === 'headless' ? undefined : spec.clusterIP,
      externalIPs: spec.externalIPs,
      ipFamilies: spec.ipFamilies,
      ipFamilyPolicy: spec.ipFamilyPolicy,
      externalTrafficPolicy: spec.externalTrafficPolicy,
      internalTrafficPolicy: spec.internalTrafficPolicy,
      trafficDistribution: spec.trafficDistribution,
      sessionAffinity: spec.sessionAffinity,
      sessionAffinityTimeout: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds,
      healthCheckNodePort: spec.healthCheckNodePort,
      publishNotReadyAddresses: spec.publishNotReadyAddresses,
      loadBalancerClass: spec.loadBalancerClass,
      loadBalancerIP: spec.loadBalancerIP,
      loadBalancerSourceRanges: spec.loadBalancerSourceRanges,
      allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts,
    }),
  } as Intent
}

const types: Readonly<Record<string, AuthoredType>> = {
  NodePort: 'nodeport',
  LoadBalancer: 'loadbalancer',
  ExternalName: 'externalname',
}

function typeOf({ type = 'ClusterIP', clusterIP }: ServiceSpec): AuthoredType {
  if (type === 'ClusterIP' && clusterIP === 'None') return 'headless'
  return Object.hasOwn(types, type) ? (types[type] ?? 'clusterip') : 'clusterip'
}
