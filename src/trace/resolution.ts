import { serviceAtName } from '../kube/dns/service-name.ts'
import { lookup, type Lookup } from '../kube/dns/resolver/lookup.ts'
import type { Client } from '../kube/dns/resolver/client.ts'
import { defined } from '../world/defined.ts'
import type { Service } from '../world/types/manifest.ts'
import type { Resource } from '../world/resource.ts'
import type { Route } from './model.ts'
import { parseTarget } from './target.ts'

/** What a name comes to for the client of a route. Nobody knows which library the image has; Go finds what glibc does. */
export interface Resolution {
  readonly client: Client
  readonly lookups: Readonly<Record<'glibc' | 'musl', Lookup>>
  /** The Service at whose name the lookup of most images ends, aliases followed. */
  readonly service?: Resource<Service>
}

export function resolutionOf(route: Route, host: string): Resolution {
  const { world } = route
  const client = clientOf(route)
  const name = isServiceItself(route) ? `${host}.` : host
  const ask = (resolver: 'glibc' | 'musl') => lookup(world, { from: client, name, resolver })
  const lookups = { glibc: ask('glibc'), musl: ask('musl') }
  const service = endOf(route, lookups.glibc)
  return { client, lookups, ...(service === undefined ? {} : { service }) }
}

/** `svc/web` asks about the Service itself, whoever the client is. */
function isServiceItself({ question }: Route): boolean {
  return parseTarget(question.target)?.service !== undefined
}

function clientOf(route: Route): Client {
  const { question, client, clientNamespace: namespace } = route
  if (isServiceItself(route)) return { namespace }
  if (client !== undefined) return { namespace, spec: client.spec, ...defined({ name: client.pod?.name }) }
  return question.from === undefined ? { namespace } : { namespace, onNode: true }
}

function endOf({ world }: Route, { queries, outcome }: Lookup): Resource<Service> | undefined {
  if (outcome.kind !== 'addresses') return undefined
  const own = queries.filter(({ name }) => name === outcome.name).flatMap(({ reply }) => reply.answers)
  const target = own.findLast(({ type }) => type === 'CNAME')
  return serviceAtName(world, target?.data ?? outcome.name)
}
