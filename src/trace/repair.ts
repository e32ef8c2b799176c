import { placeWords } from '../world/place-shown.ts'
import { patchOf, type Fix } from '../diagnose/fix.ts'
import type { Remedy } from '../diagnose/journey/model.ts'
import { inNamespace, kubectl, shellLine } from '../text/shell.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { Repair } from './model.ts'

/** A remedy with its place in a file, or as a command for a live object. `-` at the end of a path is one more member of that list. */
export function repairOf(remedy: Remedy): Repair {
  if (!('edits' in remedy))
    return remedy.create === undefined
      ? { summary: remedy.title }
      : {
          summary: remedy.title,
          command: `${shellLine(['echo', JSON.stringify(remedy.create)])} | ${kubectl('apply', '-f', '-')}`,
        }
  const [first] = remedy.edits
  if (first === undefined) return { summary: remedy.title }
  const { kind, name, namespace, origin } = first.resource
  const patch = patchOf(remedy, first.resource)
  const summary = `${remedy.title} in ${placeOf(first)}`
  if (origin.file !== undefined) return { summary, patch }
  const refusal = remedy.edits.map(whyNotInPlace).find((text) => text !== undefined)
  if (refusal !== undefined) return { summary: `${summary}: ${refusal}`, patch }
  const object = [kind.toLowerCase(), name, ...inNamespace(namespace)]
  const command = kubectl('patch', ...object, '--type=json', '-p', JSON.stringify(patch))
  return { summary, command, patch }
}

function placeOf({ resource: { kind, name, origin }, at }: Fix['edits'][number]): string {
  const there = at.at(-1) === '-' ? at.slice(0, -1) : at
  const place = origin.locate(there, 'value')
  // a list or mapping is found by its key, not by its first entry
  const shown = place !== undefined && place.line !== place.endLine ? origin.locate(there, 'key') : place
  return placeWords(origin, shown) ?? `${kind} ${name}`
}

/**
 * Why the API server refuses a change of a live object; undefined where it takes it. Follows ValidatePodUpdate of kubernetes
 * pkg/apis/core/validation, ValidateStatefulSetUpdate of pkg/apis/apps/validation and ValidateJobUpdate of pkg/apis/batch/validation.
 */
function whyNotInPlace({ resource, at }: { resource: Resource; at: FieldPath }): string | undefined {
  const { kind, manifest } = resource
  const [first, field] = at
  if (first === 'metadata' && field === 'namespace')
    return `no object moves: create it there, and delete this one`
  if (first !== 'spec') return undefined
  if (kind === 'Pod') {
    const owner = manifest.metadata?.ownerReferences?.find(({ controller }) => controller === true)
    return owner === undefined
      ? 'a pod cannot be changed: delete it and create it anew'
      : `a pod cannot be changed: change the template that it was made from (${owner.kind} ${owner.name})`
  }
  const isFixed =
    (kind === 'StatefulSet' && field === 'serviceName') || (kind === 'Job' && field === 'template')
  return isFixed ? `it cannot be changed: delete the ${kind} and create it anew` : undefined
}
