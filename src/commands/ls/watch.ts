import { listServices, type Row } from './list.ts'
import { SvcError } from '../../errors.ts'
import { servicesReporters } from '../../report/inspect/services.ts'
import type { Screen } from '../../report/options.ts'
import type { World } from '../../world/world.ts'
import type { Output } from '../shared/command.ts'
import { withOneLogin } from '../shared/one-login.ts'
import { connectionOf } from '../shared/read-live.ts'
import { inputsOf } from '../shared/words.ts'
import type { WorldFlags } from '../shared/world-flags.ts'

interface WatchFlags extends WorldFlags {
  readonly selector?: string | undefined
  readonly output: string
}

/**
 * Prints Services, and each again when its row changes, until Ctrl-C; as `kubectl get --watch` does. Throws SvcError `usage` for files and for
 * formats that are no rows, and what the first reading throws.
 */
export async function watchServices(
  asked: { readonly names: readonly string[]; readonly paths: readonly string[] },
  flags: WatchFlags,
  { screen, output }: { readonly screen: Screen; readonly output: Output },
): Promise<never> {
  const format = (['text', 'wide', 'name'] as const).find((each) => each === flags.output)
  if (format === undefined)
    throw new SvcError('usage', '--watch prints rows', { hint: 'write -o text, wide or name' })
  if (inputsOf(asked.paths, flags).length > 0)
    throw new SvcError('usage', '--watch watches a cluster, not files', {
      hint: 'leave out --watch, or the files',
    })
  let known = new Map<string, string>()
  const print = (items: readonly Row[], world: World) => {
    const isFirst = known.size === 0
    const changed = items.filter((item) => known.get(keyOf(item)) !== JSON.stringify(item))
    const now = new Map(items.map((item) => [keyOf(item), JSON.stringify(item)]))
    for (const key of known.keys()) if (!now.has(key)) output.remark(`${key} is deleted`)
    known = now
    if (changed.length === 0) return
    const text = servicesReporters[format](changed, isFirst ? world : { unread: [], notRead: [] }, screen)
    output.print(isFirst || format === 'name' ? text : text.slice(text.indexOf('\n') + 1))
  }
  const { watchChanges } = await import('../../sources/cluster/watch-changes.ts')
  return withOneLogin(flags, async (own) => {
    const first = await listServices(asked, own)
    const namespace = flags['all-namespaces'] ? undefined : first.namespace
    print(first.items, first.world)
    return watchChanges(
      connectionOf(own),
      { kinds: ['Service', 'EndpointSlice', 'Pod'], namespace },
      {
        work: async () => {
          const { items, world } = await listServices(asked, own)
          print(items, world)
        },
        lost: ({ message }) => output.remark(`${message}; trying again`),
      },
    )
  })
}

function keyOf({ namespace, name }: Row): string {
  return `${namespace}/${name}`
}
