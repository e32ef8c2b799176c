import { contains } from '../core/cidr.ts'
import { parseIp } from '../core/ip.ts'
import type { ProxiedPort } from './proxied-port.ts'

/**
 * Does loadBalancerSourceRanges let a packet to the load balancer's address in, by where it comes from? Pods and nodes are
 * held against it like everybody else. Undefined when the ranges matter and the source is not known.
 */
export function sourceAllowed(
  { sourceRanges }: ProxiedPort,
  source: string | undefined,
): boolean | undefined {
  if (sourceRanges.length === 0) return true
  const ip = source === undefined ? undefined : parseIp(source)
  return ip === undefined ? undefined : sourceRanges.some((range) => contains(range, ip))
}
