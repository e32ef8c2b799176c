import { checkCidr, trimmed } from './address-fields.ts'
import { fieldError, invalidUnless, placedAt, type FieldError } from './field-error.ts'
import { whyNotQualifiedName } from './names.ts'
import type { DecodedService } from './objects.ts'
import type { Gates } from '../core/versions.ts'

/** The annotation that once did what loadBalancerSourceRanges does. */
export const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges'
const onlyForLoadBalancers = 'must be absent unless type is LoadBalancer'

/**
 * The rules for what only a LoadBalancer may have.
 * Follows validateService in kubernetes pkg/apis/core/validation/validation.go.
 */
export function checkLoadBalancer(
  service: DecodedService,
  old: DecodedService | undefined,
  gates: Gates,
): FieldError[] {
  const { spec } = service
  const isOther = spec.type !== 'LoadBalancer'
  return [
    ...checkSourceRanges(service, old, gates),
    ...(isOther && spec.allocateLoadBalancerNodePorts !== undefined
      ? [fieldError('Forbidden', ['spec', 'allocateLoadBalancerNodePorts'], onlyForLoadBalancers)]
      : []),
    ...checkLoadBalancerClass(service),
  ]
}

/** Follows the second half of validateLoadBalancerClassField in the same file. */
export function checkLoadBalancerClass({ spec }: DecodedService): FieldError[] {
  if (spec.loadBalancerClass === undefined) return []
  const at = ['spec', 'loadBalancerClass']
  if (spec.type !== 'LoadBalancer') return [fieldError('Forbidden', at, onlyForLoadBalancers)]
  return invalidUnless(whyNotQualifiedName(spec.loadBalancerClass), at)
}

function checkSourceRanges(
  service: DecodedService,
  old: DecodedService | undefined,
  gates: Gates,
): FieldError[] {
  const { spec, metadata } = service
  const isOther = spec.type !== 'LoadBalancer'
  if (spec.loadBalancerSourceRanges.length > 0) {
    const stored = (old?.spec.loadBalancerSourceRanges ?? []).map(trimmed)
    return spellTheServersWay([
      ...(isOther
        ? [fieldError('Forbidden', ['spec', 'loadBalancerSourceRanges'], onlyForLoadBalancers)]
        : []),
      ...spec.loadBalancerSourceRanges.flatMap((range, index) =>
        checkCidr(trimmed(range), ['spec', 'loadBalancerSourceRanges', index], { gates, stored }),
      ),
    ])
  }
  const annotation = metadata.annotations.get(rangesAnnotation)
  if (annotation === undefined) return []
  const isStored = old?.metadata.annotations.get(rangesAnnotation) === annotation
  const ranges = isStored || trimmed(annotation) === '' ? [] : trimmed(annotation).split(',')
  return inAnnotation([
    ...(isOther ? [fieldError('Forbidden', [], onlyForLoadBalancers)] : []),
    ...ranges.flatMap((range) => checkCidr(trimmed(range), [], { gates, stored: [] })),
  ])
}

/** The server's path has a capital L, which the manifest has not. */
function spellTheServersWay(errors: readonly FieldError[]): FieldError[] {
  return errors.map((error) => ({ ...error, field: error.field.replace('loadBalancer', 'LoadBalancer') }))
}

function inAnnotation(errors: readonly FieldError[]): FieldError[] {
  const field = `metadata.annotations[${rangesAnnotation}]`
  return errors.map((error) =>
    placedAt({ ...error, field, at: [] }, 'metadata', 'annotations', rangesAnnotation),
  )
}
