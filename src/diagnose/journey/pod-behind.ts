import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import { selectionOf, selectorOf } from '../../kube/endpointslice/selection.ts'
import { podAtAddress } from '../../kube/proxy/owner.ts'
import { hasEnded, podSourceOfPod, podTemplatesOf, type PodSource } from '../../kube/workload/pod-source.ts'
import { defined } from '../../world/defined.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import { formatPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Endpoint, Pod, Service } from '../../world/types/manifest.ts'
import type { Doubt } from '../../world/coverage.ts'
import type { World } from '../../world/world.ts'
import { refusedBy } from './end-parts.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** One backend as the step before it gave it. */
export interface CalledBackend {
  readonly address?: string
  readonly port?: number
  readonly target?: Endpoint['targetRef']
  /** Absent for an address that no Service leads to. */
  readonly service?: Resource<Service>
}

export type PodBehind =
  | { readonly podSource?: PodSource; readonly unseen?: string }
  | { readonly missing: End }

/** The pod that has the address of a backend; what a slice says of one that is not there leads nowhere. */
export function podSourceBehind(worlds: Worlds, backend: CalledBackend): PodBehind {
  const { closed } = worlds
  const { address, target, service } = backend
  if (target?.name === undefined) return holderOf(worlds, address)
  if (target.kind !== 'Pod') {
    const template = templateOf(worlds, service, target)
    const unseen = service && unseenLive(worlds, service, template)
    return unseen === undefined ? defined({ podSource: template }) : { missing: unseen }
  }
  const namespace = target.namespace ?? service?.namespace
  const pod = closed.get('Pod', namespace, target.name)
  if (pod !== undefined && hasAddress(pod, address)) return { podSource: podSourceOfPod(pod) }
  const doubt = worlds.open.doubt(['Pod'], namespace)
  const holder = ownAtAddress(closed, backend, pod !== undefined || doubt === undefined)
  if (holder !== undefined) return { podSource: podSourceOfPod(holder) }
  return pod === undefined ? notThere(backend, doubt) : { missing: elsewhere(pod, backend) }
}

function notThere(backend: CalledBackend, doubt: Doubt | undefined): PodBehind {
  // where pods may not be read, the slices speak for them
  const isSlices = doubt !== undefined && !['partial', 'unread'].includes(doubt.state)
  return isSlices ? { unseen: doubt.because } : { missing: podMissing(backend, doubt) }
}

function holderOf({ closed }: Worlds, address: string | undefined): PodBehind {
  const holder = address === undefined ? undefined : podAtAddress(closed, address)
  return holder === undefined ? {} : { podSource: podSourceOfPod(holder) }
}

/** A pod that has no address yet may get any. */
function hasAddress({ manifest: { status } }: Resource<Pod>, address: string | undefined): boolean {
  if (address === undefined || address === status?.podIP) return true
  const own = addressesOf(status)
  return own.length === 0 || own.includes(canonicalIP(address))
}

function addressesOf({ podIP, podIPs = [] }: NonNullable<Pod['status']> = {}): string[] {
  return [podIP, ...podIPs.map(({ ip }) => ip)].flatMap((ip) => (ip ? [canonicalIP(ip)] : []))
}

/**
 * kube-proxy follows the address, whatever pod a slice names with it: one that the Service selects has it, or any if it selects none. Any
 * is looked for only where it is known that the named pod has not that address.
 */
function ownAtAddress(
  world: World,
  { address, service }: CalledBackend,
  isKnown: boolean,
): Resource<Pod> | undefined {
  if (address === undefined) return undefined
  if (service === undefined || selectorOf(service.manifest) === undefined)
    return isKnown ? podAtAddress(world, address) : undefined
  const ip = canonicalIP(address)
  // of the pods that it selects alone, so that a live trace asks for no others
  return selectionOf(world, service).selected.find(
    (podSource) =>
      !hasEnded(podSource) &&
      podSource.spec.hostNetwork !== true &&
      addressesOf(podSource.pod?.manifest.status).includes(ip),
  )?.pod
}

function elsewhere({ name, manifest }: Resource<Pod>, { address = '', service }: CalledBackend): End {
  const own = addressesOf(manifest.status)
  return stale(address, service, `Pod ${name} has another address (${own.join(', ')})`)
}

function podMissing({ address = '', target, service }: CalledBackend, doubt: Doubt | undefined): End {
  const namespace = target?.namespace ?? service?.namespace
  const text = `Pod ${namespace}/${target?.name ?? ''}, which a slice names at ${address},`
  if (doubt === undefined) return stale(address, service, `Pod ${target?.name ?? ''} does not exist`)
  return {
    outcome: 'unknown',
    stage: 'endpoints',
    because: `${text} was not read: ${doubt.because}`,
    ...refusedBy(doubt),
  }
}

function stale(address: string, service: Resource<Service> | undefined, why: string): End {
  return {
    outcome: 'dropped',
    stage: 'endpoints',
    because: `the slices of ${service === undefined ? 'the Service' : nameOf(service)} list ${address}, but ${why}: the endpoint is stale`,
  }
}

function templateOf(
  { closed }: Worlds,
  service: Resource<Service> | undefined,
  { kind, name, fieldPath }: NonNullable<CalledBackend['target']>,
): PodSource | undefined {
  const selected = service === undefined ? [] : selectionOf(closed, service).selected
  const found = selected.find(
    ({ resource, path }) =>
      resource.kind === kind &&
      resource.name === name &&
      (fieldPath === undefined || formatPath(path) === fieldPath),
  )
  if (found !== undefined) return found
  const isKnown = kind !== undefined && Object.hasOwn(kinds, kind)
  const resource = isKnown
    ? (closed.get(kind as Kind, service?.namespace, name ?? '') as Resource | undefined)
    : closed.foreign.find(
        (each) => each.kind === kind && each.name === name && each.namespace === service?.namespace,
      )
  return resource === undefined ? undefined : podTemplatesOf(resource)[0]
}

/** A workload of a cluster has its pods already: where they are not in sight, its template says nothing of them. */
function unseenLive(
  worlds: Worlds,
  service: Resource<Service>,
  template: PodSource | undefined,
): End | undefined {
  const doubt = worlds.open.doubt(['Pod'], service.namespace)
  const isLive = template?.resource.manifest.metadata?.uid !== undefined
  if (doubt === undefined || !isLive) return undefined
  return {
    outcome: 'unknown',
    stage: 'endpoints',
    because: `the pods of ${template === undefined ? 'it' : nameOf(template.resource)} were not read: ${doubt.because}`,
    ...refusedBy(doubt),
  }
}
