import { SvcError } from '../../errors.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import { invalidTypeOf } from '../../world/shapes/shape.ts'
import { toResource } from '../../world/resource.ts'
import { fromJson, saidBy } from './answer.ts'
import { nameServer } from './failure.ts'
import { isFields, type Fields } from './kubeconfig.ts'
import { ask, type ServerAnswer, type ServerConnection } from './request.ts'
import { withCluster, type ConnectionOptions } from './cluster.ts'

/** An object of a kind that `svc` does not list, as people name it: `rollout/web`, `leaderworkerset/llm`. */
export interface NamedObject {
  readonly word: string
  readonly name: string
}

/** The object; or why it is not there; or, `unread`, why nothing is known of it. */
export type ReadObject =
  | { readonly resource: Resource; readonly because?: never; readonly unread?: never }
  | { readonly resource?: never; readonly because: string; readonly unread: boolean }

/**
 * Reads one object of any namespaced kind that the API server serves, custom resources too.
 * Out: the object, or why it is not there. Throws `SvcError` as `readCluster`.
 */
export async function readObject(options: ConnectionOptions, wanted: NamedObject): Promise<ReadObject> {
  return withCluster(options, async (connection, { context, namespace }) => {
    const served = await findServed(connection, wanted.word)
    if (served === undefined) return { because: `the server serves no kind "${wanted.word}"`, unread: false }
    const path = `/apis/${served.group}/${served.version}/namespaces/${encodeURIComponent(namespace)}/${served.resource}/${encodeURIComponent(wanted.name)}`
    const answer = await ask(connection, { method: 'GET', path })
    const content = fromJson(answer.body)
    if (answer.status !== 200 || !isFields(content)) return notRead(answer)
    const invalidType = invalidTypeOf(content as unknown as Manifest)
    if (invalidType !== undefined)
      return { because: `it is not shaped as a manifest: ${invalidType.because}`, unread: true }
    const label = [context, namespace, served.kind, wanted.name].join('/')
    const origin = { label, locate: () => undefined, comments: () => [] }
    return { resource: toResource(content as unknown as Manifest, namespace, origin) }
  })
}

/** Only a 404 says that there is none. */
function notRead(answer: ServerAnswer): ReadObject {
  return { because: saidBy(answer), unread: answer.status !== 404 }
}

interface ServedResource {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  /** What people call it. */
  readonly names: readonly string[]
}

const discovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** Asks the server once what it serves: the preferred version comes first. Kubernetes 1.30 and later answer so. */
export async function findServed(
  connection: ServerConnection,
  word: string,
): Promise<ServedResource | undefined> {
  const [wanted = '', ...suffix] = word.toLowerCase().split('.')
  const answer = await ask(connection, { method: 'GET', path: '/apis', accept: discovery })
  const content = fromJson(answer.body)
  if (answer.status !== 200 || !isFields(content) || content['kind'] !== 'APIGroupDiscoveryList')
    throw new SvcError(
      'cluster-unreachable',
      `${nameServer(connection.server)} does not say what it serves`,
      {
        hint: 'save the object to a file, and give that: --from FILE',
      },
    )
  const groups = listOf(content, 'items').filter((group) => groupName(group).startsWith(suffix.join('.')))
  return groups.flatMap(servedBy).find(({ names }) => names.includes(wanted))
}

function groupName(group: Fields): string {
  return String(valueAt(group, ['metadata', 'name']) ?? '')
}

function servedBy(group: Fields): ServedResource[] {
  return listOf(group, 'versions').flatMap((version) =>
    listOf(version, 'resources').map((item) => {
      const kind = String(valueAt(item, ['responseKind', 'kind']) ?? '')
      const resource = String(item['resource'])
      const short = Array.isArray(item['shortNames']) ? item['shortNames'].map(String) : []
      return {
        group: groupName(group),
        version: String(version['version']),
        resource,
        kind,
        names: [kind.toLowerCase(), resource, ...short],
      }
    }),
  )
}

function listOf(fields: Fields, key: string): readonly Fields[] {
  const list: unknown = fields[key]
  return Array.isArray(list) ? list.filter(isFields) : []
}
