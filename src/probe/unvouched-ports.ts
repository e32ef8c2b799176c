import { servicePorts } from '../kube/core/defaults.ts'
import { isUsable, selectedCandidates } from '../kube/endpointslice/candidates.ts'
import { ledBy, type Led } from '../diagnose/target-port.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { portAt, type ServicePortPlace } from './service-ports.ts'

/**
 * The ports of Services that nothing vouches for, each in one pod that is ready: no probe of the kubelet asks this very port. Those of which
 * no object speaks, or speaks against, come first, since not all may be looked at.
 */
export function unvouchedPorts(world: World, services: readonly Resource<Service>[]): ServicePortPlace[] {
  return services
    .flatMap((service) =>
      servicePorts(service.manifest).flatMap((port) => unvouched(world, service, port) ?? []),
    )
    .toSorted((a, b) => a.weight - b.weight)
    .map(({ place }) => place)
}

type Weighed = { readonly place: ServicePortPlace; readonly weight: number }

function unvouched(
  world: World,
  service: Resource<Service>,
  servicePort: ServicePortPlace['servicePort'],
): Weighed | undefined {
  const usable = new Set(
    selectedCandidates(world, service)
      .filter((candidate) => isUsable(candidate, servicePort))
      .map(({ podSource }) => podSource.resource),
  )
  const led = ledBy(world, service, servicePort)
    .filter(({ podSource, served }) => usable.has(podSource.resource) && served.outcome !== 'refuses')
    .toSorted((a, b) => weightOf(a) - weightOf(b))
  const [first] = led
  if (first === undefined || first.served.grounds === 'probed') return undefined
  const place = portAt({ service, servicePort }, first.podSource)
  return place && { place, weight: weightOf(first) }
}

function weightOf({ served }: Led): number {
  if (served.outcome === 'doubtful') return 0
  return ['none', 'declared', 'probed', 'observed'].indexOf(served.grounds) + 1
}
