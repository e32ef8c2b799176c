import { SvcError } from '../errors.ts'
import type { ServicePort } from '../world/types/manifest.ts'
import type { Choice } from './choose-presets.ts'
import type { Intent } from './intent.ts'
import type { PresetField, PresetPort, Setting } from './presets/preset.ts'

/** Where a wish is to be written. */
type WishPlace =
  | { readonly kind: 'annotation' | 'selector' | 'port'; readonly key: string }
  | { readonly kind: 'field'; readonly key: PresetField }

/** A setting of a preset, for one Service: its placeholders are filled. */
export interface Wish {
  /** `aks=internal`, as it was asked for. */
  readonly by: string
  readonly place: WishPlace
  readonly value: string | boolean | ServicePort
  readonly because: string
  readonly source: string
}

/**
 * What the chosen presets want of a Service, each place once. In: the choices, and the intent with the ports that it is
 * to have. Throws SvcError `usage` when two of them want different values in one place.
 */
export function presetWishes(choices: readonly Choice[], intent: Intent): Wish[] {
  const first = new Map<string, Wish>()
  for (const wish of choices.flatMap((choice) => wishesOf(choice, intent))) {
    const other = first.get(nameOf(wish.place))
    if (other === undefined) first.set(nameOf(wish.place), wish)
    else if (JSON.stringify(other.value) !== JSON.stringify(wish.value)) {
      const [one, two] = [other, wish].map(({ value }) => JSON.stringify(value))
      throw new SvcError(
        'usage',
        `--preset ${other.by} and --preset ${wish.by} disagree about ${nameOf(wish.place)}`,
        { hint: `one says ${one}, the other ${two}: choose one of them` },
      )
    }
  }
  return [...first.values()]
}

/** An option wins over what its preset writes anyway. */
function wishesOf({ preset, options }: Choice, intent: Intent): Wish[] {
  const asked = options.flatMap(({ option, value }) =>
    option.sets.flatMap((setting) => fill(setting, { by: `${preset.id}=${option.name}`, value }, intent)),
  )
  const places = new Set(asked.map(({ place }) => nameOf(place)))
  const always = preset.sets.flatMap((setting) => fill(setting, { by: preset.id }, intent))
  return [...always.filter(({ place }) => !places.has(nameOf(place))), ...asked]
}

function nameOf({ kind, key }: WishPlace): string {
  return kind === 'field' ? key : `${kind} ${key}`
}

interface SettingValue {
  readonly by: string
  readonly value?: string | undefined
}

function fill(setting: Setting, { by, value = '' }: SettingValue, { name, type, ports }: Intent): Wish[] {
  const { because, source } = setting
  const words = (text: string, port = ''): string =>
    text
      .replaceAll('{value}', () => value)
      .replaceAll('{name}', name)
      .replaceAll('{port}', port)
  const wish = (place: WishPlace, wanted: Wish['value']): Wish => ({
    by,
    place,
    value: wanted,
    because,
    source,
  })
  if ('port' in setting) {
    return [wish({ kind: 'port', key: setting.port.name }, portFor(setting.port, type === 'headless'))]
  }
  if ('selector' in setting) return [wish({ kind: 'selector', key: setting.selector }, words(setting.value))]
  if ('field' in setting) {
    const { field: key, value: wanted } = setting
    return [wish({ kind: 'field', key }, typeof wanted === 'string' ? words(wanted) : wanted)]
  }
  const numbers = setting.annotation.includes('{port}') ? tcpPorts(ports) : ['']
  return numbers.map((number) =>
    wish({ kind: 'annotation', key: words(setting.annotation, number) }, words(setting.value, number)),
  )
}

/** A headless Service translates nothing: its port is the one where the pods listen. */
function portFor({ name, port, targetPort, appProtocol }: PresetPort, headless: boolean): ServicePort {
  return {
    name,
    port: headless ? (targetPort ?? port) : port,
    ...(headless || targetPort === undefined ? {} : { targetPort }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }
}

function tcpPorts(ports: readonly ServicePort[]): string[] {
  return ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ port }) => String(port))
}
