import type { Service } from '../../world/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf } from '../apiserver/defaults.ts'
import { candidatesOf, isUsable, type Candidate } from '../endpointslice/candidates.ts'
import { describeMiss } from '../endpointslice/describe-miss.ts'
import { emptinessOf } from '../endpointslice/emptiness.ts'
import { handWrittenFor } from '../endpointslice/hand-written.ts'
import { selectorOf } from '../endpointslice/selection.ts'
import { hasEnded } from '../workload/pod-like.ts'
import { describeNoneReady, stillnessOf } from '../endpointslice/stillness.ts'

export type Health = 'healthy' | 'degraded' | 'broken' | 'unknown'

/** How a Service does, for one line. */
export interface ServiceHealth {
  readonly health: Health
  /** Endpoints that traffic can go to, and all that the selector chooses; pods to come count as ready. */
  readonly ready: number
  readonly total: number
  readonly because: string
}

/** Whether a Service can answer, from what the World holds: the same functions as lint and trace, in short. */
export function healthOf(world: World, service: Resource<Service>): ServiceHealth {
  const { manifest } = service
  if (typeOf(manifest) === 'ExternalName')
    return unknown(`alias for ${manifest.spec?.externalName ?? 'nothing'}`)
  if (selectorOf(manifest) === undefined) return withoutSelector(world, service)
  // a pod that has ended, a finished Job's or an evicted one, is no part of how the Service does
  const all = candidatesOf(world, service)
  const alive = all.filter(({ podLike }) => !hasEnded(podLike))
  const candidates = alive.length > 0 ? alive : all
  if (candidates.length === 0) {
    const { miss, doubt } = emptinessOf(world, service)
    if (doubt !== undefined) return unknown(`no pod matches the selector, but ${doubt.because}`)
    const because = `no pod matches the selector${miss === undefined ? '' : `; ${describeMiss(world, miss)}`}`
    return { health: 'broken', ready: 0, total: 0, because }
  }
  return healthOfCandidates(manifest, candidates)
}

function healthOfCandidates(service: Service, candidates: readonly Candidate[]): ServiceHealth {
  const ports = typeOf(service) === 'Headless' ? [] : servicePorts(service)
  const total = sum(candidates)
  const listed = candidates.filter((candidate) => isUsable(candidate))
  const usable = listed.filter(
    (candidate) => ports.length === 0 || ports.some((port) => isUsable(candidate, port)),
  )
  const ready = sum(usable)
  const deadPorts = ports.filter((port) => !usable.some((candidate) => isUsable(candidate, port)))
  const noPort = `no pod has ${deadPorts.map(({ targetPort }) => `targetPort ${targetPort}`).join(', ')}`
  if (ready === 0)
    return { health: 'broken', ready, total, because: listed.length > 0 ? noPort : stillBecause(candidates) }
  if (deadPorts.length > 0) return { health: 'degraded', ready, total, because: noPort }
  if (ready < total)
    return {
      health: 'degraded',
      ready,
      total,
      because: candidates.find((item) => !usable.includes(item))?.because ?? '',
    }
  const toCome = candidates.every(({ conditions }) => conditions === undefined)
  return { health: 'healthy', ready, total, because: toCome ? 'by its manifests' : 'all ready' }
}

function stillBecause(candidates: readonly Candidate[]): string {
  const stillness = stillnessOf(candidates)
  if (stillness === undefined) return 'no pod'
  if (stillness.kind === 'none-ready') return describeNoneReady(stillness.pods)
  return stillness.kind === 'service-leaving'
    ? (stillness.pods[0]?.because ?? '')
    : stillness.workload.because
}

function withoutSelector(world: World, service: Resource<Service>): ServiceHealth {
  const endpoints = handWrittenFor(world, service).flatMap(({ slice }) => slice.endpoints ?? [])
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).length
  const total = endpoints.length
  if (ready > 0)
    return {
      health: ready < total ? 'degraded' : 'healthy',
      ready,
      total,
      because: 'endpoints written by hand',
    }
  const doubt = world.doubt(['EndpointSlice'], service.namespace)
  if (doubt !== undefined) return unknown(`no selector, but ${doubt.because}`)
  return { health: 'broken', ready, total, because: 'no selector, and no EndpointSlice gives it an address' }
}

function unknown(because: string): ServiceHealth {
  return { health: 'unknown', ready: 0, total: 0, because }
}

function sum(candidates: readonly Candidate[]): number {
  return candidates.reduce(
    (total, { podLike }) => total + (podLike.pod === undefined ? podLike.replicas : 1),
    0,
  )
}
