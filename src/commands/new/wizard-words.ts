import { SvcError } from '../../errors.ts'
import type { Io } from '../shared/io.ts'

/**
 * The words that the wizard makes. In: what was typed after `svc new`, and whether --wizard was. Out: undefined when it
 * was not asked for. Throws SvcError `usage` without a terminal.
 */
export async function wizardWords(
  argv: readonly string[],
  wanted: boolean,
  io: Io,
): Promise<string[] | undefined> {
  // Node opens its standard input when it is first looked at, which is for those who ask
  const isAlone = argv.length === 0 && io.stdin.isTTY && io.stdout.isTTY
  if (!wanted && !isAlone) return undefined
  const { terminalOf } = await import('./ask.ts')
  const terminal = terminalOf(io)
  if (terminal === undefined)
    throw new SvcError('usage', '--wizard asks questions, and there is no terminal to ask at', {
      hint: 'say it all instead: svc new TYPE NAME --port PORT, or --from WORKLOAD',
    })
  const { runWizard } = await import('./wizard.ts')
  return runWizard(terminal)
}
