import { typeOf } from '../../kube/core/defaults.ts'
import { familiesOf } from '../../kube/core/families.ts'
import { virtualIPs } from '../../kube/core/port-lookup.ts'
import { fqdnOf, resolveService, serviceNamesFor } from '../../kube/dns/service-name.ts'
import { ownerOfAddress } from '../../kube/proxy/owner.ts'
import type { Via } from '../../kube/proxy/model.ts'
import { endOfAlias } from '../../kube/references/called-service.ts'
import { nearest } from '../../text/nearest.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { quote } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { groupsBy } from '../../world/groups-by.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { isLoopback, loopbackStep } from './loopback-step.ts'
import { byLookup } from './lookup-step.ts'
import { bySrv } from './srv-step.ts'
import type { Calling, NameAnswer } from './calling.ts'
import { nodeStep } from './node-step.ts'
import { serviceMissing } from './missing-object.ts'
import type { Destination, End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** Where a target leads: a Service itself, an address, or what the client's resolver makes of a name. */
export function nameStep(calling: Calling): NameAnswer {
  const { call, caller, worlds } = calling
  const { node, pod, address, service, host = '' } = call.target
  if (node !== undefined) return nodeStep(calling, node)
  if (pod !== undefined) return byPod(calling, pod)
  if (address !== undefined) return byAddress(calling, address)
  if (service !== undefined) return byService(calling, service)
  const balanced = serviceBehind(worlds, host)
  if (balanced !== undefined) return byBalancer(balanced, host)
  const meant = resolveService(worlds.closed, host, caller.namespace)
  if (meant !== undefined && caller.is === 'outside') return fromOutside(calling, meant)
  if (caller.is === 'api-server') return byApiServer(calling, host)
  return host.startsWith('_') ? bySrv(calling, host) : byLookup(calling, host)
}

function byPod({ worlds, call }: Calling, name: string): NameAnswer {
  const namespace = call.target.namespace ?? call.namespace
  const pod = worlds.closed.get('Pod', namespace, name)
  if (pod !== undefined) {
    const address = pod.manifest.status?.podIPs?.[0]?.ip ?? pod.manifest.status?.podIP
    const fields = [{ resource: pod, path: ['status', 'podIPs'] }]
    const because = `${nameOf(pod)} itself${address === undefined ? '' : `, at ${address}`}; no Service is involved`
    return { step: { because, fields, to: [{ pod, ...defined({ address }) }] } }
  }
  const [meant] = nearest(
    name,
    worlds.closed.all('Pod', namespace).map((each) => each.name),
  )
  const doubt = worlds.open.doubt(['Pod'], namespace)
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`
  const text = `there is no Pod ${namespace}/${name}`
  return {
    end: {
      outcome: doubt === undefined ? 'no-name' : 'unknown',
      stage: 'name',
      because: `${text}${doubt === undefined ? '' : ` here, but ${doubt.because}`}${hint}`,
      confirm: kubectl('get', 'pods', ...inNamespace(namespace)),
    },
  }
}

function byAddress(calling: Calling, address: string): NameAnswer {
  const { worlds, call, port } = calling
  if (isLoopback(address)) return loopbackStep(calling, address)
  const { protocol, protocolIsGuess } = call.target
  const asked = { address, protocol, anyProtocol: protocolIsGuess === true, ...defined({ port }) }
  const owner = ownerOfAddress(worlds.closed, asked)
  const text =
    owner?.is === 'service'
      ? `${address} belongs to ${nameOf(owner.service)}`
      : owner?.is === 'node'
        ? `${address} belongs to Node ${owner.node.name}`
        : owner?.is === 'pod'
          ? `${address} belongs to ${nameOf(owner.pod)}, and goes when the pod goes`
          : `${address} is an address`
  const to: Destination =
    owner?.is === 'service' ? { address, service: owner.service, via: owner.via } : { address }
  return { step: { because: `${text}; no name is looked up`, to: [to] } }
}

/** `svc/NAME`: the Service itself, by the address that leads to it from where the client is. */
function byService(calling: Calling, name: string): NameAnswer {
  const { worlds, call, caller } = calling
  const [first = '', inName] = name.split('.')
  const namespace = call.target.namespace ?? inName ?? call.namespace
  const service = worlds.closed.get('Service', namespace, first)
  if (service === undefined) return { end: serviceMissing(calling.worlds, { name: first, namespace }) }
  if (caller.is === 'outside') return fromOutside(calling, service)
  return caller.is === 'api-server' ? calledByApiServer(calling, service) : itself(calling, service)
}

function itself(calling: Calling, service: Resource<Service>): NameAnswer {
  const type = typeOf(service.manifest)
  // only its name leads to the pods of a headless Service, and to where an alias leads
  if (type === 'Headless' || type === 'ExternalName')
    return byLookup(
      {
        ...calling,
        caller: { is: 'any', namespace: service.namespace ?? '', vantages: calling.caller.vantages },
      },
      `${fqdnOf(calling.worlds.closed, service)}.`,
    )
  const ips = virtualIPs(service.manifest)
  const families = familiesOf(service.manifest).filter((family) => family !== 'FQDN')
  const to = families.map((family) => ({
    service,
    via: 'cluster-ip' as const,
    family,
    ...defined({ address: ips.find((ip) => ip.includes(':') === (family === 'IPv6')) }),
  }))
  return {
    step: {
      because: `${nameOf(service)} itself; no name is looked up`,
      fields: [{ resource: service, path: ['spec', 'clusterIP'] }],
      to,
    },
  }
}

/** The API server asks the Service for its address, and not DNS. */
function byApiServer(calling: Calling, host: string): NameAnswer {
  const { worlds, caller } = calling
  const service = resolveService(worlds.closed, host, caller.namespace)
  if (service === undefined) {
    const [named] = serviceNamesFor(worlds.closed, host, caller.namespace)
    return named === undefined
      ? {
          end: {
            outcome: 'unknown',
            stage: 'name',
            because: `${quote(host)} is not a name of the cluster: it leads outside`,
          },
        }
      : { end: serviceMissing(calling.worlds, named) }
  }
  return calledByApiServer(calling, service)
}

function calledByApiServer(calling: Calling, service: Resource<Service>): NameAnswer {
  if (typeOf(service.manifest) === 'Headless')
    return {
      end: {
        outcome: 'no-route',
        stage: 'name',
        because: `the API server calls Services by their cluster IP, and ${nameOf(service)} is headless`,
        fields: [{ resource: service, path: ['spec', 'clusterIP'] }],
        cause: 'headless-called-by-api-server',
      },
    }
  if (typeOf(service.manifest) === 'ExternalName') return { end: aliasOfApiServer(calling, service) }
  return itself(calling, service)
}

/** The API server dials the host that an alias names, as the resolver of its own node knows it. */
function aliasOfApiServer({ worlds }: Calling, alias: Resource<Service>): End {
  const { externalName = '' } = alias.manifest.spec ?? {}
  const end = endOfAlias(worlds.closed, alias)
  const fields = [{ resource: alias, path: ['spec', 'externalName'] }]
  const because = `the API server looks ${externalName} up itself, for ${nameOf(alias)}, with the resolver of its node`
  if (end === undefined) return { outcome: 'unknown', stage: 'name', because, fields }
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `${because}, which does not know the names of the cluster`,
    fields,
    remedy: { title: `name ${nameOf(end)} itself` },
    assumes: ['the node’s resolver does not know the names of the cluster'],
  }
}

/** The Service whose load balancer has that name. */
function serviceBehind({ closed }: Worlds, host: string): Resource<Service> | undefined {
  return closed.derived(servicesByBalancer).get(host)?.[0]
}

function servicesByBalancer(world: World): ReadonlyMap<string, readonly Resource<Service>[]> {
  return groupsBy(world.all('Service'), ({ manifest }) =>
    (manifest.status?.loadBalancer?.ingress ?? []).flatMap(({ hostname }) => hostname ?? []),
  )
}

function byBalancer(service: Resource<Service>, host: string): NameAnswer {
  return {
    step: {
      because: `${host} is the load balancer of ${nameOf(service)}; public DNS knows it`,
      fields: [{ resource: service, path: ['status', 'loadBalancer', 'ingress'] }],
      to: [{ service, via: 'load-balancer' }],
    },
  }
}

const wordsOfWay: Readonly<Record<Via, string>> = {
  'cluster-ip': 'cluster IP',
  'node-port': 'node port',
  'load-balancer': 'load balancer',
  'external-ip': 'external IP',
}

/**
 * A Service that is asked for from outside of the cluster: by whatever leads there from outside. Where nothing does, a name
 * that only cluster DNS knows means nothing out there.
 */
function fromOutside({ call }: Calling, service: Resource<Service>): NameAnswer {
  const via = outerWay(service.manifest)
  if (via === undefined && call.target.service === undefined)
    return {
      end: {
        outcome: 'no-name',
        stage: 'name',
        because: `outside of the cluster ${call.target.host ?? ''} does not resolve: that is a name of cluster DNS`,
        confirm: kubectl('get', 'service', service.name, ...inNamespace(service.namespace), '-o', 'wide'),
      },
    }
  const by = via === undefined ? 'nothing that leads there from outside' : `its ${wordsOfWay[via]}`
  return {
    step: { because: `${nameOf(service)} itself, by ${by}`, to: [{ service, via: via ?? 'cluster-ip' }] },
  }
}

function outerWay(service: Service): Via | undefined {
  if (typeOf(service) === 'LoadBalancer') return 'load-balancer'
  if ((service.spec?.externalIPs ?? []).length > 0) return 'external-ip'
  return typeOf(service) === 'NodePort' ? 'node-port' : undefined
}
