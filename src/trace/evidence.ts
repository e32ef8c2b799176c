import { inNamespace, kubectl } from '../text/shell.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import { idOf, type Resource } from '../world/resource.ts'
import type { Evidence, Repair } from './model.ts'

const longestValue = 200

/** A field of an object as evidence: its value as it stands there, `absent` when it does not. */
export function evidence(resource: Resource, path: FieldPath): Evidence {
  const value = valueAt(resource.manifest, path)
  const text = value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value)
  return {
    resource: idOf(resource),
    path: formatPath(path),
    value: text.length > longestValue ? `${text.slice(0, longestValue)}…` : text,
  }
}

/** The edit that sets one field: where it stands in a file, and the command for a live object. */
export function setField(resource: Resource, path: FieldPath, value: string | number): Repair {
  const text = `set ${formatPath(path)} to ${JSON.stringify(value)}`
  return editField(resource, { op: 'replace', path, value }, text)
}

/** Any one edit, with what it does in words; `-` at the end of a path is a member more of that list. */
export function editField(
  resource: Resource,
  { op, path, value }: { op: 'add' | 'replace'; path: FieldPath; value: unknown },
  text: string,
): Repair {
  const { kind, name, namespace, origin } = resource
  const there = path.at(-1) === '-' ? path.slice(0, -1) : path
  const place = origin.locate(there, 'value')
  // a list or mapping is found by its key, not by its first entry
  const shown = place !== undefined && place.line !== place.endLine ? origin.locate(there, 'key') : place
  const patch = [{ op, path: pointer(path), value }]
  const where = shown === undefined ? `${kind} ${name}` : `${shown.file}:${shown.line}:${shown.column}`
  const summary = `${text} in ${where}`
  if (origin.file !== undefined) return { summary, patch }
  const object = [kind.toLowerCase(), name, ...inNamespace(namespace)]
  const command = kubectl('patch', ...object, '--type=json', '-p', JSON.stringify(patch))
  return { summary, command, patch }
}

/** A JSON Pointer (RFC 6901). */
function pointer(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
