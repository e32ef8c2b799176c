import type { Unread } from '../../world/coverage.ts'
import { kinds } from '../../world/kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { formatPath } from '../../world/place.ts'
import type { Origin, Resource, SourceComment } from '../../world/resource.ts'
import { invalidTypeOf } from '../../world/shapes/shape.ts'
import { toResource } from '../../world/resource.ts'
import { isFields, type Fields } from './kubeconfig.ts'
import type { ListRequest } from './answer.ts'

/** An object of a list, or why it cannot be used. */
export type Item = { readonly resource: Resource } | { readonly unread: Unread }

/** Where an object of a list was read. A class, since there is one of it for each of some ten thousand pods. */
class ListedOrigin implements Origin {
  readonly #list: NamedList
  readonly #namespace: string | undefined
  readonly #id: string

  constructor(list: NamedList, namespace: string | undefined, id: string) {
    this.#list = list
    this.#namespace = namespace
    this.#id = id
  }

  get label(): string {
    const { context, kind } = this.#list
    return [context, ...(this.#namespace === undefined ? [] : [this.#namespace]), kind, this.#id].join('/')
  }

  locate(): undefined {}

  comments(): readonly SourceComment[] {
    return noComments
  }
}

const noComments: readonly SourceComment[] = []

/** A list that was asked for in a context. */
type NamedList = ListRequest & { readonly context: string }

/**
 * Names one object of a list, which says nothing of its kind itself. What the API server would never write is
 * unread: the rest of `svc` trusts the types of manifests.
 */
export function readItem(item: unknown, asked: NamedList, index: number): Item {
  const { kind, namespace } = asked
  const unread = (because: string) => {
    const { label } = new ListedOrigin(asked, namespace, `[${index}]`)
    return { unread: { kind, label, because } }
  }
  if (!isFields(item)) return unread('is not an object')
  const manifest = withKind(item, asked)
  const invalidType = invalidTypeOf(manifest)
  if (invalidType !== undefined)
    return unread(`is not a ${kind}: ${formatPath(invalidType.path)} ${invalidType.because}`)
  const { name, namespace: own } = manifest.metadata ?? {}
  if (!name) return unread('has no name')
  const home = own || (namespace ?? 'default')
  const origin = new ListedOrigin(asked, kinds[kind].namespaced ? home : undefined, name)
  return { resource: toResource(manifest, home, origin) }
}

function withKind(item: Fields, { kind }: ListRequest): Manifest {
  const { group, version, kind: onWire = kind } = kinds[kind]
  const { apiVersion: written } = item
  // objects of a CustomResourceDefinition say it themselves, and it may be an older version
  const own = typeof written === 'string' && group !== '' && written.startsWith(`${group}/`)
  const apiVersion = own ? written : group === '' ? version : `${group}/${version}`
  // a built-in object of a list says neither, which is the case of thousands
  if (written === undefined && item['kind'] === undefined) return { apiVersion, kind: onWire, ...item }
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = item
  return { apiVersion, kind: onWire, ...rest }
}
