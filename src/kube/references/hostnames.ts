/**
 * Host names of listeners and routes, where `*.` in front stands for one label or more.
 * Follows the API documentation of Listener.hostname and HTTPRouteSpec.hostnames in kubernetes-sigs/gateway-api apis/v1.
 */

/** Does a host (no wildcard) fall under a pattern? An absent or empty pattern matches every host. */
export function hostMatches(pattern: string | undefined, host: string): boolean {
  if (!pattern || pattern === '*') return true
  const [wanted, asked] = [pattern.toLowerCase(), host.toLowerCase()]
  if (!wanted.startsWith('*.')) return wanted === asked
  const suffix = wanted.slice(1)
  return asked.length > suffix.length && asked.endsWith(suffix)
}

/** Many patterns, of which one may match: `hostMatches` for lists that are asked again and again. */
export class HostPatterns {
  readonly #exact = new Set<string>()
  readonly #suffixes = new Set<string>()
  #any = false

  constructor(patterns: Iterable<string>) {
    for (const pattern of patterns) {
      const wanted = pattern.toLowerCase()
      if (wanted === '' || wanted === '*') this.#any = true
      else if (wanted.startsWith('*.')) this.#suffixes.add(wanted.slice(1))
      else this.#exact.add(wanted)
    }
  }

  /** Does a host (no wildcard) fall under one of them? */
  match(host: string): boolean {
    const asked = host.toLowerCase()
    if (this.#any || this.#exact.has(asked)) return true
    for (let dot = asked.indexOf('.', 1); dot !== -1; dot = asked.indexOf('.', dot + 1))
      if (this.#suffixes.has(asked.slice(dot))) return true
    return false
  }
}

/** Is there a host that both patterns match? */
export function hostnamesMeet(one: string, other: string): boolean {
  if (one.startsWith('*.') && other.startsWith('*.'))
    return isUnder(one.slice(1), other.slice(1)) || isUnder(other.slice(1), one.slice(1))
  return one.startsWith('*.') ? hostMatches(one, other) : hostMatches(other, one)
}

function isUnder(name: string, suffix: string): boolean {
  return name.toLowerCase().endsWith(suffix.toLowerCase())
}

/** The higher, the more exactly a pattern names a host: an exact name before any wildcard, a longer one before a shorter. */
export function specificityOf(pattern: string | undefined): number {
  if (!pattern || pattern === '*') return 0
  return pattern.startsWith('*.') ? pattern.length : 1000 + pattern.length
}
