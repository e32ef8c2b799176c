import { SvcError } from '../../errors.ts'
import type { Service } from '../../world/types/manifest.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import type { Resource } from '../../world/resource.ts'
import type { WorldRead } from './read-world.ts'
import { noService } from './no-service.ts'
import { pathMeant } from './words.ts'

/**
 * The Services that arguments name (`web`, `shop/web`, `svc/web`), or all of them, sorted by namespace and name.
 * `paths` are those that were read, for the message. Throws SvcError: `usage` for a name that is not there, `undecided` when there is none at all or none may be read.
 */
export function findServices(
  names: readonly string[],
  read: WorldRead,
  paths: readonly string[] = [],
): Resource<Service>[] {
  const { world, namespace } = read
  const all = world.all('Service').toSorted((a, b) => compare(keyOf(a), keyOf(b)))
  if (names.length === 0) {
    if (all.length > 0) return all
    const { message, hint } = noService(read, paths)
    throw new SvcError('undecided', message, { hint })
  }
  return names.flatMap((written) => {
    const name = written.replace(/^(svc|services?)\//, '')
    const [last = '', inNamespace] = name.split('/').toReversed()
    const matches = all.filter(
      (service) => service.name === last && (inNamespace === undefined || service.namespace === inNamespace),
    )
    const own = matches.filter((service) => service.namespace === namespace)
    if (matches.length > 0) return own.length > 0 && inNamespace === undefined ? own : matches
    const found = guesses(
      last,
      all.map((service) => service.name),
    )
    const forbidden = world.doubt(['Service'], namespace)
    throw new SvcError(
      forbidden?.state === 'forbidden' ? 'undecided' : 'usage',
      `there is no Service "${name}"`,
      {
        hint:
          forbidden?.state === 'forbidden'
            ? forbidden.because
            : (didYouMean(found) ?? pathMeant([written]) ?? 'svc ls lists them'),
      },
    )
  })
}

function keyOf({ namespace = '', name }: Resource): string {
  return `${namespace}/${name}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
