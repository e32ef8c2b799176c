import type { FieldPath } from './place.ts'

/** A value of a manifest. */
export type Json = string | number | boolean | { readonly [key: string]: Json } | readonly Json[]

/** A field that gets a value, and is made where there is none, or a field or list item that is taken out. */
export type FieldChange = { readonly at: FieldPath } & ({ readonly set: Json } | { readonly remove: true })

/** A piece of text that another one replaces; offsets in UTF-16 code units, the end exclusive. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}
