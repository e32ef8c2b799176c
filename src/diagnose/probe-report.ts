import type { Protocol } from '../world/types/manifest.ts'
import type { Observation } from './journey/observation.ts'
import type { PortSeen } from './journey/port-seen.ts'

/** One thing that a probe saw: who looked, when, how to look again, and what it proves. */
export type ObservationShown = Pick<Observation, 'vantage' | 'time' | 'command' | 'proves'>

/** What RBAC must grant for one step of a probe. */
export interface ProbeRight {
  readonly verb: string
  /** With its subresource, as in a Role: `pods/exec`. All are of the core group. */
  readonly resource: string
  readonly namespace: string
}

/** A step of a probe before it is done. */
export interface PlannedStep {
  /** What is done, and when: a clause. */
  readonly step: string
  readonly proves: string
  /** The same by hand. */
  readonly command: string
  readonly rights: readonly ProbeRight[]
}

/** A step of a probe that was not done, and why. */
export interface StepLeftOut {
  readonly step: string
  readonly because: string
  /** What would have to be granted. */
  readonly rights?: readonly ProbeRight[]
}

/** How a probe went; a plan alone has only its steps. */
export interface ProbeReport {
  readonly plan?: readonly PlannedStep[]
  /** Requests to the API server that the probe sent. */
  readonly requests?: number
  /** How long it took, from the first request to the last answer. */
  readonly seconds?: number
  /** Of a lint run: how many ports of Services were looked at, and of how many of them nothing is known still. */
  readonly ports?: number
  readonly unknown?: number
  readonly leftOut: readonly StepLeftOut[]
  /** What was written to the cluster and stays there. */
  readonly leftBehind?: readonly string[]
}

/** A port of a pod behind a Service, and what was seen of it. */
export interface PortShown extends PortSeen {
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number }
  readonly pod: { readonly namespace: string; readonly name: string }
  readonly address: string
  readonly port: number
  readonly protocol: Protocol
  readonly observations: readonly ObservationShown[]
}
