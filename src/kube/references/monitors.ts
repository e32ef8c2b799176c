import { labelsOfPod, selectorMatches, selects } from '../workload/label-selector.ts'
import { hasEnded, type PodSource } from '../workload/pod-source.ts'
import { podIndexOf, podIndexesOf } from '../workload/pod-index.ts'
import type { Service, StringMap } from '../../world/types/manifest.ts'
import type { PodMonitor, ServiceMonitor } from '../../world/types/registrations.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { ServiceReference } from './reference.ts'

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
  return servicesWith(world, monitor, ({ metadata }) => metadata?.labels)
}

/** The Services in the namespaces of a monitor whose labels, of whichever kind, its selector matches; sorted. */
export function servicesWith(
  world: World,
  monitor: Resource<ServiceMonitor | PodMonitor>,
  labelsOf: (service: Service) => StringMap | undefined,
): Resource<Service>[] {
  const services = servicesAround(world, monitor)
  const selector = monitor.manifest.spec?.selector ?? {}
  return services
    .filter(({ manifest }) => selects(selector, labelsOf(manifest)))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** The Services in the namespaces of a monitor, whatever their labels. */
export function servicesAround(
  world: World,
  monitor: Resource<ServiceMonitor | PodMonitor>,
): readonly Resource<Service>[] {
  const namespaces = monitoredNamespaces(monitor)
  return namespaces === undefined
    ? world.all('Service')
    : namespaces.flatMap((namespace) => world.all('Service', namespace))
}

/** The pods in the namespaces of a monitor, or those to come, whatever their labels. */
export function podsAround(world: World, monitor: Resource<PodMonitor>): PodSource[] {
  const namespaces = monitoredNamespaces(monitor)
  const podIndexes =
    namespaces === undefined
      ? [...podIndexesOf(world).values()]
      : namespaces.map((namespace) => podIndexOf(world, namespace))
  return podIndexes.flatMap(({ members }) => members).filter((pod) => !hasEnded(pod))
}

/**
 * The pods of the World, or those to come, that a PodMonitor chooses, surely or perhaps.
 * Follows generatePodMonitorConfig of prometheus-operator: an empty selector chooses every pod.
 */
export function monitoredPods(world: World, monitor: Resource<PodMonitor>): PodSource[] {
  const selector = monitor.manifest.spec?.selector ?? {}
  return podsAround(world, monitor).filter((pod) => selectorMatches(selector, labelsOfPod(pod)).is !== 'no')
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
