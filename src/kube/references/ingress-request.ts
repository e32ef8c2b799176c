import type { Ingress } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { prefixMatches, type ServedRequest } from './served-request.ts'
import { ingressReferences, type IngressReference } from './ingress.ts'

/** The path of an Ingress that takes a request. */
export interface IngressMatch {
  readonly ingress: Resource<Ingress>
  /** Of the path, or of the default backend. */
  readonly path: FieldPath
  /** What matched, as in `path Prefix /v1 of host chat.example.com in Ingress shop/chat`. */
  readonly because: string
  /** Undefined for a backend that is no Service. */
  readonly reference?: IngressReference
  /** Controllers differ here. */
  readonly depends?: string
}

interface PathCandidate {
  readonly ingress: Resource<Ingress>
  readonly host: string
  readonly pathType: string
  readonly prefix: string
  readonly at: FieldPath
}

/** Is there an Ingress that names the host, or whose address it is? */
export function ingressServes(world: World, host: string): boolean {
  return world
    .all('Ingress')
    .some(
      ({ manifest: { spec, status } }) =>
        (spec?.rules ?? []).some((rule) => Boolean(rule.host) && hostOfRuleMatches(rule.host ?? '', host)) ||
        (status?.loadBalancer?.ingress ?? []).some(({ ip, hostname }) => host === ip || host === hostname),
    )
}

/**
 * The path that takes a request: of the host named most exactly the longest path, an exact one before a prefix; else a
 * default backend. Undefined when nothing takes it. Classes are not looked at: which controller follows an Ingress, no
 * object of it has to say. Follows https://kubernetes.io/docs/concepts/services-networking/ingress/.
 */
export function ingressMatchFor(world: World, request: ServedRequest): IngressMatch | undefined {
  const hosts = candidatesOf(world).filter(({ host }) => hostOfRuleMatches(host, request.host))
  const [best, second] = hosts
    .filter((candidate) => pathMatches(candidate, request.path))
    .toSorted(byPrecedence)
  if (best === undefined) return defaultBackend(world)
  const { ingress, host, pathType, prefix, at } = best
  const because = `path ${pathType} ${prefix} of host ${host || '*'} in ${nameOf(ingress)}`
  const open = hosts.find((candidate) => mayMatch(candidate, request.path))
  const depends = doubtAbout(best, second, hosts) ?? (open && decides(open.ingress, open.prefix))
  const reference = referenceAt(ingress, at)
  return {
    ingress,
    path: at,
    because,
    ...(reference === undefined ? {} : { reference }),
    ...(depends === undefined ? {} : { depends }),
  }
}

/** The Ingress with a path of which the controller decides whether it takes a request that no other path takes. */
export function ingressThatMayTake(world: World, request: ServedRequest): Resource<Ingress> | undefined {
  return candidatesOf(world).find(
    (candidate) => hostOfRuleMatches(candidate.host, request.host) && mayMatch(candidate, request.path),
  )?.ingress
}

function candidatesOf(world: World): PathCandidate[] {
  return world.all('Ingress').flatMap((ingress) =>
    (ingress.manifest.spec?.rules ?? []).flatMap(({ host = '', http }, rule) =>
      (http?.paths ?? []).map(({ path, pathType = 'ImplementationSpecific' }, index) => ({
        ingress,
        host,
        pathType,
        prefix: path || '/',
        at: ['spec', 'rules', rule, 'http', 'paths', index],
      })),
    ),
  )
}

/** A wildcard of an Ingress stands for one label, not for more. */
export function hostOfRuleMatches(pattern: string, host: string): boolean {
  if (pattern === '') return true
  const [wanted, asked] = [pattern.toLowerCase(), host.toLowerCase()]
  if (!wanted.startsWith('*.')) return wanted === asked
  const dot = asked.indexOf('.')
  return dot > 0 && asked.slice(dot) === wanted.slice(1)
}

function pathMatches({ pathType, prefix }: PathCandidate, path: string): boolean {
  return pathType === 'Exact' ? prefix === path : prefixMatches(prefix, path)
}

/** No prefix of whole parts, but one of the text, or a regular expression, as some controllers read ImplementationSpecific. */
function mayMatch({ pathType, prefix }: PathCandidate, path: string): boolean {
  return (
    pathType === 'ImplementationSpecific' &&
    !prefixMatches(prefix, path) &&
    (path.startsWith(prefix) || /[\\^$*+?()[\]{}|]/.test(prefix))
  )
}

function byPrecedence(a: PathCandidate, b: PathCandidate): number {
  const rank = ({ host }: PathCandidate) => (host === '' ? 0 : host.startsWith('*.') ? 1 : 2)
  const exact = ({ pathType }: PathCandidate) => (pathType === 'Exact' ? 1 : 0)
  return (
    rank(b) - rank(a) ||
    b.prefix.length - a.prefix.length ||
    exact(b) - exact(a) ||
    (nameOf(a.ingress) < nameOf(b.ingress) ? -1 : 1)
  )
}

function doubtAbout(
  best: PathCandidate,
  second: PathCandidate | undefined,
  hosts: readonly PathCandidate[],
): string | undefined {
  if (best.pathType === 'ImplementationSpecific' && best.prefix !== '/')
    return 'what ImplementationSpecific means, the controller decides; it is read as a prefix here'
  const same = (other: PathCandidate) =>
    other.host === best.host && other.prefix === best.prefix && other.pathType === best.pathType
  if (second !== undefined && same(second))
    return `${nameOf(second.ingress)} has the same host and path, and the controller decides between them`
  const closer = hosts.find(({ host }) => host !== best.host && !host.startsWith('*.') && host !== '')
  return closer === undefined || !(best.host === '' || best.host.startsWith('*.'))
    ? undefined
    : `host ${closer.host} has no such path, and some controllers answer 404 then`
}

function decides(ingress: Resource<Ingress>, path: string): string {
  return `whether path ImplementationSpecific ${path} in ${nameOf(ingress)} takes it first, the controller decides`
}

function defaultBackend(world: World): IngressMatch | undefined {
  const ingress = world.all('Ingress').find(({ manifest }) => manifest.spec?.defaultBackend !== undefined)
  if (ingress === undefined) return undefined
  const path = ['spec', 'defaultBackend']
  const reference = referenceAt(ingress, ['spec'], 'defaultBackend')
  return {
    ingress,
    path,
    because: `no host and path, so the default backend of ${nameOf(ingress)}`,
    ...(reference === undefined ? {} : { reference }),
  }
}

function referenceAt(
  ingress: Resource<Ingress>,
  at: FieldPath,
  field = 'backend',
): IngressReference | undefined {
  const start = [...at, field].join('/')
  return ingressReferences(ingress).find(({ path }) => path.join('/').startsWith(`${start}/`))
}
