import type { HelpFacts, HelpFlag } from '../../report/help/command-help.ts'
import { factsOf } from './command-facts.ts'
import type { CommandLine } from './command-line.ts'
import { objectsOf, type Sought } from './complete-objects.ts'
import type { Io } from './io.ts'
import { splitWords } from './words.ts'

/**
 * What a shell offers for the last of the words after `svc`, which may be empty: commands, flags, their values, rules, presets, types,
 * and objects of the files or the cluster that the words before it name. Nothing where a file is meant, which the shell completes
 * itself. Never throws: at a prompt, no answer is better than an error.
 */
export async function complete(
  words: readonly string[],
  commandLine: CommandLine,
  io: Io,
): Promise<string[]> {
  const current = words.at(-1) ?? ''
  const [id, ...typed] = words.slice(0, -1)
  try {
    if (id === undefined) return startingWith(current, [...commandLine.names, 'help'])
    const loaded = await commandLine.load(id)
    if (loaded === undefined) return id === 'help' ? startingWith(current, commandLine.names) : []
    const command = factsOf(loaded)
    const [, name, started] = /^--([a-z-]+)=(.*)$/s.exec(current) ?? []
    if (name !== undefined) {
      const values = await valuesOf(flagNamed(command, `--${name}`), typed, io)
      return startingWith(started ?? '', values).map((value) => `--${name}=${value}`)
    }
    const before = flagBefore(command, typed.at(-1))
    if (before?.helpValue !== undefined || before?.options !== undefined)
      return startingWith(current, await valuesOf(before, typed, io))
    if (current.startsWith('-')) return startingWith(current, flagWords(command))
    return startingWith(current, await argumentsOf(command, typed, io))
  } catch {
    return []
  }
}

/** A shell puts in what is offered as it is: a name that it would read as more than a word is not offered. */
function startingWith(start: string, words: readonly string[]): string[] {
  return [...new Set(words)].filter((word) => word.startsWith(start) && harmless.test(word)).toSorted()
}

const harmless = /^[\w@%+=:,./-]+$/

function flagWords({ flags }: HelpFacts): string[] {
  return flags.flatMap(({ name, char }) => [`--${name}`, ...(char === undefined ? [] : [`-${char}`])])
}

function flagNamed({ flags }: HelpFacts, word: string | undefined): HelpFlag | undefined {
  return flags.find(({ name, char }) => word === `--${name}` || (char !== undefined && word === `-${char}`))
}

/** The flag whose value the next word is: one that may be left out is never the next word. */
function flagBefore(command: HelpFacts, word: string | undefined): HelpFlag | undefined {
  const flag = flagNamed(command, word)
  return flag?.helpValue?.startsWith('[=') === true ? undefined : flag
}

const sought: Readonly<Record<string, Sought>> = {
  context: 'contexts',
  contexts: 'contexts',
  cluster: 'clusters',
  user: 'users',
  namespace: 'namespaces',
  from: 'clients',
}

async function valuesOf(
  flag: HelpFlag | undefined,
  typed: readonly string[],
  io: Io,
): Promise<readonly string[]> {
  if (flag === undefined) return []
  if (flag.options !== undefined) return flag.options
  if (flag.name === 'preset') return presetNames()
  const objects = sought[flag.name]
  return objects === undefined ? [] : objectsOf(objects, typed, io)
}

async function presetNames(): Promise<string[]> {
  const { presets } = await import('../../author/presets/index.ts')
  return presets.map(({ id }) => id)
}

/** What may be typed where no flag is meant. */
async function argumentsOf(
  { id, args }: HelpFacts,
  typed: readonly string[],
  io: Io,
): Promise<readonly string[]> {
  const isFirst = splitWords(typed).names.filter((word) => !word.startsWith('-')).length === 0
  if (id === 'explain' && isFirst) {
    const { rules } = await import('../../rules/index.ts')
    return rules.map((rule) => rule.id)
  }
  if (id === 'presets' && isFirst) return presetNames()
  if (id === 'new' && typed.length === 0) return (await import('../../author/intent.ts')).authoredTypes
  if (['trace', 'who', 'endpoints', 'ls'].includes(id)) return objectsOf('services', typed, io)
  return isFirst ? args.flatMap(({ options = [] }) => options) : []
}
