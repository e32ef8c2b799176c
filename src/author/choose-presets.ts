import { SvcError } from '../errors.ts'
import { didYouMean, guesses } from '../text/did-you-mean.ts'
import { writeValue } from './presets/option-value.ts'
import type { Preset, PresetOption } from './presets/preset.ts'

/** `NAME[=OPTION[=VALUE],...]` */
export const presetGrammar = 'NAME[=OPTION,...]'

/** A preset with the options that were asked for. */
export interface Choice {
  readonly preset: Preset
  readonly options: readonly ChosenOption[]
}

interface ChosenOption {
  readonly option: PresetOption
  /** As its provider wants it written; absent for a switch. */
  readonly value?: string
}

/**
 * Reads what follows `--preset`: `vllm`, `aks=internal,idle-timeout=30m`, `eks=internal,ip=10.0.0.7,ip=10.0.1.7`.
 * In: the text, and the presets there are. Throws SvcError `usage` that says what there is instead.
 */
export function choosePreset(text: string, presets: readonly Preset[]): Choice {
  const equals = text.indexOf('=')
  const id = equals === -1 ? text : text.slice(0, equals)
  const preset = presets.find((known) => known.id === id)
  if (preset === undefined) {
    throw new SvcError('usage', `"${id}" is not a preset`, {
      hint: suggestion(
        id,
        presets.map((known) => known.id),
        'svc presets lists them',
      ),
    })
  }
  const words = equals === -1 ? [] : text.slice(equals + 1).split(',')
  const options = optionsOf(preset, words)
  if (preset.sets.length === 0 && options.length === 0) {
    throw new SvcError('usage', `--preset ${id} alone changes nothing`, {
      hint: `say what is wanted: ${preset.options.map((option) => `${id}=${written(option)}`).join(', ')}`,
    })
  }
  return { preset, options }
}

function optionsOf(preset: Preset, words: readonly string[]): ChosenOption[] {
  const typed = new Map<PresetOption, string[]>()
  for (const word of words) {
    const equals = word.indexOf('=')
    const name = equals === -1 ? word : word.slice(0, equals)
    const option = preset.options.find((known) => known.name === name) ?? refuse(preset, name)
    const at = `--preset ${preset.id}=${name}`
    if (option.takes === undefined && equals !== -1)
      throw new SvcError('usage', `${at} takes no value`, { hint: `write ${at}` })
    if (option.takes !== undefined && equals === -1)
      throw new SvcError('usage', `${at} needs a value`, { hint: `write ${preset.id}=${written(option)}` })
    typed.set(option, [...(typed.get(option) ?? []), ...(equals === -1 ? [] : [word.slice(equals + 1)])])
  }
  const chosen = new Set([...typed.keys()].map(({ name }) => name))
  return [...typed].map(([option, values]) => {
    const at = `--preset ${preset.id}=${option.name}`
    const missing = option.needs?.find((name) => !chosen.has(name))
    if (missing !== undefined)
      throw new SvcError('usage', `${at} has no effect without ${missing}`, {
        hint: `write ${preset.id}=${missing},${written(option)}`,
      })
    return option.takes === undefined ? { option } : { option, value: writeValue(option.takes, values, at) }
  })
}

/** An option as it may be typed. */
export function written({ name, takes }: PresetOption): string {
  return takes === undefined ? name : `${name}=${takes.example}`
}

function refuse(preset: Preset, name: string): never {
  const known = preset.options.map((option) => option.name)
  throw new SvcError('usage', `preset ${preset.id} has no option "${name}"`, {
    hint: known.length === 0 ? 'it has none' : suggestion(name, known, `it has ${known.join(', ')}`),
  })
}

/** The presets that a word which is none may mean, best guess first. */
export function nearPresets(word: string, known: readonly string[]): string[] {
  const meant = Object.hasOwn(meantBy, word.toLowerCase()) ? (meantBy[word.toLowerCase()] ?? []) : []
  return guesses(
    word,
    known,
    meant.filter((each) => known.includes(each)),
  )
}

function suggestion(word: string, known: readonly string[], otherwise: string): string {
  const question = didYouMean(nearPresets(word, known))
  return question === undefined ? otherwise : `${question} ${otherwise}`
}

/** What people call the presets of clouds and servers besides. */
const meantBy: Readonly<Record<string, readonly string[]>> = {
  amazon: ['eks'],
  aws: ['eks'],
  nlb: ['eks'],
  azure: ['aks'],
  gcp: ['gke'],
  google: ['gke'],
  oracle: ['oci'],
  aliyun: ['alibaba'],
  huggingface: ['tgi'],
  nvidia: ['triton'],
  pytorch: ['torchrun'],
  kuberay: ['ray'],
}
