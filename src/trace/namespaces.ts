import { namesIn } from '../kube/dns/service-name.ts'
import { gatewayGroup, routeBackends } from '../kube/references/routes.ts'
import type { ParentRef, Route } from '../world/types/gateway-api.ts'
import { routeKinds } from '../world/kinds.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { parseClient } from '../diagnose/journey/client.ts'
import type { Question } from './model.ts'
import { parseTarget } from '../diagnose/journey/target.ts'

const name = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

// CoreDNS and its Corefile
const dnsNamespace = 'kube-system'

/** The namespaces that a question leads through: the client's, those that the target's name can mean, and that of DNS. */
export function namespacesOf(question: Question): string[] {
  const { client, services, own } = meantBy(question)
  const meant = services.map((candidate) => candidate.namespace)
  return [...new Set([question.namespace, client, ...own, ...meant, dnsNamespace])].filter((candidate) =>
    name.test(candidate),
  )
}

/** The Services that the name of a target can mean, as far as it can be told before anything is read. */
export function servicesMeantBy(question: Question): readonly { namespace: string; name: string }[] {
  return meantBy(question).services.filter(({ namespace }) => name.test(namespace))
}

/** The client's namespace, that of the target where it is written, and the Services that the name of the target can mean there. */
function meantBy({ target, from, namespace }: Question) {
  const named = parseClient(from)
  const client = (named?.is === 'named' ? named.namespace : undefined) ?? namespace
  const { host, service, namespace: own } = parseTarget(target) ?? {}
  // before anything is read the cluster domain is not known, but what follows `.svc` is nothing else
  const text = (host ?? service ?? '').replace(/\.svc\..*$/i, '.svc')
  return { client, services: namesIn(text, own ?? client), own: own === undefined ? [] : [own] }
}

/** The namespaces of the Gateways that the routes of a World name, besides the routes' own. */
export function gatewayNamespaces(world: World): string[] {
  const parents = othersThan(world, ({ manifest }) =>
    (manifest.spec?.parentRefs ?? []).flatMap(namespaceOfGateway),
  )
  const ofSets = world
    .all('ListenerSet')
    .flatMap(({ manifest }) => namespaceOfGateway(manifest.spec?.parentRef ?? {}))
  return [...new Set([...parents, ...ofSets])].filter((namespace) => name.test(namespace)).toSorted()
}

function namespaceOfGateway({ group = gatewayGroup, namespace }: Partial<ParentRef>): string[] {
  return group === gatewayGroup && namespace ? [namespace] : []
}

/** The namespaces of the backends of the routes of a World, besides the routes' own. */
export function backendNamespaces(world: World): string[] {
  return othersThan(world, (route) => routeBackends(route).map(({ namespace }) => namespace))
}

/**
 * Where the aliases (ExternalName) lead that a question asks for, or all of them without a question: the namespace of
 * `db.data` is behind `db.data.svc.cluster.local`. An alias of an alias shows when the first one's target is in the World.
 */
export function aliasNamespaces(world: World, question?: Question): string[] {
  const asked =
    question === undefined
      ? undefined
      : new Set(meantBy(question).services.map((service) => `${service.namespace}/${service.name}`))
  const found = new Set<string>()
  const isReached = (name: string, namespace = '') => asked === undefined || asked.has(`${namespace}/${name}`)
  // the order of Services must not matter, so it is gone through until nothing is added
  for (let before = -1; before < found.size;) {
    before = found.size
    for (const { name: alias, namespace, manifest } of world.all('Service')) {
      const target = /^([^.]+)\.([^.]+)\.svc(\.|$)/.exec(manifest.spec?.externalName?.toLowerCase() ?? '')
      if (manifest.spec?.type !== 'ExternalName' || target === null || !isReached(alias, namespace)) continue
      const [, service = '', home = ''] = target
      asked?.add(`${home}/${service}`)
      found.add(home)
    }
  }
  return [...found].filter((namespace) => name.test(namespace)).toSorted()
}

function othersThan(world: World, named: (route: Resource<Route>) => readonly string[]): string[] {
  const found = routeKinds.flatMap((kind) =>
    world.all(kind).flatMap((route) => named(route).filter((namespace) => namespace !== route.namespace)),
  )
  return [...new Set(found)].filter((namespace) => name.test(namespace)).toSorted()
}
