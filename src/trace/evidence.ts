import type { Field, Remedy } from '../diagnose/journey/model.ts'
import { patchOf } from '../diagnose/fix.ts'
import { reduceText } from '../kube/references/redact/reduce-text.ts'
import { withoutSecrets } from '../text/credentials.ts'
import { inNamespace, kubectl, shellLine } from '../text/shell.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import { idOf } from '../world/resource.ts'
import type { Evidence, Repair } from './model.ts'

const longestValue = 200

/** A field of an object as evidence: its value, or `absent` where there is none. */
export function evidenceOf({ resource, path }: Field): Evidence {
  const value = valueAt(resource.manifest, path)
  const text =
    value === undefined
      ? 'absent'
      : typeof value === 'string'
        ? shownText(value, path)
        : JSON.stringify(value, shownPart)
  return {
    resource: idOf(resource),
    path: formatPath(path),
    value: text.length > longestValue ? `${text.slice(0, longestValue)}…` : text,
  }
}

// a variable's value, a word of a command line, a file of a ConfigMap, an annotation: what programs read may hold secrets
const programTexts = /(?:\.env\[\d+\]\.value|\.(?:args|command)\[\d+\]|^\.data[.[].*|\.annotations[.[].*)$/

/** Of a text that programs read, what it says of hosts and ports. */
function shownText(text: string, path: FieldPath): string {
  if (path[0] === 'status') return withoutSecrets(text)
  return programTexts.test(formatPath(path)) ? reduceText(text, anyHost, 'host') : text
}

/** Of what a whole list or mapping holds: variables are read by programs, the rest may be the words of a controller. */
function shownPart(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  return withoutSecrets(key === 'value' ? reduceText(value, anyHost, 'host') : value)
}

const anyHost = { isName: () => false, mayBeService: () => true }

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
  const there = first.at.at(-1) === '-' ? first.at.slice(0, -1) : first.at
  const place = origin.locate(there, 'value')
  // a list or mapping is found by its key, not by its first entry
  const shown = place !== undefined && place.line !== place.endLine ? origin.locate(there, 'key') : place
  const patch = patchOf(remedy, first.resource)
  const where = shown === undefined ? `${kind} ${name}` : `${shown.file}:${shown.line}:${shown.column}`
  const summary = `${remedy.title} in ${where}`
  if (origin.file !== undefined) return { summary, patch }
  const object = [kind.toLowerCase(), name, ...inNamespace(namespace)]
  const command = kubectl('patch', ...object, '--type=json', '-p', JSON.stringify(patch))
  return { summary, command, patch }
}
