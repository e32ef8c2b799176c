import { clusterDnsAddresses } from '../kube/dns/cluster-domain.ts'
import { fqdnOf, resolveService } from '../kube/dns/service-name.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { ownerOfAddress } from '../kube/proxy/owner.ts'
import type { Journey } from '../diagnose/journey/model.ts'
import type { Resource } from '../world/resource.ts'
import type { Pod, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { kubectl } from '../text/shell.ts'
import { streamRights } from './rights.ts'
import type { ProbeStep } from './plan.ts'

const mostServers = 3

export const dnsPort = 53

/** `_http._tcp.web`: a question for the port of a Service, which programs ask by other means than for an address. */
export function isSrvName(host: string): boolean {
  return host.startsWith('_')
}

/** Asks each DNS server of the cluster by itself: those that are ready, which are the ones that queries are given to. */
export function dnsSteps(world: World, { call, caller }: Journey): ProbeStep[] {
  const { host } = call.target
  if (host === undefined || caller === undefined || caller.is === 'outside' || caller.is === 'api-server')
    return []
  const [srv = ''] = /^_[^.]+\._[^.]+\./.exec(host) ?? []
  const service = resolveService(world, host.slice(srv.length), caller.namespace)
  if (service === undefined) return []
  const name = host.endsWith('.') ? host : `${srv}${nameIn(world, host.slice(srv.length), service)}.`
  return serversOf(world)
    .slice(0, mostServers)
    .map(({ name: pod, namespace = '' }): ProbeStep => ({
      kind: 'dns',
      namespace,
      pod,
      name,
      step: `ask Pod ${namespace}/${pod} for ${name}, over TCP`,
      proves:
        'what this DNS server answers; not that the client reaches it, nor which names its resolver makes of the one it is given',
      command: kubectl('port-forward', '-n', namespace, `pod/${pod}`, '5353:53'),
      rights: streamRights(namespace, 'pods/portforward'),
    }))
}

/** The complete name: that of one pod of a Service has more in front. */
function nameIn(world: World, host: string, service: Resource<Service>): string {
  const full = fqdnOf(world, service)
  const [first = ''] = host.split('.')
  return host.startsWith(`${service.name}.`) || first === service.name ? full : `${first}.${full}`
}

function serversOf(world: World): readonly Resource<Pod>[] {
  const [address] = clusterDnsAddresses(world)
  const owner =
    address === undefined ? undefined : ownerOfAddress(world, { address, port: 53, protocol: 'UDP' })
  const service = owner?.is === 'service' ? owner.service : world.get('Service', 'kube-system', 'kube-dns')
  const selector = service && selectorOf(service.manifest)
  if (service === undefined || selector === undefined) return []
  return world.all('Pod', service.namespace).filter(({ manifest }) => {
    const { labels = {} } = manifest.metadata ?? {}
    const isReady = manifest.status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    )
    return isReady === true && Object.entries(selector).every(([key, value]) => labels[key] === value)
  })
}
