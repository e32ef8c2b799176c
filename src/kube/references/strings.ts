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
  const env = (container.env ?? []).flatMap(({ name, value }, index) =>
    value ? [{ path: [...path, 'env', index, 'value'], text: value, setting: name }] : [],
  )
  return [
    ...env,
    ...wordsAt(container.command, [...path, 'command']),
    ...wordsAt(container.args, [...path, 'args']),
    ...hooks.flatMap((at) => wordsAt(valueAt(container, at), [...path, ...at])),
    ...probedHosts.flatMap((at) => {
      const text = valueAt(container, at)
      return typeof text === 'string' ? [{ path: [...path, ...at], text, setting: 'host' }] : []
    }),
  ]
}

// what the kubelet runs inside of the container
const hooks: readonly FieldPath[] = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe, 'exec', 'command']),
  ...['postStart', 'preStop'].map((hook) => ['lifecycle', hook, 'exec', 'command']),
]

// whom the kubelet calls in the place of the pod
const probedHosts: readonly FieldPath[] = ['httpGet', 'tcpSocket'].flatMap((call) => [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe, call, 'host']),
  ...['postStart', 'preStop'].map((hook) => ['lifecycle', hook, call, 'host']),
])

/** The words of a command line, each with the flag that it is the value of: `--host=db`, or `--host` and then `db`. */
function wordsAt(words: unknown, path: FieldPath): ProgramText[] {
  if (!Array.isArray(words)) return []
  return words.flatMap((text: unknown, index) => {
    if (typeof text !== 'string') return []
    const setting = flagOf(text) ?? (text.startsWith('-') ? undefined : flagAlone(words[index - 1]))
    return [{ path: [...path, index], text, ...(setting === undefined ? {} : { setting }) }]
  })
}

function flagOf(word: string): string | undefined {
  return /^-{0,2}([A-Za-z_][\w.-]{0,80})=/.exec(word)?.[1]
}

function flagAlone(word: unknown): string | undefined {
  const flag = typeof word === 'string' ? /^--?([A-Za-z][\w.-]{0,80})$/.exec(word)?.[1] : undefined
  return flag === 'h' ? 'host' : flag
}
