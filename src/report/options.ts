import type { Finding } from '../lint/finding.ts'
import type { Suggestion } from '../lint/fix/suggestions.ts'
import type { Palette } from './palette.ts'
import type { RuleHeader } from './help/rule-header.ts'

/** What anything written for people needs to know. */
export interface Screen {
  readonly palette: Palette
  /** Columns to write for. */
  readonly width: number
  /** Columns that tables are cut to; absent where they are not, as in a pipe. */
  readonly tableWidth?: number
}

/** What a lint reporter needs besides its result: values only, read once by the command. */
export interface ReportOptions extends Screen {
  /** The text of a file that was read, for code frames. */
  readonly textOf: (file: string) => string | undefined
  /** What `--fix` would write for a finding. */
  readonly suggestionsFor: (finding: Finding) => readonly Suggestion[]
  /** The version of this tool, for formats that name it. */
  readonly version: string
  /** The address of its sources, where the pages of its rules are; absent where it is not known. */
  readonly repository?: string
  readonly rules: readonly RuleHeader[]
  /** Why nothing was checked, and what to do. */
  readonly nothing?: { readonly message: string; readonly hint: string }
}
