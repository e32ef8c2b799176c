import type { FieldPath } from '../../world/place.ts'
import { fieldError, formatField, invalidUnless, placedAt, type FieldError } from './field-error.ts'
import { whyNotDnsLabel, whyNotLabelValue, whyNotQualifiedName } from './names.ts'
import type { DecodedManagedFields, DecodedMeta, DecodedOwner } from './objects.ts'
import type { Warning } from './warning.ts'

/** Says what a name must be, or undefined when it is that. */
export type NameRule = (name: string) => string | undefined

const annotationsLimit = 256 * 1024

/**
 * The rules for the metadata of a new object. Follows ValidateObjectMeta in kubernetes pkg/apis/core/validation and
 * in apimachinery pkg/api/validation/objectmeta.go.
 */
export function checkMetadata(meta: DecodedMeta, nameRule: NameRule): FieldError[] {
  return [
    ...checkName(meta, nameRule),
    ...invalidUnless(whyNotDnsLabel(meta.namespace), ['metadata', 'namespace']),
    ...checkCommon(meta),
    ...checkFinalizerPrefixes(meta),
  ]
}

/** Follows validateKubeFinalizerName in kubernetes pkg/apis/core/validation/validation.go. */
export function checkFinalizerPrefixes({ finalizers }: DecodedMeta): FieldError[] {
  return finalizers.flatMap((finalizer, index) => {
    if (finalizer.includes('/') || standardFinalizers.has(finalizer)) return []
    return [fieldError('Invalid', ['metadata', 'finalizers', index], 'must have a prefix: example.com/name')]
  })
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

function checkName({ name, generateName }: DecodedMeta, nameRule: NameRule): FieldError[] {
  const generated =
    generateName === ''
      ? []
      : invalidUnless(nameRule(withoutTrailingDash(generateName)), ['metadata', 'generateName'])
  if (name !== '') return [...generated, ...invalidUnless(nameRule(name), ['metadata', 'name'])]
  if (generateName !== '')
    return [...generated, ...invalidUnless(nameRule(generatedName(generateName)), ['metadata', 'name'])]
  return [...generated, fieldError('Required', ['metadata', 'name'], 'give the object a name')]
}

/** What SimpleNameGenerator of apiserver pkg/storage/names makes of a base, with letters where chance decides. */
export function generatedName(base: string): string {
  return `${base.slice(0, 58)}bcdfg`
}

/** Follows maskTrailingDash in apimachinery pkg/api/validation/generic.go, which drops two characters for one. */
function withoutTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}

/** What is checked of the metadata of new and of changed objects. */
export function checkCommon(meta: DecodedMeta): FieldError[] {
  return [
    ...(meta.generation < 0
      ? [fieldError('Invalid', ['metadata', 'generation'], 'must not be negative')]
      : []),
    ...checkLabels(meta.labels, ['metadata', 'labels']),
    ...checkAnnotations(meta.annotations),
    ...checkOwners(meta.ownerReferences),
    ...checkFinalizers(meta.finalizers),
    ...meta.managedFields.flatMap(checkManagedFields),
  ]
}

/** Follows ValidateLabels in apimachinery pkg/apis/meta/v1/validation: the path never names the key. */
export function checkLabels(labels: ReadonlyMap<string, string>, at: FieldPath): FieldError[] {
  return [...labels].flatMap(([key, value]) => [
    ...keyErrors(at, key, whyNotQualifiedName(key)),
    ...invalidUnless(whyNotLabelValue(value), at).map((error) => placedAt(error, key)),
  ])
}

function checkAnnotations(annotations: ReadonlyMap<string, string>): FieldError[] {
  const at = ['metadata', 'annotations']
  let size = 0
  for (const [key, value] of annotations) size += bytesOf(key) + bytesOf(value)
  const keys = [...annotations.keys()].flatMap((key) =>
    keyErrors(at, key, whyNotQualifiedName(key.toLowerCase())),
  )
  return size > annotationsLimit
    ? [...keys, fieldError('TooLong', at, `must have at most ${annotationsLimit} bytes in all`)]
    : keys
}

/** Bytes of UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
  }
  return bytes
}

function keyErrors(at: FieldPath, key: string, why: string | undefined): FieldError[] {
  return why === undefined ? [] : [placedAt(fieldError('Invalid', at, `each key must ${why}`), key)]
}

function checkOwners(owners: readonly DecodedOwner[]): FieldError[] {
  const errors = owners.flatMap(checkOwner)
  const controllers = [...owners.keys()].filter((index) => owners[index]?.controller === true)
  return [
    ...errors,
    ...controllers
      .slice(1)
      .map((index) =>
        placedAt(
          fieldError('Invalid', ['metadata', 'ownerReferences'], 'must name one controller at most'),
          index,
          'controller',
        ),
      ),
  ]
}

function checkOwner(owner: DecodedOwner, index: number): FieldError[] {
  const path = ['metadata', 'ownerReferences']
  const missing = (name: 'apiVersion' | 'kind' | 'name' | 'uid'): FieldError => ({
    ...fieldError('Invalid', [...path, index, name], 'must not be empty'),
    field: formatField([...path, name]),
  })
  return [
    ...(versionOf(owner.apiVersion) === '' ? [missing('apiVersion')] : []),
    ...(owner.kind === '' ? [missing('kind')] : []),
    ...(owner.name === '' ? [missing('name')] : []),
    ...(owner.uid === '' ? [missing('uid')] : []),
    ...(/^\/?v1$/.test(owner.apiVersion) && owner.kind === 'Event'
      ? [placedAt(fieldError('Invalid', path, 'must not be an Event'), index)]
      : []),
  ]
}

/** `v1` of `apps/v1`. Follows FromAPIVersionAndKind in apimachinery pkg/runtime/schema/group_version.go. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/')
  if (parts.length > 2) return ''
  return parts.at(-1) ?? ''
}

function checkFinalizers(finalizers: readonly string[]): FieldError[] {
  const at = ['metadata', 'finalizers']
  const errors = finalizers.flatMap((name, index) =>
    invalidUnless(whyNotQualifiedName(name), at).map((error) => placedAt(error, index)),
  )
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return errors
  return [...errors, fieldError('Invalid', at, 'must not hold both "orphan" and "foregroundDeletion"')]
}

/** Follows ValidateManagedFields in apimachinery pkg/apis/meta/v1/validation/validation.go. */
function checkManagedFields(entry: DecodedManagedFields, index: number): FieldError[] {
  const at = ['metadata', 'managedFields', index]
  const { operation, fieldsType, manager, subresource } = entry
  return [
    ...(operation === 'Apply' || operation === 'Update'
      ? []
      : [fieldError('Invalid', [...at, 'operation'], 'must be Apply or Update')]),
    ...(fieldsType === '' || fieldsType === 'FieldsV1'
      ? []
      : [fieldError('Invalid', [...at, 'fieldsType'], 'must be FieldsV1')]),
    ...(bytesOf(manager) > 128
      ? [fieldError('TooLong', [...at, 'manager'], 'must have at most 128 bytes')]
      : []),
    ...(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(manager)
      ? [fieldError('Invalid', [...at, 'manager'], 'must be printable')]
      : []),
    ...(bytesOf(subresource) > 256
      ? [fieldError('TooLong', [...at, 'subresource'], 'must have at most 256 bytes')]
      : []),
  ]
}

/** One of two equal owners goes, with a warning. Follows dedupOwnerReferences in apiserver pkg/endpoints/handlers/rest.go. */
export function dropEqualOwners(meta: DecodedMeta): Warning[] {
  const seen = new Set<string>()
  const dropped: string[] = []
  meta.ownerReferences = meta.ownerReferences.filter((owner) => {
    const key = JSON.stringify(owner)
    if (seen.has(key)) dropped.push(owner.uid)
    return seen.size < seen.add(key).size
  })
  if (dropped.length === 0) return []
  const what =
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24'
  return [
    {
      at: ['metadata', 'ownerReferences'],
      text: `${what}; please fix your requests; duplicate UID(s) observed: ${dropped.join(', ')}`,
    },
  ]
}
