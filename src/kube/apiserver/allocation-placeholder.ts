/** What stands for an address that the server would pick: real in form, out of reach for users (RFC 5737, RFC 3849). */
export const autoIPs = { IPv4: '192.0.2.255', IPv6: '2001:db8:ffff:ffff::' } as const

/** Node ports that the server would pick are above all that fit into 32 bits. */
const firstAuto = 2 ** 40

export function isAuto(port: number): boolean {
  return port >= firstAuto && port < firstAuto + 2 ** 17
}

export function autoPort(index: number): number {
  return firstAuto + index
}
