import { rules } from '../rules/index.ts'
import { defined } from '../world/defined.ts'
import { write } from './lint/asked.ts'
import { settingsOf, withConfig } from './lint/configured.ts'
import { lintFlags } from './lint/flags.ts'
import { lintWorld } from './lint/lint-world.ts'
import { SvcCommand } from './shared/command.ts'
import { configOf } from './shared/read-config.ts'
import { splitOutputs } from './shared/split-outputs.ts'

// few runs look at more than one cluster
const contexts = () => import('./lint/contexts.ts')

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
    'svc lint -A --contexts staging,prod',
  ]
  static override flags = lintFlags

  async run(): Promise<void> {
    const { argv: words, files } = splitOutputs(this.argv)
    const { argv, flags: given, metadata } = await this.parse(Lint, words)
    const config = await configOf(given)
    const flags = withConfig(given, config, (flag) => metadata.flags[flag]?.setFromDefault !== true)
    const asked = { paths: argv as string[], flags, settings: await settingsOf(config) }
    const { version, repository } = this.commands
    const options = { ...(await this.screen(flags.color)), version, rules, ...defined({ repository }) }
    const printed = { outputs: { formats: flags.output, files }, options }
    const {
      text,
      files: written,
      exitCode,
    } = flags.contexts === undefined
      ? await lintWorld(asked, printed, this.output)
      : await (await contexts()).lintContexts({ ...asked, names: flags.contexts }, printed)
    this.print(text)
    this.exitCode = exitCode
    await write(written)
  }
}
