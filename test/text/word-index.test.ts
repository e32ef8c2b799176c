import { test } from '@jest/globals'
import fc from 'fast-check'
import { nearest } from '../../src/text/nearest.ts'
import { WordIndex } from '../../src/text/word-index.ts'
import { expectEqual } from '../expect-equal.ts'

// few letters and numbers, so that many words are near each other
const word = fc
  .array(fc.constantFrom('a', 'b', 'A', '-', '1', '2', 'api', 'server', 'web'), { maxLength: 6 })
  .map((parts) => parts.join(''))

test('an index of words finds what looking at each of them finds', () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 40 }),
      fc.array(word, { minLength: 1, maxLength: 5 }),
      (known, asked) => {
        const index = new WordIndex(known)
        for (const each of asked) expectEqual([...index.nearest(each)], nearest(each, new Set(known)))
      },
    ),
    { numRuns: 300 },
  )
})
