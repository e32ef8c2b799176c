import { Flags } from '@oclif/core'
import { formatsOf } from '../../report/formats.ts'
import { outputOption, sortBy } from './output-option.ts'
import { worldFlags } from './world-flags.ts'

/** What `svc endpoints` can be told. */
export const endpointsFlags = {
  output: Flags.option({
    ...outputOption,
    options: formatsOf.endpoints,
    default: formatsOf.endpoints[0],
  })(),
  from: Flags.string({
    helpValue: 'CLIENT',
    description:
      'show what a client reaches: pod/NAME, deploy/NAME, NS/KIND/NAME, node/NAME, apiserver or external',
  }),
  via: Flags.option({
    options: ['cluster-ip', 'node-port', 'load-balancer', 'external-ip'] as const,
    description: 'with --from or --matrix: through this address only',
  })(),
  matrix: Flags.boolean({
    exclusive: ['from'],
    description: 'show what every node, and a client outside the cluster, reaches',
  }),
  probe: Flags.option({
    options: ['live', 'plan'] as const,
    helpValue: '[=plan]',
    exclusive: ['from', 'matrix', 'via'],
    description:
      'look in the cluster, too, with your own rights: what answers at each endpoint; plan only prints what would be asked',
  })(),
  'sort-by': sortBy,
  ...worldFlags,
}
