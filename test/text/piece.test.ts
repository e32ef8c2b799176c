import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { pieceFinder } from '../../src/text/piece.ts'

describe('a piece of a value is found where the value is written', () => {
  test.each([
    ['plain', 'a b http://x c', 'a b http://x c'],
    ['in double quotes', 'say "http://x"\tnow', JSON.stringify('say "http://x"\tnow')],
    ['in single quotes', "it's http://x", "'it''s http://x'"],
    ['as a block', 'one\n  two http://x\n', '|- # text\n    one\n      two http://x\n'],
    ['as a folded block', 'one two http://x\n', '>\n    one\n    two http://x\n'],
    ['in lines', 'one two http://x', 'one\n   two\n   http://x'],
    ['with a backslash that is one', 'a\\b http://x', 'a\\b http://x'],
  ])('%s', (_, value, written) => {
    const text = 'http://x'
    const found = pieceFinder(value, written)({ text, index: value.indexOf(text), within: value })
    expect(found).toBe(written.indexOf(text))
  })

  test.each([
    ['escaped inside of itself', 'http://x', '"http:\\/\\/x"'],
    ['another value', 'http://x', 'nothing alike'],
  ])('but not: %s', (_, value, written) => {
    expect(pieceFinder(value, written)({ text: 'http://x', index: 0, within: value })).toBeUndefined()
  })

  test('however YAML or JSON writes it', () => {
    const parts = fc.array(
      fc.constantFrom('word', ' ', '  ', '\n', '\n\n', '"', "'", '\\', 'é', '#', ': ', 'http://x', '\t'),
      { maxLength: 30 },
    )
    const style = fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN')
    fc.assert(
      fc.property(parts, style, (words, defaultStringType) => {
        const value = words.join('')
        const written = stringify(value, { defaultStringType, lineWidth: 40 }).replace(/\n$/, '')
        const find = pieceFinder(value, written)
        const texts = [...value.matchAll(/http:\/\/x/g)]
        const places = texts.map(({ 0: text, index }) => find({ text, index, within: value }))
        const all = Array.from(written.matchAll(/http:\/\/x/g), ({ index }) => index)
        expect(places).toEqual(all)
      }),
      { numRuns: 300 },
    )
  })
})
