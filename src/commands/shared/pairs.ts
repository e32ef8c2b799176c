import { SvcError } from '../../errors.ts'
import type { StringMap } from '../../world/types/manifest.ts'

/** `key=value` flags as a map; the last of equal keys wins. Throws SvcError `usage` for anything else. */
export function parsePairs(flag: string, pairs: readonly string[] | undefined): StringMap {
  return Object.fromEntries(
    (pairs ?? []).map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 1)
        throw new SvcError('usage', `${flag} "${pair}" is not a key=value pair`, {
          hint: `write ${flag} key=value`,
        })
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    }),
  )
}
