import type { Screen } from '../options.ts'
import { printable } from '../printable.ts'
import { wrap } from '../wrap.ts'

/** A cell: its text, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

/**
 * Rows in columns as wide as their widest cell; the last column takes the rest of the line and is wrapped there.
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
  const lastWidth = Math.max(20, width - before)
  const line = (cells: readonly { text: string; paint: (text: string) => string }[]) =>
    cells
      .map(({ text, paint }, column) =>
        column === widths.length - 1
          ? paint(wrap(text, lastWidth, before))
          : `${paint(text)}${' '.repeat((widths[column] ?? 0) - text.length + 2)}`,
      )
      .join('')
      .trimEnd()
  const titles = header.map((text) => ({ text, paint: palette.dim }))
  return [titles, ...shown].map((cells) => `${line(cells)}\n`).join('')
}
