import { typeOf } from '../kube/core/defaults.ts'
import { candidatesOf, type Candidate } from '../kube/endpointslice/candidates.ts'
import { unseenReadiness } from '../diagnose/unseen-pods.ts'
import { driftOf } from '../diagnose/slice-drift.ts'
import { witnessesBehind } from '../diagnose/witnesses.ts'
import { noMatchOf } from '../diagnose/no-match.ts'
import type { HintAnswer } from '../kube/endpointslice/hints.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { sliceRolesOf } from '../kube/endpointslice/slice-roles.ts'
import { actualSlices, predictSlices } from '../kube/endpointslice/slices.ts'
import type { CandidateRow, ServiceEndpoints } from './model.ts'
import type { EndpointSlice, ObjectMeta, Service } from '../world/types/manifest.ts'
import { formatPath } from '../world/place.ts'
import { showReason, showReasons, type Reason } from '../world/reason.ts'
import { idOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'

/** What `svc endpoints` says of one Service: its candidates, the predicted slices and the actual ones. */
export function describeEndpoints(world: World, service: Resource<Service>): ServiceEndpoints {
  const candidates = candidatesOf(world, service)
  const { slices, hints } = predictSlices(world, service)
  const actual = actualSlices(world, service).map(({ manifest }) => withoutNotes(manifest))
  const listed = actual.length > 0 || world.doubt(['EndpointSlice'], service.namespace) === undefined
  return {
    namespace: service.namespace ?? '',
    name: service.name,
    candidates: candidates.map(rowOf),
    ...(candidates.length === 0 ? showReasons(reasonsOfNone(world, service)) : {}),
    predicted: slices,
    ...(listed ? { actual } : {}),
    hints: hints.flatMap(({ at, ...rest }) =>
      rest.code === 'hints-not-asked' ? [] : { ...rest, path: formatPath(at) },
    ),
    roles: sliceRolesOf(world, service).map(({ slice, code, because, at }) => ({
      slice: slice.name,
      code,
      because,
      path: formatPath(at),
    })),
    remarks: [
      ...(candidates.length === 0 ? whyNone(world, service) : []),
      ...whatSpeaksForUnseen(world, service, candidates),
      ...driftOf(world, service),
      ...witnessesBehind(world, service).map(({ text }) => text),
      ...hints.flatMap(hintRemarks),
    ],
  }
}

/** Annotations decide nothing of a slice, and people and appliers keep anything there. */
function withoutNotes({ metadata = {}, ...slice }: EndpointSlice): EndpointSlice {
  const {
    annotations: _annotations,
    managedFields: _managed,
    ...kept
  } = metadata as ObjectMeta & {
    managedFields?: unknown
  }
  return { ...slice, metadata: kept }
}

function whatSpeaksForUnseen(
  world: World,
  service: Resource<Service>,
  candidates: readonly Candidate[],
): string[] {
  if (!candidates.some(({ unseen }) => unseen)) return []
  const readiness = unseenReadiness(world, service, candidates)
  return readiness === undefined ? [] : [readiness.because]
}

function rowOf({ podSource, in: listed, unseen, code, because, grounds, ...rest }: Candidate): CandidateRow {
  const { conditions, addresses } = rest
  const why = showReason({ code, because, grounds })
  return {
    pod: idOf(podSource.resource),
    ...(unseen === true ? {} : { in: listed }),
    ...why,
    ...conditions,
    addresses,
  }
}

/** Where every endpoint is for its own zone there is nothing to say. */
function hintRemarks({ family, code, because, doubt }: HintAnswer): string[] {
  if (code === 'hints-not-asked' || (code.startsWith('hints-own') && doubt === undefined)) return []
  return [`${family}: ${because}${doubt === undefined ? '' : `; ${doubt}`}`]
}

function reasonsOfNone(world: World, service: Resource<Service>): readonly Reason[] {
  return noMatchOf(world, service)?.reasons ?? []
}

function whyNone(world: World, service: Resource<Service>): string[] {
  if (typeOf(service.manifest) === 'ExternalName') return ['it is an alias: it has no endpoints']
  if (selectorOf(service.manifest) === undefined)
    return ['it has no selector: its endpoints are written by hand']
  const { text, meant, doubt } = noMatchOf(world, service) ?? {}
  if (text === undefined) return []
  return [
    meant === undefined ? text : `${text}: ${meant}`,
    ...(doubt === undefined ? [] : [`there may be others: ${doubt.because}`]),
  ]
}
