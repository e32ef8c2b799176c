import { Flags } from '@oclif/core'
import { formatsOf } from '../../report/formats.ts'
import { outputOption } from './output-option.ts'
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
  ...worldFlags,
}
