import type { LintResult } from '../../lint/finding.ts'
import type { formatsOf } from '../formats.ts'
import type { ReportOptions } from '../options.ts'
import { lintGithub } from './github.ts'
import { lintJson } from './json.ts'
import { lintSarif } from './sarif.ts'
import { lintText } from './text.ts'

export const lintReporters: Readonly<
  Record<(typeof formatsOf.lint)[number], (result: LintResult, options: ReportOptions) => string>
> = {
  text: lintText,
  json: lintJson,
  sarif: lintSarif,
  github: lintGithub,
}
