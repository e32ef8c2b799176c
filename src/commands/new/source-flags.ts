import { Flags } from '@oclif/core'
import type { PortChoice } from '../../author/infer/infer-ports.ts'

const group = { helpGroup: 'PODS' } as const

/** Which pods a Service leads to. */
export const sourceFlags = {
  from: Flags.string({
    helpValue: 'WORKLOAD',
    description: 'workload to expose: KIND/NAME, FILE or FILE#KIND/NAME',
  }),
  selector: Flags.string({
    helpValue: 'K=V,...',
    exclusive: ['no-selector'],
    description: 'pod labels to select (default: app=NAME)',
  }),
  filename: Flags.string({
    ...group,
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
    description: 'read the workload from files instead of the cluster',
  }),
  ports: Flags.string({
    ...group,
    helpValue: 'WHICH',
    description: 'ports of the --from workload: app (the default), all, metrics, or names and numbers',
  }),
  'no-selector': Flags.boolean({
    ...group,
    description: 'no selector: you manage the endpoints yourself',
  }),
}

export function readPortChoice(text: string | undefined): PortChoice {
  if (text === undefined) return 'app'
  return text === 'all' || text === 'app' || text === 'metrics' ? text : text.split(',')
}
