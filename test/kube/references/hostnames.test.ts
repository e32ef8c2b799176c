import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { HostPatterns, hostMatches } from '../../../src/kube/references/hostnames.ts'

const host = fc
  .array(fc.constantFrom('a', 'b', 'A', 'com'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('.'))
const pattern = fc.oneof(
  host,
  host.map((each) => `*.${each}`),
  fc.constantFrom('*', ''),
)

test('many patterns match a host where one of them does', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 5 }), host, (patterns, asked) => {
      expect(new HostPatterns(patterns).match(asked)).toBe(patterns.some((each) => hostMatches(each, asked)))
    }),
  )
})
