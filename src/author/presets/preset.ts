import type { AuthoredType, Intent } from '../intent.ts'
import type { Takes } from './option-value.ts'

/** Why a preset writes what it writes, and the page of its provider or project that says so. */
interface PresetGrounds {
  readonly because: string
  readonly source: string
}

/** The fields of an intent that a preset may fill. */
export type PresetField =
  | 'loadBalancerClass'
  | 'loadBalancerIP'
  | 'externalTrafficPolicy'
  | 'publishNotReadyAddresses'

/** A port that a server listens on, as clients of a Service should see it. */
export interface PresetPort {
  readonly name: string
  readonly port: number
  /** Where the pods listen; the port itself when absent. A headless Service shows this one. */
  readonly targetPort?: number
  readonly appProtocol?: string
}

/**
 * One thing that a preset writes. In its texts `{value}` is the value of the option and `{name}` the name of the Service;
 * an annotation whose key or value says `{port}` or `{ports}` is written for each TCP port, or once for all of them.
 */
export type Setting = PresetGrounds &
  (
    | { readonly annotation: string; readonly value: string }
    | { readonly selector: string; readonly value: string }
    | { [F in PresetField]: { readonly field: F; readonly value: NonNullable<Intent[F]> } }[PresetField]
    | { readonly port: PresetPort }
  )

/** What one may ask of a preset: `--preset aks=internal,ip=10.0.0.7`. */
export interface PresetOption {
  readonly name: string
  /** What it does, as the clause of a list. */
  readonly means: string
  /** What its value is; absent for a switch. */
  readonly takes?: Takes
  /** Options of the same preset without which it has no effect. */
  readonly needs?: readonly string[]
  /** They win over what the preset writes anyway. */
  readonly sets: readonly Setting[]
}

/** What a server answers besides its own work: for companions, and for advice. */
interface ServerFacts {
  readonly health?: Readonly<{ path: string; source: string }>
  readonly metrics?: Readonly<{ port: string; path: string; source: string }>
  /** Answers that last: minutes may pass between the first byte and the last. */
  readonly streams?: true
}

/** What people want of a Service in one place of the world, as data. */
export interface Preset {
  readonly id: string
  readonly title: string
  readonly group: 'cloud' | 'own network' | 'dns' | 'serving' | 'training'
  /** The types of Service that it fits, the usual one first. */
  readonly types: readonly [AuthoredType, ...AuthoredType[]]
  /** What it writes always. */
  readonly sets: readonly Setting[]
  readonly options: readonly PresetOption[]
  readonly server?: ServerFacts
}
