import type { SettingShown } from '../../report/help/config.ts'
import type { Config } from '../../sources/config/config.ts'

const defaults = {
  complete: false,
  kubernetesVersion: 'latest',
  clusterDomain: 'cluster.local',
  namespace: 'default',
  failOn: 'error',
  minSeverity: 'note',
  rules: {},
} as const
const withoutDefault = ['sources', 'charts', 'kustomizations', 'ignore', 'baseline', 'overrides'] as const

/** Every setting of a project, from its configuration or by default. */
export function settingsShown(config: Config | undefined): SettingShown[] {
  const names = [...(Object.keys(defaults) as (keyof typeof defaults)[]), ...withoutDefault]
  return names.flatMap((name) => {
    const value = config?.[name]
    if (config !== undefined && value !== undefined)
      return [{ name, value, from: `${config.file}:${config.lineOf(name) ?? 1}` }]
    return name in defaults ? [{ name, value: defaults[name as keyof typeof defaults] }] : []
  })
}
