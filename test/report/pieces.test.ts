import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codeFrame } from '../../src/report/frame.ts'
import { noColors, paletteFor } from '../../src/report/palette.ts'
import { jsonText } from '../../src/text/json.ts'
import { printable, printableLine } from '../../src/text/printable.ts'
import type { Screen } from '../../src/report/options.ts'
import { table } from '../../src/report/inspect/table.ts'
import { wrap } from '../../src/report/wrap.ts'
import { anyText } from '../any-text.ts'

describe('text from manifests and clusters', () => {
  test.each([
    ['plain', 'a "b" ä 漢 𝒳 🙂', 'a "b" ä 漢 𝒳 🙂'],
    ['a line end', 'a\nb\r\n', 'a\\nb\\r\\n'],
    ['a tab', 'a\tb', 'a\\tb'],
    ['an escape that clears the screen', '\u001B[2Jx', '\\u001b[2Jx'],
    ['the one-byte form of it', '\u009B2Jx', '\\u009b2Jx'],
    ['a tag character', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
    ['a filler that shows nothing', 'a\u3164b', 'a\\u3164b'],
    [
      'a command of TeamCity',
      "x ##teamcity[buildProblem description='x']",
      "x \\u0023#teamcity[buildProblem description='x']",
    ],
    ['a title', '\u001B]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['backspaces', 'safe\b\b\b\bevil', 'safe\\u0008\\u0008\\u0008\\u0008evil'],
    ['DEL', '\u007F', '\\u007f'],
    ['NUL', '\u0000', '\\u0000'],
    ['a bidirectional override', 'a\u202Eb', 'a\\u202eb'],
    ['bidirectional isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['the Arabic letter mark', '\u061C', '\\u061c'],
    ['nothing that can be seen', '\u200Ba\uFEFF', '\\u200ba\\ufeff'],
    ['line separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  test('never moves the cursor, and what is harmless stays as it is', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        // eslint-disable-next-line no-control-regex -- control characters are the point
        expect(printable(text)).not.toMatch(
          /[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]|[\u{E0000}-\u{E0FFF}]/u,
        )
        expect(printable(printable(text))).toBe(printable(text))
      }),
    )
  })

  test('is the same text in JSON, and harmless there as well', () => {
    fc.assert(
      fc.property(
        anyText(),
        fc.constantFrom('', '##vso[task.x]', '::error::', '##teamcity[x]'),
        (one, two) => {
          const value = { [one]: `${two}${one}` }
          const json = jsonText(value)
          expect(JSON.parse(json)).toEqual(value)
          const lines = json.trimEnd().split('\n')
          for (const line of lines) expect(printable(line)).toBe(line)
        },
      ),
    )
  })

  test('a tab of a line is one column, and the line end of Windows none', () => {
    expect(printableLine('\ta\r')).toBe(' a')
  })
})

describe('wrapping', () => {
  test.each([
    ['what fits stays', 'a b c', 10, 2, 'a b c'],
    ['at spaces', 'aaa bbb ccc', 7, 2, 'aaa bbb\n  ccc'],
    ['exactly to the width', 'aaaa bbbb', 9, 2, 'aaaa bbbb'],
    ['one less', 'aaaa bbbb', 8, 2, 'aaaa\n  bbbb'],
    ['a long word stays whole, so that it can be copied', 'a bbbbbbbbbbbb c', 5, 2, 'a\n  bbbbbbbbbbbb\n  c'],
    ['nothing', '', 5, 2, ''],
  ])('%s', (_, text, width, indent, expected) => {
    expect(wrap(text, width, indent)).toBe(expected)
  })

  test('loses no word, and makes no line too long but for one of a single word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 8 }),
        (list, width, indent) => {
          const lines = wrap(list.join(' '), width, indent).split('\n')
          expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(list)
          for (const line of lines)
            expect(line.trim().length <= width || !line.trim().includes(' ')).toBe(true)
        },
      ),
    )
  })
})

describe('the code frame', () => {
  const frame = (
    text: string,
    place: { line: number; column: number; endLine?: number; endColumn?: number },
    width = 80,
  ) => {
    const { line, column, endLine = line, endColumn = column + 1 } = place
    return codeFrame(text, { file: 'a', line, column, endLine, endColumn }, { palette: noColors, width })
  }

  test('shows the line above, the line, and a caret under what is meant', () => {
    expect(frame('spec:\n  ports: http\n', { line: 2, column: 10, endColumn: 14 })).toEqual([
      '1 | spec:',
      '2 |   ports: http',
      '  |          ^^^^',
    ])
  })

  test.each([
    ['the first line has none above', 'a: b', { line: 1, column: 4 }, ['1 | a: b', '  |    ^']],
    ['a blank line says nothing', 'x\n\na: b', { line: 3, column: 4 }, ['3 | a: b', '  |    ^']],
    ['a separator neither', 'x\n---\na: b', { line: 3, column: 4 }, ['3 | a: b', '  |    ^']],
    [
      'line numbers of two lengths',
      `${'x: y\n'.repeat(9)}a: b`,
      { line: 10, column: 4 },
      [' 9 | x: y', '10 | a: b', '   |    ^'],
    ],
    ['tabs', 'a:\tb', { line: 1, column: 4 }, ['1 | a: b', '  |    ^']],
    ['CRLF', 'x: y\r\na: b\r\n', { line: 2, column: 4 }, ['1 | x: y', '2 | a: b', '  |    ^']],
    [
      'a block over several lines is marked to the end of its first',
      'a: |\n  b\n',
      { line: 1, column: 4, endLine: 3, endColumn: 1 },
      ['1 | a: |', '  |    ^'],
    ],
    ['a place behind the end of the line', 'a: b', { line: 1, column: 5 }, ['1 | a: b', '  |     ^']],
    ['a place behind the end of the text', 'a: b', { line: 7, column: 1 }, []],
    ['hostile text', 'a: \u001B[2J', { line: 1, column: 1 }, ['1 | a: \\u001b[2J', '  | ^']],
  ])('%s', (_, text, place, expected) => {
    expect(frame(text, place)).toEqual(expected)
  })

  test('cuts a long line around the caret', () => {
    const [shown = '', caret = ''] = frame(
      `${'x'.repeat(500)}HERE${'y'.repeat(500)}`,
      { line: 1, column: 501, endColumn: 505 },
      60,
    )
    expect(shown.length).toBeLessThanOrEqual(60)
    expect(shown).toMatch(/^1 \| ….*…$/)
    expect(shown.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE')
  })

  test('puts the caret under what is meant, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.integer({ min: 40, max: 120 }), (before, after, width) => {
        const [shown = '', caret = ''] = frame(
          `${'x'.repeat(before)}HERE${'y'.repeat(after)}`,
          { line: 1, column: before + 1, endColumn: before + 5 },
          width,
        )
        expect('HERE').toContain(
          shown.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1).replace(/…$/, ''),
        )
        expect(shown[caret.indexOf('^')]).toBe('H')
      }),
    )
  })
})

describe('the palette', () => {
  test('of level 0 paints nothing', async () => {
    const palette = await paletteFor(0)
    for (const paint of Object.values(palette)) expect(paint('x')).toBe('x')
  })

  test('of level 1 uses the sixteen colours of any terminal, whatever the terminal is', async () => {
    const palette = await paletteFor(1)
    expect(palette.error('x')).toBe('\u001B[31mx\u001B[39m')
    expect(palette.warning('x')).toBe('\u001B[33mx\u001B[39m')
    expect(palette.note('x')).toBe('\u001B[36mx\u001B[39m')
    expect(palette.good('x')).toBe('\u001B[32mx\u001B[39m')
    expect(palette.dim('x')).toBe('\u001B[2mx\u001B[22m')
    expect(palette.strong('x')).toBe('\u001B[1mx\u001B[22m')
  })
})

describe('what is shown fits', () => {
  const width = fc.integer({ min: 40, max: 120 })

  test('a line of a file with its caret, indented by four', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.nat(300), width, (line, at, columns) => {
        const column = Math.min(at, line.length) + 1
        const location = { file: 'f', line: 1, column, endLine: 1, endColumn: column + 3 }
        for (const shown of codeFrame(line, location, { palette: noColors, width: columns }))
          expect(shown.length).toBeLessThanOrEqual(columns - 4)
      }),
    )
  })

  const cell = fc.stringMatching(/^[a-z]{0,18}$/)
  const tables = fc.array(fc.tuple(cell, cell, cell, cell, cell))
  const header = ['A', 'B', 'C', 'D', 'E']
  const linesOf = (rows: string[][], screen: Partial<Screen>, wraps = false) => {
    const cells = rows.map((row) => row.map((text) => ({ text })))
    return table(header, cells, { palette: noColors, width: 80, ...screen, wraps }).split('\n')
  }

  test('a table at a terminal: one row a line, no line too long', () => {
    fc.assert(
      fc.property(tables, width, (rows, tableWidth) => {
        const lines = linesOf(rows, { tableWidth })
        expect(lines.length).toBe(rows.length + 2)
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(tableWidth)
      }),
    )
  })

  test('a table in a pipe: one row a line, nothing cut', () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const lines = linesOf(rows, {})
        expect(lines.slice(1, -1).map((line) => line.split(/\s+/).filter(Boolean))).toEqual(
          rows.map((row) => row.filter(Boolean)),
        )
        expect(lines[0]?.split(/\s+/)).toEqual(header)
      }),
    )
  })

  const prose = fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,9}){0,12}$/)

  test('what may not be lost is printed in whole below a table where it is cut, at every width', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, prose, fc.boolean())), width, (rows, tableWidth) => {
        const cells = rows.map(([name, kind, text, isTelling]) => [
          { text: name },
          { text: kind },
          { text, ...(isTelling ? { about: name } : {}) },
        ])
        const print = (screen: Partial<Screen>) =>
          table(header.slice(0, 3), cells, { palette: noColors, width: 80, ...screen, givesWay: [2] })
        const lines = print({ tableWidth }).split('\n')
        const below = lines
          .slice(rows.length + 1)
          .join('\n')
          .replaceAll(/\s+/g, ' ')
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(tableWidth)
        for (const [index, [name, , text, isTelling]] of rows.entries()) {
          const isWhole = lines[index + 1]?.trimEnd().endsWith(text) === true
          if (isTelling && !isWhole) expect(below).toContain(`${name}: ${text}`)
        }
        expect(print({}).split('\n').length).toBe(rows.length + 2)
      }),
    )
  })

  test('what gives way is cut before any other column', () => {
    const cells = [[{ text: 'a-name-to-be-copied' }, { text: 'a reason that is long' }]]
    const print = (tableWidth: number) =>
      table(['NAME', 'BECAUSE'], cells, { palette: noColors, width: 80, tableWidth, givesWay: [1] }).split(
        '\n',
      )[1]
    expect(print(42)).toBe('a-name-to-be-copied  a reason that is long')
    expect(print(35)).toBe('a-name-to-be-copied  a reason that…')
    expect(print(31)).toBe('a-name-to-be-copied  a reason …')
    expect(print(28)).toBe('a-name-to-be-co…  a reason …')
  })

  test('a list at a terminal: the last column takes several lines, and every word is there', () => {
    const lines = linesOf(
      [['id', 'note', '', '', 'some words that need two lines']],
      { tableWidth: 40 },
      true,
    )
    expect(lines).toEqual([
      'A   B     C  D  E',
      'id  note        some words that need two',
      '                lines',
      '',
    ])
  })
})
