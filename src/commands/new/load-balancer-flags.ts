import { Flags, type Interfaces } from '@oclif/core'
import { readNumber } from '../../author/port-spec.ts'
import type { Intent } from '../../author/intent.ts'
import { defined } from '../../world/defined.ts'

const group = { helpGroup: 'LOAD BALANCER' } as const
const several = { multiple: true, multipleNonGreedy: true } as const

/** What only TYPE loadbalancer has. */
export const loadBalancerFlags = {
  'lb-class': Flags.string({
    ...group,
    helpValue: 'CLASS',
    description: 'load balancer implementation',
  }),
  'load-balancer-ip': Flags.string({
    ...group,
    helpValue: 'IP',
    description: 'spec.loadBalancerIP (deprecated), for providers without an annotation',
  }),
  'source-range': Flags.string({
    ...group,
    ...several,
    helpValue: 'CIDR',
    description: 'allowed client CIDRs (default: all)',
  }),
  'no-node-ports': Flags.boolean({
    ...group,
    description: 'allocate no node ports, for providers that reach pods directly',
  }),
  'health-check-node-port': Flags.string({
    ...group,
    helpValue: 'PORT',
    description: 'health check node port, with --external-traffic-policy local',
  }),
}

/** Throws SvcError `usage`. */
export function readLoadBalancer(flags: Interfaces.InferredFlags<typeof loadBalancerFlags>) {
  const health = flags['health-check-node-port']
  return defined({
    loadBalancerClass: flags['lb-class'],
    loadBalancerIP: flags['load-balancer-ip'],
    loadBalancerSourceRanges: flags['source-range']?.flatMap((text) => text.split(',')),
    allocateLoadBalancerNodePorts: flags['no-node-ports'] ? false : undefined,
    healthCheckNodePort:
      health === undefined ? undefined : readNumber('--health-check-node-port cannot be', health),
  }) satisfies Partial<Intent>
}
