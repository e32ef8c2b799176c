import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'

/** A cell: its text, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

type Painted = Required<Cell>

const narrowestLast = 20

/**
 * Rows in columns as wide as their widest cell; the last column takes the rest of the line and is wrapped there. Where the
 * others leave it no room, each row takes as many lines as it needs, and there is no header.
 * Every text is made printable first, so that no cell can break the table.
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  { palette, width }: Screen,
): string {
  const shown = rows.map((row) =>
    row.map(({ text, paint }) => ({ text: printable(text), paint: paint ?? ((plain: string) => plain) })),
  )
  const widths = header.map((title, column) =>
    Math.max(title.length, ...shown.map((row) => row[column]?.text.length ?? 0)),
  )
  const before = widths.slice(0, -1).reduce((sum, columnWidth) => sum + columnWidth + 2, 0)
  if (width - before < narrowestLast && shown.length > 0)
    return shown.map((row) => stacked(row, { indent: (widths[0] ?? 0) + 2, width })).join('')
  const line = (cells: readonly Painted[]) =>
    cells
      .map(({ text, paint }, column) =>
        column === widths.length - 1
          ? paint(wrap(text, width - before, before))
          : `${paint(text)}${' '.repeat((widths[column] ?? 0) - text.length + 2)}`,
      )
      .join('')
      .trimEnd()
  const titles = header.map((text) => ({ text, paint: palette.dim }))
  return [titles, ...shown].map((cells) => `${line(cells)}\n`).join('')
}

/** One row below itself: a cell that does not fit into the line begins the next one, behind the first column. */
function stacked(row: readonly Painted[], { indent, width }: { indent: number; width: number }): string {
  let text = ''
  let column = 0
  for (const [index, cell] of row.entries()) {
    if (cell.text === '') continue
    const gap = index === 0 ? 0 : Math.max(2, indent - column)
    const fits = index === 0 || column + gap + cell.text.length <= width
    text += fits ? ' '.repeat(gap) : `\n${' '.repeat(indent)}`
    column = fits ? column + gap : indent
    text += cell.paint(wrap(cell.text, Math.max(narrowestLast, width - column), column))
    column += cell.text.length
  }
  return `${text}\n`
}
