/** One question to a server. */
export interface DnsQuery {
  /** Normal: lower case, with its closing dot. */
  readonly name: string
  /** `A`, `AAAA`, `SRV`, `PTR`, …: upper case. */
  readonly type: string
  /** The address that the question comes from, where it is known. */
  readonly client?: string
}

/** `NO-REPLY`: the server stays silent. `UNKNOWN`: what decides is not known; `because` says what that is. */
export type Rcode =
  | 'NOERROR'
  | 'FORMERR'
  | 'SERVFAIL'
  | 'NXDOMAIN'
  | 'NOTIMP'
  | 'REFUSED'
  | 'NO-REPLY'
  | 'UNKNOWN'

/** A record of the answer section, its data as zone files write it; the serial of a SOA record, a time, is `*`. */
export interface DnsRecord {
  readonly name: string
  readonly type: string
  readonly data: string
}

/** What a server answers; NODATA is `NOERROR` without answers and without `open`. */
export interface DnsReply {
  readonly rcode: Rcode
  readonly answers: readonly DnsRecord[]
  /** A clause: what decided. */
  readonly because: string
  /** Why the answer holds records besides those in `answers`, or may: addresses that are not known yet. */
  readonly open?: string
  /** The name in the cluster's zone whose records these are, after all rewriting and aliases: `web.shop.svc.cluster.local.` */
  readonly source?: string
  /** The servers that the question is passed on to; the answer is theirs. */
  readonly forwardedTo?: readonly string[]
  /** The message holds no record in any of its sections. */
  readonly bare?: boolean
}

export function unknownReply(because: string, forwardedTo?: readonly string[]): DnsReply {
  return { rcode: 'UNKNOWN', answers: [], because, ...(forwardedTo === undefined ? {} : { forwardedTo }) }
}

export function emptyReply(rcode: Rcode, because: string): DnsReply {
  return { rcode, answers: [], because }
}

/** The answer of a plugin that leaves the message to the server: nothing but the code. */
export function bareReply(rcode: Rcode, because: string): DnsReply {
  return { rcode, answers: [], because, bare: true }
}
