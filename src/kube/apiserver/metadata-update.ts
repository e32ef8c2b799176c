import { fieldError, type FieldError } from './field-error.ts'
import { checkCommon } from './metadata.ts'
import { whyNotDnsLabel } from './names.ts'
import type { DecodedMeta } from './objects.ts'

/**
 * What ends an update before anything is validated: it must speak of the same object, in the same state.
 * Follows checkName in apiserver pkg/endpoints/handlers/rest.go, and Store.Update in pkg/registry/generic/registry.
 */
export function whyNotSameObject(meta: DecodedMeta, old: DecodedMeta): FieldError[] {
  const refuse = (type: 'BadRequest' | 'Conflict', name: string, detail: string) => [
    { ...fieldError(type, ['metadata', name], detail), field: '' },
  ]
  if (meta.name !== old.name)
    return refuse('BadRequest', 'name', 'must be the name of the object that is changed')
  if (meta.namespace !== '' && meta.namespace !== old.namespace)
    return refuse('BadRequest', 'namespace', 'must be the namespace of the object that is changed')
  if (meta.uid !== '' && old.uid !== '' && meta.uid !== old.uid)
    return refuse('Conflict', 'uid', 'must be absent, or the uid of the stored object')
  const isStale =
    isVersion(meta.resourceVersion) &&
    old.resourceVersion !== '' &&
    meta.resourceVersion !== old.resourceVersion
  return isStale ? refuse('Conflict', 'resourceVersion', 'must be absent, or that of the stored object') : []
}

/** Zero counts as none. */
function isVersion(resourceVersion: string): boolean {
  return /^\d+$/.test(resourceVersion) && Number(resourceVersion) > 0
}

/**
 * The rules for the metadata of a changed object of any kind.
 * Follows validateCommonFields in apiserver pkg/registry/rest/update.go, and ValidateObjectMetaAccessorUpdate in
 * apimachinery pkg/api/validation/objectmeta.go.
 */
export function checkMetadataChange(meta: DecodedMeta, old: DecodedMeta): FieldError[] {
  const immutable = (name: 'deletionTimestamp' | 'deletionGracePeriodSeconds') =>
    old[name] === meta[name]
      ? []
      : [fieldError('Invalid', ['metadata', name], 'must be absent: only a deletion sets it')]
  const added = meta.finalizers.find((finalizer) => !old.finalizers.includes(finalizer))
  const isDying = old.deletionTimestamp !== undefined
  const base =
    meta.generateName.length > 1 && meta.generateName.endsWith('-')
      ? meta.generateName.slice(0, -1)
      : meta.generateName
  return [
    ...(/[/%]/.test(base)
      ? [fieldError('Invalid', ['metadata', 'generateName'], 'must not hold "/" or "%"')]
      : []),
    ...(whyNotDnsLabel(meta.namespace) === undefined
      ? []
      : [fieldError('Invalid', ['metadata', 'namespace'], 'must be a DNS label')]),
    ...checkCommon(meta),
    ...(isDying && added !== undefined
      ? [fieldError('Forbidden', ['metadata', 'finalizers'], 'must not grow: the object is being deleted')]
      : []),
    ...immutable('deletionTimestamp'),
    ...immutable('deletionGracePeriodSeconds'),
  ]
}

/** Takes over what an update cannot change; changes `meta`. Follows BeforeUpdate in apiserver pkg/registry/rest/update.go. */
export function keepSystemFields(meta: DecodedMeta, old: DecodedMeta): void {
  meta.namespace ||= old.namespace
  meta.generation = old.generation
  meta.uid ||= old.uid
  meta.deletionTimestamp = old.deletionTimestamp ?? meta.deletionTimestamp
  meta.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds
}
