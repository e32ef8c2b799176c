import { Flags, type Interfaces } from '@oclif/core'
import { kubernetesVersions } from '../../../kube/apiserver/versions.ts'
import { clusterFlags } from '../world-flags.ts'
import { addressFlags } from './address-flags.ts'
import { companionFlags } from './companion-flags.ts'
import { outputFormats } from './output.ts'
import { identityFlags } from './identity-flags.ts'
import { loadBalancerFlags } from './load-balancer-flags.ts'
import { portFlags } from './port-flags.ts'
import { presetFlags } from './preset-flags.ts'
import { sourceFlags } from './source-flags.ts'
import { trafficFlags } from './traffic-flags.ts'

const outputFlags = {
  output: Flags.option({
    char: 'o',
    options: outputFormats,
    default: 'yaml' as const,
    description: 'format',
  })(),
  folder: Flags.string({
    helpGroup: 'OUTPUT',
    helpValue: 'FOLDER',
    description: 'with -o kustomize: write the files there; a kustomization that is there is added to',
  }),
  'kubernetes-version': Flags.option({
    options: kubernetesVersions,
    helpGroup: 'OUTPUT',
    helpValue: 'VERSION',
    description: 'whose API server is to accept it: 1.33 to 1.36; the newest one without',
  })(),
}

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

export type NewFlags = Interfaces.InferredFlags<typeof newFlags>
