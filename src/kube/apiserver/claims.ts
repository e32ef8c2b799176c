import type { Service, ServiceSpec } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { fieldError, type FieldError } from './field-error.ts'
import { formatIp, parseIp } from '../core/ip.ts'
import { isStored, verdictIn } from './verdict.ts'

/** Something that one Service of a cluster can have at a time. */
interface Claim {
  /** `node port 30080`, `address 10.96.0.10`. */
  readonly what: string
  /** What the server says to the second Service that asks for it, */
  readonly error: FieldError
  /** and in which words. */
  readonly words: string
}

/** A Service that asks for what another one has. */
export interface Collision extends Claim {
  readonly holder: Resource<Service>
  /** Where the holder asks for it. */
  readonly heldAt: FieldPath
}

/**
 * What a Service asks for and cannot get, since another one has it by then: the Services are created or changed in
 * their order, into what the World replaces.
 * Follows pkg/registry/core/service/portallocator and ipallocator of kubernetes/kubernetes.
 */
export function collisionsOf(world: World, service: Resource): readonly Collision[] {
  return world.derived(allCollisions).get(service) ?? []
}

function allCollisions(world: World): ReadonlyMap<Resource, readonly Collision[]> {
  const held = new Map<string, { readonly holder: Resource<Service>; readonly claim: Claim }>()
  const claimsBy = new Map<unknown, readonly Claim[]>()
  const take = (holder: Resource<Service>, claims: readonly Claim[]) => {
    for (const { what } of claimsBy.get(identityOf(holder)) ?? []) held.delete(what)
    claimsBy.set(identityOf(holder), claims)
    for (const claim of claims) held.set(claim.what, { holder, claim })
  }
  const { before } = world
  for (const service of before?.all('Service') ?? []) take(service, claimsOf(before as World, service) ?? [])
  const collisions = new Map<Resource, readonly Collision[]>()
  for (const service of world.all('Service')) {
    // nearly no Service asks for anything
    if (before === undefined && !mayClaim(service) && !claimsBy.has(identityOf(service))) continue
    const claims = claimsOf(world, service)
    // what is refused takes nothing, and an older one stays as it is
    if (claims === undefined) continue
    const lost = claims.flatMap((claim) => {
      const other = held.get(claim.what)
      return other === undefined || identityOf(other.holder) === identityOf(service)
        ? []
        : [{ ...claim, holder: other.holder, heldAt: other.claim.error.at }]
    })
    // what a cluster holds, it has got
    if (lost.length === 0 || isStored(service.manifest)) take(service, claims)
    else collisions.set(service, lost)
  }
  return collisions
}

/** Two manifests of one name are one Service; without a name each is another. */
function identityOf(service: Resource): unknown {
  return service.manifest.metadata?.name ? `${service.namespace ?? ''}/${service.name}` : service
}

function mayClaim({ manifest }: Resource<Service>): boolean {
  const { clusterIP, clusterIPs, ports, healthCheckNodePort } = manifest.spec ?? {}
  return Boolean(
    clusterIP ||
    clusterIPs?.length ||
    healthCheckNodePort ||
    ports?.some(({ nodePort }) => Boolean(nodePort)),
  )
}

/** All that a Service has once it is stored; undefined when it is refused for other reasons. */
function claimsOf(world: World, service: Resource<Service>): readonly Claim[] | undefined {
  const stored = isStored(service.manifest) ? service.manifest : verdictIn(world, service).defaulted
  const spec = (stored as Service | undefined)?.spec
  if (stored === undefined) return undefined
  if (spec === undefined || spec.type === 'ExternalName') return []
  const hasNodePorts = spec.type === 'NodePort' || spec.type === 'LoadBalancer'
  const claims = [...addressClaims(spec), ...(hasNodePorts ? portClaims(spec) : [])]
  // the first port of a number takes it for the others
  return [...new Map(claims.toReversed().map((claim) => [claim.what, claim])).values()].toReversed()
}

function addressClaims({ clusterIP = '', clusterIPs = [] }: ServiceSpec): Claim[] {
  return (clusterIPs.length > 0 ? clusterIPs : [clusterIP]).flatMap((text, index) => {
    const ip = parseIp(text)
    if (ip === undefined) return []
    const error = fieldError(
      'Invalid',
      ['spec', 'clusterIPs'],
      'must be an address that no other Service has',
    )
    const at = ['spec', 'clusterIPs', index]
    return [
      { what: `address ${formatIp(ip)}`, error: { ...error, at }, words: 'provided IP is already allocated' },
    ]
  })
}

function portClaims({
  type,
  ports = [],
  externalTrafficPolicy,
  healthCheckNodePort = 0,
}: ServiceSpec): Claim[] {
  const detail = 'must be a port that no other Service has'
  const words = 'provided port is already allocated'
  const ofPorts = ports.flatMap(({ nodePort = 0 }, index) =>
    nodePort === 0
      ? []
      : [
          {
            what: `node port ${nodePort}`,
            error: fieldError('Invalid', ['spec', 'ports', index, 'nodePort'], detail),
            words,
          },
        ],
  )
  const isChecked = type === 'LoadBalancer' && externalTrafficPolicy === 'Local' && healthCheckNodePort !== 0
  // the server answers with an internal error, and names no field
  const error = { ...fieldError('InternalError', ['spec', 'healthCheckNodePort'], detail), field: '' }
  return isChecked ? [...ofPorts, { what: `node port ${healthCheckNodePort}`, error, words }] : ofPorts
}
