import { sameList } from './ip-families.ts'
import type { DecodedService, DecodedSpec } from './objects.ts'
import { hasNodePorts, isExternallyAccessible, needsHealthCheck } from './service-type.ts'

/**
 * Keeps what the server once allocated where the new Service says nothing of it, so that the same manifest can be applied
 * twice; changes `spec`. Follows patchAllocatedValues in kubernetes pkg/registry/core/service/storage/storage.go.
 */
export function keepAllocated(service: DecodedService, old: DecodedService): void {
  const { spec } = service
  if (spec.type !== 'ExternalName' && old.spec.type !== 'ExternalName') {
    spec.clusterIP ||= old.spec.clusterIP
    if (spec.clusterIPs.length === 0) spec.clusterIPs = [...old.spec.clusterIPs]
  }
  if (mayPickNodePorts(spec) && mayPickNodePorts(old.spec)) keepNodePorts(spec, old.spec)
  if (needsHealthCheck(service) && needsHealthCheck(old))
    spec.healthCheckNodePort ||= old.spec.healthCheckNodePort
}

/** By the name of the port, unless the number has another use already. */
function keepNodePorts(spec: DecodedSpec, old: DecodedSpec): void {
  const before = new Set(old.ports.map(({ nodePort }) => nodePort))
  const used = new Set(
    spec.ports.map(({ nodePort }) => nodePort).filter((port) => port !== 0 && before.has(port)),
  )
  const byName = new Map(old.ports.map(({ name, nodePort }) => [name, nodePort]))
  for (const port of spec.ports) {
    const kept = byName.get(port.name) ?? 0
    if (port.nodePort === 0 && !used.has(kept)) port.nodePort = kept
  }
}

function mayPickNodePorts(spec: DecodedSpec): boolean {
  return (
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
  )
}

/**
 * Brings clusterIP and clusterIPs into line where only one of them was written; changes the service.
 * Follows normalizeClusterIPs in the same file.
 */
export function alignClusterIPs({ spec }: DecodedService, old: DecodedService | undefined): void {
  if (old === undefined) {
    if (spec.clusterIP !== '' && spec.clusterIPs.length === 0) spec.clusterIPs = [spec.clusterIP]
    return
  }
  const before = old.spec
  if (before.clusterIPs.length > 0 && spec.clusterIPs.length === 0 && before.clusterIP === spec.clusterIP) {
    spec.clusterIPs = [...before.clusterIPs]
  }
  if (before.clusterIP === spec.clusterIP || !sameList(before.clusterIPs, spec.clusterIPs)) return
  spec.clusterIPs = before.clusterIP !== '' && spec.clusterIP === '' ? [] : [spec.clusterIP]
}

/**
 * Wipes what the new type has no use for, unless it was changed as well; changes the service.
 * Follows dropTypeDependentFields in kubernetes pkg/registry/core/service/strategy.go.
 */
export function dropUnused(service: DecodedService, old: DecodedService): void {
  const { spec } = service
  const before = old.spec
  if (spec.type === 'ExternalName' && before.type !== 'ExternalName') dropAddresses(spec, before)
  if (spec.type !== 'LoadBalancer' && before.type === 'LoadBalancer') dropLoadBalancer(spec, before)
  if (hasNodePorts(old) && !hasNodePorts(service) && hasNoNewNodePorts(spec, before)) {
    for (const port of spec.ports) port.nodePort = 0
  }
  const isSameCheck = spec.healthCheckNodePort === before.healthCheckNodePort
  if (needsHealthCheck(old) && !needsHealthCheck(service) && isSameCheck) spec.healthCheckNodePort = 0
  const isSamePolicy = spec.externalTrafficPolicy === before.externalTrafficPolicy
  if (isExternallyAccessible(old) && !isExternallyAccessible(service) && isSamePolicy)
    spec.externalTrafficPolicy = ''
}

function dropLoadBalancer(spec: DecodedSpec, before: DecodedSpec): void {
  if (spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) {
    spec.allocateLoadBalancerNodePorts = undefined
  }
  if (spec.loadBalancerClass === before.loadBalancerClass) spec.loadBalancerClass = undefined
}

function dropAddresses(spec: DecodedSpec, before: DecodedSpec): void {
  if (spec.clusterIP === before.clusterIP && sameList(spec.clusterIPs, before.clusterIPs)) {
    spec.clusterIP = ''
    spec.clusterIPs = []
  }
  if (sameList(spec.ipFamilies, before.ipFamilies)) spec.ipFamilies = []
  if (spec.ipFamilyPolicy === before.ipFamilyPolicy) spec.ipFamilyPolicy = undefined
}

function hasNoNewNodePorts(spec: DecodedSpec, before: DecodedSpec): boolean {
  const old = new Set(before.ports.map(({ nodePort }) => nodePort))
  return spec.ports.every(({ nodePort }) => nodePort === 0 || old.has(nodePort))
}
