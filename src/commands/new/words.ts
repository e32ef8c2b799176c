import { SvcError } from '../../errors.ts'

/** What is in `host=a,host=b,port=http`. */
export interface FlagWords {
  one(name: string): string | undefined
  all(name: string): readonly string[]
}

/** Which words a flag takes, and which of them more than once. */
export interface Vocabulary {
  readonly known: readonly string[]
  readonly several: readonly string[]
}

/** Reads a comma list of `word=value`. Throws SvcError `usage` for an unknown word, and one that is given twice. */
export function readWords(flag: string, text: string, { known, several }: Vocabulary): FlagWords {
  const values = new Map<string, string[]>()
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    const name = equals === -1 ? part : part.slice(0, equals)
    if (!known.includes(name) || equals === -1)
      throw new SvcError('usage', `${flag} has the part "${part}"`, {
        hint: `write ${known.map((word) => `${word}=…`).join(', ')}`,
      })
    const before = values.get(name) ?? []
    if (before.length > 0 && !several.includes(name))
      throw new SvcError('usage', `${flag} says ${name} twice`, { hint: 'say it once' })
    values.set(name, [...before, part.slice(equals + 1)])
  }
  return { one: (name) => values.get(name)?.[0], all: (name) => values.get(name) ?? [] }
}
