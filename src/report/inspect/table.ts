import type { Screen } from '../options.ts'
import { defined } from '../../world/defined.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'

/** A cell: its text, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
  /** The text where not everything fits. */
  readonly short?: string
  /** What the row is about: where this cell is cut, the whole text is printed under the table with these words in front. */
  readonly about?: string
}

type Painted = Required<Omit<Cell, 'about' | 'short'>> & Pick<Cell, 'about'>

interface TableScreen extends Screen {
  /** For lists that are read rather than searched: at a terminal the last column is broken into lines, not cut. */
  readonly wraps?: boolean
  /** The columns that give way where not all fits, first of all the first; then the widest of all does. */
  readonly givesWay?: readonly number[]
}

const gap = 2
const narrowest = 6
// a column that gives way first still shows how its text begins
const narrowestGiven = 10
// what a column of prose needs to be read, where it is wrapped
const narrowestProse = 20

/**
 * Rows in columns as wide as their widest cell, under a header: one row a line, so that grep and awk work. Only at a
 * terminal is a line that would not fit cut with `…`, in the columns that give way, then in its widest ones; what may not be lost
 * is printed in whole below.
 * Every text is made printable first, so that no cell can break the table.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  { palette, tableWidth, wraps = false, givesWay = [] }: TableScreen,
): string {
  const full = paintedRows(rows, false)
  const isTight = tableWidth !== undefined && lengthOf(naturalWidths(header, full)) > tableWidth
  const shown = isTight ? paintedRows(rows, true) : full
  const titles = header.map((text) => ({ text, paint: palette.dim }))
  const natural = naturalWidths(header, shown)
  const widths = tableWidth === undefined ? natural : fitted(natural, tableWidth, { wraps, givesWay })
  const lines = [titles, ...shown].map((cells) => `${lineOf(cells, widths, wraps)}\n`)
  const cutTexts = wraps ? [] : shown.flatMap((cells) => wholeTexts(cells, widths, tableWidth))
  return [...lines, ...new Set(cutTexts)].join('')
}

function paintedRows(rows: readonly (readonly Cell[])[], isTight: boolean): Painted[][] {
  return rows.map((row) =>
    row.map(({ text, short = text, paint, about }) => ({
      text: printable(isTight ? short : text),
      paint: paint ?? ((plain: string) => plain),
      ...defined({ about }),
    })),
  )
}

function naturalWidths(header: readonly string[], rows: readonly Painted[][]): number[] {
  return header.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.text.length ?? 0), title.length),
  )
}

function lengthOf(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, gap * (widths.length - 1))
}

function wholeTexts(
  cells: readonly Painted[],
  widths: readonly number[],
  tableWidth: number | undefined,
): string[] {
  return cells.flatMap(({ text, about }, column) =>
    about === undefined || tableWidth === undefined || text.length <= (widths[column] ?? 0)
      ? []
      : [`  ${wrap(`${printable(about)}: ${text}`, tableWidth - 4, 4)}\n`],
  )
}

/** Widths that fit: what gives way first, then the widest column; of lists only the last one does, while it can be read. */
function fitted(
  natural: readonly number[],
  width: number,
  { wraps, givesWay }: Required<Pick<TableScreen, 'wraps' | 'givesWay'>>,
): number[] {
  const widths = [...natural]
  const last = widths.length - 1
  const spare = () => width - lengthOf(widths)
  if (wraps)
    widths[last] = Math.max(narrowestProse, Math.min(widths[last] ?? 0, (widths[last] ?? 0) + spare()))
  for (const column of givesWay) {
    const now = widths[column] ?? 0
    widths[column] = Math.max(Math.min(now, narrowestGiven), now + Math.min(0, spare()))
  }
  while (spare() < 0) {
    const widest = Math.max(...widths)
    if (widest <= narrowest) break
    widths[widths.lastIndexOf(widest)] = widest - 1
  }
  return widths
}

function lineOf(cells: readonly Painted[], widths: readonly number[], wraps: boolean): string {
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap, 0)
  return cells
    .map(({ text, paint }, column) => {
      const width = widths[column] ?? 0
      if (column < widths.length - 1) {
        const fit = cut(text, width)
        return `${paint(fit)}${' '.repeat(width - fit.length + gap)}`
      }
      return paint(wraps ? wrap(text, width, before) : cut(text, width))
    })
    .join('')
    .trimEnd()
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
