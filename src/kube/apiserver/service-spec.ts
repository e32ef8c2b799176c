import { checkIp } from './address-fields.ts'
import { checkClusterIPs, isHeadless } from './cluster-ips.ts'
import { fieldError, invalidUnless, notSupportedUnless, type FieldError } from './field-error.ts'
import { parseIp, whyNotEndpointIp } from '../core/ip.ts'
import { checkLoadBalancer } from './load-balancer.ts'
import { checkLabels } from './metadata.ts'
import { whyNotPortNumber, whyNotSubdomain } from './names.ts'
import type { DecodedService } from './objects.ts'
import { isAuto } from './allocation-placeholder.ts'
import { checkPorts } from './service-ports.ts'
import { isExternallyAccessible, needsHealthCheck } from './service-type.ts'
import type { Gates } from '../core/versions.ts'

/**
 * The rules for a Service apart from its metadata, all of them together, after defaults and allocation.
 * `old` is the stored object of an update. Follows validateService in kubernetes pkg/apis/core/validation/validation.go.
 */
export function checkServiceSpec(
  service: DecodedService,
  old: DecodedService | undefined,
  gates: Gates,
): FieldError[] {
  const { spec } = service
  const needsPorts = spec.ports.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName'
  return [
    ...checkTopologyAnnotations(service),
    ...(needsPorts ? [fieldError('Required', ['spec', 'ports'], 'must hold at least one port')] : []),
    ...checkTypeRules(service),
    ...checkPorts(service),
    ...checkLabels(spec.selector, ['spec', 'selector']),
    ...checkAffinity(service),
    ...checkClusterIPs(service, old, gates),
    ...checkExternalIPs(service, old, gates),
    ...notSupportedUnless(
      spec.type,
      ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
      ['spec', 'type'],
    ),
    ...checkLoadBalancer(service, old, gates),
    ...checkTrafficPolicies(service),
    ...checkTrafficDistribution(service, gates),
  ]
}

export const topologyHints = 'service.kubernetes.io/topology-aware-hints'
const topologyMode = 'service.kubernetes.io/topology-mode'

function checkTopologyAnnotations({ metadata }: DecodedService): FieldError[] {
  const hints = metadata.annotations.get(topologyHints)
  const mode = metadata.annotations.get(topologyMode)
  if (hints === undefined || mode === undefined || hints === mode) return []
  const error = fieldError(
    'Invalid',
    ['metadata', 'annotations', topologyMode],
    `must be the same as annotation ${topologyHints}, or one of them absent`,
  )
  return [{ ...error, field: `metadata.annotations[${topologyMode}]` }]
}

function checkTypeRules(service: DecodedService): FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName') return checkExternalName(service)
  if (isHeadless(service) && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    return [fieldError('Invalid', ['spec', 'clusterIPs', 0], `must not be "None" with type ${spec.type}`)]
  }
  return []
}

function checkExternalName({ spec }: DecodedService): FieldError[] {
  const forbidden = (name: string) =>
    fieldError('Forbidden', ['spec', name], 'must be absent with type ExternalName')
  const name = spec.externalName.replace(/\.$/, '')
  return [
    ...(spec.clusterIPs.length > 0 ? [forbidden('clusterIPs')] : []),
    ...(spec.ipFamilies.length > 0 ? [forbidden('ipFamilies')] : []),
    ...(spec.ipFamilyPolicy === undefined ? [] : [forbidden('ipFamilyPolicy')]),
    ...(name === ''
      ? [fieldError('Required', ['spec', 'externalName'], 'must be a host name with type ExternalName')]
      : invalidUnless(whyNotSubdomain(name), ['spec', 'externalName'])),
  ]
}

function checkAffinity({ spec }: DecodedService): FieldError[] {
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds
  const isOff =
    spec.sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds < 1 || seconds > 86_400)
  return [
    ...notSupportedUnless(spec.sessionAffinity, ['ClientIP', 'None'], ['spec', 'sessionAffinity']),
    ...(isOff
      ? [
          fieldError(
            'Invalid',
            ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'],
            'must be from 1 to 86400',
          ),
        ]
      : []),
  ]
}

function checkExternalIPs(
  { spec }: DecodedService,
  old: DecodedService | undefined,
  gates: Gates,
): FieldError[] {
  const stored = old?.spec.externalIPs ?? []
  return spec.externalIPs.flatMap((text, index) => {
    const at = ['spec', 'externalIPs', index]
    const errors = checkIp(text, at, { gates, stored })
    const ip = parseIp(text)
    if (errors.length > 0) return errors
    return ip === undefined
      ? [fieldError('Invalid', at, 'must be an IP address')]
      : invalidUnless(whyNotEndpointIp(ip), at)
  })
}

/** Follows validateServiceExternalTrafficPolicy and validateServiceInternalTrafficFieldsValue in the same file. */
function checkTrafficPolicies(service: DecodedService): FieldError[] {
  const { externalTrafficPolicy, healthCheckNodePort, internalTrafficPolicy } = service.spec
  const external = ['spec', 'externalTrafficPolicy']
  const health = ['spec', 'healthCheckNodePort']
  const unreachable = !isExternallyAccessible(service)
  return [
    ...(unreachable && externalTrafficPolicy !== ''
      ? [
          fieldError(
            'Invalid',
            external,
            'must be absent: only NodePort, LoadBalancer and Services with externalIPs are reached from outside',
          ),
        ]
      : []),
    ...(unreachable ? [] : notSupportedUnless(externalTrafficPolicy, ['Cluster', 'Local'], external)),
    ...(!needsHealthCheck(service) && healthCheckNodePort !== 0
      ? [
          fieldError(
            'Invalid',
            health,
            'must be absent unless type is LoadBalancer and externalTrafficPolicy is Local',
          ),
        ]
      : []),
    ...(needsHealthCheck(service) && !isAuto(healthCheckNodePort)
      ? invalidUnless(whyNotPortNumber(healthCheckNodePort), health)
      : []),
    ...(internalTrafficPolicy === undefined
      ? []
      : notSupportedUnless(internalTrafficPolicy, ['Cluster', 'Local'], ['spec', 'internalTrafficPolicy'])),
  ]
}

function checkTrafficDistribution({ spec }: DecodedService, gates: Gates): FieldError[] {
  if (spec.trafficDistribution === undefined) return []
  const supported = gates.preferSame ? ['PreferClose', 'PreferSameZone', 'PreferSameNode'] : ['PreferClose']
  return notSupportedUnless(spec.trafficDistribution, supported, ['spec', 'trafficDistribution'])
}
