import { join, relative } from 'node:path'
import type { LintSettings } from '../../lint/settings.ts'
import type { Severity } from '../../rules/rule.ts'
import type { Config } from '../../sources/config/config.ts'
import { matcher, pathMatcher } from '../shared/read-config.ts'

interface ConfigurableFlags {
  readonly baseline?: string | undefined
  readonly 'write-baseline'?: string | undefined
  readonly quiet: boolean
  readonly 'fail-on': Severity
  readonly 'min-severity': Severity
}

/** The flags of lint with what the configuration says in the place of defaults. `isGiven`: did the user write this flag, which has a default? */
export function withConfig<F extends ConfigurableFlags>(
  flags: F,
  config: Config | undefined,
  isGiven: (flag: string) => boolean,
): F & { readonly project?: Config } {
  if (config === undefined) return flags
  const { failOn, minSeverity, baseline } = config
  const file = baseline === undefined ? undefined : relative(process.cwd(), join(config.folder, baseline))
  return {
    ...flags,
    project: config,
    ...(failOn === undefined || isGiven('fail-on') ? {} : { 'fail-on': failOn }),
    ...(minSeverity === undefined || isGiven('min-severity') || flags.quiet
      ? {}
      : { 'min-severity': minSeverity }),
    ...(file === undefined || flags.baseline !== undefined || flags['write-baseline'] !== undefined
      ? {}
      : { baseline: file }),
  }
}

/** What a configuration says of the severity of rules. */
export async function settingsOf(config: Config | undefined): Promise<LintSettings> {
  const { rules = {}, overrides = [] } = config ?? {}
  return {
    rules,
    overrides: await Promise.all(
      overrides.map(async ({ paths, namespaces, rules: special }) => {
        const fitsPath =
          config === undefined || paths === undefined ? undefined : await pathMatcher(config, paths)
        const fitsNamespace = namespaces === undefined ? undefined : await matcher(namespaces)
        return {
          rules: special,
          fits: ({ location, template, resource }) => {
            const file = location?.file ?? template
            return (
              (fitsPath === undefined || (file !== undefined && fitsPath(file))) &&
              (fitsNamespace === undefined || fitsNamespace(resource.namespace ?? ''))
            )
          },
        }
      }),
    ),
  }
}
