import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The names that a configuration may have. */
export const configNames = ['svc.config.yaml', 'svc.config.yml'] as const

/**
 * The configuration that holds for a folder: its own, or the next one above, up to the root of the git repository. Outside of a
 * repository only its own: folders above may be anybody's.
 */
export function findConfig(folder: string): string | undefined {
  const found: string[] = []
  for (let here = folder; ; here = dirname(here)) {
    found.push(...configNames.map((name) => join(here, name)).filter((file) => existsSync(file)))
    if (existsSync(join(here, '.git'))) return found[0]
    if (here === dirname(here)) break
  }
  return found.find((file) => dirname(file) === folder)
}
