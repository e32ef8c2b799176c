import { Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { refuseOverInputs, writeFiles } from '../sources/files/write-files.ts'
import { appliedIn, reportsIn, surveyOf, writeReports } from './report/survey.ts'
import { SvcCommand } from './shared/command.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { lintedKinds } from './shared/kinds.ts'
import { withOneLogin } from './shared/one-login.ts'
import { outputOption } from './shared/output-option.ts'
import { splitOutputs } from './shared/split-outputs.ts'
import { worldFlags } from './shared/world-flags.ts'

export default class ReportCommand extends SvcCommand {
  static override id = 'report'
  static override summary = 'write what lint finds in a whole cluster as reports, for a CronJob'
  static override description =
    'Reads all namespaces, or the one of -n, and writes a Report of openreports.io for each, and a ClusterReport; or metrics for Prometheus. The exit code says whether the cluster could be read, not whether something was found. deploy/ of the repository runs it in a cluster.'
  static override usage = 'report [PATH...] [FLAGS]'
  static override strict = false
  static override examples = [
    'svc report | kubectl apply --server-side -f -',
    'svc report --apply',
    'svc report -o prometheus=/var/lib/node-exporter/svc.prom',
  ]
  static override flags = {
    output: Flags.option({
      ...outputOption,
      options: formatsOf.report,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FORMAT[=FILE]',
      description: 'output format (default: openreports, or none with --apply); more than one, with files',
    })(),
    apply: Flags.boolean({
      exclusive: ['filename'],
      description: 'write the reports to the cluster, by server-side apply',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(this.argv)
    const { argv, flags } = await this.parse(ReportCommand, words)
    await withOneLogin(flags, async (own) => {
      const survey = await surveyOf(argv as string[], own, new Date())
      const reports = reportsIn(survey)
      const formats = flags.output ?? (flags.apply ? [] : [formatsOf.report[0]])
      const written = writeReports(survey, reports, { formats, files })
      refuseOverInputs(
        written.files.map(({ file }) => file),
        survey.world.resources,
      )
      this.report(written.text)
      writeFiles(written.files)
      if (flags.apply) this.remark(await appliedIn(own, reports))
      this.exitCode = readingExitCode(survey.world, { shows: lintedKinds, isOpen: true })
    })
  }
}
