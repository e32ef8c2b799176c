import type { NoAnswer, Wire } from '../../sources/cluster/wire.ts'
import type { Observation } from '../../diagnose/journey/observation.ts'
import type { Plan, ProbeStep } from '../plan.ts'

/** What all steps of one probe have in common. */
export interface Looking {
  readonly wire: Wire
  readonly plan: Plan
  /** RFC 3339. */
  readonly now: () => string
  /** The image of a pod or a container that is created. */
  readonly image: string
  /** Of what is created, so that two probes do not meet. */
  readonly id: string
  /** Aborted when the user wants to stop: what was created is still taken back. */
  readonly stopped: AbortSignal
  /** Notes what stays in the cluster. */
  readonly leave: (what: string) => void
}

/** What a probe is given besides the cluster and the plan. */
export interface Given extends Pick<Looking, 'now' | 'image' | 'id' | 'stopped'> {
  /** Seconds since the probe began. */
  readonly elapsed: () => number
  /** Told how many endpoints are done, of how many. */
  readonly onEndpoint?: (done: number, of: number) => void
}

/** What a step came to. */
export interface StepResult {
  readonly observations: readonly Observation[]
  /** Why it, or a part of it, was not done. */
  readonly leftOut?: readonly { readonly step: string; readonly because: string }[]
}

export const nothing: StepResult = { observations: [] }

export function isNoAnswer(answer: object): answer is NoAnswer {
  return 'failed' in answer && 'because' in answer
}

/** What was not done for a reason that is not the program's: said, and no observation. */
export function notDone({ step }: Pick<ProbeStep, 'step'>, because: string): StepResult {
  return { observations: [], leftOut: [{ step, because }] }
}

/** Of all limits of time, in milliseconds: an answer of the program, a run of the client's script. */
export const limits = {
  review: 10_000,
  proxy: 3000,
  hear: 3000,
  open: 5000,
  table: 5000,
  client: 10_000,
  dns: 3000,
}
