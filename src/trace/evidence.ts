import type { Field } from '../diagnose/journey/model.ts'
import { reduceText } from '../kube/references/redact/reduce-text.ts'
import { withoutSecrets } from '../text/credentials.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import { idOf } from '../world/resource.ts'
import type { Evidence } from './model.ts'

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
