import type { Intent } from '../../../author/intent.ts'
import { SvcError } from '../../../errors.ts'
import { defined } from '../../../world/defined.ts'
import { readAddresses } from './address-flags.ts'
import type { NewFlags } from './flags.ts'
import { readCalled, readMetadata } from './identity-flags.ts'
import { readLoadBalancer } from './load-balancer-flags.ts'
import { readPorts } from './port-flags.ts'
import { readSelector } from './source-flags.ts'
import { readTraffic } from './traffic-flags.ts'

export interface NewArgs {
  readonly type?: string | undefined
  readonly name?: string | undefined
}

/** What a command line asks for. Throws SvcError `usage` that names the flag. */
export function readIntent(args: NewArgs, flags: NewFlags): Intent {
  const called = readCalled(args, flags)
  const { name, type = 'clusterip' } = called
  if (name === undefined)
    throw new SvcError('usage', 'the Service needs a name', {
      hint: 'write svc new TYPE NAME, or --name NAME',
    })
  const { clusterIP, ...addresses } = readAddresses(flags)
  const headless = clusterIP === 'None' && type === 'clusterip'
  return {
    ...readMetadata(flags),
    ...addresses,
    ...readTraffic(flags),
    ...readLoadBalancer(flags),
    ...defined({
      clusterIP: headless ? undefined : clusterIP,
      selector: readSelector(flags, { type, name }),
    }),
    type: headless ? 'headless' : type,
    name,
    ports: readPorts(flags),
  }
}
