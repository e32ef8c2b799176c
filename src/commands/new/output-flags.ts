import { Flags } from '@oclif/core'
import { kubernetesVersions } from '../../kube/core/versions.ts'
import { formatsOf } from '../../report/formats.ts'

const group = { helpGroup: 'OUTPUT' } as const
const cluster = { helpGroup: 'CLUSTER' } as const

/** Where the manifest goes; without any of these it is printed. */
export const outputFlags = {
  wizard: Flags.boolean({
    char: 'i',
    aliases: ['interactive'],
    description: 'ask for it all; so does `svc new` alone',
  }),
  'help-me-choose': Flags.boolean({ description: 'three questions to the TYPE' }),
  output: Flags.option({
    char: 'o',
    options: formatsOf.new,
    helpValue: 'FORMAT',
    description: 'output format, by default YAML',
  })(),
  into: Flags.string({
    helpValue: 'FILE',
    exclusive: ['edit', 'apply', 'output'],
    description: 'put it into a YAML file, in the place of the one there',
  }),
  edit: Flags.string({
    helpValue: 'FILE',
    exclusive: ['from', 'filename', 'ports', 'apply', 'output', 'folder', 'comments'],
    description: 'change a Service there; what no flag says stays',
  }),
  apply: Flags.boolean({ description: 'apply it to the cluster, server-side' }),
  folder: Flags.string({
    ...group,
    helpValue: 'FOLDER',
    exclusive: ['into', 'edit', 'apply', 'diff'],
    description: 'with -o kustomize: write the files there; a kustomization that is there is added to',
  }),
  diff: Flags.boolean({
    ...group,
    description: 'show what would change in the file, or in the cluster; exit code 1 when something does',
  }),
  comments: Flags.option({
    ...group,
    options: ['none', 'min', 'teach'] as const,
    helpValue: 'LEVEL',
    default: 'none' as const,
    description: 'min: on what surprises; teach: on every field',
  })(),
  'kubernetes-version': Flags.option({
    ...group,
    options: kubernetesVersions,
    helpValue: 'VERSION',
    description: 'whose API server is to accept it: 1.33 to 1.36; the newest one without',
  })(),
  'dry-run': Flags.option({
    ...cluster,
    options: ['none', 'client', 'server'] as const,
    helpValue: 'WHERE',
    description: 'server: let the API server check it and change nothing; client: print it',
  })(),
  'force-conflicts': Flags.boolean({
    ...cluster,
    dependsOn: ['apply'],
    description: 'take over fields that others manage',
  }),
}
