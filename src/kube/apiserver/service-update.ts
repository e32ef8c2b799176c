import { fieldError, type FieldError } from './field-error.ts'
import { createAgain, isHeadless } from './cluster-ips.ts'
import { checkLoadBalancerClass } from './load-balancer.ts'
import type { DecodedService } from './objects.ts'
import { checkServiceSpec } from './service-spec.ts'
import { needsHealthCheck } from './service-type.ts'
import type { Gates } from '../core/versions.ts'

const stays = {
  address: `must stay what it is: leave clusterIP out to keep it, or ${createAgain}`,
  family: `must stay what it is: leave ipFamilies out to keep it, or ${createAgain}`,
  class: `must stay what it is: set it back, apply another type in between, or ${createAgain}`,
  healthCheck:
    'must stay what it is: leave it out to keep it, or apply externalTrafficPolicy Cluster in between',
}

/**
 * The rules for a changed Service apart from its metadata.
 * Follows ValidateServiceUpdate in kubernetes pkg/apis/core/validation/validation.go.
 */
export function checkServiceChange(service: DecodedService, old: DecodedService, gates: Gates): FieldError[] {
  return [
    ...checkClusterIPChange(service, old),
    ...checkFamilyChange(service, old),
    ...checkClassChange(service, old),
    ...checkHealthCheckChange(service, old),
    ...checkServiceSpec(service, old, gates),
  ]
}

/** The errors of a change, with the command that deletes and creates again. */
export function withCommand(errors: readonly FieldError[], command: string): FieldError[] {
  return errors.map((error) =>
    error.detail.endsWith(createAgain) ? { ...error, detail: `${error.detail} (${command})` } : error,
  )
}

/** Follows validateUpgradeDowngradeClusterIPs in the same file. */
function checkClusterIPChange(service: DecodedService, old: DecodedService): FieldError[] {
  const now = service.spec.clusterIPs
  const then = old.spec.clusterIPs
  if (isExternalName(service) || isExternalName(old) || (isHeadless(service) && isHeadless(old))) return []
  const fixed = (index: number) => fieldError('Invalid', ['spec', 'clusterIPs', index], stays.address)
  if (now.length === then.length)
    return then.flatMap((ip, index) => (ip === now[index] ? [] : [fixed(index)]))
  if (now.length === 0)
    return [fieldError('Invalid', ['spec', 'clusterIPs', 0], 'must keep its first address')]
  const primary = then.length > 0 && now[0] !== then[0] ? [fixed(0)] : []
  return now.length === 1 && then.length > 1 ? [...primary, ...checkRelease(service, 'address')] : primary
}

/** Follows validateUpgradeDowngradeIPFamilies in the same file. */
function checkFamilyChange(service: DecodedService, old: DecodedService): FieldError[] {
  const now = service.spec.ipFamilies
  const then = old.spec.ipFamilies
  if (isExternalName(service) || isExternalName(old) || isHeadless(service) || isHeadless(old)) return []
  const at = ['spec', 'ipFamilies', 0]
  const isOther = now.length > 0 && then.length > 0 && now[0] !== then[0]
  if (now.length === then.length)
    return then.some((family, index) => family !== now[index])
      ? [fieldError('Invalid', at, stays.family)]
      : []
  const primary = isOther ? [fieldError('Invalid', at, stays.family)] : []
  if (then.length < now.length) return primary
  const unset =
    service.spec.clusterIPs.length === 0 ? [fieldError('Invalid', at, 'must keep its first family')] : []
  return [...unset, ...primary, ...(now.length === 1 ? checkRelease(service, 'family') : [])]
}

function checkRelease({ spec }: DecodedService, what: string): FieldError[] {
  if (spec.ipFamilyPolicy === 'SingleStack') return []
  return [
    fieldError('Invalid', ['spec', 'ipFamilyPolicy'], `must be SingleStack to release the second ${what}`),
  ]
}

/** Follows validateLoadBalancerClassField in the same file. */
function checkClassChange(service: DecodedService, old: DecodedService): FieldError[] {
  const both = service.spec.type === 'LoadBalancer' && old.spec.type === 'LoadBalancer'
  const isChanged = both && service.spec.loadBalancerClass !== old.spec.loadBalancerClass
  const changed = isChanged ? [fieldError('Invalid', ['spec', 'loadBalancerClass'], stays.class)] : []
  return [...changed, ...checkLoadBalancerClass(service)]
}

function checkHealthCheckChange(service: DecodedService, old: DecodedService): FieldError[] {
  if (!needsHealthCheck(service) || !needsHealthCheck(old)) return []
  if (service.spec.healthCheckNodePort === old.spec.healthCheckNodePort) return []
  return [fieldError('Forbidden', ['spec', 'healthCheckNodePort'], stays.healthCheck)]
}

function isExternalName({ spec }: DecodedService): boolean {
  return spec.type === 'ExternalName'
}
