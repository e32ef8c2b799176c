import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { servicesReporters } from '../report/inspect/services.ts'
import { listServices } from './ls/list.ts'
import { healthAnswer } from './shared/answer.ts'
import { SvcCommand } from './shared/command.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { outputOption, sortBy } from './shared/output-option.ts'
import { pathsOrNames } from './shared/words.ts'
import { shownAs, shownBy } from './shared/shown-as.ts'
import { splitOutputs } from './shared/split-outputs.ts'
import { worldFlags } from './shared/world-flags.ts'

// few runs stay
const watching = () => import('./ls/watch.ts')

export default class Ls extends SvcCommand {
  static override summary = 'list Services with their health, one per line'
  static override strict = false
  static override usage = 'ls [PATH...] [NAME...] [FLAGS]'
  static override examples = ['svc ls -A', 'svc ls -n shop', 'svc ls deploy/', 'svc ls -o wide', 'svc ls -w']
  static override args = {
    path: Args.string({ description: 'files or folders to read instead of the cluster, as with -f' }),
    name: Args.string({ description: 'Services to list (default: all)' }),
  }
  static override flags = {
    output: Flags.option({ ...outputOption, options: formatsOf.ls, default: formatsOf.ls[0] })(),
    'sort-by': sortBy,
    selector: Flags.string({
      char: 'l',
      helpValue: 'SELECTOR',
      description: 'list only Services with these labels, as in app=web,tier!=test',
    }),
    watch: Flags.boolean({
      char: 'w',
      exclusive: ['filename', 'sort-by'],
      description: 'print rows again as they change, until Ctrl-C',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(this.argv)
    const { argv, flags } = await this.parse(Ls, words)
    const asked = pathsOrNames(argv as string[])
    const screen = await this.screen(flags.color)
    if (flags.watch) return (await watching()).watchServices(asked, flags, { screen, output: this.output })
    const { items: services, world } = await listServices(asked, flags)
    if (services.length === 0) this.remark(`no Service matches -l ${flags.selector}`)
    this.report(
      await shownAs(shownBy(flags, files), {
        items: services,
        rows: 'services',
        print: (format, items) => servicesReporters[format](items, world, screen),
      }),
    )
    this.exitCode = readingExitCode(world, healthAnswer(services))
  }
}
