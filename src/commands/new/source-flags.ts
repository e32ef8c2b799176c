import { Flags } from '@oclif/core'
import type { PortChoice } from '../../author/infer/infer-ports.ts'

const group = { helpGroup: 'PODS' } as const

/** Which pods stand behind a Service. */
export const sourceFlags = {
  from: Flags.string({
    helpValue: 'WORKLOAD',
    description: 'workload to serve: KIND/NAME, FILE or FILE#KIND/NAME',
  }),
  selector: Flags.string({
    helpValue: 'K=V,...',
    exclusive: ['no-selector'],
    description: 'labels of the pods; app=NAME when left out',
  }),
  filename: Flags.string({
    ...group,
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH',
    description: 'where to look for the workload, instead of the cluster',
  }),
  ports: Flags.string({
    ...group,
    helpValue: 'WHICH',
    description: 'of --from: app (the default), all, metrics, or names and numbers',
  }),
  'no-selector': Flags.boolean({
    ...group,
    description: 'select no pods: the endpoints are written by hand',
  }),
}

export function readPortChoice(text: string | undefined): PortChoice {
  if (text === undefined) return 'app'
  return text === 'all' || text === 'app' || text === 'metrics' ? text : text.split(',')
}
