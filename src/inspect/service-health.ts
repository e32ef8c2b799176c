import type { Reason } from '../world/reason.ts'

export type Health = 'healthy' | 'degraded' | 'broken' | 'unknown'

/** How a Service does, for one line. */
export interface ServiceHealth {
  readonly health: Health
  /** Endpoints that traffic can go to, and all that the selector chooses; pods to come count as ready. */
  readonly ready: number
  readonly total: number
  readonly because: string
  /** With the codes that `svc endpoints` has; empty where all is well. */
  readonly reasons: readonly Reason[]
}
