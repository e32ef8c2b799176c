import { defined } from '../../world/defined.ts'
import type { DefaultedPort } from '../../kube/core/defaults.ts'
import { isUsable, selectedCandidates } from '../../kube/endpointslice/candidates.ts'
import type { Reach } from '../../kube/proxy/model.ts'
import { describePods, describePodSource } from '../../kube/workload/describe.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { quote } from '../../text/wording.ts'
import { isOfAnotherApplication, narrowing } from '../applications.ts'
import type { Way } from './model.ts'
import type { Worlds } from './worlds.ts'

interface BackendsBehind {
  readonly service: Resource<Service>
  readonly servicePort?: DefaultedPort
  readonly reach: Reach
  readonly ways: readonly Way[]
}

/**
 * What the backends of one Service say about each other: pods that lack the named port get no traffic while others do, and pods that
 * speak of no port are another application's, or a Job's, where the labels tell them from those that declare the port.
 */
export function judgedTogether(worlds: Worlds, behind: BackendsBehind): readonly Way[] {
  const { closed } = worlds
  return [...behind.ways.map((way) => doubted(closed, way, behind)), ...withoutPort(closed, behind)]
}

/** Grounds for a port in the pods of one application are a doubt about those of another one that has none. */
function doubted(world: World, way: Way, { service, ways }: BackendsBehind): Way {
  const { podSource, end } = way
  if (podSource === undefined || end.outcome !== 'reached' || end.grounds !== 'none') return way
  if (!isOfAnotherApplication(world, service, podSource)) return way
  const other = ways.find(
    (each) => each.podSource !== undefined && each.end.outcome === 'reached' && each.end.grounds !== 'none',
  )
  if (other?.podSource === undefined) return way
  const because = `${describePodSource(podSource)} declares no port, while ${describePodSource(other.podSource)} declares ${way.port}: it looks like another application`
  return {
    ...way,
    end: {
      ...end,
      outcome: 'refused',
      stage: 'port',
      doubtful: true,
      because,
      cause: 'selector-matches-several-apps',
      fields: [{ resource: podSource.resource, path: [...podSource.path, 'spec', 'containers'] }],
      ...defined({ remedy: narrowing(world, service) }),
    },
  }
}

/** Pods that are ready and lack the port by its name: their slice has no such port, so that they get nothing. */
function withoutPort(world: World, { service, servicePort, ways }: BackendsBehind): Way[] {
  if (servicePort === undefined || ways.length === 0) return []
  const without = selectedCandidates(world, service).filter(
    (candidate) => isUsable(candidate) && !isUsable(candidate, servicePort),
  )
  if (without.length === 0) return []
  const all = ways.flatMap((way) => [way, ...(way.others ?? [])])
  const there = new Set(all.map(({ podSource }) => podSource && placeOf(podSource)))
  const lacking = without.filter(({ podSource }) => !there.has(placeOf(podSource)))
  return lacking.map(({ podSource }) => ({
    podSource,
    name: podSource.resource.name,
    egress: [],
    ingress: [],
    end: {
      outcome: 'refused',
      stage: 'port',
      because: `${describePods(world, [podSource])} has no port named ${quote(servicePort.targetPort)}: it gets no traffic`,
      cause: 'target-port-differs-between-pods',
      fields: [{ resource: podSource.resource, path: [...podSource.path, 'spec', 'containers', 0, 'ports'] }],
      ...(isOfAnotherApplication(world, service, podSource)
        ? defined({ remedy: narrowing(world, service) })
        : {}),
    },
  }))
}

function placeOf({ resource, path }: PodSource): string {
  return `${nameOf(resource)} ${path.join('.')}`
}
