import { commandHelp, rootHelp, shortHelp } from '../../report/help/command-help.ts'
import { factsOf } from './command-facts.ts'
import type { CommandLine } from './command-line.ts'

/** A command with more groups of flags than this has more of them than a screen: `-h` shows the common ones. */
const manyGroups = 4

/** The help of the command `id`, or of the tool itself, in so many columns. */
export async function helpText(
  config: CommandLine,
  width: number,
  { id, isShort }: { readonly id: string | undefined; readonly isShort: boolean },
): Promise<string> {
  const described = await config.describe(id === undefined ? config.commandIDs : [id])
  const [command, ...others] = described.filter(({ hidden }) => !hidden).map(factsOf)
  if (command === undefined || others.length > 0) {
    const commands = command === undefined ? [] : [command, ...others]
    return rootHelp({ summary: config.pjson.description ?? '', version: config.version, commands }, width)
  }
  const groups = new Set(command.flags.map(({ helpGroup }) => helpGroup))
  return (isShort && groups.size > manyGroups ? shortHelp : commandHelp)(command, width)
}
