import { Command, Flags, type Config, type Interfaces } from '@oclif/core'
import { exitCodes, Interrupted } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import { withoutCredentials } from '../../text/credentials.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../../report/wrap.ts'
import type { Screen } from '../../report/options.ts'
import { paletteFor } from '../../report/palette.ts'
import { colorLevel, columnsOf, type ColorChoice } from './terminal.ts'
import { factsOf } from './command-facts.ts'
import { describeFailure } from './failure.ts'
import type { Io } from './io.ts'

/** Where words go, for functions that print as they go. */
export interface Output {
  print(text: string): void
  say(text: string): void
  remark(text: string): void
}

type Values = Readonly<Record<string, unknown>>

/** What a command may know of the command line that it belongs to. */
export interface Commands {
  readonly version: string
  /** The address of the sources, where it is known. */
  readonly repository: string | undefined
  /** For oclif. */
  readonly config: Config
  readonly loadAll: () => Promise<readonly CommandClass[]>
}

export type CommandClass = Pick<typeof SvcCommand, keyof typeof SvcCommand> &
  (new (argv: string[], commands: Commands, io: Io) => SvcCommand)

/** What all commands share: one colour decision, one way out for text, one way to fail. */
export abstract class SvcCommand extends Command {
  static override baseFlags = {
    color: Flags.option({
      options: ['auto', 'always', 'never'] as const,
      default: 'auto' as const,
      helpGroup: 'GLOBAL',
      description: 'when to colour the output',
      helpValue: 'WHEN',
    })(),
  }

  protected readonly commands: Commands
  protected readonly io: Io
  protected exitCode: number = exitCodes.fine

  constructor(argv: string[], commands: Commands, io: Io) {
    super(argv, commands.config)
    this.commands = commands
    this.io = io
  }

  /** Runs it. Out: the exit code; what fails has been said. */
  async execute(): Promise<number> {
    await this._run()
    return this.exitCode
  }

  /** The flags carry the surroundings along, to those who read files and clusters as the flags say. */
  protected override async parse<F extends Values, B extends Values, A extends Values>(
    input: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A> & { flags: { io: Io } }> {
    // standard input is for manifests: oclif would take it for an argument that is left out
    const args = Object.fromEntries(
      Object.entries(input.args ?? {}).map(([name, arg]) => [name, { ...arg, ignoreStdin: true }]),
    )
    // what a class inherits is not in its copy
    const { baseFlags } = input
    const output = await super.parse<F, B, A>({ ...input, ...defined({ baseFlags }), args }, argv)
    return { ...output, flags: { ...output.flags, io: this.io } }
  }

  /** The one place that looks at terminal and environment for how to print. */
  protected async screen(choice: ColorChoice): Promise<Screen> {
    const { env, stdout } = this.io
    const level = colorLevel(choice, { env, isTTY: stdout.isTTY === true })
    const cuts = stdout.isTTY === true ? defined({ tableWidth: stdout.columns }) : {}
    return { palette: await paletteFor(level), width: columnsOf(stdout.columns, env), ...cuts }
  }

  /** Results go to stdout… */
  protected print(text: string): void {
    this.io.stdout.write(text)
  }

  /** The same for what is said of objects: user and password of a URL are no part of it. */
  protected report(text: string): void {
    this.print(withoutCredentials(text))
  }

  /** …everything else that is said goes to stderr, where no name of a file or of an object controls a terminal or a CI. */
  protected say(text: string): void {
    this.io.stderr.write(text.split('\n').map(printable).join('\n'))
  }

  /** A remark, broken between words where a person reads it at a terminal. */
  protected remark(text: string): void {
    const { columns, isTTY } = this.io.stderr
    this.say(`${isTTY ? wrap(text, columnsOf(columns, this.io.env) - 2, 2) : text}\n`)
  }

  protected get output(): Output {
    return {
      print: (text) => this.print(text),
      say: (text) => this.say(text),
      remark: (text) => this.remark(text),
    }
  }

  protected override async catch(error: Interfaces.CommandError): Promise<void> {
    // oclif would warn that nothing was parsed, which is what failed
    this.parsed = true
    if (error instanceof Interrupted) {
      this.exitCode = exitCodes.interrupted
      return
    }
    const failure = describeFailure(error, {
      argv: this.argv,
      command: factsOf(this.ctor),
      debug: Boolean(this.io.env['SVC_DEBUG']),
    })
    // commands to a CI among it, and safe as it is
    this.io.stderr.write(failure.text)
    this.exitCode = failure.exitCode
  }
}
