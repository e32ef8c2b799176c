/** Every address of the bed. All of them exist inside a sandbox only; 198.18.0.0/15 is reserved for tests of networks. */

export const addresses = {
  controlPlane: '198.19.0.1',
  outside: '198.19.0.100',
  kubernetesService: '10.96.0.1',
  dnsService: '10.96.0.10',
  podRange: '10.244.0.0/16',
  /** Addresses that a test may give to LoadBalancers: the client outside sends them to the first node. */
  loadBalancers: '198.19.1.0/24',
  /** The same, but the client outside sends them to the second node. */
  loadBalancersOfSecondNode: '198.19.2.0/24',
  /** Where the Gateway and Ingress controller listens: a second address of the first node, whose own stays free. */
  gateway: '198.19.0.20',
}

/** The same places in the other family, those that have one in it: unique local addresses (RFC 4193). */
export const addresses6 = {
  controlPlane: 'fd00:198:19::1',
  outside: 'fd00:198:19::100',
  podRange: 'fd00:10:244::/48',
  loadBalancers: 'fd00:198:19:1::/64',
  loadBalancersOfSecondNode: 'fd00:198:19:2::/64',
}

/** Two address families, as a cluster that accepts every ipFamilyPolicy has them. */
export const serviceRanges = '10.96.0.0/16,fd00:96::/108'

export const nodes = [1, 2].map((number) => ({
  name: `n${number}`,
  zone: number === 1 ? 'zone-a' : 'zone-b',
  address: `198.19.0.1${number}`,
  podRange: `10.244.${number}.0/24`,
  podGateway: `10.244.${number}.1`,
  address6: `fd00:198:19::1${number}`,
  podRange6: `fd00:10:244:${number}::/64`,
  podGateway6: `fd00:10:244:${number}::1`,
}))

/** @typedef {typeof nodes[number]} BedNode */
