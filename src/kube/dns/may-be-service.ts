import { clusterDomainOf } from './cluster-domain.ts'
import { formMeant, whyNoAddress } from './name-form.ts'
import { isQueryable, isWithin, labelsOf, normalName } from './name.ts'
import { serviceNamesFor } from './service-name.ts'
import type { World } from '../../world/world.ts'

/** Whether a host can be a Service, there or missing, or is meant for one, or is of the cluster's own domain or zones. */
export function mayBeService(world: World, host: string, clientNamespace: string): boolean {
  return (
    serviceNamesFor(world, host, clientNamespace).length > 0 ||
    isWithin(normalName(clusterDomainOf(world).domain), normalName(host)) ||
    formMeant(world, host, clientNamespace) !== undefined ||
    isRefusedByDns(world, host)
  )
}

// shorter names are completed by a search list, and a word of a sentence may be one
const fewestLabels = 3

/** Whether the cluster's DNS knows that there is no such name: its zones may have nothing to do with the domain of the kubelets. */
function isRefusedByDns(world: World, host: string): boolean {
  const name = normalName(host)
  const isFull = labelsOf(name).length >= fewestLabels && isQueryable(name)
  return isFull && whyNoAddress(world, host) !== undefined
}
