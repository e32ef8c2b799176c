import type { World } from '../../../world/world.ts'
import type { DnsQuery, DnsReply } from '../reply.ts'

/** What a plugin may ask besides its own settings. */
export interface ServerSide {
  readonly world: World
  /** The whole server once more, for the target of an alias. */
  readonly lookUp: (query: DnsQuery) => DnsReply
}

/** One plugin with its settings: it answers, or passes the question (perhaps another one) on to the next. */
export type Plugin = (query: DnsQuery, next: (query: DnsQuery) => DnsReply, side: ServerSide) => DnsReply
