import { fileURLToPath } from 'node:url'
import { Config, flush, run } from '@oclif/core'
import { describeFailure } from './failure.ts'

/** Hands the arguments to oclif; what fails before a command runs (an unknown one) is said as commands say it. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  const config = await Config.load(fileURLToPath(new URL('../../../package.json', import.meta.url)))
  try {
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

/** `svc`, `svc help lint`, `svc lint -h` and `svc version`, as people type them. */
function asOclifWantsIt([first, ...rest]: readonly string[]): string[] {
  if (first === undefined || first === '-h') return ['--help']
  if (first === 'help') return [...rest, '--help']
  if (first === 'version') return ['--version']
  return [first, ...rest.map((word) => (word === '-h' ? '--help' : word))]
}
