import { Flags, type Interfaces } from '@oclif/core'
import type { Intent } from '../../author/intent.ts'
import { defined } from '../../world/defined.ts'
import { choose } from './choose.ts'

const group = { helpGroup: 'ADDRESS' } as const
const several = { multiple: true, multipleNonGreedy: true } as const

/** Under which addresses, or which name, a Service is reached. */
export const addressFlags = {
  'external-name': Flags.string({
    ...group,
    helpValue: 'HOST',
    description: 'host name that an ExternalName Service is an alias for',
  }),
  'cluster-ip': Flags.string({
    ...group,
    aliases: ['clusterip'],
    helpValue: 'IP|None',
    description: 'cluster IP to request; None makes the Service headless',
  }),
  'ip-family': Flags.string({
    ...group,
    ...several,
    helpValue: 'IPV4,IPV6',
    description: 'IP families, in order of preference',
  }),
  'dual-stack': Flags.string({
    ...group,
    helpValue: 'POLICY',
    description: 'IP family policy: prefer, require or single',
  }),
  'external-ip': Flags.string({
    ...group,
    ...several,
    helpValue: 'IP',
    description: 'deprecated: external IP address that is routed to nodes',
  }),
}

/** Throws SvcError `usage`. */
export function readAddresses(flags: Interfaces.InferredFlags<typeof addressFlags>) {
  const wanted = flags['ip-family']?.flatMap((text) => text.split(','))
  const policy = flags['dual-stack']
  return defined({
    externalName: flags['external-name'],
    clusterIP: flags['cluster-ip'],
    ipFamilies: wanted?.map((text) => choose('--ip-family', text, families)),
    // two families are a wish for both, and a cluster that has one only can still do without
    ipFamilyPolicy:
      policy === undefined
        ? wanted?.length === 2
          ? policies.prefer
          : undefined
        : choose('--dual-stack', policy, policies),
    externalIPs: flags['external-ip']?.flatMap((text) => text.split(',')),
  }) satisfies Partial<Intent>
}

const families = { ipv4: 'IPv4', ipv6: 'IPv6' } as const
const policies = { prefer: 'PreferDualStack', require: 'RequireDualStack', single: 'SingleStack' } as const
