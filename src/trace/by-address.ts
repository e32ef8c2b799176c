import { kubectl } from '../text/shell.ts'
import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import type { Via } from '../kube/proxy/model.ts'
import { virtualIPs } from '../kube/core/port-lookup.ts'
import type { Service } from '../world/types/manifest.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { evidence } from './evidence.ts'
import type { HopAnswer, Route } from './model.ts'

/** An address needs no name, but it may be a Service's, or a node's. */
export function byAddress(route: Route, address: string): HopAnswer {
  const { world, port } = route
  for (const service of world.all('Service')) {
    const via = viaOf(service, address, port)
    if (via !== undefined)
      return {
        status: 'ok',
        because: `${address} belongs to ${nameOf(service)}; no name is looked up`,
        learned: { service, via },
      }
  }
  const node = world
    .all('Node')
    .find(({ manifest }) => manifest.status?.addresses?.some((each) => each.address === address))
  if (node !== undefined) return byNodePort(route, node.name)
  const pod = world
    .all('Pod')
    .find(({ manifest }) => manifest.status?.podIPs?.some(({ ip }) => ip === address))
  const owner =
    pod === undefined
      ? 'nothing in sight'
      : `${nameOf(pod)}: no Service is involved, and the address goes when the pod goes`
  return { status: 'unknown', because: `${address} belongs to ${owner}`, end: true }
}

function viaOf({ manifest }: Resource<Service>, address: string, port: number | undefined): Via | undefined {
  if (virtualIPs(manifest).includes(address)) return 'cluster-ip'
  const { externalIPs = [], ports = [] } = manifest.spec ?? {}
  if (port !== undefined && !ports.some((item) => item.port === port)) return undefined
  if (externalIPs.includes(address)) return 'external-ip'
  const balancers = manifest.status?.loadBalancer?.ingress ?? []
  return balancers.some(({ ip }) => ip === address) ? 'load-balancer' : undefined
}

/** The Service whose load balancer has that name. */
export function serviceBehind(world: World, host: string): Resource<Service> | undefined {
  return world
    .all('Service')
    .find(({ manifest }) => manifest.status?.loadBalancer?.ingress?.some(({ hostname }) => hostname === host))
}

export function byBalancer(service: Resource<Service>, host: string): HopAnswer {
  return {
    status: 'ok',
    because: `${host} is the load balancer of ${nameOf(service)}; public DNS knows it`,
    evidence: [evidence(service, ['status', 'loadBalancer', 'ingress'])],
    learned: { service, via: 'load-balancer' },
  }
}

/** The Service that has a port on the nodes; from here on its own port is meant. */
export function byNodePort(
  { world, port, protocol, protocolIsGuess, clientNamespace }: Route,
  node: string,
): HopAnswer {
  if (port === undefined)
    return {
      status: 'unknown',
      because: `node ${node} has many ports: name one, as in node/${node}:30080`,
      end: true,
    }
  const fits = (each: DefaultedPort) =>
    each.nodePort === port && (each.protocol === protocol || protocolIsGuess === true)
  for (const service of world.all('Service')) {
    const servicePort = servicePorts(service.manifest).find(fits)
    if (servicePort === undefined) continue
    const path = ['spec', 'ports', servicePort.index, 'nodePort']
    return {
      status: 'ok',
      because: `${port} is the node port of ${nameOf(service)}; no name is looked up`,
      evidence: [evidence(service, path)],
      learned: { service, via: 'node-port', node, port: servicePort.port, protocol: servicePort.protocol },
    }
  }
  const text = `no Service has node port ${port}/${protocol}`
  const doubt = world.doubt(['Service'], clientNamespace)
  return doubt === undefined
    ? {
        status: 'problem',
        because: `${text}, so node ${node} refuses unless a process of its own listens`,
        confirm: kubectl('get', 'services', '-A'),
      }
    : { status: 'unknown', because: `${text} here, but ${doubt.because}`, end: true }
}
