import { commandHelp, rootHelp, shortHelp } from '../../report/help/command-help.ts'
import { factsOf } from './command-facts.ts'
import type { CommandLine } from './command-line.ts'

/** A command with more groups of flags than this has more of them than a screen: `-h` shows the common ones. */
const manyGroups = 4

/** The help of the command `id`, or of the tool itself, in so many columns. */
export async function helpText(
  commandLine: CommandLine,
  width: number,
  { id, isShort }: { readonly id: string | undefined; readonly isShort: boolean },
): Promise<string> {
  const command = id === undefined ? undefined : await commandLine.load(id)
  if (command === undefined) {
    const commands = (await commandLine.loadAll()).filter(({ hidden }) => !hidden).map(factsOf)
    const { description, version } = commandLine
    return rootHelp({ summary: description, version, commands }, width)
  }
  const facts = factsOf(command)
  const groups = new Set(facts.flags.map(({ helpGroup }) => helpGroup))
  return (isShort && groups.size > manyGroups ? shortHelp : commandHelp)(facts, width)
}
