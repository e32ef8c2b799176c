import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compileRegexp } from '../../src/text/regexp.ts'

describe('regular expressions of Go', () => {
  test.each([
    ['^(.*)-in-([a-z0-9-]+)\\.acme\\.$', 'a-b-in-c.acme.', ['a-b-in-c.acme.', 'a-b', 'c']],
    ['a*?b', 'aab', ['aab']],
    ['(a|ab)(c|bcd)', 'abcd', ['abcd', 'a', 'bcd']],
    ['(?i)API', 'my-api', ['api']],
    ['x{2,3}', 'xxxx', ['xxx']],
    ['[^.]+', '.abc.', ['abc']],
    ['(?P<n>\\d+)', 'a12', ['12', '12']],
    ['[[:alpha:]-]+$', 'a1b-c', ['b-c']],
    ['\\bfoo\\b', 'a.foo.b', ['foo']],
    ['(a)?b', 'b', ['b', '']],
    ['nothing', 'x', undefined],
  ])('%s in %s', (pattern, text, expected) => {
    expect(compileRegexp(pattern)?.match(text)?.groups).toEqual(expected)
  })

  test.each([
    'a**',
    '(',
    '[',
    'a{1001}',
    '(?=x)',
    '\\p{Greek}',
    '(?P<n',
    '\\8',
    'x'.repeat(20_000),
    '(((a{100}){100}){100})',
  ])('%s is refused', (pattern) => {
    expect(compileRegexp(pattern.slice(0, 20_000))).toBeUndefined()
  })

  test('match where JavaScript’s do', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '.',
      'a*',
      'b+?',
      '(a|b)',
      '(?:ab)?',
      '[ab]',
      '[^a]',
      '(a*)b',
      '^',
      '$',
      '|',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.stringMatching(/^[abc]{0,8}$/), (parts, text) => {
        const pattern = parts.join('')
        const expected = new RegExp(pattern).exec(text)
        const own = compileRegexp(pattern)?.match(text)
        expect(own?.groups).toEqual(expected === null ? undefined : [...expected].map((group) => group ?? ''))
      }),
    )
  })

  // each takes hours in a matcher that goes back, or in one that copies its groups
  const longestName = 'a'.repeat(253)
  test.each([
    ['(a*)*(a|a)*b$', 'a'.repeat(5000)],
    ['(a+)+$', `${'a'.repeat(5000)}b`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', longestName],
    [`${'a?'.repeat(100)}${'a'.repeat(100)}b`, longestName],
    [`${'()'.repeat(1900)}b`, longestName],
    [`(?:${'()'.repeat(300)}a*)*b`, longestName],
    [`(?i)[${'à-ý0-9xyz'.repeat(500)}]{900}b`, longestName],
    ['(x+x+)+y', `${'x'.repeat(5000)}z`],
    [`${'('.repeat(90)}a*${')*'.repeat(90)}b`, longestName],
    ['(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]', longestName],
  ])('%.40s cannot hang', (pattern, text) => {
    expect(compileRegexp(pattern)?.match(text)).toBeUndefined()
  })

  test('nothing, repeated a thousand times a thousand times, is refused as Go does', () => {
    expect(compileRegexp('(?:(?:(?:){1000}){1000}){1000}')).toBeUndefined()
    expect(compileRegexp('(?:(?:a{0,31}){32}b){1}')).toBeDefined()
  })
})
