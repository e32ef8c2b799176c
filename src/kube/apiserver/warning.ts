import type { FieldPath } from '../../world/place.ts'

/** A warning in the server's own words, which clients match on, and what in the manifest calls it forth. */
export interface Warning {
  readonly text: string
  readonly at: FieldPath
}
