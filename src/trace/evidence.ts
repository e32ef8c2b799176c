import type { Field, Remedy } from '../diagnose/journey/model.ts'
import { inNamespace, kubectl, shellLine } from '../text/shell.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import { idOf } from '../world/resource.ts'
import type { Evidence, Repair } from './model.ts'

const longestValue = 200

/** A field of an object as evidence: its value, or `absent` where there is none. */
export function evidenceOf({ resource, path }: Field): Evidence {
  const value = valueAt(resource.manifest, path)
  const text = value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value)
  return {
    resource: idOf(resource),
    path: formatPath(path),
    value: text.length > longestValue ? `${text.slice(0, longestValue)}…` : text,
  }
}

/** A remedy with its place in a file, or as a command for a live object. `-` at the end of a path is one more member of that list. */
export function repairOf(remedy: Remedy): Repair {
  if (!('edit' in remedy))
    return remedy.create === undefined
      ? { summary: remedy.text }
      : {
          summary: remedy.text,
          command: `${shellLine(['echo', JSON.stringify(remedy.create)])} | ${kubectl('apply', '-f', '-')}`,
        }
  const { resource, op, path, value } = remedy.edit
  const { kind, name, namespace, origin } = resource
  const there = path.at(-1) === '-' ? path.slice(0, -1) : path
  const place = origin.locate(there, 'value')
  // a list or mapping is found by its key, not by its first entry
  const shown = place !== undefined && place.line !== place.endLine ? origin.locate(there, 'key') : place
  const patch = [{ op, path: pointer(path), value }]
  const where = shown === undefined ? `${kind} ${name}` : `${shown.file}:${shown.line}:${shown.column}`
  const summary = `${remedy.text} in ${where}`
  if (origin.file !== undefined) return { summary, patch }
  const object = [kind.toLowerCase(), name, ...inNamespace(namespace)]
  const command = kubectl('patch', ...object, '--type=json', '-p', JSON.stringify(patch))
  return { summary, command, patch }
}

/** A JSON Pointer (RFC 6901). */
function pointer(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
