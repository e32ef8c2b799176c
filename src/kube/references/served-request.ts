/** A plain request to a URL: GET, without headers of its own. */
export interface HttpRequest {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly path: string
  /** Without its `?`; empty for none. */
  readonly query: string
}

/** Does a prefix of whole path elements match? `/v1` matches `/v1`, `/v1/` and `/v1/chat`, but not `/v12`. */
export function prefixMatches(prefix: string, path: string): boolean {
  const bare = prefix.replace(/\/+$/, '')
  return path === bare || path.startsWith(`${bare}/`)
}
