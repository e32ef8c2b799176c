type RuleSeverity = 'error' | 'warning' | 'note'

/** The severity of rules by their ids, `*` for all others. */
type RuleLevels = Readonly<Record<string, RuleSeverity | 'off'>>

/** What a project takes for granted, as written: schemas/config.schema.json. */
export interface ConfigFile {
  readonly complete?: boolean
  readonly kubernetesVersion?: string
  readonly clusterDomain?: string
  readonly namespace?: string
  readonly sources?: readonly { readonly path: string; readonly namespace: string }[]
  readonly charts?: readonly {
    readonly path: string
    readonly values?: readonly string[]
    readonly release?: string
    readonly namespace?: string
  }[]
  readonly kustomizations?: readonly string[]
  readonly ignore?: readonly string[]
  readonly failOn?: RuleSeverity
  readonly minSeverity?: RuleSeverity
  readonly baseline?: string
  readonly rules?: RuleLevels
  readonly overrides?: readonly {
    readonly paths?: readonly string[]
    readonly namespaces?: readonly string[]
    readonly rules: RuleLevels
  }[]
}

/** A configuration, and where it is: its paths are from the folder of its file. */
export interface Config extends ConfigFile {
  /** Where each setting is written. */
  readonly lineOf: (setting: string) => number | undefined
  readonly file: string
  readonly folder: string
}
