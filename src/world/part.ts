import type { Kind } from './kinds.ts'
import { labelOf } from './labels.ts'
import type { Resource } from './resource.ts'
import type { Event, StringMap } from './types/manifest.ts'

/** Some of the objects of a kind: those of these names, those that carry all of these labels, or the Events about one object. */
export type Part =
  | { readonly names: readonly string[] }
  | { readonly labels: StringMap }
  | { readonly about: Pick<Resource, 'kind' | 'name'> }

/** Objects that a question needs and that were left unread; all of the kind where `part` is absent. */
export interface Wanted {
  readonly kind: Kind
  readonly namespace?: string
  readonly part?: Part
}

/** None of a kind: what is read of it is still to be seen. */
export const nothingYet: Part = { names: [] }

/** No object has this name: to ask for it tells only whether the kind may be read. */
export const noObject: Part = { names: ['-'] }

/** Is an object in that part of its kind? */
export function isIn(part: Part, { name, manifest }: Resource): boolean {
  if ('names' in part) return part.names.includes(name)
  if ('labels' in part)
    return Object.entries(part.labels).every(
      ([key, value]) => labelOf(manifest.metadata?.labels, key) === value,
    )
  const { involvedObject } = manifest as Event
  return involvedObject?.kind === part.about.kind && involvedObject.name === part.about.name
}
