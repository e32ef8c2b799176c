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
    description: 'ask for everything interactively',
  }),
  'help-me-choose': Flags.boolean({ description: 'choose a type interactively' }),
  output: Flags.option({
    char: 'o',
    options: formatsOf.new,
    helpValue: 'FORMAT',
    description: 'output format, by default YAML',
  })(),
  into: Flags.string({
    helpValue: 'FILE',
    exclusive: ['edit', 'apply', 'output'],
    description: 'write to FILE, updating a Service that is there',
  }),
  edit: Flags.string({
    helpValue: 'FILE',
    exclusive: ['from', 'filename', 'ports', 'apply', 'output', 'folder', 'comments'],
    description: 'edit the Service in FILE',
  }),
  apply: Flags.boolean({ description: 'apply to the cluster, server-side' }),
  folder: Flags.string({
    ...group,
    helpValue: 'FOLDER',
    exclusive: ['into', 'edit', 'apply', 'diff'],
    description: 'with -o kustomize: write the files to FOLDER, extending its kustomization',
  }),
  diff: Flags.boolean({
    ...group,
    description: 'print what would change in the file or the cluster; exit code 1 if anything would',
  }),
  comments: Flags.option({
    ...group,
    options: ['none', 'min', 'teach'] as const,
    helpValue: 'LEVEL',
    default: 'none' as const,
    description: 'comments in the manifest: none, min for what may surprise, teach for every field',
  })(),
  'kubernetes-version': Flags.option({
    ...group,
    options: kubernetesVersions,
    helpValue: 'VERSION',
    description: 'validate against this Kubernetes version (default: latest)',
  })(),
  'dry-run': Flags.option({
    ...cluster,
    options: ['none', 'client', 'server'] as const,
    helpValue: 'WHERE',
    description: 'none, server to let the API server validate without changing anything, or client to print',
  })(),
  'force-conflicts': Flags.boolean({
    ...cluster,
    dependsOn: ['apply'],
    description: 'take over fields owned by other field managers',
  }),
}
