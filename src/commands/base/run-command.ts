import { fileURLToPath } from 'node:url'
import { Config, flush, run } from '@oclif/core'
import { describeFailure } from './failure.ts'

/** Hands the arguments to oclif; what fails before a command runs (an unknown one) is said as commands say it. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  const config = await Config.load(fileURLToPath(new URL('../../../package.json', import.meta.url)))
  try {
    await run(argv.length === 0 ? ['--help'] : [...argv], config)
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
