import { SvcError } from '../../errors.ts'
import { nearest } from '../../text/nearest.ts'

/**
 * One of a few values, as a short word or as the API spells it, in any case: `client-ip` and `ClientIP` are one.
 * `words` are the values by their short words. Throws SvcError `usage` with the words there are.
 */
export function choose<T extends string>(flag: string, text: string, words: Readonly<Record<string, T>>): T {
  const wanted = plain(text)
  const entries = Object.entries(words)
  const found = entries.find(([word, value]) => plain(word) === wanted || plain(value) === wanted)
  if (found !== undefined) return found[1]
  const known = entries.map(([word]) => word)
  const [meant] = nearest(text, known)
  throw new SvcError('usage', `${flag} cannot be "${text}"`, {
    hint: `${meant === undefined ? '' : `did you mean ${meant}? `}${flag} is one of ${known.join(', ')}`,
  })
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('-', '')
}
