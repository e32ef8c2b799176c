import { Args } from '@oclif/core'
import { endpointsReporters } from '../report/inspect/endpoints.ts'
import { endpointsShown } from './endpoints/shown.ts'
import { endpointsAnswer } from './shared/answer.ts'
import { SvcCommand } from './shared/command.ts'
import { endpointsFlags } from './shared/endpoints-flags.ts'
import { probedExitCode, readingExitCode } from './shared/exit-code.ts'
import { withProbeMode } from './shared/probe.ts'
import { shownAs, shownBy } from './shared/shown-as.ts'
import { splitOutputs } from './shared/split-outputs.ts'
import { splitWords, withPaths } from './shared/words.ts'

// a library that only this format needs
const slices = () => import('./shared/slices-yaml.ts')

export default class Endpoints extends SvcCommand {
  static override summary = 'show which pods a Service selects, which it does not, and why'
  static override description =
    'One row for each pod that the selector matches, then the predicted EndpointSlices next to the actual ones.'
  static override examples = [
    'svc endpoints chat-api',
    'svc endpoints -n shop',
    'svc endpoints chat-api deploy/',
    'svc endpoints deploy/ -o yaml',
    'svc endpoints chat-api --from frontend-7d4f --via cluster-ip',
    'svc endpoints chat-api --from external --via node-port',
    'svc endpoints chat-api --matrix',
    'svc endpoints chat-api --probe',
  ]
  static override strict = false
  static override usage = 'endpoints [SERVICE...] [PATH...] [FLAGS]'
  static override args = {
    service: Args.string({ description: 'NAME or NAMESPACE/NAME (default: all Services)' }),
    path: Args.string({ description: 'files or folders to read instead of the cluster, as with -f' }),
  }
  static override flags = endpointsFlags

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(withProbeMode(this.argv))
    const { argv, flags: given } = await this.parse(Endpoints, words)
    const { names, paths } = splitWords(argv as string[])
    const flags = withPaths(given, paths)
    const { world, shown } = await endpointsShown(names, flags)
    const read = readingExitCode(world, endpointsAnswer(world, shown.services))
    this.exitCode = probedExitCode(read, shown.services)
    const screen = await this.screen(flags.color)
    this.report(
      await shownAs(shownBy(flags, files), {
        items: shown.services,
        rows: 'services',
        print: async (format, items) =>
          format === 'yaml'
            ? (await slices()).slicesYaml(items)
            : endpointsReporters[format]({ ...shown, services: items }, world, screen),
      }),
    )
  }
}
