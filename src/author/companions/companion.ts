import { SvcError } from '../../errors.ts'
import type { Manifest, Service, StringMap } from '../../world/types/manifest.ts'

/** A manifest next to the Service, which refers to it. */
export interface Companion extends Manifest {
  readonly spec: object
}

/** `metadata` of a companion: the name and namespace of the Service, and its labels. */
export function besides(
  { metadata }: Service,
  namespace = metadata?.namespace,
): Companion['metadata'] & object {
  const { name, labels } = metadata ?? {}
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
  }
}

/** The selector of the Service; `what` cannot do without. Throws SvcError `usage`. */
export function selectorOf({ spec }: Service, what: string): StringMap {
  const { selector } = spec ?? {}
  if (selector !== undefined && Object.keys(selector).length > 0) return selector
  throw new SvcError('usage', `${what} needs the labels of pods, and the Service selects none`, {
    hint: 'add --selector K=V, or leave it out',
  })
}
