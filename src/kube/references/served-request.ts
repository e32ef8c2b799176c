/** What a client asks an Ingress or a Gateway for: of HTTP a plain GET to a URL, without headers of its own. */
export interface ServedRequest {
  readonly scheme: 'http' | 'https' | 'tcp' | 'udp'
  /** A call of a gRPC method: `/package.Service/Method`. */
  readonly grpc?: true
  readonly host: string
  readonly port: number
  readonly path: string
  /** Without its `?`; empty for none. */
  readonly query: string
}

/** Is it a connection, of which nothing is known but its port? */
export function isBareConnection({ scheme }: ServedRequest): boolean {
  return scheme === 'tcp' || scheme === 'udp'
}

/** Does a prefix of whole path elements match? `/v1` matches `/v1`, `/v1/` and `/v1/chat`, but not `/v12`. */
export function prefixMatches(prefix: string, path: string): boolean {
  const bare = prefix.replace(/\/+$/, '')
  return path === bare || path.startsWith(`${bare}/`)
}
