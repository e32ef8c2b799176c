import { SvcError } from '../../errors.ts'
import type { Service } from '../../world/types/manifest.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import type { Doubt } from '../../world/coverage.ts'
import type { Resource } from '../../world/resource.ts'
import { defined } from '../../world/defined.ts'
import type { WorldRead } from './read-world.ts'
import { noService } from './no-service.ts'
import { isServiceWord, pathMeant } from './words.ts'

/**
 * The Services that arguments name (`web`, `shop/web`, `svc/web`, `services web`), or all of them, sorted by namespace and name.
 * `paths` are those that were read, for the message. Throws SvcError: `usage` for a name that is not there, `undecided` when there is none at all or none may be read.
 */
export function findServices(
  written: readonly string[],
  read: WorldRead,
  paths: readonly string[] = [],
): Resource<Service>[] {
  const { world, namespace } = read
  const all = world.all('Service').toSorted((a, b) => compare(keyOf(a), keyOf(b)))
  // `services web`, as for kubectl, unless a Service is called so
  const names = written.filter((word) => !isServiceWord(word) || all.some(({ name }) => name === word))
  if (names.length === 0) {
    if (all.length > 0) return all
    const { message, hint } = noService(read, paths)
    throw new SvcError('undecided', message, { hint })
  }
  return names.flatMap((written) => {
    const { name, namespace: inNamespace } = readServiceName(written)
    const matches = all.filter(
      (service) => service.name === name && (inNamespace === undefined || service.namespace === inNamespace),
    )
    const own = matches.filter((service) => service.namespace === namespace)
    if (matches.length > 0) return own.length > 0 && inNamespace === undefined ? own : matches
    throw notFound(
      written,
      nearServices(all, name, inNamespace),
      world.doubt(['Service'], inNamespace ?? namespace),
    )
  })
}

/** The one Service that an argument names. Throws SvcError as `findServices` does, and `usage` where several namespaces have one. */
export function findService(written: string, read: WorldRead): Resource<Service> {
  const [service, another] = findServices([written], read)
  if (service !== undefined && another === undefined) return service
  throw new SvcError('usage', `several namespaces have a Service "${written}"`, {
    hint: `write it as NAMESPACE/NAME, such as ${service?.namespace}/${written}`,
  })
}

/** A name that is not there: whether there is such a Service is not known where Services, or all that a file holds, could not be read. */
function notFound(written: string, near: readonly string[], doubt: Doubt | undefined): SvcError {
  const { name, namespace } = readServiceName(written)
  const service = `Service "${namespace === undefined ? name : `${namespace}/${name}`}"`
  const meant = didYouMean(near)
  const mayBeThere =
    doubt !== undefined && doubt.state !== 'partial' && (doubt.state !== 'unread' || meant === undefined)
  return mayBeThere
    ? new SvcError('undecided', `cannot know whether there is a ${service}`, { hint: doubt.because })
    : new SvcError('usage', `there is no ${service}`, {
        hint: meant ?? pathMeant([written]) ?? 'svc ls lists them',
      })
}

/**
 * The Service that a word names: `web`, `shop/web`, `web.shop`, `web.shop.svc.cluster.local`, `svc/web`, `shop/svc/web`,
 * `svc.web`; the name of a Service has no dot.
 */
export function readServiceName(written: string): { readonly name: string; readonly namespace?: string } {
  const [last = '', ...before] = written.split('/').toReversed()
  const [namespace] = before.filter((word) => !isServiceWord(word))
  const [first = '', second] = last.split('.')
  if (second !== undefined && isServiceWord(first)) return { name: second, ...defined({ namespace }) }
  return { name: first, ...defined({ namespace: namespace ?? (second || undefined) }) }
}

/** What a Service that is not there may have meant: one of that name elsewhere, then near names. */
function nearServices(
  all: readonly Resource<Service>[],
  name: string,
  namespace: string | undefined,
): string[] {
  const elsewhere = all.filter((service) => service.name === name).map(keyOf)
  const near = guesses(
    name,
    all
      .filter((service) => namespace === undefined || service.namespace === namespace)
      .map((each) => each.name),
  )
  return [
    ...elsewhere,
    ...near.map((each) => (namespace === undefined ? each : `${namespace}/${each}`)),
  ].slice(0, 3)
}

function keyOf({ namespace = '', name }: Resource): string {
  return `${namespace}/${name}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
