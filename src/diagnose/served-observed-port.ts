import type { DefaultedPort } from '../kube/core/defaults.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { defined } from '../world/defined.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import type { Served } from './served.ts'

/** What a probe has seen of a port of a Service in one pod, in the place of what its objects say; undefined where it did not look. */
export function servedAsObserved(
  { observedPorts = [] }: World,
  { service, port }: { readonly service: Resource<Service>; readonly port: DefaultedPort },
  { pod }: PodSource,
): Served | undefined {
  const seen = observedPorts.find(
    (each) =>
      each.pod.name === pod?.name &&
      each.pod.namespace === pod.namespace &&
      each.service.name === service.name &&
      each.service.namespace === service.namespace &&
      each.service.port === port.port &&
      each.protocol === port.protocol,
  )
  if (seen === undefined || pod === undefined) return undefined
  const { because, serves, instead } = seen
  const evidence = [{ resource: pod, path: ['status', 'podIP'] }]
  const common = { grounds: 'observed', at: 'port', because, evidence } as const
  if (serves) return { ...common, outcome: 'serves', code: 'observed-serving' }
  return {
    ...common,
    outcome: 'refuses',
    code: 'observed-not-serving',
    cause: 'target-port-not-served',
    ...defined({ instead }),
  }
}
