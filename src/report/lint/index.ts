import type { LintResult } from '../../lint/finding.ts'
import type { formatsOf } from '../formats.ts'
import type { ReportOptions } from '../options.ts'
import { lintCheckstyle } from './checkstyle.ts'
import { lintGithub } from './github.ts'
import { lintGitlab } from './gitlab.ts'
import { lintJunit } from './junit.ts'
import { lintMarkdown } from './markdown.ts'
import { lintRdjson } from './rdjson.ts'
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
  junit: lintJunit,
  gitlab: lintGitlab,
  rdjson: lintRdjson,
  checkstyle: lintCheckstyle,
  markdown: lintMarkdown,
}
