import { nearest } from './nearest.ts'
import { quote, quoteList } from './wording.ts'

const most = 3

/**
 * What a word that is not known may have meant, best guess first, at most three: near words, those that begin with it, then
 * those of which it is a part.
 * `meant` are words that people are known to mean by it, however far they are from it.
 */
export function guesses(word: string, known: Iterable<string>, meant: readonly string[] = []): string[] {
  const all = [...known]
  const longer = word.length < shortest ? [] : all.filter((each) => startsAlike(word, each))
  const parts = word.length < shortest ? [] : all.filter((each) => hasPart(word, each))
  return [...new Set([...meant, ...nearest(word, all), ...longer, ...parts])].slice(0, most)
}

/** `did you mean ls, lint or new?`; undefined without a guess. */
export function didYouMean(found: readonly string[]): string | undefined {
  const last = found.at(-1)
  if (last === undefined) return undefined
  const before = found.slice(0, -1).join(', ')
  return `did you mean ${before === '' ? last : `${before} or ${last}`}?`
}

/** What a hint says of a name that nothing has: the near one, else those that there are, else `otherwise`. */
export function namesHint(
  meant: string | undefined,
  names: readonly string[],
  { said, otherwise }: { readonly said: string; readonly otherwise: string },
): string {
  if (meant !== undefined) return `did you mean ${quote(meant)}?`
  return names.length === 0 ? otherwise : `${said} ${quoteList(names)}`
}

// of one or two letters nearly every list has a word that begins with them
const shortest = 3

/** One that people call by a part of its name: `frontend` for `shop-frontend`. */
function hasPart(word: string, candidate: string): boolean {
  return `-${candidate.toLowerCase()}-`.includes(`-${word.toLowerCase()}-`)
}

/** A word that was not written to its end: `sel` for `selector-matches-nothing`, `--name` for `--namespace`. */
function startsAlike(word: string, candidate: string): boolean {
  return candidate.toLowerCase().startsWith(word.toLowerCase())
}
