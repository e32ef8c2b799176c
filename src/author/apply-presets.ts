import { SvcError } from '../errors.ts'
import type { ServicePort } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'
import { joinList } from '../text/wording.ts'
import type { Choice } from './choose-presets.ts'
import type { Intent } from './intent.ts'
import { presetWishes, type Wish } from './preset-wishes.ts'

/** One value that a preset writes, with its grounds. */
export interface Written {
  /** `aks=internal`, as it was asked for. */
  readonly by: string
  readonly path: FieldPath
  readonly value: Wish['value']
  readonly because: string
  readonly source: string
}

export interface AppliedPresets {
  readonly intent: Intent
  readonly written: readonly Written[]
  /** What a preset would have written, had the command line not said otherwise. */
  readonly kept: readonly Written[]
}

/**
 * Fills an intent with what presets say. What the command line said wins; ports and selector of presets are taken only
 * when it said none (`selectorSaid`: the selector of the intent is no default).
 * Throws SvcError `usage` for a preset that does not fit the type, and for two that disagree.
 */
export function applyPresets(
  intent: Intent,
  choices: readonly Choice[],
  selectorSaid: boolean,
): AppliedPresets {
  for (const { preset } of choices) {
    if (preset.types.includes(intent.type)) continue
    throw new SvcError('usage', `--preset ${preset.id} is not for ${intent.type}`, {
      hint: `leave it out, or choose another TYPE: ${joinList(preset.types)}`,
    })
  }
  const said = { ports: intent.ports.length > 0, selector: selectorSaid }
  const offered = presetWishes(choices, intent).flatMap(({ place, value }) =>
    place.kind === 'port' ? [value as ServicePort] : [],
  )
  const ports = said.ports ? intent.ports : offered
  const wishes = presetWishes(choices, { ...intent, ports })
  const kept = wishes.filter((wish) => isSaid(wish, intent, said))
  const granted = wishes.filter((wish) => !kept.includes(wish))
  const replacesSelector = granted.some(({ place }) => place.kind === 'selector')
  const bare = { ...intent, ports, ...(replacesSelector ? { selector: {} } : {}) }
  const record = ({ place, ...wish }: Wish): Written => ({ ...wish, path: pathOf(place, ports) })
  return {
    intent: granted.reduce(write, bare),
    written: granted.map(record),
    kept: kept.map(record),
  }
}

/** Whether the command line itself says something else in this place. */
function isSaid(
  { place, value }: Wish,
  intent: Intent,
  said: { ports: boolean; selector: boolean },
): boolean {
  if (place.kind === 'port') return said.ports
  if (place.kind === 'selector') return said.selector
  const own =
    place.kind === 'field'
      ? intent[place.key]
      : Object.entries(intent.annotations ?? {}).find(([key]) => key === place.key)?.[1]
  return own !== undefined && own !== false && own !== value
}

function write(intent: Intent, { place, value }: Wish): Intent {
  if (place.kind === 'field') return { ...intent, [place.key]: value }
  if (place.kind === 'selector')
    return { ...intent, selector: { ...intent.selector, [place.key]: String(value) } }
  if (place.kind === 'annotation')
    return { ...intent, annotations: { ...intent.annotations, [place.key]: String(value) } }
  // all ports of presets are there already: what is written once for each port needs them
  return intent
}

function pathOf({ kind, key }: Wish['place'], ports: readonly ServicePort[]): FieldPath {
  if (kind === 'field') return ['spec', key]
  if (kind === 'selector') return ['spec', 'selector', key]
  if (kind === 'annotation') return ['metadata', 'annotations', key]
  const index = ports.findIndex(({ name }) => name === key)
  return index === -1 ? ['spec', 'ports'] : ['spec', 'ports', index]
}
