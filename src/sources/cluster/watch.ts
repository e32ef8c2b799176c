/** One request that was answered, or that failed. */
export interface HttpExchange {
  readonly path: string
  /** As they came over the wire, compressed or not. */
  readonly bytes: number
  readonly ms: number
}

/** Is told of every request; of one that is tried again each time. */
export type Watch = (exchange: HttpExchange) => void
