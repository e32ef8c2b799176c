import type { LintResult } from '../../lint/finding.ts'
import { decides } from '../../world/coverage.ts'
import type { World } from '../../world/world.ts'

/** What is known of a cluster besides its findings. */
export interface Surveyed {
  /** The namespaces that were read, sorted, each with the names of its Services. */
  readonly services: ReadonlyMap<string, readonly string[]>
  /** Objects of no namespace were read as well. */
  readonly isWhole: boolean
  readonly now: Date
}

/** Each namespace of a World with its Services, those without any among them. */
export function servicesByNamespace(world: World): ReadonlyMap<string, readonly string[]> {
  const names = [...new Set([...world.namespaces, ...world.all('Namespace').map(({ name }) => name)])]
  return new Map(
    names.toSorted().map((namespace) => [namespace, world.all('Service', namespace).map(({ name }) => name)]),
  )
}

/** Could something in a namespace be wrong that was not seen, since a list or an object was not read? */
export function isOpen({ unread, notRead }: LintResult, namespace: string): boolean {
  return (
    unread.length > 0 ||
    notRead.some((list) => decides(list) && (list.namespace === undefined || list.namespace === namespace))
  )
}
