import { candidatesOf } from '../../../src/kube/endpointslice/candidates.ts'
import { sliceRolesOf } from '../../../src/kube/endpointslice/slice-roles.ts'
import { predictSlices } from '../../../src/kube/endpointslice/slices.ts'
import { formatPath } from '../../../src/world/place.ts'
import type { World } from '../../../src/world/world.ts'
import { theOnly } from '../../world-of.ts'

const mostShown = 4

/**
 * All that is known of the endpoints of the one Service in a World, a line for each part: its pods and why they are endpoints or not,
 * the slices that the controllers write, the hints on them, and what the slices that are there are to it.
 */
export function endpointsInFull(world: World): string[] {
  const service = theOnly(world, 'Service')
  const { slices, hints } = predictSlices(world, service)
  return [
    ...candidatesOf(world, service).slice(0, mostShown).map(candidateLine),
    ...slices.flatMap(({ metadata, addressType, ports, endpoints }) => [
      `slice ${addressType} ${JSON.stringify(metadata)}`,
      ...(ports ?? []).map((port) => `  port ${JSON.stringify(port)}`),
      ...(endpoints ?? []).slice(0, mostShown).map((each) => `  ${JSON.stringify(each)}`),
      ...((endpoints ?? []).length > mostShown ? [`  ${endpoints?.length} endpoints`] : []),
    ]),
    ...hints.map(({ at, ...hint }) => `hints ${JSON.stringify(hint)} by ${formatPath(at)}`),
    ...sliceRolesOf(world, service).map(
      ({ slice, code, because, at }) => `${slice.name} ${because} (${code}, by ${formatPath(at)})`,
    ),
  ]
}

function candidateLine(candidate: ReturnType<typeof candidatesOf>[number]): string {
  const {
    podSource,
    in: isIn,
    code,
    because,
    grounds,
    conditions,
    addresses,
    unresolved,
    late,
    unseen,
  } = candidate
  const { kind, name } = podSource.resource
  const by = grounds.map(({ at }) => formatPath(at)).join(' ')
  const rest = { conditions, addresses, unresolved: unresolved.map(({ index }) => index), late, unseen }
  return `${kind} ${name} ${isIn ? 'in' : 'out'}: ${because} (${code}, by ${by}) ${podSource.replicas} ${JSON.stringify(rest)}`
}
