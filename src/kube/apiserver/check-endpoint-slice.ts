import { applied } from './apply.ts'
import { checkStorage, forgetSystemFields, refusedPatch, type ServerVerdict } from './check-service.ts'
import { decode } from './decode.ts'
import { defaultedSlice, storedSlice } from './defaulted.ts'
import { checkEndpoints, checkSliceFrame } from './endpoint-slice.ts'
import { checkEnvelope } from './envelope.ts'
import type { Facts } from './facts.ts'
import { fieldError, type FieldError } from './field-error.ts'
import { checkMetadata, dropEqualOwners } from './metadata.ts'
import { checkMetadataChange, keepSystemFields, whyNotSameObject } from './metadata-update.ts'
import { whyNotSubdomain } from './names.ts'
import { endpointSliceType, type DecodedSlice } from './objects.ts'
import { endpointSliceSchema } from './strategic-merge/schema.ts'
import { warningsOfSlice } from './warnings.ts'

const envelope = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }

/**
 * What the API server says to a new EndpointSlice. Never throws.
 * Follows ValidateEndpointSliceCreate in kubernetes pkg/apis/discovery/validation/validation.go, and
 * pkg/registry/discovery/endpointslice/strategy.go.
 */
export function verdictOnEndpointSlice(value: unknown, facts: Facts): ServerVerdict {
  const { slice, errors } = read(value, facts)
  if (errors.length > 0) return { errors, warnings: [] }
  forgetSystemFields(slice.metadata)
  const warnings = dropEqualOwners(slice.metadata)
  slice.metadata.generation = 1
  const invalid = [
    ...checkMetadata(slice.metadata, whyNotSubdomain),
    ...checkSliceFrame(slice),
    ...checkEndpoints(slice, facts.gates),
  ]
  if (invalid.length > 0) return { errors: invalid, warnings }
  warnings.push(...warningsOfSlice(slice, true))
  const stored = checkStorage(slice.metadata)
  return stored.length > 0
    ? { errors: stored, warnings }
    : { errors: [], warnings, defaulted: defaultedSlice(slice) }
}

/** What the API server says to an EndpointSlice that replaces a stored one. Follows ValidateEndpointSliceUpdate there. */
export function verdictOnEndpointSliceUpdate(before: unknown, value: unknown, facts: Facts): ServerVerdict {
  const old = readStored(before, facts)
  const { slice, errors } = read(value, facts)
  return errors.length > 0 ? { errors, warnings: [] } : verdictOnChange(slice, old, facts)
}

/** The same for the patch of `kubectl apply`; see `verdictOnServiceApply`. */
export function verdictOnEndpointSliceApply(before: unknown, value: unknown, facts: Facts): ServerVerdict {
  const foreign = checkEnvelope(value, envelope)
  if (foreign.length > 0) return { errors: foreign, warnings: [] }
  const old = readStored(before, facts)
  const patched = applied(storedSlice(old), value, endpointSliceSchema)
  if ('refused' in patched) return { errors: patched.refused, warnings: [] }
  if (!patched.isChanged) return { errors: [], warnings: [], defaulted: defaultedSlice(old) }
  const { slice, errors } = read(patched.object, facts, 'map')
  return errors.length > 0 ? refusedPatch(errors) : verdictOnChange(slice, old, facts)
}

function readStored(before: unknown, facts: Facts): DecodedSlice {
  const { slice: old } = read(before, facts)
  if (old.metadata.uid === '') {
    forgetSystemFields(old.metadata)
    old.metadata.generation = 1
  }
  dropEqualOwners(old.metadata)
  return old
}

function verdictOnChange(slice: DecodedSlice, old: DecodedSlice, facts: Facts): ServerVerdict {
  const other = whyNotSameObject(slice.metadata, old.metadata)
  if (other.length > 0) return { errors: other, warnings: [] }
  const warnings = dropEqualOwners(slice.metadata)
  keepSystemFields(slice.metadata, old.metadata)
  const isSame = JSON.stringify(plain(slice.endpoints)) === JSON.stringify(plain(old.endpoints))
  const invalid: FieldError[] = [
    ...checkMetadataChange(slice.metadata, old.metadata),
    ...checkMetadata(slice.metadata, whyNotSubdomain),
    ...checkSliceFrame(slice),
    // what was stored once may stay
    ...(isSame ? [] : checkEndpoints(slice, facts.gates)),
    ...(slice.addressType === old.addressType
      ? []
      : [fieldError('Invalid', ['addressType'], 'must stay what it is: make a new slice instead')]),
  ]
  if (invalid.length > 0) return { errors: invalid, warnings }
  return {
    errors: [],
    warnings: [...warnings, ...warningsOfSlice(slice, false)],
    defaulted: defaultedSlice(slice),
  }
}

function read(
  value: unknown,
  { gates }: Facts,
  from?: 'map',
): { slice: DecodedSlice; errors: readonly FieldError[] } {
  const foreign = checkEnvelope(value, envelope)
  const { object, errors } = decode(endpointSliceType, foreign.length > 0 ? {} : value, from)
  const slice = object as DecodedSlice
  slice.metadata.namespace ||= 'default'
  for (const port of slice.ports) {
    port.name ??= ''
    port.protocol ??= 'TCP'
  }
  for (const endpoint of slice.endpoints) {
    endpoint.deprecatedTopology = new Map()
    if (!gates.preferSame && endpoint.hints !== undefined) endpoint.hints.forNodes = []
  }
  return { slice, errors: [...foreign, ...errors] }
}

function plain(endpoints: DecodedSlice['endpoints']): unknown[] {
  return endpoints.map(({ deprecatedTopology: _wiped, ...endpoint }) => endpoint)
}
