import type { Protocol } from './types/manifest.ts'

/** What connections to a port of a pod have shown, as a port of a Service leads there: no object says it, and it outweighs what objects say. */
export interface ObservedPort {
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number }
  readonly pod: { readonly namespace: string; readonly name: string }
  readonly port: number
  readonly protocol: Protocol
  readonly serves: boolean
  /** A clause about the pod. */
  readonly because: string
  /** The one port on which it listens instead. */
  readonly instead?: number
}
