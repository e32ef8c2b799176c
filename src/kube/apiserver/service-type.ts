import type { DecodedService } from './objects.ts'

/**
 * Questions about the type of a Service. Follow pkg/api/service/util.go and pkg/registry/core/service/strategy.go of
 * kubernetes/kubernetes.
 */

export function isExternallyAccessible({ spec }: DecodedService): boolean {
  return hasNodePorts({ spec }) || (spec.type === 'ClusterIP' && spec.externalIPs.length > 0)
}

export function hasNodePorts({ spec }: Pick<DecodedService, 'spec'>): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer'
}

export function needsHealthCheck({ spec }: DecodedService): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
}
