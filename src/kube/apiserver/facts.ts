import { parseCidr, type Cidr } from '../core/cidr.ts'
import { isIpv4 } from '../core/ip.ts'
import { gatesOf, newestVersion, type Gates } from '../core/versions.ts'

export type IpFamily = 'IPv4' | 'IPv6'

/** What the answer depends on besides the manifest. Undefined is unknown: then nothing is refused on its account. */
export interface Facts {
  readonly version: string
  readonly gates: Gates
  /** The families of the cluster's Services, the primary one first. */
  readonly families: readonly IpFamily[] | undefined
  readonly serviceCidrs: readonly Cidr[] | undefined
  /** A dry run takes nothing: no node port is held against its range, and addresses need no owner. */
  readonly dryRun: boolean
  readonly nodePorts: { readonly first: number; readonly last: number }
}

/** What a user may say of the cluster; the rest is unknown, or the default. */
export interface ClusterOptions {
  /** Such as `1.34` or `v1.34.1`; the newest one without. */
  readonly kubernetesVersion?: string
  /** The families of the cluster's Services, the primary one first. */
  readonly ipFamilies?: readonly IpFamily[]
  /** As the API server's --service-cluster-ip-range. */
  readonly serviceCidrs?: readonly string[]
  /** As --service-node-port-range; 30000-32767 without. */
  readonly nodePortRange?: readonly [first: number, last: number]
  readonly dryRun?: boolean
}

export function factsOf(options: ClusterOptions): Facts {
  const {
    kubernetesVersion = newestVersion,
    nodePortRange: [first, last] = [30_000, 32_767],
    dryRun = false,
  } = options
  const serviceCidrs = options.serviceCidrs?.flatMap((text) => parseCidr(text) ?? [])
  const ofCidrs = serviceCidrs && [
    ...new Set(serviceCidrs.map(({ network }) => (isIpv4(network) ? 'IPv4' : 'IPv6') as IpFamily)),
  ]
  return {
    version: kubernetesVersion,
    gates: gatesOf(kubernetesVersion),
    families: options.ipFamilies ?? ofCidrs,
    serviceCidrs,
    dryRun,
    nodePorts: { first, last },
  }
}

export function otherFamily(family: string): IpFamily {
  return family === 'IPv4' ? 'IPv6' : 'IPv4'
}
