import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@jest/globals'

/**
 * Compares what the rows of a table come to in full with what is kept of it in a text file next to the table: each row by its
 * name, what it came to below, indented. UPDATE=1 writes the rows that are run: read the difference. A row that is gone stays in
 * the file until the file is deleted and written anew.
 */
export function recordedIn(file: string): (name: string, seen: readonly string[]) => void {
  const update = process.env['UPDATE'] === '1'
  const rows = new Map(existsSync(file) ? rowsOf(readFileSync(file, 'utf8')) : [])
  return (row, seen) => {
    // a file without blanks at the end of its lines
    const name = row.trim()
    const text = seen.join('\n').replaceAll(/ +$/gm, '') || 'nothing'
    if (update) {
      rows.set(name, text)
      const all = [...rows].map(([each, lines]) => `${each}\n${indented(lines)}\n`)
      writeFileSync(file, all.join(''))
    }
    expect({ name, seen: text }).toEqual({ name, seen: rows.get(name) })
  }
}

function rowsOf(text: string): [name: string, seen: string][] {
  return text.split(/\n(?! |$)/).map((row) => {
    const [name = '', ...lines] = row.trimEnd().split('\n')
    return [name, lines.map((line) => line.slice(2)).join('\n')]
  })
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
