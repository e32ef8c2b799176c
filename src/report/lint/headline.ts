import type { LintSummary } from '../../lint/finding.ts'
import { count } from '../../text/wording.ts'

/** `2 errors, 1 note`, `nothing found, 3 not decided`; `allWell` only where nothing was found and everything is decided. */
export function headlineOf({ errors, warnings, notes, unknown }: LintSummary, allWell: string): string {
  const found = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(notes > 0 ? [count(notes, 'note')] : []),
  ]
  if (unknown === 0) return found.length > 0 ? found.join(', ') : allWell
  return `${found.length > 0 ? found.join(', ') : 'nothing found'}, ${unknown} not decided`
}
