import { Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { SvcError } from '../errors.ts'
import { kubernetesVersions } from '../kube/core/versions.ts'
import type { Finding } from '../lint/finding.ts'
import type { FilePlan } from '../lint/fix/plan.ts'
import { isChecked, lint } from '../lint/lint.ts'
import { lintReporters } from '../report/lint/index.ts'
import { rules } from '../rules/index.ts'
import { stdinLabel } from '../sources/files/files.ts'
import { lintExitCode } from './shared/exit-code.ts'
import { lintedKinds } from './shared/kinds.ts'
import { fixFiles } from './shared/fix-files.ts'
import { readWorldWithBefore } from './shared/read-before.ts'
import type { WorldRead } from './shared/read-world.ts'
import { selectResources } from './shared/select-resources.ts'
import { SvcCommand } from './shared/command.ts'
import { outputOption } from './shared/output-option.ts'
import { worldFlags } from './shared/world-flags.ts'

// each round fixes at least one finding for good, or it is the last
const mostRounds = 10

export default class Lint extends SvcCommand {
  static override summary = 'find problems in Services and in everything that refers to them'
  static override description =
    'Reads files, folders, glob patterns, or - for standard input; without any PATH, the cluster of the current context.'
  static override usage = 'lint [PATH...] [FLAGS]'
  static override strict = false
  static override examples = [
    'svc lint deploy/',
    'helm template chat ./chart | svc lint -',
    'svc lint deploy/ --fix',
    'svc lint deploy/ --before live',
    'svc lint -n shop',
    'svc lint -A -o json',
  ]
  static override flags = {
    output: Flags.option({
      ...outputOption,
      options: formatsOf.lint,
      default: formatsOf.lint[0],
    })(),
    fix: Flags.boolean({ description: 'automatically fix problems in the files' }),
    'fail-on': Flags.option({
      options: ['error', 'warning', 'note'] as const,
      default: 'error' as const,
      description: 'lowest severity that makes the exit code 1',
    })(),
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
      helpValue: 'PATH|live',
      description:
        'compare with older files, a snapshot, or "live" for the cluster, and find changes that the API server refuses',
    }),
    'update-by': Flags.option({
      options: ['apply', 'replace'] as const,
      default: 'apply' as const,
      description: 'with --before: the kubectl command that applies the files',
    })(),
    'kubernetes-version': Flags.option({
      options: kubernetesVersions,
      helpValue: 'VERSION',
      description: 'validate against this Kubernetes version (default: latest; for a cluster, its own)',
    })(),
    selector: Flags.string({
      char: 'l',
      helpValue: 'SELECTOR',
      description: 'check only objects with these labels, as in app=web,tier!=test',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Lint)
    const paths = argv as string[]
    const chosen = flags.rule === undefined ? rules : rules.filter(({ id }) => flags.rule?.includes(id))
    const only = selectResources(flags.selector)
    const check = (read: WorldRead) => lint(read.world, chosen, { only, known: rules.map(({ id }) => id) })
    let read = await readWorldWithBefore(paths, flags, lintedKinds)
    let result = check(read)
    if (flags.fix) {
      if (read.context !== undefined || [...paths, ...(flags.filename ?? [])].includes('-')) {
        throw new SvcError('usage', '--fix edits files; there are none here', {
          hint: `name files or folders; ${stdinLabel} and a cluster are only read`,
        })
      }
      // a fix can uncover what the next one is for
      for (let round = 0; round < mostRounds; round++) {
        const { written, failures } = fixFiles(result.findings, read.textOf)
        this.sayFixed(written)
        const [failure] = failures
        if (failure !== undefined) throw failure
        if (written.length === 0) break
        read = await readWorldWithBefore(paths, flags, lintedKinds)
        result = check(read)
      }
    }
    const options = {
      ...(await this.screen(flags.color)),
      textOf: read.textOf,
      version: this.config.version,
      rules,
    }
    this.print(lintReporters[flags.output](result, options))
    this.exitCode = lintExitCode(
      result,
      flags['fail-on'],
      read.world.resources.some((resource) => only(resource) && isChecked(chosen, resource)),
    )
  }

  private sayFixed(written: readonly FilePlan<Finding>[]): void {
    for (const { file, mended } of written)
      for (const { fix, rule } of mended) this.say(`fixed ${file}: ${fix?.title ?? ''} [${rule}]\n`)
  }
}
