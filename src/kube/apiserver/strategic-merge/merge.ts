import { deleted, ordered } from './diff.ts'
import { arranged, asList, directive, holdsMaps, keyIn, withoutRepeats } from './order.ts'
import { CannotMerge, emptyMap, goType, isEqual, isMap, isSame, within, type PlainMap } from './plain.ts'
import { mergeKeyOf, schemaBelow, type MergeSchema } from './schema.ts'

/** Into what a patch is merged: into an object, as the server does, or into another patch, as kubectl does. */
export interface Merging {
  readonly schema: MergeSchema
  readonly into: 'object' | 'patch'
}

/**
 * Merges a strategic merge patch into a map; changes both, and returns what came of it.
 * Throws CannotMerge. Follows mergeMap in apimachinery pkg/util/strategicpatch/patch.go.
 */
export function merged(original: PlainMap, patch: PlainMap, merging: Merging): PlainMap {
  if (Object.hasOwn(patch, directive)) return replacement(patch)
  mergeOrdered(original, patch, merging)
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(deleted)) within(key, () => mergeField(original, { key, value }, merging))
    else if (merging.into === 'patch') original[key] = value
    else deleteItems(original, key.slice(deleted.length), value)
  }
  return original
}

/** Follows handleDirectiveInMergeMap of patch.go. */
function replacement({ [directive]: word, ...patch }: PlainMap): PlainMap {
  if (word === 'replace') return Object.assign(emptyMap(), patch)
  if (word === 'delete') return emptyMap()
  throw new CannotMerge('must not hold $patch')
}

interface MergedField {
  readonly key: string
  readonly value: unknown
}

function mergeField(original: PlainMap, { key, value }: MergedField, merging: Merging): void {
  if (value === null) {
    delete original[key]
    if (merging.into === 'patch') original[key] = null
    return
  }
  const current = original[key]
  if (!Object.hasOwn(original, key) || goType(current) !== goType(value))
    take(original, { key, value }, merging)
  else if (isMap(current))
    original[key] = merged(current, value as PlainMap, {
      ...merging,
      schema: schemaBelow(merging.schema, key),
    })
  else if (Array.isArray(current)) {
    const mergeKey = mergeKeyOf(merging.schema, key)
    original[key] =
      mergeKey === undefined ? value : mergedLists(current, value as unknown[], { ...merging, mergeKey })
  } else original[key] = value
}

/** What is new comes as it is: without directives, and into an object without nulls. */
function take(original: PlainMap, { key, value }: MergedField, { into }: Merging): void {
  const [kept] = withoutDirectives([into === 'object' ? withoutNulls(value) : value])
  if (kept === undefined) delete original[key]
  else original[key] = kept
}

/** Follows discardNullValuesFromPatch of patch.go: nulls in lists stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) for (const item of value) withoutNulls(item)
  else if (isMap(value))
    for (const [key, item] of Object.entries(value))
      if (item === null) delete value[key]
      else withoutNulls(item)
  return value
}

/** Follows removeDirectives of patch.go. */
function withoutDirectives(list: readonly unknown[]): unknown[] {
  return list.flatMap((item) => {
    if (Array.isArray(item)) return [withoutDirectives(item)]
    if (!isMap(item)) return [item]
    if (Object.hasOwn(item, directive)) return []
    for (const [key, value] of Object.entries(item)) {
      const [kept] = withoutDirectives([value])
      if (kept === undefined) delete item[key]
      else item[key] = kept
    }
    return [item]
  })
}

/** Follows deleteFromSlice of patch.go, which does not ask whether the list is there. */
function deleteItems(original: PlainMap, key: string, items: unknown): void {
  const current = original[key]
  if (Array.isArray(current)) original[key] = current.filter((item) => !asList(items).includes(item))
}

/**
 * Merges the lists for which the patch gives an order, and takes them out of it.
 * Follows mergePatchIntoOriginal of patch.go.
 */
function mergeOrdered(original: PlainMap, patch: PlainMap, merging: Merging): void {
  for (const name of Object.keys(patch).filter((key) => key.startsWith(ordered))) {
    const asked = asList(patch[name])
    if (merging.into === 'patch') {
      if (Object.hasOwn(original, name) && !isEqual(original[name], asked))
        throw new CannotMerge('must have one order')
      original[name] = asked
    }
    delete patch[name]
    const key = name.slice(ordered.length)
    within(key, () => mergeInOrder(original, patch, { ...merging, asked, key }))
  }
}

function mergeInOrder(
  original: PlainMap,
  patch: PlainMap,
  { asked, key, ...merging }: Merging & { readonly asked: unknown[]; readonly key: string },
): void {
  const mergeKey = mergeKeyOf(merging.schema, key) ?? ''
  const isThere = Object.hasOwn(original, key)
  const isChanged = Object.hasOwn(patch, key)
  if (!isThere && !isChanged) return
  const current = isThere ? asList(original[key]) : []
  const changes = isChanged ? asList(patch[key]) : []
  checkOrder(changes, asked, mergeKey)
  let list = current
  if (!isThere) list = withoutDirectives(changes)
  else if (isChanged) list = mergedLists(current, changes, { ...merging, mergeKey })
  holdsMaps(current, changes)
  original[key] = arranged(list, { asked, current }, mergeKey)
  delete patch[key]
}

/** The patch must name its items in the order that it asks for. Follows validatePatchWithSetOrderList of patch.go. */
function checkOrder(changes: readonly unknown[], asked: readonly unknown[], mergeKey: string): void {
  if (asked.length === 0) return
  const keyOf = (item: unknown) => (mergeKey === '' ? item : keyIn(item, mergeKey))
  const named = changes.filter((item) => !(isMap(item) && Object.hasOwn(item, directive)))
  let next = 0
  for (const item of asked) if (next < named.length && isSame(keyOf(named[next]), keyOf(item))) next++
  if (next < named.length) throw new CannotMerge('must not name one item twice')
}

interface ListMerging extends Merging {
  readonly mergeKey: string
}

/** Follows mergeSlice of patch.go. */
function mergedLists(original: unknown[], patch: unknown[], merging: ListMerging): unknown[] {
  if (original.length === 0 && patch.length === 0) return original
  const { mergeKey } = merging
  if (!holdsMaps(original, patch)) {
    const both = withoutRepeats([...original, ...patch])
    return arranged(both, { asked: patch, current: original }, mergeKey)
  }
  const { kept, changes } = withoutDeleted(original, patch, mergeKey)
  const list = [...kept]
  for (const change of changes as PlainMap[]) {
    const key = keyIn(change, mergeKey)
    const index = list.findIndex((item) => isSame((item as PlainMap)[mergeKey], key))
    if (index < 0) list.push(change)
    else list[index] = merged(list[index] as PlainMap, change, merging)
  }
  return arranged(list, { asked: changes, current: kept }, mergeKey)
}

/**
 * What the directives in a list of maps leave of the original; changes the original as Go does, where what follows
 * a deleted item moves up and the last one stays.
 * Follows mergeSliceWithSpecialElements and deleteMatchingEntries of patch.go.
 */
function withoutDeleted(original: unknown[], patch: unknown[], mergeKey: string) {
  let length = original.length
  const changes = patch.filter((item) => !Object.hasOwn(item as PlainMap, directive))
  for (const item of patch as PlainMap[]) {
    const word = Object.hasOwn(item, directive) ? item[directive] : undefined
    if (word === 'replace') return { kept: changes, changes: [] }
    if (word !== undefined && word !== 'delete') throw new CannotMerge('must not hold $patch')
    if (word === undefined) continue
    const key = keyIn(item, mergeKey)
    for (let index = 0; index < length; index++) {
      if (!isSame((original[index] as PlainMap)[mergeKey], key)) continue
      original.copyWithin(index, index + 1, length)
      length--
      index--
    }
  }
  return { kept: original.slice(0, length), changes }
}
