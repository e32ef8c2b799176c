import { labelOf } from '../../../../world/labels.ts'
import type { Service } from '../../../../world/types/manifest.ts'
import type { Resource } from '../../../../world/resource.ts'
import type { World } from '../../../../world/world.ts'
import { typeOf } from '../../../core/defaults.ts'
import { virtualIPs } from '../../../core/port-lookup.ts'
import { clusterRecords, type ReadyGroup } from '../cluster-records.ts'
import {
  endpointLabel,
  fullNameOf,
  type BackendQuestion,
  type BackendRecord,
  type Found,
} from './question.ts'

const nameServerLabels = 'ns.dns.'

/** `ns.dns.ZONE` is CoreDNS itself. Follows isDefaultNS in coredns plugin/kubernetes/ns.go. */
export function isSelf({ zone }: BackendQuestion, name: string): boolean {
  return name.startsWith(nameServerLabels) && name.indexOf(zone) === nameServerLabels.length
}

/** The Services whose ready endpoints are the pods of CoreDNS. Follows nsAddrs in coredns plugin/kubernetes/ns.go. */
export function recordsOfSelf({ world, options, zone }: BackendQuestion): Found {
  const records = clusterRecords(world, options.labels)
  const addresses = dnsPodAddresses(world)
  const groups = options.noEndpoints ? [] : addresses.flatMap((address) => records.groupsAt(address))
  const found = new Map<string, BackendRecord>()
  for (const group of groups) {
    const service = records.service(group.namespace, group.service)
    if (service === undefined) continue
    for (const record of inFront(service, group, { options, zone }))
      found.set(`${record.owner} ${record.host}`, record)
  }
  if (groups.length === 0) return { unknown: true, because: 'the addresses of CoreDNS itself are not known' }
  return { records: [...found.values()], because: 'these are the Services in front of CoreDNS' }
}

/** The virtual IPs of a Service; of a headless one its endpoints, each under its name. */
function inFront(
  service: Resource<Service>,
  group: ReadyGroup,
  { options, zone }: Pick<BackendQuestion, 'options' | 'zone'>,
): BackendRecord[] {
  const owner = fullNameOf(service, zone)
  if (typeOf(service.manifest) !== 'Headless')
    return virtualIPs(service.manifest).map((host) => ({ host, port: 0, owner }))
  return group.addresses.flatMap((each) =>
    each.address === undefined
      ? []
      : [{ host: each.address, port: 0, owner: `${endpointLabel(each, options)}.${owner}` }],
  )
}

function dnsPodAddresses(world: World): string[] {
  return world
    .all('Pod')
    .filter(({ manifest }) => labelOf(manifest.metadata?.labels, 'k8s-app') === 'kube-dns')
    .flatMap(({ manifest }) => (manifest.status?.podIPs ?? []).flatMap(({ ip }) => ip ?? []))
}
