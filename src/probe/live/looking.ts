import type { NoAnswer, Wire } from '../../sources/cluster/wire.ts'
import type { Observation } from '../../diagnose/journey/observation.ts'
import type { Plan, Step } from '../plan.ts'

/** What all steps of one probe have in common. */
export interface Looking {
  readonly wire: Wire
  readonly plan: Plan
  /** RFC 3339. */
  readonly now: () => string
  /** The image of a pod or a container that is created. */
  readonly image: string
}

/** What a step came to. */
export interface Looked {
  readonly observations: readonly Observation[]
  /** Why it, or a part of it, was not done. */
  readonly leftOut?: readonly { readonly step: string; readonly because: string }[]
  /** What it wrote, and what stays. */
  readonly leftBehind?: readonly string[]
}

export const nothing: Looked = { observations: [] }

export function isNoAnswer(answer: object): answer is NoAnswer {
  return 'failed' in answer && 'because' in answer
}

/** What was not done for a reason that is not the program's: said, and no observation. */
export function notDone({ step }: Pick<Step, 'step'>, because: string): Looked {
  return { observations: [], leftOut: [{ step, because }] }
}

/** Of all limits of time, in milliseconds: an answer of the program, a run of the client's script. */
export const limits = {
  review: 5000,
  proxy: 2500,
  hear: 2000,
  open: 2500,
  table: 2500,
  client: 8000,
  dns: 2000,
}
