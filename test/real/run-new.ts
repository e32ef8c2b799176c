import { commands } from '../../src/commands/index.ts'
import New from '../../src/commands/new.ts'
import { CommandLine } from '../../src/commands/shared/command-line.ts'
import { SvcError } from '../../src/errors.ts'
import { packageFacts } from '../../src/package.ts'

/** What one command line came to: text on stdout, or a refusal (sentence and hint); `said` is stderr, word for word. */
export type Outcome = { readonly said: string; readonly exitCode: number } & (
  | { readonly printed: string; readonly refused?: never }
  | { readonly printed?: never; readonly refused: string }
)

const commandLine = new CommandLine(commands, packageFacts)

/** `svc new` as it is, but for where its words go. */
class Probe extends New {
  printed = ''
  failure: unknown

  protected override print(text: string): void {
    this.printed += text
  }

  protected override async catch(error: Parameters<New['catch']>[0]): Promise<void> {
    this.failure = error
    await super.catch(error)
  }

  async outcome(heard: () => string): Promise<Outcome> {
    const exitCode = await this.execute()
    const { failure, printed } = this
    const said = heard()
    if (failure === undefined) return { printed, said, exitCode }
    if (printed !== '') throw new Error(`it printed and then failed: ${said}`)
    if (failure instanceof SvcError)
      return { refused: `${failure.message}\n${failure.details.hint ?? ''}`, said, exitCode }
    // oclif's own complaints name the flag
    if (failure instanceof Error && 'oclif' in failure) return { refused: failure.message, said, exitCode }
    throw failure
  }
}

/** Runs `svc new` with these words in this process, one run at a time. Throws what is no refusal: a bug. */
export async function runNew(words: readonly string[]): Promise<Outcome> {
  let said = ''
  const { stdin, stdout, env } = process
  const stderr = { write: (text: string) => (said += text) }
  return new Probe([...words], commandLine, { stdin, stdout, stderr, env }).outcome(() => said)
}
