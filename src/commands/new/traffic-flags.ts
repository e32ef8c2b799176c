import { Flags, type Interfaces } from '@oclif/core'
import type { Intent } from '../../author/intent.ts'
import { SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import { choose } from './choose.ts'

const group = { helpGroup: 'TRAFFIC' } as const

/** Which pods get a packet. */
export const trafficFlags = {
  'external-traffic-policy': Flags.string({
    ...group,
    helpValue: 'POLICY',
    description: 'cluster, or local to preserve client IP addresses',
  }),
  'internal-traffic-policy': Flags.string({
    ...group,
    helpValue: 'POLICY',
    description: 'cluster, or local to use only pods on the same node',
  }),
  'traffic-distribution': Flags.string({
    ...group,
    helpValue: 'WHERE',
    description: 'prefer pods in the same-zone or on the same-node',
  }),
  'session-affinity': Flags.string({
    ...group,
    helpValue: 'none|client-ip[=SECONDS]',
    description: 'send all requests of a client to the same pod',
  }),
  'publish-not-ready': Flags.boolean({
    ...group,
    description: 'publish pods before they are ready, for peer discovery',
  }),
}

/** Throws SvcError `usage`. */
export function readTraffic(flags: Interfaces.InferredFlags<typeof trafficFlags>) {
  const distribution = flags['traffic-distribution']
  return defined({
    externalTrafficPolicy: readPolicy('external-traffic-policy', flags),
    internalTrafficPolicy: readPolicy('internal-traffic-policy', flags),
    trafficDistribution:
      distribution === undefined ? undefined : choose('--traffic-distribution', distribution, distributions),
    publishNotReadyAddresses: flags['publish-not-ready'] ? true : undefined,
    ...readAffinity(flags['session-affinity']),
  }) satisfies Partial<Intent>
}

const distributions = {
  'same-zone': 'PreferSameZone',
  'same-node': 'PreferSameNode',
  'prefer-close': 'PreferClose',
} as const
const policies = { cluster: 'Cluster', local: 'Local' } as const
const affinities = { none: 'None', 'client-ip': 'ClientIP' } as const

function readPolicy(
  flag: 'external-traffic-policy' | 'internal-traffic-policy',
  flags: Interfaces.InferredFlags<typeof trafficFlags>,
) {
  const text = flags[flag]
  return text === undefined ? undefined : choose(`--${flag}`, text, policies)
}

function readAffinity(text: string | undefined): Pick<Intent, 'sessionAffinity' | 'sessionAffinityTimeout'> {
  if (text === undefined) return {}
  const [word = '', seconds] = text.split('=')
  const sessionAffinity = choose('--session-affinity', word, affinities)
  if (seconds === undefined) return { sessionAffinity }
  if (!/^\d{1,9}$/.test(seconds))
    throw new SvcError('usage', `--session-affinity cannot last "${seconds}"`, {
      hint: 'write --session-affinity client-ip=SECONDS, from 1 to 86400',
    })
  return { sessionAffinity, sessionAffinityTimeout: Number(seconds) }
}
