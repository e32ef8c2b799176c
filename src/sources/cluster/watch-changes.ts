import { setTimeout as wait } from 'node:timers/promises'
import { SvcError } from '../../errors.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import { valueAt } from '../../world/place.ts'
import { fromJson, refusalOf } from './answer.ts'
import { withCluster, type ConnectionOptions } from './cluster.ts'
import { get, respond, type ServerConnection } from './request.ts'

/** What is watched. */
export interface Watched {
  readonly kinds: readonly Kind[]
  /** All of them where it is undefined. */
  readonly namespace: string | undefined
}

// changes come in bursts: a rollout touches pods, slices and Services
const calmMs = 500
const longestPauseMs = 30_000
const longestWatchSeconds = 300

/**
 * Does some work, and does it again whenever an object of the kinds changes, until the process ends. A change during the work is not lost:
 * the version of the lists is asked before. Where the server goes away it is asked again, after ever longer pauses; `lost` is told once.
 * Throws `SvcError` where it cannot be reached the first time, and `undecided` where RBAC forbids to watch.
 */
export async function watchChanges(
  options: ConnectionOptions,
  watched: Watched,
  { work, lost }: { readonly work: () => Promise<void>; readonly lost: (error: SvcError) => void },
): Promise<never> {
  return withCluster({ ...options, timeoutMs: 0 }, async (connection) => {
    let pause = 0
    for (let isFirst = true; ; isFirst = false) {
      try {
        const paths = await Promise.all(watched.kinds.map((kind) => watchPath(connection, kind, watched)))
        await work()
        pause = 0
        await firstChange(connection, paths)
      } catch (error) {
        if (!(error instanceof SvcError) || error.code !== 'cluster-unreachable' || isFirst) throw error
        if (pause === 0) lost(error)
        pause = Math.min(Math.max(1000, pause * 2), longestPauseMs)
      }
      await wait(Math.max(calmMs, pause))
    }
  })
}

/** The watch that begins where the list is now. */
async function watchPath(connection: ServerConnection, kind: Kind, { namespace }: Watched): Promise<string> {
  const { group, version, resource, namespaced } = kinds[kind]
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const path = `${root}${namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''}/${resource}`
  const answer = await get(connection, `${path}?limit=1`)
  if (answer.status === 403)
    throw new SvcError('undecided', refusalOf(answer, { kind }), {
      hint: 'ask for the right, or leave out --watch',
    })
  const at: unknown = valueAt(fromJson(answer.body), ['metadata', 'resourceVersion'])
  const from = typeof at === 'string' ? encodeURIComponent(at) : '0'
  return `${path}?watch=true&resourceVersion=${from}&timeoutSeconds=${longestWatchSeconds}`
}

/** Waits for the first event of all watches, or for the end of one. */
async function firstChange(connection: ServerConnection, paths: readonly string[]): Promise<void> {
  const end = new AbortController()
  const signal = AbortSignal.any([end.signal, connection.signal])
  try {
    await Promise.race(
      paths.map(async (path) => {
        const response = await respond(connection, { method: 'GET', path, encoding: 'identity' }, signal)
        if (response.statusCode === 403)
          throw new SvcError('undecided', 'the server does not allow to watch what is listed', {
            hint: 'ask for the right to watch services, endpointslices and pods, or leave out --watch',
          })
        await new Promise<void>((done) => {
          for (const event of ['data', 'end', 'error', 'close']) response.once(event, () => done())
        })
      }),
    )
  } catch (error) {
    // a connection that breaks is no more than a reason to look again
    if (error instanceof SvcError) throw error
  } finally {
    end.abort()
  }
}
