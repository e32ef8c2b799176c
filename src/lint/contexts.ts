import type { LintResult } from './finding.ts'
import { countsOf } from './keep-findings.ts'

/** Why the cluster of a context was not linted. */
interface ContextFailure {
  readonly code: string
  readonly message: string
  readonly hint?: string
}

/** A context, with what lint found in its cluster, or why it could not look. */
export type LintOfContext = { readonly name: string } & (
  | { readonly lint: LintResult; readonly error?: never }
  | { readonly error: ContextFailure; readonly lint?: never }
)

/** All of them as one result, for formats that know no contexts: fingerprints begin with the context, and what failed is unread. */
export function mergedContexts(contexts: readonly LintOfContext[]): LintResult {
  const findings = contexts.flatMap(({ name, lint }) =>
    (lint?.findings ?? []).map((finding) => ({ ...finding, fingerprint: `${name} ${finding.fingerprint}` })),
  )
  const lints = contexts.flatMap(({ lint = [] }) => lint)
  const total = (of: (lint: LintResult) => number) => lints.reduce((sum, lint) => sum + of(lint), 0)
  return {
    findings,
    suppressed: total(({ suppressed }) => suppressed),
    unread: contexts.flatMap(({ name, lint, error }) =>
      error === undefined
        ? lint.unread
        : {
            label: `context ${name}`,
            because: error.message,
            ...(error.hint === undefined ? {} : { hint: error.hint }),
          },
    ),
    notRead: contexts.flatMap(({ name, lint }) =>
      (lint?.notRead ?? []).map((list) => ({ ...list, because: `${list.because} (context ${name})` })),
    ),
    summary: {
      ...countsOf(findings),
      services: total(({ summary }) => summary.services),
      resources: total(({ summary }) => summary.resources),
    },
  }
}
