import { withMinSeverity } from '../lint/min-severity.ts'
import { rules } from '../rules/index.ts'
import { defined } from '../world/defined.ts'
import { settingsOf, withConfig } from './lint/configured.ts'
import { baselineSaved, fixed, narrowed, remarksOn } from './lint/asked.ts'
import { lookAt } from './lint/look.ts'
import { writeOutputs } from './lint/outputs.ts'
import { lintFlags } from './lint/flags.ts'
import { SvcCommand } from './shared/command.ts'
import { lintExitCode } from './shared/exit-code.ts'
import { noService } from './shared/no-service.ts'
import { configOf } from './shared/read-config.ts'
import { splitOutputs } from './shared/split-outputs.ts'
import { inputsOf } from './shared/words.ts'

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
    'svc lint -n shop --probe',
  ]
  static override flags = lintFlags

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(this.argv)
    const { argv, flags: given, metadata } = await this.parse(Lint, words)
    const paths = argv as string[]
    const config = await configOf(given)
    const flags = withConfig(given, config, (flag) => metadata.flags[flag]?.setFromDefault !== true)
    const look = lookAt(paths, flags, await settingsOf(config))
    const shows = flags.diff || flags['fix-dry-run']
    const inputs = inputsOf(paths, flags)
    const looked =
      flags.fix || shows ? await fixed(look, { paths: inputs, shows }, this.output) : await look(new Map())
    const { read, result, isChecked } = looked
    if (flags['write-baseline'] !== undefined)
      return this.say(await baselineSaved(flags['write-baseline'], result))
    const rest = await narrowed(looked, flags, inputs)
    this.exitCode = lintExitCode(rest, flags['fail-on'], isChecked)
    for (const text of await remarksOn(looked)) this.remark(text)
    if (shows) return
    const nothing = isChecked || result.findings.length > 0 ? undefined : noService(read, inputs)
    const outputs = { formats: flags.output, files }
    if (nothing !== undefined && !outputs.formats.includes('text'))
      this.say(`${nothing.message}: ${nothing.hint}\n`)
    const shown = withMinSeverity(rest, flags.quiet ? 'error' : flags['min-severity'])
    const { version, repository } = this.commands
    const options = { ...(await this.screen(flags.color)), textOf: read.textOf, version, rules }
    this.print(writeOutputs(shown, outputs, { ...options, ...defined({ nothing, repository }) }))
  }
}
