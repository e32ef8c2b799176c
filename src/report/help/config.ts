/** A setting that holds, and where it is from. */
export interface SettingShown {
  readonly name: string
  readonly value: unknown
  /** As in `svc.config.yaml:3`; absent for a default. */
  readonly from?: string
}

/** The settings as YAML of an own configuration, each with its origin. Values are JSON, which YAML reads. */
export function configText(settings: readonly SettingShown[]): string {
  return settings
    .map(({ name, value, from }) => `${name}: ${JSON.stringify(value)} # ${from ?? 'default'}\n`)
    .join('')
}
