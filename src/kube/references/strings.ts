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
  const texts: ProgramText[] = []
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'] as const) {
    for (const [index, container] of (spec[field] ?? []).entries())
      addContainer(texts, container, [...path, 'spec', field, index])
  }
  return texts
}

/** The values of a ConfigMap. */
export function textsOfConfigMap({ manifest }: Resource<ConfigMap>): ProgramText[] {
  return Object.entries(manifest.data ?? {}).map(([key, text]) => ({
    path: ['data', key],
    text: text ?? '',
    setting: key,
  }))
}

function addContainer(texts: ProgramText[], container: Container, path: FieldPath): void {
  for (const [index, { name = '', value }] of (container.env ?? []).entries())
    if (value) texts.push({ path: [...path, 'env', index, 'value'], text: value, setting: name })
  addWords(texts, container.command, [...path, 'command'])
  addWords(texts, container.args, [...path, 'args'])
  for (const at of handlers) {
    const handler = valueAt(container, at)
    if (handler !== undefined) addHandler(texts, handler, [...path, ...at])
  }
}

// what the kubelet runs inside of the container, or calls in its place
const handlers: readonly FieldPath[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
]

function addHandler(texts: ProgramText[], handler: unknown, path: FieldPath): void {
  addWords(texts, valueAt(handler, ['exec', 'command']), [...path, 'exec', 'command'])
  for (const call of ['httpGet', 'tcpSocket']) {
    const text = valueAt(handler, [call, 'host'])
    if (typeof text === 'string') texts.push({ path: [...path, call, 'host'], text, setting: 'host' })
  }
}

/** The words of a command line, each with the flag that it is the value of: `--host=db`, or `--host` and then `db`. */
function addWords(texts: ProgramText[], words: unknown, path: FieldPath): void {
  if (!Array.isArray(words)) return
  for (const [index, text] of (words as unknown[]).entries()) {
    if (typeof text !== 'string') continue
    const setting = flagOf(text) ?? (text.startsWith('-') ? undefined : flagAlone(words[index - 1]))
    texts.push({ path: [...path, index], text, ...(setting === undefined ? {} : { setting }) })
  }
}

function flagOf(word: string): string | undefined {
  if (!word.includes('=')) return undefined
  return /^-{0,2}([A-Za-z_][\w.-]{0,80})=/.exec(word)?.[1]
}

function flagAlone(word: unknown): string | undefined {
  const flag = typeof word === 'string' ? /^--?([A-Za-z][\w.-]{0,80})$/.exec(word)?.[1] : undefined
  return flag === 'h' ? 'host' : flag
}
