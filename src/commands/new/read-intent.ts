import type { Intent } from '../../author/intent.ts'
import { defined } from '../../world/defined.ts'
import { readAddresses } from './address-flags.ts'
import type { NewFlags } from './flags.ts'
import { readIdentity, readMetadata, type Identity } from './identity-flags.ts'
import { readLoadBalancer } from './load-balancer-flags.ts'
import { readSource, type ServiceSource } from './read-source.ts'
import { readTraffic } from './traffic-flags.ts'

export interface NewArgs {
  readonly type?: string | undefined
  readonly name?: string | undefined
}

/** What a command line asks for, and what to say about it. */
export interface ReadIntent extends Pick<ServiceSource, 'said' | 'surroundings'> {
  readonly intent: Intent
}

/** Reads arguments and flags, and the workload of --from. Throws SvcError `usage` that names the flag. */
export async function readIntent(args: NewArgs, flags: NewFlags): Promise<ReadIntent> {
  const { clusterIP, ...addresses } = readAddresses(flags)
  const called = orHeadless(readIdentity(args, flags), clusterIP)
  const { said, surroundings, ...source } = await readSource(called, flags)
  const { labels, namespace, annotations } = readMetadata(flags)
  const intent: Intent = {
    ...addresses,
    ...readTraffic(flags),
    ...readLoadBalancer(flags),
    ...source,
    labels: { ...source.labels, ...labels },
    annotations,
    ...defined({
      namespace: namespace ?? source.namespace,
      clusterIP: clusterIP === 'None' && source.type === 'headless' ? undefined : clusterIP,
    }),
  }
  return { intent, said, ...defined({ surroundings }) }
}

/** `--cluster-ip None` is how kubectl asks for a headless Service. */
function orHeadless(called: Identity, clusterIP: string | undefined): Identity {
  const { type = 'clusterip' } = called
  return clusterIP === 'None' && type === 'clusterip' ? { ...called, type: 'headless' } : called
}
