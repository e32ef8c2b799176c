import { Flags } from '@oclif/core'
import { formatsOf } from '../../report/formats.ts'
import { outputOption } from './output-option.ts'
import { probeImage, probeModes } from './probe.ts'
import { worldFlags } from './world-flags.ts'

/** What `svc trace` can be told. */
export const traceFlags = {
  output: Flags.option({
    ...outputOption,
    options: formatsOf.trace,
    default: formatsOf.trace[0],
  })(),
  from: Flags.string({
    helpValue: 'CLIENT',
    description: 'client: pod/NAME, deploy/NAME, node/NAME, NS/KIND/NAME, apiserver, or external',
  }),
  'allow-degraded': Flags.boolean({
    description: 'exit with 0 where part of the endpoints answer',
  }),
  probe: Flags.option({
    options: probeModes,
    helpValue: '[=plan|pod|debug]',
    description:
      'look in the cluster, too, with your own rights: plan only prints what would be asked; pod creates a pod like the client, debug adds a container to it',
  })(),
  'probe-image': Flags.string({
    helpValue: 'IMAGE',
    default: probeImage,
    description: 'image with a shell, for --probe=pod and --probe=debug',
  }),
  ...worldFlags,
}
