import type { Unread } from '../../world/coverage.ts'
import { kinds } from '../../world/kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { formatPath } from '../../world/place.ts'
import type { Resource, SourceComment } from '../../world/resource.ts'
import { invalidTypeOf } from '../../world/shapes/shape.ts'
import { toResource } from '../../world/resource.ts'
import { isFields, type Fields } from './kubeconfig.ts'
import type { ListRequest } from './answer.ts'

/** An object of a list, or why it cannot be used. */
export type Item = { readonly resource: Resource } | { readonly unread: Unread }

/**
 * Names one object of a list, which says nothing of its kind itself. What the API server would never write is
 * unread: the rest of `svc` trusts the types of manifests.
 */
export function readItem(item: unknown, asked: ListRequest & { context: string; index: number }): Item {
  const { kind, context, index, namespace } = asked
  const labelled = (home: string | undefined, id: string) =>
    home === undefined ? `${context}/${kind}/${id}` : `${context}/${home}/${kind}/${id}`
  const unread = (because: string) => ({
    unread: { kind, label: labelled(namespace, `[${index}]`), because },
  })
  if (!isFields(item)) return unread('is not an object')
  const manifest = withKind(item, asked)
  const invalidType = invalidTypeOf(manifest)
  if (invalidType !== undefined)
    return unread(`is not a ${kind}: ${formatPath(invalidType.path)} ${invalidType.because}`)
  const { name, namespace: own } = manifest.metadata ?? {}
  if (!name) return unread('has no name')
  const home = own || (namespace ?? 'default')
  const label = labelled(kinds[kind].namespaced ? home : undefined, name)
  return { resource: toResource(manifest, home, { label, locate: nowhere, comments: noComments }) }
}

function withKind(item: Fields, { kind }: ListRequest): Manifest {
  const { group, version, kind: onWire = kind } = kinds[kind]
  const { apiVersion: written, kind: _kind, ...rest } = item
  // objects of a CustomResourceDefinition say it themselves, and it may be an older version
  const own = typeof written === 'string' && group !== '' && written.startsWith(`${group}/`)
  const apiVersion = own ? written : group === '' ? version : `${group}/${version}`
  return { apiVersion, kind: onWire, ...rest }
}

function nowhere(): undefined {}

function noComments(): readonly SourceComment[] {
  return []
}
