import type { Kind } from '../../world/kinds.ts'

/** How to read the pages of one list of which not all is kept. */
export interface ListTrim {
  /** The fields of an object that are read. */
  readonly keep: (item: object) => object
  /** The same of a whole page by its text, with the list around the objects; undefined where it is not written as expected. */
  read(page: string): { readonly list: unknown; readonly items: readonly object[] } | undefined
}

/** Undefined for a kind of which all is kept. */
export type Trim = (kind: Kind) => ListTrim | undefined
