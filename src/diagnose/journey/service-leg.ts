import { placeWords } from '../../world/place-shown.ts'
import { formatPort, servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import { portForPacket } from '../../kube/core/port-lookup.ts'
import type { Via } from '../../kube/proxy/model.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { joinList } from '../../text/wording.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Protocol, Service } from '../../world/types/manifest.ts'
import { setting } from '../fix.ts'
import { podsMeantBy } from '../pods-meant.ts'
import type { Asked, Start } from './asked.ts'
import { throughProxy } from './behind.ts'
import { meshEnd } from './mesh-end.ts'
import { toHeadless } from './pod-leg.ts'
import type { End, Field, Leg, Passed } from './model.ts'

/** A packet to an address of a Service, which kube-proxy hands to one of its endpoints. */
export function toService(start: Start, service: Resource<Service>, via: Via): Leg {
  const { asked, common } = start
  const type = typeOf(service.manifest)
  const base = { ...common, service }
  if (type === 'ExternalName')
    return {
      ...base,
      steps: {},
      ways: [],
      end: {
        outcome: 'unknown',
        stage: 'service',
        because:
          'an alias has no ports, no virtual IP and no endpoints: the request leaves the cluster’s sight',
      },
    }
  // the name of one endpoint is answered with the address of that pod, whatever the Service has
  if (type === 'Headless' || common.to.one === true) return toHeadless(start, service, via)
  const ports = servicePorts(service.manifest)
  const [first] = ports
  const fields = [{ resource: service, path: ['spec', 'ports'] }]
  if (first === undefined) {
    const because = `${nameOf(service)} has no ports; the API server refuses it`
    return { ...base, steps: {}, ways: [], end: { outcome: 'refused', stage: 'service', because, fields } }
  }
  const chosen = common.port === undefined ? first : called(start, service)
  if (chosen === undefined) return { ...base, steps: {}, ways: [], end: wrongPort(asked, service, common) }
  const guess = common.port === undefined && ports.length > 1 ? ' (its first; name another with :PORT)' : ''
  const step: Passed = {
    because: `${nameOf(service)} has port ${formatPort(chosen)}${guess}, which leads to ${leadsTo(service, chosen)}`,
    fields: [{ resource: service, path: ['spec', 'ports', chosen.index] }],
  }
  const leg = {
    ...base,
    port: chosen.port,
    protocol: chosen.protocol,
    servicePort: chosen,
    steps: { service: step },
  }
  const mesh = meshEnd(asked, service)
  if (mesh !== undefined && mesh.outcome !== 'unknown') return { ...leg, ways: [], end: mesh }
  if (mesh !== undefined) {
    const open = { ...leg, steps: { service: { ...step, open: mesh } } }
    return throughProxy(asked, open, { service, servicePort: chosen, via })
  }
  return throughProxy(asked, leg, { service, servicePort: chosen, via })
}

function called({ common, anyProtocol }: Start, service: Resource<Service>): DefaultedPort | undefined {
  const { port = 0, protocol } = common
  const exact = portForPacket(service.manifest, port, protocol)
  if (exact !== undefined || !anyProtocol) return exact
  return servicePorts(service.manifest).find((candidate) => candidate.port === port)
}

function wrongPort(asked: Asked, service: Resource<Service>, { port = 0, protocol }: Start['common']): End {
  const ports = servicePorts(service.manifest)
  const isTargetPort =
    ports.some(({ targetPort }) => targetPort === port) ||
    podsMeantBy(asked.worlds.open, service).some(({ spec }) =>
      declaredPorts(spec).some((declared) => declared.port === port),
    )
  const [only] = ports
  const { portFrom } = asked
  const namesake = ports.find((each) => each.port === port)
  if (namesake !== undefined) return wrongProtocol(service, namesake, protocol)
  const where = portFrom === undefined ? '' : ` in ${whereIs(portFrom)}`
  return {
    outcome: 'refused',
    stage: 'service',
    because: `${nameOf(service)} has no port ${port}/${protocol}${isTargetPort ? ', which is the port of its pods' : ''}; it listens on ${joinList(ports.map(formatPort))}`,
    fields: [{ resource: service, path: ['spec', 'ports'] }, ...(portFrom === undefined ? [] : [portFrom])],
    cause: isTargetPort ? 'client-uses-target-port' : 'client-port-not-in-service',
    confirm: portsCommand(service),
    ...(only === undefined || ports.length !== 1
      ? {}
      : { remedy: { title: `call ${service.name} on port ${only.port} instead of ${port}${where}` } }),
  }
}

/** The number is there: a port without a protocol is TCP, which is easily forgotten. */
function wrongProtocol(service: Resource<Service>, namesake: DefaultedPort, protocol: Protocol): End {
  const { port, index, protocol: own } = namesake
  const at = ['spec', 'ports', index, 'protocol']
  return {
    outcome: 'refused',
    stage: 'service',
    because: `${nameOf(service)} has port ${port} for ${own} only, not for ${protocol}`,
    fields: [{ resource: service, path: at.slice(0, -1) }],
    cause: 'client-port-not-in-service',
    confirm: portsCommand(service),
    remedy: setting(service, at, protocol),
  }
}

function portsCommand({ name, namespace }: Resource<Service>): string {
  return kubectl('get', 'service', name, ...inNamespace(namespace), '-o', 'jsonpath={.spec.ports}')
}

function whereIs({ resource, path }: Field): string {
  return placeWords(resource.origin, resource.origin.locate(path, 'value')) ?? nameOf(resource)
}

/** Without a selector no controller reads targetPort: the endpoints that were written give the port. */
function leadsTo(service: Resource<Service>, { targetPort }: DefaultedPort): string {
  return selectorOf(service.manifest) === undefined ? 'the port of its endpoints' : `targetPort ${targetPort}`
}
