import { count } from '../text/wording.ts'
import { familiesOf } from '../kube/core/families.ts'
import { selectedCandidates, type Candidate } from '../kube/endpointslice/candidates.ts'
import { actualSlices } from '../kube/endpointslice/slices.ts'
import { reportedReadiness } from '../kube/workload/reported-readiness.ts'
import type { Endpoint, Service } from '../world/types/manifest.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'

/** What others say of pods that cannot be seen. */
export interface UnseenReadiness {
  readonly ready: number
  readonly total: number
  readonly because: string
}

/**
 * How many endpoints of a Service are ready although its pods cannot be seen: its slices decide, and where there are none
 * the status of its workloads. Undefined where neither says anything.
 */
export function unseenReadiness(
  world: World,
  service: Resource<Service>,
  candidates: readonly Candidate[],
): UnseenReadiness | undefined {
  const bySlices = readinessInSlices(world, service)
  const byStatus = candidates.flatMap(({ unseen, podSource: { resource } }) => {
    const reported = unseen === true ? reportedReadiness(resource) : undefined
    return reported === undefined ? [] : [{ ...reported, resource }]
  })
  const said = byStatus.map(
    ({ ready, total, resource }) =>
      `the status of ${nameOf(resource)} says that ${ready} of ${total} are ready`,
  )
  if (bySlices !== undefined) {
    const { ready, total } = bySlices
    const slices = `${ready} of ${count(total, 'endpoint')} ready in its EndpointSlices`
    return { ready, total, because: [slices, ...said].join('; ') }
  }
  if (byStatus.length === 0) return undefined
  const sum = (pick: (item: { ready: number; total: number }) => number) =>
    byStatus.reduce((all, item) => all + pick(item), 0)
  return { ready: sum(({ ready }) => ready), total: sum(({ total }) => total), because: said.join('; ') }
}

/**
 * The same where it says that nothing answers: pods that are not ready, or slices of the controller without an endpoint, which it keeps
 * only while there is none. Undefined where pods may be ready.
 */
export function noneReadyUnseen(
  world: World,
  service: Resource<Service>,
  candidates: readonly Candidate[],
): UnseenReadiness | undefined {
  const said = unseenReadiness(world, service, candidates)
  if (said === undefined || said.ready > 0) return undefined
  return said.total > 0 || actualSlices(world, service).length > 0 ? said : undefined
}

/**
 * Of the pods that a Service selects those that decide now: where the slices of each of its families are in sight and list no endpoint that
 * gets packets, pods that are known by manifests alone are not there yet.
 */
export function thereNow(
  world: World,
  service: Resource<Service>,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  if (!candidates.some(isToCome) || !isSeenWithoutReady(world, service)) return candidates
  return candidates.filter((each) => !isToCome(each))
}

/** The first of its pods, where none of them is there yet. */
export function notThereYet(world: World, service: Resource<Service>): Candidate | undefined {
  const selected = selectedCandidates(world, service)
  return thereNow(world, service, selected).length === 0 ? selected[0] : undefined
}

function isToCome({ in: listed, conditions }: Candidate): boolean {
  return listed && conditions === undefined
}

function isSeenWithoutReady(world: World, service: Resource<Service>): boolean {
  const slices = actualSlices(world, service)
  const listed = new Set(slices.map(({ manifest }) => manifest.addressType))
  return (
    familiesOf(service.manifest).every((family) => listed.has(family)) &&
    !slices.some(({ manifest }) => (manifest.endpoints ?? []).some(getsPackets))
  )
}

/** Ready, or terminating and still serving, which kube-proxy falls back to. */
function getsPackets({ conditions: { ready, serving, terminating } = {} }: Endpoint): boolean {
  return ready !== false || (serving === true && terminating === true)
}

/** Of two families the one with more endpoints: each pod has an address in both. */
function readinessInSlices(world: World, service: Resource<Service>) {
  const byFamily = new Map<string, { ready: number; total: number }>()
  for (const { manifest } of actualSlices(world, service)) {
    const { addressType, endpoints } = manifest
    const known = byFamily.get(addressType) ?? { ready: 0, total: 0 }
    for (const { conditions } of endpoints ?? []) {
      known.total += 1
      if (conditions?.ready !== false) known.ready += 1
    }
    byFamily.set(addressType, known)
  }
  return [...byFamily.values()].toSorted((a, b) => b.total - a.total)[0]
}
