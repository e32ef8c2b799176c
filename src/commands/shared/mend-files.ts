import { planFixes, type FilePlan } from '../../lint/fix/plan.ts'
import type { Finding } from '../../lint/finding.ts'
import { isFileOrigin } from '../../sources/files/text-file.ts'
import { writeFileAtomically } from '../../sources/files/write-file.ts'

/**
 * Mends what can be mended in the files that findings stand in, each file in one step.
 * Out: what was done, one plan for each file written.
 */
export function mendFiles(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
): FilePlan<Finding>[] {
  const plans = planFixes(findings, {
    textOf,
    spanOf: ({ resource, at }) => {
      const { origin } = resource
      const span = isFileOrigin(origin) ? origin.editSpan(at) : undefined
      return span === undefined || origin.file === undefined ? undefined : { file: origin.file, ...span }
    },
  })
  for (const { file, text } of plans) writeFileAtomically(file, text)
  return plans
}
