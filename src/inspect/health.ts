import type { Service } from '../world/types/manifest.ts'
import type { Reason } from '../world/reason.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { servicePorts, typeOf } from '../kube/core/defaults.ts'
import { candidatesOf, isUsable, type Candidate } from '../kube/endpointslice/candidates.ts'
import { noMatchOf } from '../diagnose/no-match.ts'
import { handWrittenFor } from '../kube/endpointslice/hand-written.ts'
import { sliceRolesOf } from '../kube/endpointslice/slice-roles.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { hasEnded } from '../kube/workload/pod-source.ts'
import { unseenReadiness } from '../diagnose/unseen-pods.ts'
import { aliasFault } from '../diagnose/alias-fault.ts'
import { endOfAlias } from '../kube/references/called-service.ts'
import { healthByPackets } from './packet-health.ts'
import type { ServiceHealth } from './service-health.ts'
import { describeNoneReady, unavailabilityOf } from '../diagnose/unavailability.ts'

export type { Health, ServiceHealth } from './service-health.ts'

/**
 * Whether a Service can answer: what packets to each of its ports meet, as a trace follows them, whatever policies say to one client or
 * another. What pods imply words it where the packets find the same.
 */
export function healthOf(world: World, service: Resource<Service>): ServiceHealth {
  if (typeOf(service.manifest) === 'ExternalName') return healthOfAlias(world, service)
  const implied = impliedHealth(world, service)
  return implied.health === 'unknown' ? implied : healthByPackets(world, service, implied)
}

/** That of the Service at its end; of a host outside of the cluster no object says anything. */
function healthOfAlias(world: World, alias: Resource<Service>): ServiceHealth {
  const name = `alias for ${alias.manifest.spec?.externalName ?? 'nothing'}`
  const ground = { resource: alias, at: ['spec', 'externalName'] }
  const end = endOfAlias(world, alias)
  if (end !== undefined) {
    const health = healthOf(world, end)
    return { ...health, because: `${name}: ${health.because}` }
  }
  const { because, absence } = aliasFault(world, alias) ?? {}
  if (because === undefined) return unknown('external-name', name, ground)
  const doubt = absence && world.doubt(absence.kinds, absence.namespace)
  if (doubt !== undefined)
    return unknown('objects-not-known', `${name}: ${because}, but ${doubt.because}`, ground)
  const reason = { code: 'alias-of-nothing', because, grounds: [ground] }
  return { health: 'broken', ready: 0, total: 0, because: `${name}: ${because}`, reasons: [reason] }
}

/** By the pods alone, or by what is written by hand. */
function impliedHealth(world: World, service: Resource<Service>): ServiceHealth {
  const { manifest } = service
  if (selectorOf(manifest) === undefined) return withoutSelector(world, service)
  // a pod that has ended, a finished Job's or an evicted one, is no part of how the Service does
  const all = candidatesOf(world, service)
  const alive = all.filter(({ podSource }) => !hasEnded(podSource))
  const candidates = alive.length > 0 ? alive : all
  const noMatch = noMatchOf(world, service)
  if (noMatch !== undefined) {
    const { doubt, reasons } = noMatch
    const health = doubt === undefined ? 'broken' : 'unknown'
    const because =
      doubt === undefined ? reasons[0].because : `no pod matches the selector, but ${doubt.because}`
    return { health, ready: 0, total: 0, because, reasons }
  }
  if (candidates.some(({ unseen }) => unseen)) return healthOfUnseen(world, service, candidates)
  return healthOfCandidates(service, candidates)
}

/** Slices and workloads say what pods would, which cannot be seen; where they are silent it is not known. */
function healthOfUnseen(
  world: World,
  service: Resource<Service>,
  candidates: readonly Candidate[],
): ServiceHealth {
  const reasons = candidates.filter(({ unseen }) => unseen)
  const [first] = reasons
  const readiness = unseenReadiness(world, service, candidates)
  if (readiness === undefined)
    return { health: 'unknown', ready: 0, total: sum(candidates), because: first?.because ?? '', reasons }
  const { ready, total, because } = readiness
  const health = ready === 0 ? 'broken' : ready < total ? 'degraded' : 'healthy'
  return { health, ready, total, because, reasons }
}

function healthOfCandidates(service: Resource<Service>, candidates: readonly Candidate[]): ServiceHealth {
  const ports = typeOf(service.manifest) === 'Headless' ? [] : servicePorts(service.manifest)
  const total = sum(candidates)
  const listed = candidates.filter((candidate) => isUsable(candidate))
  const usable = listed.filter(
    (candidate) => ports.length === 0 || ports.some((port) => isUsable(candidate, port)),
  )
  const ready = sum(usable)
  const deadPorts = ports.filter((port) => !usable.some((candidate) => isUsable(candidate, port)))
  const noPort: Reason = {
    code: 'port-unresolved',
    because: `no pod has ${deadPorts.map(({ targetPort }) => `targetPort ${targetPort}`).join(', ')}`,
    grounds: deadPorts.map(({ index }) => ({
      resource: service,
      at: ['spec', 'ports', index, 'targetPort'],
    })),
  }
  const isUsed = new Set(usable)
  const left = candidates.filter((item) => !isUsed.has(item))
  if (ready === 0)
    return listed.length > 0
      ? { health: 'broken', ready, total, because: noPort.because, reasons: [noPort] }
      : { health: 'broken', ready, total, because: stillBecause(candidates), reasons: left }
  if (deadPorts.length > 0)
    return { health: 'degraded', ready, total, because: noPort.because, reasons: [noPort] }
  if (ready < total)
    return { health: 'degraded', ready, total, because: left[0]?.because ?? '', reasons: left }
  const toCome = candidates.every(({ conditions }) => conditions === undefined)
  return { health: 'healthy', ready, total, because: toCome ? 'by its manifests' : 'all ready', reasons: [] }
}

function stillBecause(candidates: readonly Candidate[]): string {
  const unavailability = unavailabilityOf(candidates)
  if (unavailability === undefined) return 'no pod'
  if (unavailability.kind === 'none-ready') return describeNoneReady(unavailability.pods)
  return unavailability.kind === 'service-leaving'
    ? (unavailability.pods[0]?.because ?? '')
    : unavailability.workload.because
}

function withoutSelector(world: World, service: Resource<Service>): ServiceHealth {
  const endpoints = handWrittenFor(world, service).flatMap(({ slice }) => slice.endpoints ?? [])
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).length
  const total = endpoints.length
  if (total > 0)
    return {
      health: ready === 0 ? 'broken' : ready < total ? 'degraded' : 'healthy',
      ready,
      total,
      because: ready === 0 ? 'no endpoint written by hand is ready' : 'endpoints written by hand',
      reasons: sliceRolesOf(world, service).map(({ slice, code, because, at }) => ({
        code,
        because: `${slice.name} ${because}`,
        grounds: [{ resource: slice, at }],
      })),
    }
  const doubt = world.doubt(['EndpointSlice'], service.namespace)
  const selector = { resource: service, at: ['spec', 'selector'] }
  if (doubt !== undefined) return unknown('objects-not-known', `no selector, but ${doubt.because}`, selector)
  const because = 'no selector, and no EndpointSlice gives it an address'
  const why = { code: 'no-endpoint', because, grounds: [selector] }
  return { health: 'broken', ready, total, because, reasons: [why] }
}

function unknown(code: string, because: string, ground: Reason['grounds'][number]): ServiceHealth {
  return { health: 'unknown', ready: 0, total: 0, because, reasons: [{ code, because, grounds: [ground] }] }
}

function sum(candidates: readonly Candidate[]): number {
  return candidates.reduce(
    (total, { podSource }) => total + (podSource.pod === undefined ? podSource.replicas : 1),
    0,
  )
}
