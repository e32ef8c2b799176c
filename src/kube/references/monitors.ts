import { labelsOfPod, selectorMatches, selects } from '../workload/label-selector.ts'
import { hasEnded, type PodSource } from '../workload/pod-source.ts'
import { LabelIndex } from '../workload/label-index.ts'
import { podIndexOf, podsEverywhere, type PodIndex } from '../workload/pod-index.ts'
import type { Service, StringMap } from '../../world/types/manifest.ts'
import type { PodMonitor, ServiceMonitor } from '../../world/types/registrations.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { ServiceReference } from './reference.ts'

/** The labels of a Service that a monitor's selector is held against: its own, or those of its pods. */
type ServiceLabels = 'labels' | 'selector'

const labelsBy: Readonly<Record<ServiceLabels, (service: Service) => StringMap | undefined>> = {
  labels: ({ metadata }) => metadata?.labels,
  selector: ({ spec }) => spec?.selector,
}

/** The namespaces whose Services or pods a monitor chooses from; undefined for all of them. */
export function monitoredNamespaces({
  manifest,
  namespace = '',
}: Resource<ServiceMonitor | PodMonitor>): readonly string[] | undefined {
  const { any, matchNames = [] } = manifest.spec?.namespaceSelector ?? {}
  if (any === true) return undefined
  return matchNames.length > 0 ? matchNames : [namespace]
}

/**
 * The Services of the World that a ServiceMonitor chooses by their labels (not by those of pods), sorted.
 * Follows generateServiceMonitorConfig of prometheus-operator: an empty selector chooses every Service.
 */
export function monitoredServices(world: World, monitor: Resource<ServiceMonitor>): Resource<Service>[] {
  return servicesWith(world, monitor, 'labels')
}

/** The Services in the namespaces of a monitor whose own labels, or whose selector, its selector matches; sorted. */
export function servicesWith(
  world: World,
  monitor: Resource<ServiceMonitor | PodMonitor>,
  by: ServiceLabels,
): Resource<Service>[] {
  const selector = monitor.manifest.spec?.selector ?? {}
  return servicesAround(world, monitor, by)
    .flatMap((index) => index.among(selector.matchLabels ?? {}))
    .filter(({ manifest }) => selects(selector, labelsBy[by](manifest)))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** The Services in the namespaces of a monitor, by their labels of that kind. */
export function servicesAround(
  world: World,
  monitor: Resource<ServiceMonitor | PodMonitor>,
  by: ServiceLabels,
): readonly LabelIndex<Resource<Service>>[] {
  return (monitoredNamespaces(monitor) ?? [undefined]).map((namespace) =>
    world.derived(indexOfServices, `${by}/${namespace ?? everywhere}`),
  )
}

const everywhere = '*'

function indexOfServices(world: World, key: string): LabelIndex<Resource<Service>> {
  const slash = key.indexOf('/')
  const [by, namespace] = [key.slice(0, slash) as ServiceLabels, key.slice(slash + 1)]
  return new LabelIndex(world.all('Service', namespace === everywhere ? undefined : namespace), {
    labelsOf: ({ manifest }) => labelsBy[by](manifest),
  })
}

/** The pods in the namespaces of a monitor, or those to come, by their labels. */
export function podsAround(world: World, monitor: Resource<PodMonitor>): readonly PodIndex[] {
  return (monitoredNamespaces(monitor) ?? [undefined]).map((namespace) =>
    namespace === undefined ? podsEverywhere(world) : podIndexOf(world, namespace),
  )
}

/**
 * The pods of the World, or those to come, that a PodMonitor chooses, surely or perhaps.
 * Follows generatePodMonitorConfig of prometheus-operator: an empty selector chooses every pod.
 */
export function monitoredPods(world: World, monitor: Resource<PodMonitor>): PodSource[] {
  const selector = monitor.manifest.spec?.selector ?? {}
  return podsAround(world, monitor)
    .flatMap((index) => index.among(selector.matchLabels ?? {}))
    .filter((pod) => !hasEnded(pod) && selectorMatches(selector, labelsOfPod(pod)).is !== 'no')
}

/** One reference for each chosen Service and each endpoint that names a port. */
export function monitorReferences(world: World, monitor: Resource<ServiceMonitor>): ServiceReference[] {
  const endpoints = monitor.manifest.spec?.endpoints ?? []
  return monitoredServices(world, monitor).flatMap(({ name, namespace = '' }) => {
    const reference = { kind: 'service-monitor' as const, from: monitor, namespace, name }
    return endpoints.map(({ port }, index) => ({
      ...reference,
      path: ['spec', 'endpoints', index],
      ...(port ? { port: { name: port }, portPath: ['spec', 'endpoints', index, 'port'] } : {}),
    }))
  })
}
