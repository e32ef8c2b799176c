import type { Service } from '../world/types/manifest.ts'
import { applyPresets, type Written } from './apply-presets.ts'
import { choosePreset, written as typed } from './choose-presets.ts'
import type { Intent } from './intent.ts'
import { newService } from './new-service.ts'
import type { Preset, PresetOption } from './presets/preset.ts'

/** What one way to ask for a preset changes in a plain Service. */
export interface PresetChange {
  /** What is behind `--preset`. */
  readonly asked: string
  readonly means: string
  readonly before: Service
  readonly after: Service
  /** What the option writes beyond those that it needs. */
  readonly written: readonly Written[]
}

/**
 * A preset by example: without options, where that does something, and with each option by itself (and those that it
 * needs). The Service is called `web`, selects app=web and serves port 80.
 */
export function describePreset(preset: Preset): PresetChange[] {
  const plain = plainIntent(preset)
  const always = preset.sets.length === 0 ? [] : [change(preset, 'what it writes always', [])]
  return [
    ...always,
    ...preset.options.map((option) => change(preset, option.means, neededBy(preset, option))),
  ]

  function change(of: Preset, means: string, options: readonly PresetOption[]): PresetChange {
    const asked = nameOf(of, options)
    const needed = options.slice(0, -1)
    const isBare = of.sets.length === 0 && needed.length === 0
    const base = options.length === 0 || isBare ? { intent: plain, written: [] } : result(of, needed)
    const { intent, written } = result(of, options)
    const known = new Set(base.written.map((one) => JSON.stringify(one)))
    return {
      asked,
      means,
      before: newService(
        base.intent.ports.length > 0 ? base.intent : { ...base.intent, ports: [{ port: 80 }] },
      ),
      after: newService(intent),
      written: written.filter((one) => !known.has(JSON.stringify(one))),
    }
  }

  function result(of: Preset, options: readonly PresetOption[]) {
    return applyPresets(plain, [choosePreset(nameOf(of, options), [of])], false)
  }
}

/** The Service that examples begin with: without ports where the preset brings its own. */
export function plainIntent({ types, sets }: Preset, type = types[0]): Intent {
  if (type === 'externalname') return { type, name: 'web', ports: [], externalName: 'web.example.com' }
  const bringsPorts = sets.some((setting) => 'port' in setting)
  return { type, name: 'web', selector: { app: 'web' }, ports: bringsPorts ? [] : [{ port: 80 }] }
}

/** `aks=internal,subnet=apps` */
export function nameOf({ id }: Preset, options: readonly PresetOption[]): string {
  return options.length === 0 ? id : `${id}=${options.map(typed).join(',')}`
}

/** The option, behind those that it needs. */
export function neededBy(preset: Preset, option: PresetOption): PresetOption[] {
  const needed = preset.options.filter(({ name }) => option.needs?.includes(name))
  return [...needed, option]
}
