import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'

/** A cell: its text, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

type Painted = Required<Cell>

interface TableScreen extends Screen {
  /** For lists that are read rather than searched: at a terminal the last column is broken into lines, not cut. */
  readonly wraps?: boolean
}

const gap = 2
const narrowest = 6
// what a column of prose needs to be read, where it is wrapped
const narrowestProse = 20

/**
 * Rows in columns as wide as their widest cell, under a header: one row a line, so that grep and awk work. Only at a
 * terminal is a line that would not fit cut with `…`, in its widest columns.
 * Every text is made printable first, so that no cell can break the table.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  { palette, tableWidth, wraps = false }: TableScreen,
): string {
  const shown = rows.map((row) =>
    row.map(({ text, paint }) => ({ text: printable(text), paint: paint ?? ((plain: string) => plain) })),
  )
  const titles = header.map((text) => ({ text, paint: palette.dim }))
  const natural = header.map((title, column) =>
    Math.max(title.length, ...shown.map((row) => row[column]?.text.length ?? 0)),
  )
  const widths = tableWidth === undefined ? natural : fitted(natural, tableWidth, wraps)
  return [titles, ...shown].map((cells) => `${lineOf(cells, widths, wraps)}\n`).join('')
}

/** Widths that fit: the widest column gives way first; of lists only the last one does, while it can be read. */
function fitted(natural: readonly number[], width: number, wraps: boolean): number[] {
  const widths = [...natural]
  const last = widths.length - 1
  const spare = () => width - widths.reduce((sum, each) => sum + each, gap * last)
  if (wraps)
    widths[last] = Math.max(narrowestProse, Math.min(widths[last] ?? 0, (widths[last] ?? 0) + spare()))
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
