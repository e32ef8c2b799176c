import type { Manifest } from '../../../world/types/manifest.ts'
import { kindOf } from '../../../world/kinds.ts'
import type { World } from '../../../world/world.ts'
import { keptAnnotations } from './kept-annotations.ts'
import { keptConfigData } from './kept-config-data.ts'
import type { Kept, KeptForm } from './kept.ts'
import { keptFields, keptOfAll } from './kept-fields.ts'
import { isSecretName, reduceText, reducerFor, type TextReader } from './reduce-text.ts'

/** What a value is in. */
interface Scope {
  readonly manifest: Manifest
  readonly reader: TextReader
  /** The name of the variable whose value this is, and the word of a command line before it. */
  readonly setting?: string
  readonly before?: string
}

/**
 * A copy of a manifest that is safe to attach to a ticket: what a verdict rests on, field by field, and of the texts that
 * programs read only the hosts, ports and names of settings in them. Every verdict on the copy is that on the manifest.
 */
export function redact(world: World, manifest: Manifest, namespace: string): Manifest {
  const reader = reducerFor(world, namespace)
  return redactWith(reader, manifest)
}

function redactWith(reader: TextReader, manifest: Manifest): Manifest {
  const own = keptFields[kindOf(manifest) ?? ''] ?? {}
  const kept = { ...keptOfAll, ...(own as Readonly<Record<string, Kept>>) }
  return keep(manifest, kept, { manifest, reader }) as Manifest
}

function keep(value: unknown, kept: Kept, scope: Scope): unknown {
  if (value === null || kept === true) return value
  if (typeof kept === 'string') return forms[kept](value, scope)
  if (isList(kept)) return Array.isArray(value) ? value.map((item) => keep(item, kept[0], scope)) : undefined
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const fields = kept as Readonly<Record<string, Kept>>
  const { name } = value as { name?: unknown }
  const inside = typeof name === 'string' ? { ...scope, setting: name } : scope
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const rule = Object.hasOwn(fields, key) && key !== '*' ? fields[key] : fields['*']
      const left = rule === undefined ? undefined : keep(item, rule, inside)
      return left === undefined ? [] : [[key, left]]
    }),
  )
}

function isList(kept: Kept): kept is readonly [Kept] {
  return Array.isArray(kept)
}

/** Undefined leaves the field out. */
const forms: Readonly<Record<KeptForm, (value: unknown, scope: Scope) => unknown>> = {
  'program-text': (value, { reader, setting }) => {
    if (typeof value === 'string') return reduceText(value, reader, setting)
    return Array.isArray(value) ? commandLine(value, reader) : undefined
  },
  'config-data': (value, { manifest, reader }) => keptConfigData(manifest, value, reader),
  annotations: (value, { manifest, reader }) =>
    keptAnnotations(value, { manifest, reader, redactManifest: (inner) => redactWith(reader, inner) }),
  'url-host': (value) => {
    const match = typeof value === 'string' ? /^([a-z]+:\/\/)(?:[^/@]*@)?([^/?#]*)/i.exec(value) : null
    return match === null ? undefined : `${match[1]}${match[2]}`
  },
  'path-without-query': (value) => (typeof value === 'string' ? value.replace(/[?#].*$/s, '') : undefined),
  'status-message': (value) => (typeof value === 'string' && isOfKubernetes(value) ? value : undefined),
  // that it is there decides, and nothing in it
  presence: (value) => (typeof value === 'object' && !Array.isArray(value) ? {} : undefined),
  'unless-secret': (value, { setting }) => (isSecretName(setting) ? undefined : value),
}

/** The words of a command line, each read after the flag in front of it. */
function commandLine(words: readonly unknown[], reader: TextReader): string[] {
  return words.map((word, index) => {
    const flag = /^--?([A-Za-z][\w.-]{0,80})$/.exec(String(words[index - 1] ?? ''))?.[1]
    return reduceText(String(word), reader, flag === 'h' ? 'host' : flag)
  })
}

// what the kubelet and the scheduler write themselves; anything else may quote a program
const sentences = [
  /^containers with (?:unready|incomplete) status: \[[\w .-]*\]$/,
  /^back-off (?:[\w.]+ )?restarting failed container(?:=[\w-]+ pod=[\w.()-]+| [\w-]+ in pod [\w.()-]+)?$/i,
  /^(?:Readiness|Startup|Liveness) probe failed: HTTP probe failed with statuscode: \d+$/,
  /^(?:Readiness|Startup|Liveness) probe failed: dial tcp [\d.:a-f[\]]+: (?:connect: connection refused|i\/o timeout)$/,
  /^Error creating: pods "[\w.-]+" is forbidden: exceeded quota: [\w.-]+(?:, (?:requested|used|limited): [\w.,/=-]+)+$/,
  /^\d+\/\d+ nodes are available: [\w\s.,'()-]*$/,
  /^Deployment (?:has minimum|does not have minimum) availability\.$/,
]

function isOfKubernetes(text: string): boolean {
  return sentences.some((sentence) => sentence.test(text))
}
