import type { DecodedService } from './objects.ts'
import { isExternallyAccessible } from './service-type.ts'

/**
 * Fills in what the API server fills in before it looks any closer; changes its argument.
 * Follows SetDefaults_Service in kubernetes pkg/apis/core/v1/defaults.go.
 */
export function setServiceDefaults(service: DecodedService): void {
  const { spec } = service
  setAffinityDefaults(service)
  spec.type ||= 'ClusterIP'
  for (const port of spec.ports) {
    port.protocol ||= 'TCP'
    port.targetPort ||= port.port
  }
  if (isExternallyAccessible(service)) spec.externalTrafficPolicy ||= 'Cluster'
  if (proxied.has(spec.type)) spec.internalTrafficPolicy ??= 'Cluster'
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
}

const proxied = new Set(['ClusterIP', 'NodePort', 'LoadBalancer'])

function setAffinityDefaults({ spec }: DecodedService): void {
  spec.sessionAffinity ||= 'None'
  if (spec.sessionAffinity === 'None') spec.sessionAffinityConfig = undefined
  if (
    spec.sessionAffinity === 'ClientIP' &&
    spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined
  ) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } }
  }
}
