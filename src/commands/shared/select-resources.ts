import { SvcError } from '../../errors.ts'
import { parseLabelSelector } from '../../world/label-selector.ts'
import type { Resource } from '../../world/resource.ts'

/** The resources that `-l` means; all without it. Throws SvcError `usage` for text that is no selector. */
export function selectResources(text: string | undefined): (resource: Resource) => boolean {
  if (text === undefined) return () => true
  const selector = parseLabelSelector(text)
  if (selector === undefined) {
    throw new SvcError('usage', `"${text}" is not a label selector`, {
      hint: 'write it as kubectl does: app=web,tier!=test',
    })
  }
  return ({ manifest }) => selector(manifest.metadata?.labels)
}
