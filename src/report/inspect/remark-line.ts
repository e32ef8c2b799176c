import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'

/** A remark under a table, marked with `!`: broken into lines at a terminal, one line in a pipe. */
export function remarkLine(text: string, { palette, tableWidth }: Screen): string {
  const shown = printable(text)
  return `${palette.warning('!')} ${tableWidth === undefined ? shown : wrap(shown, tableWidth - 2, 2)}\n`
}
