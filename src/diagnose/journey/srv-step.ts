import { servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { resolveService, serviceAtName } from '../../kube/dns/service-name.ts'
import { lookupSrv } from '../../kube/dns/resolver/lookup-srv.ts'
import { defined } from '../../world/defined.ts'
import { quote, quoteList } from '../../text/wording.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Protocol, Service } from '../../world/types/manifest.ts'
import { dnsReached } from './dns-server.ts'
import { clientOf, endBehindResolver } from './resolver.ts'
import type { Calling, NameAnswer } from './calling.ts'
import type { Destination, End } from './model.ts'
import { familyOf } from './resolver.ts'

const pattern = /^_(?<port>[^.]+)\._(?<protocol>tcp|udp|sctp)\.(?<service>.+)$/i

/** The name of a port, `_client._tcp.db`: a question for SRV records, which tell where and on which port a Service answers. */
export function bySrv(calling: Calling, host: string): NameAnswer {
  const { worlds, caller } = calling
  const groups = pattern.exec(host)?.groups
  if (groups === undefined)
    return {
      end: {
        outcome: 'no-name',
        stage: 'name',
        because: `${quote(host)} is not the SRV name of a port, which is written _NAME._PROTOCOL.SERVICE`,
      },
    }
  const { port: portName = '', service: name = '' } = groups
  const protocol = (groups['protocol'] ?? 'tcp').toUpperCase() as Protocol
  const { queries, found, elsewhere } = lookupSrv(worlds.closed, { from: clientOf(caller), name: host })
  const service = resolveService(worlds.closed, name, caller.namespace)
  if (elsewhere !== undefined)
    return { end: endBehindResolver(calling, { host: name, why: elsewhere, service }) }
  const server = dnsReached(worlds, caller)
  if (server.end !== undefined) return { end: server.end }
  const last = queries.at(-1)
  const because = last?.reply.because ?? ''
  if (found.length === 0 && last?.reply.open === undefined)
    return { end: noRecord({ host, portName, protocol, service, because }, calling) }
  const to = found.flatMap(({ port, target }) => destinationsAt(worlds.closed, { port, target, protocol }))
  // the names of pods to come are not known yet
  const toCome = service === undefined ? [] : [{ service, protocol, ...portNamed(service, portName) }]
  return {
    step: {
      because: `DNS answers to SRV ${host}: ${because}`,
      to: to.length > 0 ? to : toCome,
      ...defined({ open: server.open, assumes: server.assumes }),
    },
  }
}

function destinationsAt(
  world: Calling['worlds']['closed'],
  { port, target, protocol }: { port: number; target: string; protocol: Protocol },
): Destination[] {
  const service = serviceAtName(world, target)
  if (service === undefined) return []
  if (typeOf(service.manifest) !== 'Headless') return [{ service, via: 'cluster-ip', port, protocol }]
  const from = { namespace: service.namespace ?? '' }
  return familyOf(world, from, target).map((each) => ({ ...each, service, port, protocol }))
}

function portNamed({ manifest }: Resource<Service>, name: string): Pick<Destination, 'port'> {
  const port = servicePorts(manifest).find((each) => each.name === name)?.port
  return port === undefined ? {} : { port }
}

interface Missing {
  readonly host: string
  readonly portName: string
  readonly protocol: Protocol
  readonly service: Resource<Service> | undefined
  readonly because: string
}

function noRecord({ host, portName, protocol, service, because }: Missing, { worlds, caller }: Calling): End {
  const doubt = worlds.open.doubt(['Service'], caller.namespace)
  const common = { stage: 'name', because: `DNS has no SRV record ${quote(host)}: ${because}` } as const
  if (service === undefined)
    return {
      ...common,
      outcome: doubt === undefined ? 'no-name' : 'unknown',
      ...(doubt === undefined ? {} : { because: `${common.because}; ${doubt.because}` }),
    }
  const ports = servicePorts(service.manifest)
  const named = ports.filter(({ name }) => name !== '')
  const nameless = ports.find(({ name, protocol: own }) => name === '' && own === protocol)
  const other = ports.find(({ name }) => name === portName)
  const hint =
    other !== undefined
      ? `port ${quote(portName)} is of ${other.protocol}`
      : nameless === undefined
        ? `its ports are named ${quoteList(named.map(({ name }) => name))}`
        : `its port ${nameless.port} has no name, and only a named port has SRV records`
  const path = nameless && ['spec', 'ports', nameless.index, 'name']
  return {
    ...common,
    outcome: 'no-name',
    because: `DNS has no SRV record ${quote(host)}: ${nameOf(service)} has no port named ${quote(portName)} over ${protocol}; ${hint}`,
    fields: [{ resource: service, path: ['spec', 'ports'] }],
    ...(path === undefined
      ? {}
      : {
          remedy: {
            title: `name the port ${portName}`,
            edits: [{ resource: service, at: path, set: portName }],
          },
        }),
  }
}
