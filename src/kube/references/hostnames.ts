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
