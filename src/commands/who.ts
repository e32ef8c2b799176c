import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { dependents } from '../diagnose/dependents.ts'
import { notLookedAt } from '../diagnose/not-looked-at.ts'
import { dependentsReporters } from '../report/inspect/dependents.ts'
import { dependentsAnswer } from './shared/answer.ts'
import { SvcCommand } from './shared/command.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { outputOption, sortBy } from './shared/output-option.ts'
import { findService, readServiceName } from './shared/find-services.ts'
import { referringKinds } from './shared/kinds.ts'
import { shownAs, shownBy } from './shared/shown-as.ts'
import { splitOutputs } from './shared/split-outputs.ts'
import { oneNameThenPaths, withPaths } from './shared/words.ts'
import { readWorldEverywhere } from './shared/read-world.ts'
import { worldFlags } from './shared/world-flags.ts'

const { 'all-namespaces': _everywhere, ...flagsOfOne } = worldFlags

const whoWords = { command: 'who', what: 'SERVICE', example: 'svc who shop/chat-api' }

export default class Who extends SvcCommand {
  static override summary = 'list what refers to a Service, and whether each reference works'
  static override description =
    'Looks in all namespaces at Ingresses, routes, webhooks, APIServices, StatefulSets, monitors, Istio hosts, and at names in environment variables, arguments, ConfigMaps and annotations.'
  static override examples = ['svc who chat-api', 'svc who shop/chat-api', 'svc who chat-api deploy/ -o json']
  static override strict = false
  static override usage = 'who SERVICE [PATH...] [FLAGS]'
  static override args = {
    service: Args.string({ description: 'NAME or NAMESPACE/NAME' }),
    path: Args.string({ description: 'files or folders to read instead of the cluster, as with -f' }),
  }
  static override flags = {
    output: Flags.option({ ...outputOption, options: formatsOf.who, default: formatsOf.who[0] })(),
    'sort-by': sortBy,
    ...flagsOfOne,
  }

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(this.argv)
    const { argv, flags: given } = await this.parse(Who, words)
    const { name, paths } = oneNameThenPaths(argv as string[], whoWords)
    const flags = withPaths(given, paths)
    const home = (own: string) => readServiceName(name).namespace ?? own
    const read = await readWorldEverywhere({ ...flags, 'all-namespaces': false }, referringKinds, home)
    const service = findService(name, read)
    const { world } = read
    const items = dependents(world, service)
    const found = { service, notLookedAt: notLookedAt(world, service), gaps: world }
    const screen = await this.screen(flags.color)
    this.report(
      await shownAs(shownBy(flags, files), {
        items,
        rows: 'dependents',
        print: (format, list) => dependentsReporters[format]({ ...found, dependents: list }, screen),
      }),
    )
    this.exitCode = readingExitCode(world, dependentsAnswer(items))
  }
}
