import { portWords } from '../../author/port-spec.ts'
import { healthOf } from '../../inspect/health.ts'
import { typeOf } from '../../kube/core/defaults.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import type { ListedService, ServiceDetails } from '../../report/inspect/services.ts'
import { formatLabels } from '../../world/labels.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'

/** The row of a Service in `svc ls`. */
export function listedService(world: World, service: Resource<Service>): ListedService & ServiceDetails {
  return {
    namespace: service.namespace ?? '',
    name: service.name,
    type: typeOf(service.manifest),
    ports: (service.manifest.spec?.ports ?? []).map(portWords).join(',') || '-',
    selector: formatLabels(selectorOf(service.manifest) ?? {}) || '-',
    ...healthOf(world, service),
  }
}
