import { kinds, type Kind } from '../../world/kinds.ts'
import { valueAt } from '../../world/place.ts'
import { fromJson } from './answer.ts'
import { get, type ServerConnection } from './request.ts'

/**
 * Whether discovery says that there is nothing of a kind: that its group is not there, or that no version of the group
 * has the resource. False where discovery does not tell. Each document is asked for once a connection, and the small one
 * of the groups first: it spares a request for each kind of a group that the cluster lacks, which RBAC may refuse before
 * anybody says that it is not there.
 */
export async function lacksKind(
  connection: ServerConnection,
  kind: Kind,
  by: 'group' | 'resource',
): Promise<boolean> {
  const { group, resource } = kinds[kind]
  const versions = await servedVersions(connection)
  if (versions === undefined) return false
  const served = versions.get(group)
  if (served === undefined) return true
  if (by === 'group') return false
  const lists = await Promise.all(served.map((version) => servedResources(connection, version)))
  return lists.length > 0 && lists.every((list) => list?.has(resource) === false)
}

/** What one connection was told; a page of discovery is undefined where the server did not tell. */
interface Known {
  versions?: Promise<ReadonlyMap<string, readonly string[]> | undefined>
  readonly resources: Map<string, Promise<ReadonlySet<string> | undefined>>
}

const known = new WeakMap<ServerConnection, Known>()

function knownOf(connection: ServerConnection): Known {
  let all = known.get(connection)
  if (all === undefined) known.set(connection, (all = { resources: new Map() }))
  return all
}

/** The versions of each group, as `apps/v1`. */
function servedVersions(connection: ServerConnection): NonNullable<Known['versions']> {
  const all = knownOf(connection)
  all.versions ??= listAt(connection, '/apis', 'groups').then(
    (groups) =>
      groups &&
      new Map(
        groups.map((group) => {
          const versions: unknown = valueAt(group, ['versions'])
          const names = Array.isArray(versions)
            ? versions.map((version) => textAt(version, 'groupVersion'))
            : []
          return [textAt(group, 'name'), names] as const
        }),
      ),
  )
  return all.versions
}

function servedResources(
  connection: ServerConnection,
  version: string,
): Promise<ReadonlySet<string> | undefined> {
  const { resources } = knownOf(connection)
  let asked = resources.get(version)
  if (asked === undefined) {
    asked = listAt(connection, `/apis/${version}`, 'resources').then(
      (list) => list && new Set(list.map((resource) => textAt(resource, 'name'))),
    )
    resources.set(version, asked)
  }
  return asked
}

async function listAt(
  connection: ServerConnection,
  path: string,
  field: string,
): Promise<unknown[] | undefined> {
  const answer = await get(connection, path).catch(() => undefined)
  const list = answer?.status === 200 ? valueAt(fromJson(answer.body), [field]) : undefined
  return Array.isArray(list) ? list : undefined
}

function textAt(value: unknown, field: string): string {
  return String(valueAt(value, [field]))
}
