import type { FixSource } from '../../lint/fix/plan.ts'
import { isFileOrigin } from '../../sources/files/text-file.ts'

/** The texts that were read, as fixes look into them. */
export function fixSource(textOf: (file: string) => string | undefined): FixSource {
  return {
    textOf,
    spanOf: ({ resource, at }) => {
      const { origin } = resource
      const span = isFileOrigin(origin) ? origin.editSpan(at) : undefined
      return span === undefined || origin.file === undefined ? undefined : { file: origin.file, ...span }
    },
    rewrite: ({ origin }, changes) => {
      const { file } = origin
      return file === undefined ? undefined : origin.rewrite?.(changes)?.map((edit) => ({ file, ...edit }))
    },
  }
}
