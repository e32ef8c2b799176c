import { readFileSync } from 'node:fs'

/** What the command line says of itself, from package.json. */
export interface PackageFacts {
  readonly name: string
  readonly version: string
  readonly description: string
  /** As in package.json, where a release writes it. */
  readonly repository?: unknown
}

/** Read here for sources that run unbuilt; `scripts/bundle.js` puts the facts themselves in the place of this file. */
export const packageFacts = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as PackageFacts
