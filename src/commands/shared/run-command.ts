import { Config, flush, run } from '@oclif/core'
import { defined } from '../../world/defined.ts'
import { describeFailure } from './failure.ts'
import { columnsOf } from './terminal.ts'

/**
 * Hands the arguments to oclif; what fails before a command runs (an unknown one) is said as commands say it.
 * `manifest` is the path of our package.json.
 */
export async function runCommand(argv: readonly string[], manifest: string): Promise<void> {
  const config = await Config.load(manifest)
  try {
    if (await showShortHelp(config, argv)) return
    await run(asOclifWantsIt(argv), config)
  } catch (error) {
    if ((error as { oclif?: { exit?: number } }).oclif?.exit === 0) return
    const failure = describeFailure(error, {
      machine: false,
      known: config.commandIDs,
      debug: Boolean(process.env['SVC_DEBUG']),
    })
    process.stderr.write(failure.text)
    process.exitCode = failure.exitCode
  } finally {
    await flush()
  }
}

/** A command whose flags stand in groups has more of them than a screen: `-h` shows the common ones. */
async function showShortHelp(config: Config, [first = '', ...rest]: readonly string[]): Promise<boolean> {
  const command = rest.includes('-h') ? config.findCommand(first) : undefined
  if (command === undefined) return false
  const flags = Object.values(command.flags).filter(({ name }) => name !== 'color')
  if (new Set(flags.map(({ helpGroup }) => helpGroup)).size < manyGroups) return false
  const { shortHelp } = await import('../../report/help/short-help.ts')
  const { id, summary = '', usage, examples = [] } = command
  const facts = {
    id,
    summary,
    usage: String(usage ?? id),
    args: Object.values(command.args).map(({ name, description }) => ({ name, ...defined({ description }) })),
    flags: flags.map((flag) => {
      const { name, char, helpGroup, description } = flag
      const helpValue = 'helpValue' in flag ? String(flag.helpValue) : undefined
      return { name, ...defined({ char, helpGroup, description, helpValue }) }
    }),
    examples: examples.map(String),
  }
  process.stdout.write(shortHelp(facts, columnsOf(process.stdout.columns, process.env)))
  return true
}

const manyGroups = 4

/** `svc`, `svc help lint`, `svc lint -h` and `svc version`, as people type them. */
function asOclifWantsIt([first, ...rest]: readonly string[]): string[] {
  if (first === undefined || first === '-h') return ['--help']
  if (first === 'help') return [...rest, '--help']
  if (first === 'version') return ['--version']
  return [first, ...rest.map((word) => (word === '-h' ? '--help' : word))]
}
