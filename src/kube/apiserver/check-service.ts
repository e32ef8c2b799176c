import { allocateClusterIPs, allocateNodePorts } from './allocation.ts'
import { applied, inManifest } from './apply.ts'
import { decode } from './decode.ts'
import { defaultedService, storedService } from './defaulted.ts'
import { checkEnvelope } from './envelope.ts'
import type { Facts } from './facts.ts'
import { fieldError, type FieldError } from './field-error.ts'
import { settleFamilies } from './ip-families.ts'
import { checkFinalizerPrefixes, checkMetadata, dropEqualOwners } from './metadata.ts'
import { checkMetadataChange, keepSystemFields, whyNotSameObject } from './metadata-update.ts'
import { whyNotServiceName, whyNotDnsLabel } from './names.ts'
import { serviceTypeIn, type DecodedMeta, type DecodedService } from './objects.ts'
import { alignClusterIPs, dropUnused, keepAllocated } from './service-carry-over.ts'
import { setServiceDefaults } from './service-defaults.ts'
import { checkServiceSpec } from './service-spec.ts'
import { checkServiceChange, withCommand } from './service-update.ts'
import { serviceSchema } from './strategic-merge/schema.ts'
import { reallocateClusterIPs, reallocateNodePorts } from './update-allocation.ts'
import type { Gates } from '../core/versions.ts'
import type { Warning } from './warning.ts'
import { warningsOfService } from './warnings.ts'

/** What the server would answer. */
export interface ServerVerdict {
  /** All that the first stage which fails says; empty when the manifest is accepted. */
  readonly errors: readonly FieldError[]
  readonly warnings: readonly Warning[]
  /** The object as it would be stored, without what only the server can know; absent when it is refused. Made when it is asked for. */
  readonly defaulted?: Readonly<Record<string, unknown>> | undefined
}

const envelope = { apiVersion: 'v1', kind: 'Service' }

/**
 * What the API server says to a new Service, in the order of its stages: decoding, allocation, validation, storage.
 * A stage that refuses hides the later ones.
 * In: plain values as JSON or YAML have them. Never throws, and never changes its arguments.
 * Follows createHandler in apiserver pkg/endpoints/handlers/create.go, Store.create in pkg/registry/generic/registry,
 * and beginCreate in kubernetes pkg/registry/core/service/storage/storage.go.
 */
export function verdictOnService(value: unknown, facts: Facts): ServerVerdict {
  const { service, errors } = read(value, facts)
  if (errors.length > 0) return { errors, warnings: [] }
  const writesFamilies = service.spec.ipFamilies.length > 0 || service.spec.clusterIP !== ''
  forgetSystemFields(service.metadata)
  const warnings = dropEqualOwners(service.metadata)
  const refused = allocate(service, facts)
  if (refused.length > 0) return { errors: refused, warnings }
  const invalid = [
    ...checkMetadata(service.metadata, nameRule(facts.gates)),
    ...checkServiceSpec(service, undefined, facts.gates),
  ]
  if (invalid.length > 0) return { errors: invalid, warnings }
  warnings.push(...warningsOfService(service, facts.gates))
  // the families of an unknown cluster are a guess
  if (facts.families === undefined && !writesFamilies) service.spec.ipFamilies = []
  const stored = checkStorage(service.metadata)
  return stored.length > 0 ? { errors: stored, warnings } : accepted(service, warnings)
}

/**
 * What the API server says to a Service that replaces a stored one. The stored one may be a manifest: it is then
 * taken as it would have been stored.
 * Follows Store.Update in apiserver pkg/registry/generic/registry/store.go, and beginUpdate in kubernetes
 * pkg/registry/core/service/storage/storage.go.
 */
export function verdictOnServiceUpdate(before: unknown, value: unknown, facts: Facts): ServerVerdict {
  const old = readStored(before, facts)
  const { service, errors } = read(value, facts)
  if (errors.length > 0) return { errors, warnings: [] }
  if (!namespaceOf(value)) service.metadata.namespace = old.metadata.namespace
  const verdict = verdictOnChange(service, old, facts)
  return withErrors(verdict, withCommand(verdict.errors, 'kubectl replace --force'))
}

/**
 * What the API server says to the patch that `kubectl apply` makes of a stored Service and a manifest. What was applied
 * last is in an annotation of the stored one; a manifest has it from `asFirstApplied`.
 * Follows patchResource in apiserver pkg/endpoints/handlers/patch.go.
 */
export function verdictOnServiceApply(before: unknown, value: unknown, facts: Facts): ServerVerdict {
  const foreign = checkEnvelope(value, envelope)
  if (foreign.length > 0) return { errors: foreign, warnings: [] }
  const old = readStored(before, facts)
  const current = storedService(old)
  const patched = applied(current, value, serviceSchema)
  if ('refused' in patched) return { errors: patched.refused, warnings: [] }
  if (!patched.isChanged) return accepted(old, [])
  const { service, errors } = read(patched.object, facts, 'map')
  const application = { current, manifest: value, object: patched.object }
  if (errors.length > 0) return refusedPatch(inManifest(errors, application))
  const verdict = verdictOnChange(service, old, facts)
  const placed = inManifest(verdict.errors, application)
  return withErrors(verdict, withCommand(placed, 'kubectl apply --force'))
}

/** Few ask for the stored form, and to write it takes as long as to check it. */
function accepted(service: DecodedService, warnings: readonly Warning[]): ServerVerdict {
  return {
    errors: [],
    warnings,
    get defaulted() {
      return defaultedService(service)
    },
  }
}

/** The same verdict with other words for its errors. */
function withErrors(verdict: ServerVerdict, errors: readonly FieldError[]): ServerVerdict {
  return errors.length === 0 ? verdict : { errors, warnings: verdict.warnings }
}

/** The server says of a patch with a wrong type or an unknown field only that it is invalid. */
export function refusedPatch(errors: readonly FieldError[]): ServerVerdict {
  return { errors: errors.map((error) => ({ ...error, type: 'Invalid', field: 'patch' })), warnings: [] }
}

function readStored(before: unknown, facts: Facts): DecodedService {
  const { service: old } = read(before, facts)
  // a manifest is no stored object yet
  if (old.metadata.uid === '') forgetSystemFields(old.metadata)
  dropEqualOwners(old.metadata)
  // whatever it is, it was accepted once, maybe by an older version
  allocate(old, facts)
  return old
}

function verdictOnChange(service: DecodedService, old: DecodedService, facts: Facts): ServerVerdict {
  const other = whyNotSameObject(service.metadata, old.metadata)
  if (other.length > 0) return { errors: other, warnings: [] }
  const warnings = dropEqualOwners(service.metadata)
  keepAllocated(service, old)
  alignClusterIPs(service, old)
  const refused = reallocate(service, old, facts)
  if (refused.length > 0) return { errors: refused, warnings }
  dropUnused(service, old)
  keepSystemFields(service.metadata, old.metadata)
  const invalid = [
    ...checkMetadataChange(service.metadata, old.metadata),
    ...(facts.gates.checksServiceMetadataOnUpdate
      ? checkMetadata(service.metadata, nameRule(facts.gates))
      : checkFinalizerPrefixes(service.metadata)),
    ...checkServiceChange(service, old, facts.gates),
  ]
  if (invalid.length > 0) return { errors: invalid, warnings }
  return accepted(service, [...warnings, ...warningsOfService(service, facts.gates)])
}

function read(
  value: unknown,
  facts: Facts,
  from?: 'map',
): { service: DecodedService; errors: readonly FieldError[] } {
  const foreign = checkEnvelope(value, envelope)
  const { object, errors } = decode(serviceTypeIn(facts.version), foreign.length > 0 ? {} : value, from)
  const service = object as DecodedService
  setServiceDefaults(service)
  service.metadata.namespace ||= 'default'
  return { service, errors: [...foreign, ...errors] }
}

function namespaceOf(value: unknown): boolean {
  const { metadata } = (value ?? {}) as { metadata?: { namespace?: unknown } | null }
  return Boolean(metadata?.namespace)
}

function allocate(service: DecodedService, facts: Facts): FieldError[] {
  alignClusterIPs(service, undefined)
  const families = settleFamilies(service, undefined, facts)
  if (families.length > 0) return families
  const addresses = allocateClusterIPs(service, facts)
  return addresses.length > 0 ? addresses : allocateNodePorts(service, facts)
}

function reallocate(service: DecodedService, old: DecodedService, facts: Facts): FieldError[] {
  const families = settleFamilies(service, old, facts)
  if (families.length > 0) return families
  const addresses = reallocateClusterIPs(service, old, facts)
  return addresses.length > 0 ? addresses : reallocateNodePorts(service, old, facts)
}

function nameRule(gates: Gates) {
  return gates.relaxedServiceNames ? whyNotDnsLabel : whyNotServiceName
}

/** Follows WipeObjectMetaSystemFields in apiserver pkg/registry/rest/meta.go. */
export function forgetSystemFields(meta: DecodedMeta): void {
  meta.uid = ''
  meta.selfLink = ''
  meta.creationTimestamp = undefined
  meta.deletionTimestamp = undefined
  meta.deletionGracePeriodSeconds = undefined
}

/** Follows Create in apiserver pkg/storage/etcd3/store.go: what is no number counts as none. */
export function checkStorage({ resourceVersion }: DecodedMeta): FieldError[] {
  if (!/^\d{1,20}$/.test(resourceVersion) || Number(resourceVersion) === 0) return []
  return [
    {
      ...fieldError('InternalError', ['metadata', 'resourceVersion'], 'must be absent from a new object'),
      field: '',
    },
  ]
}
