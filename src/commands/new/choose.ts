import { SvcError } from '../../errors.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'

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
  const meant = Object.hasOwn(meantBy, wanted) ? [meantBy[wanted] ?? ''] : []
  const near = didYouMean(
    guesses(
      text,
      known,
      meant.filter((word) => known.includes(word)),
    ),
  )
  throw new SvcError('usage', `"${text}" is not a value of ${flag}`, {
    hint: `${near === undefined ? '' : `${near} `}${flag} is one of ${known.join(', ')}`,
  })
}

// the short forms of other tools, and of speech
const meantBy: Readonly<Record<string, string>> = {
  alias: 'externalname',
  cip: 'clusterip',
  cluster: 'clusterip',
  elb: 'loadbalancer',
  external: 'externalname',
  internal: 'clusterip',
  lb: 'loadbalancer',
  nlb: 'loadbalancer',
  none: 'headless',
  np: 'nodeport',
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('-', '')
}
