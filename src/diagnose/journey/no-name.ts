import { normalName } from '../../kube/dns/name.ts'
import type { Lookup } from '../../kube/dns/resolver/lookup.ts'
import { serviceAtName, serviceNamesFor, type ServiceName } from '../../kube/dns/service-name.ts'
import { isSurelySlip } from '../../text/nearest.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { quote } from '../../text/wording.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { holdsNamespace } from '../../world/holds-namespace.ts'
import type { World } from '../../world/world.ts'
import { defined } from '../../world/defined.ts'
import { noMatchOf } from '../no-match.ts'
import { formMeant } from '../../kube/dns/name-form.ts'
import { nearNames, nearNamespaces, nearWords, type NearNames } from '../names.ts'
import type { Calling, NameAnswer } from './calling.ts'
import { hostOfRouteEnd } from './host-of-route.ts'
import { meantPodName } from '../meant-pod-name.ts'
import { refusedBy } from './end-parts.ts'
import { unansweredService } from './unanswered-service.ts'
import type { End, Remedy } from './model.ts'

interface Unresolved {
  readonly host: string
  readonly lookup: Lookup
  /** The Service that the name means, where there is one. */
  readonly service: Resource<Service> | undefined
}

/** No address came back: the Service is not there, has none, or what DNS answers is not known. */
export function unresolvedEnd(calling: Calling, unresolved: Unresolved): NameAnswer {
  const { worlds, caller } = calling
  const { host, lookup, service } = unresolved
  if (service !== undefined) return unansweredService(calling, { ...unresolved, service })
  const names = serviceNamesFor(worlds.closed, host, caller.namespace)
  const [name] = names
  const isOutside = name === undefined || leadsOutside(worlds.closed, caller.namespace, name)
  const [one] = names.slice(isOutside ? 1 : 0)
  const above = one?.endpoint && worlds.closed.get('Service', one.namespace, one.name)
  const isAsked = lookup.queries.some((query) => serviceAtName(worlds.closed, query.name) === above)
  if (above && isAsked) return unansweredService(calling, { ...unresolved, service: above })
  if (isOutside || above)
    return {
      end:
        hostOfRouteEnd(worlds, host) ??
        ofOtherGoverning(calling, host, askedOutside(lookup, host)) ??
        ofNoService(calling, { host, lookup, name }),
    }
  return { end: missing(calling, name, askedOutside(lookup, host)) }
}

/** What the search list of the client makes of the name and other servers are asked for. */
function askedOutside({ queries }: Lookup, host: string): string | undefined {
  const asked = queries.find(
    ({ name, reply }) =>
      reply.rcode === 'UNKNOWN' && reply.forwardedTo !== undefined && name !== normalName(host),
  )
  return asked?.name.replace(/\.$/, '')
}

/** A name that is not a Service’s: the cluster’s DNS answers itself in its own domain, and asks other servers for the rest. */
function ofNoService(
  calling: Calling,
  {
    host,
    lookup: { outcome, assuming },
    name,
  }: Pick<Unresolved, 'host' | 'lookup'> & { name: ServiceName | undefined },
): End {
  const hint = nameMeant(calling, host, name)
  if (outcome.kind !== 'no-name' && outcome.kind !== 'no-data')
    return {
      outcome: 'unknown',
      stage: 'name',
      because: `${quote(host)} is not a name of the cluster: it leads outside${hint}`,
    }
  const code = outcome.kind === 'no-data' ? 'no address (NODATA)' : 'NXDOMAIN'
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `DNS answers ${code} to ${quote(host)}: ${outcome.because}${hint}`,
    cause: 'client-names-missing-service',
    ...defined({ assumes: assuming === undefined ? undefined : [assuming] }),
  }
}

/** `svc.web`, `web.shop.cluster.local` and `web.shpo` are no names of a Service; who types them means one. */
function nameMeant(
  { worlds: { closed }, caller }: Calling,
  host: string,
  asked: ServiceName | undefined,
): string {
  const [first = '', second = '', more] = host.split('.')
  const services = () => closed.all('Service')
  const isSwapped = more === undefined && first === 'svc' && services().some(({ name }) => name === second)
  const form = isSwapped ? `svc/${second}` : formMeant(closed, host, caller.namespace)?.right
  if (form !== undefined) return `; did you mean ${quote(form)}?`
  const [near] = asked === undefined ? [] : nearNamespaces(closed, asked)
  return near === undefined ? '' : `; did you mean ${quote(`${asked?.name}.${near}`)}?`
}

/** `mongo-0.mongo`, where another Service than "mongo" gives the pods of StatefulSet mongo their names. */
function ofOtherGoverning(
  { worlds: { closed, open }, caller }: Calling,
  host: string,
  outside: string | undefined,
): End | undefined {
  const found = meantPodName(closed, host, caller.namespace)
  if (found === undefined) return undefined
  const { because, meant } = found
  if (outside !== undefined)
    return {
      outcome: 'unknown',
      stage: 'name',
      because: `${because}; another server is asked for ${quote(outside)}`,
    }
  const doubt = open.doubt(['Service'], caller.namespace)
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `DNS answers NXDOMAIN to ${quote(host)}: ${because}`,
    cause: 'client-names-missing-service',
    ...(meant === undefined ? {} : { remedy: { title: `call ${meant}` } }),
    ...(doubt === undefined
      ? {}
      : { assumes: [`no Service ${quote(found.asked)} in namespace ${caller.namespace}`] }),
  }
}

/** `models.example.com`: a name with dots is a Service's only if it says so, or if there is such a namespace. */
function leadsOutside(world: World, clientNamespace: string, { certain, namespace }: ServiceName): boolean {
  if (certain || namespace === clientNamespace) return false
  return !holdsNamespace(world, namespace) && world.get('Namespace', undefined, namespace) === undefined
}

function missing(
  { worlds, caller }: Calling,
  { name, namespace, certain }: ServiceName,
  outside: string | undefined,
): End {
  const { closed, open } = worlds
  const near = nearNames(closed, 'Service', { namespace, name })
  const { meant, elsewhere } = near
  const there = elsewhere === undefined ? undefined : `${name}.${elsewhere}`
  const doubt = open.doubt(['Service'], namespace)
  const text = `there is no Service ${namespace}/${name}`
  const hint = hintOf(near, there)
  const right = meant ?? there
  const isSlip = meant !== undefined && isSurelySlip(name, meant)
  if (doubt !== undefined && (!isSlip || doubt.state !== 'partial'))
    return {
      outcome: 'unknown',
      stage: 'name',
      because: `${text} here, but ${doubt.because}${hint}`,
      ...refusedBy(doubt),
    }
  // no host outside has the form of a Service’s name in front of its domain
  if (outside !== undefined && !certain)
    return {
      outcome: 'unknown',
      stage: 'name',
      because: `${text}, and another server is asked for ${quote(outside)}${hint}`,
    }
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `${text}, so DNS answers NXDOMAIN${hint}`,
    cause: 'client-names-missing-service',
    confirm: kubectl('get', 'services', ...inNamespace(namespace)),
    ...defined({
      remedy:
        movedHere(closed, { name, namespace, elsewhere }) ??
        (right === undefined
          ? undefined
          : { title: `call ${right} instead of ${name}, from namespace ${caller.namespace}` }),
    }),
    assumes: [
      ...(doubt === undefined ? [] : [`no Service "${name}" in namespace ${namespace}`]),
      ...(outside === undefined ? [] : [`no host ${quote(outside)}`]),
    ],
  }
}

function hintOf(near: NearNames, there = ''): string {
  const words = nearWords(near, `, so call ${quote(there)}`)
  return words === undefined ? '' : `; ${words}`
}

interface Misplaced {
  readonly name: string
  readonly namespace: string
  readonly elsewhere: string | undefined
}

/** A Service of another namespace whose pods are in this one: it is what is in the wrong place. */
function movedHere(world: World, { name, namespace, elsewhere }: Misplaced): Remedy | undefined {
  const service = elsewhere === undefined ? undefined : world.get('Service', elsewhere, name)
  const noMatch = service && noMatchOf(world, service)
  return noMatch?.miss?.kind === 'other-namespace' && noMatch.miss.namespaces.includes(namespace)
    ? noMatch.fix
    : undefined
}
