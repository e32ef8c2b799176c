import { SvcError } from '../../errors.ts'
import { planFixes, type FilePlan } from '../../lint/fix/plan.ts'
import type { Finding } from '../../lint/finding.ts'
import { isFileOrigin } from '../../sources/files/text-file.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'
import { defined } from '../../world/defined.ts'

/** What became of the fixes: one plan for each file that was written, and why others could not be. */
export interface FixedFiles {
  readonly written: readonly FilePlan<Finding>[]
  readonly failures: readonly SvcError[]
}

/** Fixes what can be fixed in the files of findings, each file in one step. A file that cannot be written does not keep others from it. */
export function fixFiles(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
): FixedFiles {
  const written: FilePlan<Finding>[] = []
  const failures: SvcError[] = []
  for (const plan of plansFor(findings, textOf))
    try {
      writeFileAtomically(plan.file, plan.text, defined({ before: textOf(plan.file) }))
      written.push(plan)
    } catch (error) {
      if (!(error instanceof SvcError)) throw error
      failures.push(error)
    }
  return { written, failures }
}

/** The new texts of the files in which findings can be fixed; nothing is written. */
function plansFor(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
): FilePlan<Finding>[] {
  return planFixes(findings, {
    textOf,
    spanOf: ({ resource, at }) => {
      const { origin } = resource
      const span = isFileOrigin(origin) ? origin.editSpan(at) : undefined
      return span === undefined || origin.file === undefined ? undefined : { file: origin.file, ...span }
    },
  })
}
