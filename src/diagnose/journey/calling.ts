import type { Call, Caller, End, Field, NameStep } from './model.ts'
import type { Worlds } from './worlds.ts'

/** A call with its client, as the steps behind it need them. */
export interface Calling {
  readonly worlds: Worlds
  readonly call: Call
  readonly caller: Caller
  /** From the target, else from what the client's own settings say. */
  readonly port?: number
  /** Where the client itself says which port it calls. */
  readonly portFrom?: Field
}

export type NameAnswer = { readonly step: NameStep } | { readonly end: End }
