import type { ConfigMap, Container } from '../../world/types/manifest.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { PodSource } from '../workload/pod-source.ts'

/** A string of a manifest that a program reads when it runs, and where it is. */
export interface ProgramText {
  readonly path: FieldPath
  readonly text: string
  /** What the text is the value of: a variable, a flag, a key of a ConfigMap. */
  readonly setting?: string
}

/**
 * Environment values, commands and arguments of all containers of a pod, and the commands and hosts of its probes and hooks; values
 * taken from Secrets are never seen.
 */
export function textsOfPod({ path, spec }: PodSource): ProgramText[] {
  const of = (field: 'containers' | 'initContainers') =>
    (spec[field] ?? []).flatMap((container, index) =>
      textsOfContainer(container, [...path, 'spec', field, index]),
    )
  const debugging = valueAt(spec, ['ephemeralContainers'])
  const ephemeral = (Array.isArray(debugging) ? (debugging as (Container | null)[]) : []).flatMap(
    (container, index) =>
      container === null ? [] : textsOfContainer(container, [...path, 'spec', 'ephemeralContainers', index]),
  )
  return [...of('containers'), ...of('initContainers'), ...ephemeral]
}

/** The values of a ConfigMap. */
export function textsOfConfigMap({ manifest }: Resource<ConfigMap>): ProgramText[] {
  return Object.entries(manifest.data ?? {}).map(([key, text]) => ({
    path: ['data', key],
    text: text ?? '',
    setting: key,
  }))
}

function textsOfContainer(container: Container, path: FieldPath): ProgramText[] {
  const env = (container.env ?? []).flatMap(({ name = '', value }, index) =>
    value ? [{ path: [...path, 'env', index, 'value'], text: value, setting: name }] : [],
  )
  return [
    ...env,
    ...wordsAt(container.command, [...path, 'command']),
    ...wordsAt(container.args, [...path, 'args']),
    ...handlers.flatMap((at) => textsOfHandler(valueAt(container, at), [...path, ...at])),
  ]
}

// what the kubelet runs inside of the container, or calls in its place
const handlers: readonly FieldPath[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
]

function textsOfHandler(handler: unknown, path: FieldPath): ProgramText[] {
  if (handler === undefined) return []
  const hosts = ['httpGet', 'tcpSocket'].flatMap((call) => {
    const text = valueAt(handler, [call, 'host'])
    return typeof text === 'string' ? [{ path: [...path, call, 'host'], text, setting: 'host' }] : []
  })
  return [...wordsAt(valueAt(handler, ['exec', 'command']), [...path, 'exec', 'command']), ...hosts]
}

/** The words of a command line, each with the flag that it is the value of: `--host=db`, or `--host` and then `db`. */
function wordsAt(words: unknown, path: FieldPath): ProgramText[] {
  if (!Array.isArray(words)) return []
  return (words as unknown[]).flatMap((text: unknown, index) => {
    if (typeof text !== 'string') return []
    const setting = flagOf(text) ?? (text.startsWith('-') ? undefined : flagAlone(words[index - 1]))
    return [{ path: [...path, index], text, ...(setting === undefined ? {} : { setting }) }]
  })
}

function flagOf(word: string): string | undefined {
  if (!word.includes('=')) return undefined
  return /^-{0,2}([A-Za-z_][\w.-]{0,80})=/.exec(word)?.[1]
}

function flagAlone(word: unknown): string | undefined {
  const flag = typeof word === 'string' ? /^--?([A-Za-z][\w.-]{0,80})$/.exec(word)?.[1] : undefined
  return flag === 'h' ? 'host' : flag
}
