import { Flags } from '@oclif/core'
import { kubernetesVersions } from '../../kube/core/versions.ts'
import { formatsOf } from '../../report/formats.ts'
import { rules } from '../../rules/index.ts'
import { outputOption } from '../shared/output-option.ts'
import { worldFlags } from '../shared/world-flags.ts'

const severities = ['error', 'warning', 'note'] as const

/** What `svc lint` can be told. */
export const lintFlags = {
  output: Flags.option({
    ...outputOption,
    options: formatsOf.lint,
    default: async () => [formatsOf.lint[0]],
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FORMAT[=FILE]',
    description: 'output format; more than one, with files: -o text -o sarif=svc.sarif',
  })(),
  baseline: Flags.string({
    helpValue: 'FILE',
    description: 'leave out the findings in this file, and say which of them are gone',
  }),
  'write-baseline': Flags.string({
    helpValue: 'FILE',
    exclusive: ['baseline', 'fix', 'fix-dry-run'],
    description: 'write all findings to this file, for --baseline',
  }),
  quiet: Flags.boolean({
    char: 'q',
    exclusive: ['min-severity'],
    description: 'report errors only, like --min-severity error',
  }),
  'min-severity': Flags.option({
    options: severities,
    default: 'note' as const,
    helpValue: 'SEVERITY',
    description: 'lowest severity to report',
  })(),
  'fail-on': Flags.option({
    options: severities,
    default: 'error' as const,
    helpValue: 'SEVERITY',
    description: 'lowest severity that makes the exit code 1',
  })(),
  fix: Flags.boolean({ description: 'automatically fix problems in the files' }),
  diff: Flags.boolean({
    dependsOn: ['fix'],
    description: 'with --fix: print the fixes as a patch, and write nothing',
  }),
  'fix-dry-run': Flags.boolean({ description: 'like --fix --diff' }),
  rule: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    options: rules.map(({ id }) => id),
    helpValue: 'RULE',
    description: 'run only this rule (can be repeated)',
  }),
  before: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PATH|REVISION|live',
    description:
      'compare with older files, a snapshot, a git revision, or "live" for the cluster, and find changes that the API server refuses',
  }),
  'only-new': Flags.boolean({
    dependsOn: ['before'],
    description: 'with --before: report only what the older files did not have',
  }),
  changed: Flags.boolean({
    description:
      'report only what a change answers for: findings in files that git says changed, and new ones in others; since --before REVISION, or the last commit',
  }),
  'update-by': Flags.option({
    options: ['apply', 'replace'] as const,
    default: 'apply' as const,
    helpValue: 'COMMAND',
    description: 'with --before: the kubectl command that applies the files',
  })(),
  helm: Flags.boolean({
    description: 'render the charts among PATH with helm template, and check what comes out',
  }),
  values: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['helm'],
    helpValue: 'FILE',
    description: 'with --helm: values for the charts (can be repeated)',
  }),
  kustomize: Flags.boolean({
    description: 'build the kustomizations among PATH with kubectl kustomize, and check what comes out',
  }),
  'kubernetes-version': Flags.option({
    options: kubernetesVersions,
    helpValue: 'VERSION',
    description: 'validate against this Kubernetes version (default: latest; for a cluster, its own)',
  })(),
  probe: Flags.boolean({
    exclusive: ['filename', 'before', 'fix', 'fix-dry-run'],
    description:
      'connect, with your own rights, to ports of pods in the cluster that nothing vouches for, up to twenty of them',
  }),
  contexts: Flags.string({
    helpGroup: 'CLUSTER',
    helpValue: 'NAMES',
    exclusive: [
      'context',
      'filename',
      'before',
      'fix',
      'fix-dry-run',
      'changed',
      'probe',
      'baseline',
      'write-baseline',
    ],
    description: 'kubeconfig contexts whose clusters are linted, by commas, or all',
  }),
  selector: Flags.string({
    char: 'l',
    helpValue: 'SELECTOR',
    description: 'check only objects with these labels, as in app=web,tier!=test',
  }),
  ...worldFlags,
}
