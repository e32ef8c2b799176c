import { relative, resolve } from 'node:path'
import { findConfig } from '../../sources/config/find-config.ts'
import type { Config } from '../../sources/config/config.ts'
import type { FileOptions } from '../../sources/files/files.ts'
import { defined } from '../../world/defined.ts'
import type { RenderFlags } from './render.ts'

export interface ConfigFlags {
  readonly config?: string | undefined
  readonly 'no-config'?: boolean | undefined
  /** The configuration, where it was read before. */
  readonly project?: Config
}

/** The configuration that holds here: the one that a flag names, else the one of the working directory or above. Throws SvcError. */
export async function configOf(flags: ConfigFlags): Promise<Config | undefined> {
  if (flags.project !== undefined || flags['no-config'] === true) return flags.project
  const file = flags.config ?? findConfig(process.cwd())
  if (file === undefined) return undefined
  const { readConfig } = await import('../../sources/config/read-config.ts')
  return readConfig(flags.config ?? (relative(process.cwd(), file) || file))
}

/** What a configuration says of how files are read. */
export async function fileOptionsOf(
  config: Config | undefined,
): Promise<Pick<FileOptions, 'namespaceOf' | 'isIgnored'>> {
  if (config === undefined) return {}
  const { sources = [], ignore } = config
  const roots = sources.map(({ path, namespace }) => ({ path: resolve(config.folder, path), namespace }))
  const namespaceOf = (file: string) => roots.findLast(({ path }) => isBelow(path, resolve(file)))?.namespace
  return {
    ...(roots.length > 0 ? { namespaceOf } : {}),
    ...defined({ isIgnored: ignore === undefined ? undefined : await pathMatcher(config, ignore) }),
  }
}

/** What renders charts and kustomizations, where flags or configuration ask for it. Throws SvcError `usage`, `config`. */
export async function rendererFor(
  flags: RenderFlags,
  config: Config | undefined,
): Promise<FileOptions['render']> {
  const named = (config?.charts?.length ?? 0) + (config?.kustomizations?.length ?? 0)
  if (flags.helm !== true && flags.kustomize !== true && named === 0) return undefined
  const { rendererOf } = await import('./render.ts')
  return rendererOf(flags, config)
}

/** Do texts fit one of the glob patterns? */
export async function matcher(patterns: readonly string[]): Promise<(text: string) => boolean> {
  const { default: picomatch } = await import('picomatch')
  return picomatch([...patterns], { dot: true })
}

/** The same for paths from the working directory, where the patterns are from the folder of a configuration. */
export async function pathMatcher(
  { folder }: Config,
  patterns: readonly string[],
): Promise<(file: string) => boolean> {
  const fits = await matcher(patterns)
  return (file) => fits(relative(folder, resolve(file)).replaceAll('\\', '/'))
}

function isBelow(folder: string, file: string): boolean {
  const path = relative(folder, file)
  return path === '' || !/^\.\.(?:[\\/]|$)/.test(path)
}
