import { applyPresets } from '../../author/apply-presets.ts'
import { choosePreset, type Choice } from '../../author/choose-presets.ts'
import { formatPath } from '../../world/place.ts'
import type { ReadIntent } from './read-intent.ts'
import { assumes } from './read-source.ts'

/** The presets that were asked for. Throws SvcError `usage`. */
export async function readPresets(texts: readonly string[] | undefined): Promise<Choice[]> {
  if (texts === undefined) return []
  const { presets } = await import('../../author/presets/index.ts')
  return texts.map((text) => choosePreset(text, presets))
}

/**
 * What was read, with what the presets say that were asked for; what they leave alone, and could do besides, is said.
 * `selectorSaid`: its selector is no default. Throws SvcError `usage`.
 */
export function withPresets(read: ReadIntent, choices: readonly Choice[], selectorSaid: boolean): ReadIntent {
  if (choices.length === 0) return read
  const { intent, kept } = applyPresets(read.intent, choices, selectorSaid)
  const before = read.intent.selector ?? {}
  const said = intent.selector === before ? read.said : read.said.filter((text) => text !== assumes(before))
  const left = kept.map(({ by, path }) => `keeps ${formatPath(path)} as it is, not as ${by} would have it`)
  return { ...read, intent, said: [...said, ...new Set(left), ...advice(choices)] }
}

/** A server that streams, or answers a health path, behind a provider that could be told so. */
function advice(choices: readonly Choice[]): string[] {
  const servers = choices.map(({ preset }) => preset)
  const streaming = servers.find(({ server }) => server?.streams === true)
  const answering = servers.find(({ server }) => server?.health !== undefined)
  return choices.flatMap(({ preset, options }) => {
    const taken = new Set(options.map(({ option }) => option.name))
    const could = (name: string) => preset.options.some((option) => option.name === name) && !taken.has(name)
    return [
      ...(streaming !== undefined && could('idle-timeout')
        ? [
            `${streaming.id} streams: ${preset.id}=idle-timeout=TIME keeps connections that are silent for long`,
          ]
        : []),
      ...(answering !== undefined && could('health-path')
        ? [
            `${preset.id}=health-path=${answering.server?.health?.path} asks ${answering.id} itself whether it is well`,
          ]
        : []),
    ]
  })
}
