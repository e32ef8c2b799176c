import type { Endpoint, Service } from '../world/types/manifest.ts'
import type { Reach, Vantage, Via } from '../kube/proxy/model.ts'
import { surveyOf, type Surveyed } from '../kube/proxy/survey.ts'
import type { ReachRow } from '../inspect/model.ts'
import { defined } from '../world/defined.ts'
import { formatPath } from '../world/place.ts'
import { idOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'

/** What packets of these clients meet at a Service, as rows to print. */
export function describeReach(
  world: World,
  service: Resource<Service>,
  asked: { readonly clients: readonly Vantage[]; readonly via?: Via },
): ReachRow[] {
  return surveyOf(world, service, asked).map(rowOf)
}

function rowOf({ from, via, node, port, protocol, family, reach }: Surveyed): ReachRow {
  const { outcome, code, because, notes, evidence } = reach
  return {
    vantage: nameOfVantage(from),
    via,
    ...defined({ node }),
    port,
    protocol,
    family,
    outcome,
    code,
    because,
    endpoints: reach.endpoints.map(({ target, ...rest }) => ({ ...rest, ...podOf(target) })),
    left: leftOf(reach),
    notes: notes.map(({ text }) => text),
    evidence: evidence.map(({ resource, path }) => ({ resource: idOf(resource), path: formatPath(path) })),
  }
}

function leftOf({ left }: Reach): ReachRow['left'] {
  return left.map(({ target, ...rest }) => ({ ...rest, ...podOf(target) }))
}

function podOf(target: Endpoint['targetRef']): { pod?: string } {
  if (target?.name === undefined) return {}
  return { pod: target.kind === 'Pod' ? target.name : `${target.kind} ${target.name}` }
}

function nameOfVantage(from: Vantage): string {
  if (from.kind === 'outside') return 'external'
  return from.kind === 'node'
    ? `node/${from.name}`
    : `pod/${from.pod?.namespace ?? ''}/${from.pod?.name ?? ''}`
}
