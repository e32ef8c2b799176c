import { Command, Flags, type Interfaces } from '@oclif/core'
import { exitCodes, Interrupted } from '../../errors.ts'
import { wrap } from '../../report/wrap.ts'
import type { Screen } from '../../report/options.ts'
import { paletteFor } from '../../report/palette.ts'
import { colorLevel, columnsOf, type ColorChoice } from './terminal.ts'
import { describeFailure } from './failure.ts'

const machineFormats = new Set(['json', 'sarif', 'github', 'yaml', 'name', 'helm', 'kustomize'])

/** What all commands share: one colour decision, one way out for text, one way to fail. */
export abstract class SvcCommand extends Command {
  static override baseFlags = {
    color: Flags.option({
      options: ['auto', 'always', 'never'] as const,
      default: 'auto' as const,
      helpGroup: 'GLOBAL',
      description: 'colour the output; NO_COLOR and FORCE_COLOR count too',
      helpValue: 'WHEN',
    })(),
  }

  /** The one place that looks at terminal and environment for how to print. */
  protected async screen(choice: ColorChoice): Promise<Screen> {
    const { env, stdout } = process
    const level = colorLevel(choice, { env, isTTY: stdout.isTTY === true })
    return { palette: await paletteFor(level), width: columnsOf(stdout.columns, env) }
  }

  /** Results go to stdout… */
  protected print(text: string): void {
    process.stdout.write(text)
  }

  /** …everything else that is said goes to stderr. */
  protected say(text: string): void {
    process.stderr.write(text)
  }

  /** A remark, broken between words where a person reads it at a terminal. */
  protected remark(text: string): void {
    const { columns, isTTY } = process.stderr
    this.say(`${isTTY ? wrap(text, columnsOf(columns, process.env), 2) : text}\n`)
  }

  protected override async catch(error: Interfaces.CommandError): Promise<void> {
    // --help and --version leave by this entryPoint
    if ('oclif' in error && (error as { oclif?: { exit?: number } }).oclif?.exit === 0) throw error
    if (error instanceof Interrupted) {
      process.exitCode = exitCodes.interrupted
      return
    }
    const flags = Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags }).map((name) => `--${name}`)
    const failure = describeFailure(error, {
      machine: this.wantsMachineFormat(),
      known: flags,
      debug: Boolean(process.env['SVC_DEBUG']),
    })
    this.say(failure.text)
    process.exitCode = failure.exitCode
  }

  private wantsMachineFormat(): boolean {
    return this.argv.some((word, index) => {
      const value =
        /^(?:--output=|-o=?)(.+)$/.exec(word)?.[1] ??
        (word === '-o' || word === '--output' ? this.argv[index + 1] : undefined)
      return value !== undefined && machineFormats.has(value)
    })
  }
}
