import { Flags, type Interfaces } from '@oclif/core'
import type { StringMap } from '../../../world/manifest.ts'
import { parsePairs } from '../pairs.ts'
import type { Called } from './identity-flags.ts'

const group = { helpGroup: 'PODS' } as const

/** Which pods stand behind a Service. */
export const sourceFlags = {
  selector: Flags.string({
    helpValue: 'K=V,...',
    exclusive: ['no-selector'],
    description: 'labels of the pods; app=NAME when left out',
  }),
  'no-selector': Flags.boolean({
    ...group,
    description: 'select no pods: the endpoints are written by hand',
  }),
}

/** `app=NAME`, as `kubectl create service` writes it, unless told otherwise; an alias selects nothing. */
export function readSelector(
  flags: Interfaces.InferredFlags<typeof sourceFlags>,
  { type, name }: Called,
): StringMap | undefined {
  if (flags.selector !== undefined) return parsePairs('--selector', flags.selector.split(','))
  return flags['no-selector'] || type === 'externalname' || name === undefined ? undefined : { app: name }
}
