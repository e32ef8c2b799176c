import type { Interfaces } from '@oclif/core'
import { clusterFlags } from '../shared/world-flags.ts'
import type { Io } from '../shared/io.ts'
import { addressFlags } from './address-flags.ts'
import { companionFlags } from './companion-flags.ts'
import { identityFlags } from './identity-flags.ts'
import { loadBalancerFlags } from './load-balancer-flags.ts'
import { outputFlags } from './output-flags.ts'
import { portFlags } from './port-flags.ts'
import { presetFlags } from './preset-flags.ts'
import { sourceFlags } from './source-flags.ts'
import { trafficFlags } from './traffic-flags.ts'

/** The flags of `svc new`: each group in a file of its own, with what reads it. */
export const newFlags = {
  ...portFlags,
  ...sourceFlags,
  ...identityFlags,
  ...addressFlags,
  ...trafficFlags,
  ...loadBalancerFlags,
  ...presetFlags,
  ...companionFlags,
  ...outputFlags,
  ...clusterFlags,
}

export type NewFlags = Interfaces.InferredFlags<typeof newFlags> & { readonly io: Io }
