import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import { joinList } from '../../text/wording.ts'
import { insteadOfFlag, meantFlags } from './synonyms.ts'

/** What an error of use is said with: the command, as it is declared. */
export interface CommandFacts {
  readonly id: string
  readonly usage: string
  readonly flagsByName: Readonly<Record<string, FlagFacts>>
  readonly args: readonly ArgFacts[]
  readonly examples: readonly string[]
}

export interface FlagFacts {
  readonly char?: string | undefined
  readonly helpValue?: string | undefined
  readonly options?: readonly string[] | undefined
}

interface ArgFacts {
  readonly name: string
  readonly description?: string | undefined
  readonly options?: readonly string[] | undefined
}

/** One sentence, and an example of what would be right. */
export interface UsageError {
  readonly message: string
  readonly hint: string
}

/**
 * What oclif's parser complains of, as this tool says it; undefined for any other error.
 * Its classes are told apart by what they carry: `flags`, `args`, and the reason in the text.
 */
export function usageError(error: unknown, command: CommandFacts): UsageError | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined
  const { flags, args } = error as { flags?: unknown; args?: unknown }
  if (Array.isArray(flags) && flags.length > 0) return unknownFlag(String(flags[0]), command)
  if (Array.isArray(args) && args.length > 0)
    return typeof args[0] === 'string' ? unexpectedArgument(args[0], command) : missingArgument(command)
  return wrongValue(error.message, command) ?? wrongTogether(error.message, command)
}

function unknownFlag(written: string, command: CommandFacts): UsageError {
  const [flag = ''] = written.split('=')
  const known = Object.keys(command.flagsByName).map((name) => `--${name}`)
  const found = guesses(flag, flag.startsWith('--') ? known : [], meantFlags(flag, known))
  const [meant] = found
  return {
    message: [`${flag} is not a flag of svc ${command.id}`, didYouMean(found)].filter(Boolean).join('; '),
    hint:
      insteadOfFlag(command.id, flag) ??
      (meant === undefined ? `svc ${command.id} --help lists them` : exampleWith(meant, command)),
  }
}

function unexpectedArgument(word: string, command: CommandFacts): UsageError {
  return { message: `svc ${command.id} does not take "${word}": ${takes(command)}`, hint: example(command) }
}

function missingArgument(command: CommandFacts): UsageError {
  const [arg] = command.args
  const what = arg?.options === undefined ? (arg?.description ?? '') : `one of ${arg.options.join(', ')}`
  return {
    message: `svc ${command.id} needs ${(arg?.name ?? 'an argument').toUpperCase()}: ${what}`,
    hint: example(command),
  }
}

/** oclif: `Expected --output=x to be one of: …`, `Expected x to be one of: …`. */
function wrongValue(text: string, command: CommandFacts): UsageError | undefined {
  const wrong = /^Expected (?:--([a-z-]+)=)?([^\n]*) to be one of: /.exec(text)
  if (wrong === null) return missingValue(text, command)
  const [, name, value = ''] = wrong
  const [arg] = command.args
  const options = (name === undefined ? arg : command.flagsByName[name])?.options ?? []
  const found = guesses(value, options)
  const what = name === undefined ? (arg?.name ?? '').toUpperCase() : `--${name}`
  const list = options.length > mostOptions ? '' : `: it is ${joinList(options, mostOptions)}`
  const meant = found[0] ?? options[0] ?? ''
  const called = name === undefined ? `svc ${command.id}` : `${plainExample(command)} --${name}`
  return {
    message: [`"${value}" is not a value of ${what}${list}`, didYouMean(found)].filter(Boolean).join('; '),
    hint: `for example: ${called} ${meant}`,
  }
}

/** oclif: `Flag --output expects …`. */
function missingValue(text: string, command: CommandFacts): UsageError | undefined {
  const [, flag] = /^Flag --([a-z-]+) expects /.exec(text) ?? []
  if (flag === undefined) return undefined
  const { options, helpValue = 'VALUE' } = command.flagsByName[flag] ?? {}
  const isShort = options !== undefined && options.length <= mostOptions
  const value = isShort ? joinList(options, mostOptions) : helpValue
  return { message: `--${flag} needs a value: ${value}`, hint: exampleWith(`--${flag}`, command) }
}

/** oclif: `--edit=x cannot also be provided when using --into`, `All of the following must be provided when using …`. */
function wrongTogether(text: string, command: CommandFacts): UsageError {
  const hint = `svc ${command.id} --help explains both`
  const [, one, other] =
    /(--[a-z-]+)(?:=[^\n]*?)? cannot also be provided when using (--[a-z-]+)/.exec(text) ?? []
  if (one !== undefined) return { message: `${one} and ${other} cannot be given together`, hint }
  const [, flag, needed] = /must be provided when using (--[a-z-]+): (--[a-z-]+)/.exec(text) ?? []
  if (flag !== undefined) return { message: `${flag} needs ${needed}`, hint: `add ${needed}` }
  const [, twice] = /^Flag (--[a-z-]+) can only be specified once/.exec(text) ?? []
  if (twice !== undefined) return { message: `${twice} is given twice`, hint: 'give it once' }
  return { message: `the arguments of svc ${command.id} do not fit together`, hint: example(command) }
}

// a longer list hides the word that is meant
const mostOptions = 12

function takes({ usage, id, args }: CommandFacts): string {
  return args.length === 0
    ? `it is called as svc ${usage || id}`
    : `its argument is ${args.map(({ name }) => name.toUpperCase()).join(' ')}`
}

function example(command: CommandFacts): string {
  return `for example: ${plainExample(command)}`
}

/** The example that has a flag, or the first one with it. */
function exampleWith(flag: string, command: CommandFacts): string {
  const { char, options, helpValue } = command.flagsByName[flag.replace(/^--/, '')] ?? {}
  const shown = command.examples.find((text) =>
    text.split(/[\s=]/).some((word) => word === flag || (char !== undefined && word === `-${char}`)),
  )
  if (shown !== undefined) return `for example: ${shown}`
  const value = options?.at(-1) ?? helpValue
  return `for example: ${plainExample(command)} ${flag}${value === undefined ? '' : ` ${value}`}`
}

function plainExample({ examples, id }: CommandFacts): string {
  return examples.find((text) => text.startsWith(`svc ${id}`)) ?? `svc ${id} --help`
}
