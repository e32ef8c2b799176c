import type { Command } from '@oclif/core'
import type { HelpFacts, HelpFlag } from '../../report/help/command-help.ts'
import { defined } from '../../world/defined.ts'
import type { CommandFacts } from './usage-error.ts'

/** A command as oclif knows it, loaded or from the manifest. */
type Declared = Pick<Command.Loadable, 'id' | 'flags' | 'args'> & {
  readonly summary?: string | undefined
  readonly description?: string | undefined
  readonly usage?: string | string[] | undefined
  readonly examples?: readonly unknown[] | undefined
  readonly baseFlags?: Command.Loadable['flags'] | undefined
}

/** What help, completion and errors of use say a command with. */
export function factsOf(command: Declared): HelpFacts & CommandFacts {
  const { id, summary = '', description, usage, examples = [], args } = command
  const all = { ...command.flags, ...command.baseFlags }
  const flags = Object.entries(all).map(([name, flag]) => ({ ...flagFacts(flag), name }))
  return {
    id,
    summary,
    ...defined({ description }),
    usage: typeof usage === 'string' ? usage : usageOf(id, args),
    args: Object.entries(args).map(([name, { description, options }]) => ({
      name,
      ...defined({ description, options }),
    })),
    flags,
    flagsByName: Object.fromEntries(flags.map((flag) => [flag.name, flag])),
    examples: examples.map(String),
  }
}

function flagFacts(flag: Command.Loadable['flags'][string]): Omit<HelpFlag, 'name'> {
  const { char, description, helpGroup } = flag
  const common = defined({ char, description, helpGroup })
  if (flag.type !== 'option') return common
  const { options, helpValue, multiple, default: preset } = flag
  return {
    ...common,
    ...defined({
      options,
      multiple,
      helpValue: typeof helpValue === 'string' ? helpValue : undefined,
      default: typeof preset === 'string' ? preset : undefined,
    }),
  }
}

function usageOf(id: string, args: Declared['args']): string {
  const words = Object.entries(args).map(([name, { required }]) =>
    required === true ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  )
  return [id, ...words, '[FLAGS]'].join(' ')
}
