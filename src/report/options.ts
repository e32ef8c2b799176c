import type { RuleHeader } from './rule-header.ts'
import type { Palette } from './palette.ts'

/** What a reporter needs besides its result: values only, read once by the command. */
export interface ReportOptions {
  readonly palette: Palette
  /** Columns of the terminal. */
  readonly width: number
  /** The text of a file that was read, for code frames. */
  readonly textOf: (file: string) => string | undefined
  /** The version of this tool, for formats that name it. */
  readonly version: string
  readonly rules: readonly RuleHeader[]
}
