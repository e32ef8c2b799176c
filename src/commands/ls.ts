import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { servicesReporters } from '../report/inspect/services.ts'
import { healthAnswer } from './shared/answer.ts'
import { SvcCommand } from './shared/command.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { outputOption, sortBy } from './shared/output-option.ts'
import { findServices } from './shared/find-services.ts'
import { endpointKinds } from './shared/kinds.ts'
import { listedService } from './shared/listed-service.ts'
import { inputsOf, pathsOrNames } from './shared/words.ts'
import { readWorld } from './shared/read-world.ts'
import { shownAs, shownBy } from './shared/shown-as.ts'
import { splitOutputs } from './shared/split-outputs.ts'
import { selectResources } from './shared/select-resources.ts'
import { worldFlags } from './shared/world-flags.ts'

export default class Ls extends SvcCommand {
  static override summary = 'list Services with their health, one per line'
  static override strict = false
  static override usage = 'ls [PATH...] [NAME...] [FLAGS]'
  static override examples = ['svc ls -A', 'svc ls -n shop', 'svc ls deploy/', 'svc ls -o wide']
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
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(this.argv)
    const { argv, flags } = await this.parse(Ls, words)
    const { names, paths } = pathsOrNames(argv as string[])
    const only = selectResources(flags.selector)
    const read = await readWorld(paths, flags, endpointKinds)
    const services = findServices(names, read, inputsOf(paths, flags))
      .filter(only)
      .map((service) => listedService(read.world, service))
    if (services.length === 0) this.remark(`no Service matches -l ${flags.selector}`)
    const screen = await this.screen(flags.color)
    this.report(
      await shownAs(shownBy(flags, files), {
        items: services,
        rows: 'services',
        print: (format, items) => servicesReporters[format](items, read.world, screen),
      }),
    )
    this.exitCode = readingExitCode(read.world, healthAnswer(services))
  }
}
