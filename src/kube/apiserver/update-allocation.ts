import { allocateClusterIPs, allocateHealthCheck, picksNodePorts, PortPool, takeIPs } from './allocation.ts'
import type { Facts } from './facts.ts'
import { fieldError, type FieldError } from './field-error.ts'
import { keepsPreferDualStack } from './ip-families.ts'
import type { DecodedService } from './objects.ts'
import { autoIPs } from './allocation-placeholder.ts'
import { isRepeated } from './service-ports.ts'
import { hasNodePorts, needsHealthCheck } from './service-type.ts'

/**
 * Takes the addresses that an update needs beyond those that the Service has; changes it.
 * Follows updateClusterIPs in kubernetes pkg/registry/core/service/storage/alloc.go.
 */
export function reallocateClusterIPs(
  service: DecodedService,
  old: DecodedService,
  facts: Facts,
): FieldError[] {
  const { spec } = service
  if (keepsPreferDualStack(service, old)) return []
  if (old.spec.type === 'ExternalName' && spec.type !== 'ExternalName')
    return allocateClusterIPs(service, facts)
  if (old.spec.clusterIPs[0] === 'None' || spec.type === 'ExternalName') return []
  if (old.spec.ipFamilies.length !== 1 || spec.ipFamilies.length !== 2) return []
  const [first = '', second = ''] = spec.clusterIPs
  const errors = takeIPs(service, [second], facts)
  if (errors.length === 0)
    spec.clusterIPs = [first, second || autoIPs[spec.ipFamilies[1] === 'IPv6' ? 'IPv6' : 'IPv4']]
  return errors
}

/**
 * Takes the node ports that an update adds; changes the service.
 * Follows txnUpdateNodePorts and updateNodePorts in the same file.
 */
export function reallocateNodePorts(
  service: DecodedService,
  old: DecodedService,
  facts: Facts,
): FieldError[] {
  const held = old.spec.ports.map(({ nodePort }) => nodePort).filter((port) => port !== 0)
  const health = needsHealthCheck(old) ? [old.spec.healthCheckNodePort] : []
  const pool = new PortPool(facts, [...held, ...health])
  if (hasNodePorts(service)) {
    const errors = updateNodePorts(service, held, pool)
    if (errors.length > 0) return errors
  }
  return !needsHealthCheck(old) && needsHealthCheck(service) ? allocateHealthCheck(service, pool) : []
}

function updateNodePorts(service: DecodedService, held: readonly number[], pool: PortPool): FieldError[] {
  const added = new Set<number>(held)
  const seen = new Set<string>()
  for (const [index, port] of service.spec.ports.entries()) {
    if (port.nodePort === 0 && !picksNodePorts(service)) continue
    const at = ['spec', 'ports', index, 'nodePort']
    if (port.nodePort === 0) port.nodePort = pool.pick()
    else if (!added.has(port.nodePort)) {
      const why = pool.whyNot(port.nodePort)
      if (why !== undefined) return [fieldError('Invalid', at, why)]
      added.add(port.nodePort)
    }
    if (isRepeated(seen, `${port.nodePort}/${port.protocol}`)) {
      return [
        {
          ...fieldError(
            'InternalError',
            at,
            'must be another one: an earlier port has the same node port and protocol',
          ),
          field: '',
        },
      ]
    }
  }
  return []
}
