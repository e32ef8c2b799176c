import { Config } from '@oclif/core'
import New from '../../src/commands/new.ts'
import { SvcError } from '../../src/errors.ts'

/** What one command line came to: text on stdout, or a refusal. */
export type Outcome =
  | { readonly printed: string; readonly said: string; readonly exitCode: number; readonly refused?: never }
  | { readonly printed?: never; readonly refused: string }

const config = await Config.load({ root: new URL('../..', import.meta.url).pathname })

/** `svc new` as it is, but for where its words go. */
class Probe extends New {
  printed = ''
  said = ''
  failure: unknown

  protected override print(text: string): void {
    this.printed += text
  }

  protected override say(text: string): void {
    this.said += text
  }

  protected override async catch(error: unknown): Promise<void> {
    this.failure = error
    // oclif would warn that nothing was parsed, which is what failed
    this.parsed = true
    await Promise.resolve()
  }

  async outcome(): Promise<Outcome> {
    const before = process.exitCode
    await this._run()
    const exitCode = Number(process.exitCode ?? 0)
    process.exitCode = before
    const { failure } = this
    if (failure === undefined) return { printed: this.printed, said: this.said, exitCode }
    if (failure instanceof SvcError && failure.code === 'usage')
      return { refused: `${failure.message}\n${failure.details.hint ?? ''}` }
    // oclif's own complaints name the flag
    if (failure instanceof Error && 'oclif' in failure) return { refused: failure.message }
    throw failure
  }
}

/** Runs `svc new` with these words in this process. Throws what is no refusal: a bug. */
export async function runNew(words: readonly string[]): Promise<Outcome> {
  return new Probe([...words], config).outcome()
}
