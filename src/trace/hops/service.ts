import { formatPort, servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { podsMeantBy } from '../../diagnose/pods-meant.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { portForPacket } from '../../kube/core/port-lookup.ts'
import type { Service } from '../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { evidence } from '../evidence.ts'
import type { HopAnswer, HopRule, Repair, Route } from '../model.ts'

export const serviceHop: HopRule = {
  id: 'service',
  asks: 'whether the Service has the port that is called',

  answer(route) {
    const { service, port } = route
    if (service === undefined) return { status: 'unknown', because: 'no Service is known', end: true }
    const ports = servicePorts(service.manifest)
    const proof = [evidence(service, ['spec', 'ports'])]
    if (typeOf(service.manifest) === 'ExternalName') {
      return {
        status: 'unknown',
        because:
          'an alias has no ports, no virtual IP and no endpoints: the request leaves the cluster’s sight',
        end: true,
      }
    }
    if (typeOf(service.manifest) === 'Headless') return headless(service, ports, route)
    const [first] = ports
    if (first === undefined)
      return {
        status: 'problem',
        because: `${nameOf(service)} has no ports; the API server refuses it`,
        evidence: proof,
      }
    const chosen = port === undefined ? first : called(route, service, port)
    if (chosen === undefined) return wrongPort(route, service, ports)
    const guess = port === undefined && ports.length > 1 ? ' (its first; name another with :PORT)' : ''
    return {
      status: 'ok',
      because: `${nameOf(service)} has port ${formatPort(chosen)}${guess}, which leads to targetPort ${chosen.targetPort}`,
      evidence: [evidence(service, ['spec', 'ports', chosen.index])],
      learned: { servicePort: chosen },
    }
  },
}

function called(
  { protocol, protocolIsGuess }: Route,
  service: Resource<Service>,
  port: number,
): DefaultedPort | undefined {
  const exact = portForPacket(service.manifest, port, protocol)
  if (exact !== undefined || protocolIsGuess !== true) return exact
  return servicePorts(service.manifest).find((candidate) => candidate.port === port)
}

/** Nothing translates ports: whatever the client dials, it dials on the pod. */
function headless(
  service: Resource<Service>,
  ports: readonly DefaultedPort[],
  { port, protocol }: Route,
): HopAnswer {
  const chosen = ports.find(
    (item) => port === undefined || (item.port === port && item.protocol === protocol),
  )
  return {
    status: 'ok',
    because: `${nameOf(service)} is headless: the client dials ${port ?? chosen?.port ?? 'its port'} on a pod, no port is translated`,
    evidence: [evidence(service, ['spec', 'clusterIP'])],
    learned: {
      ...(chosen === undefined ? {} : { servicePort: chosen }),
      ...(port === undefined && chosen !== undefined ? { port: chosen.port } : {}),
    },
  }
}

function wrongPort(route: Route, service: Resource<Service>, ports: readonly DefaultedPort[]): HopAnswer {
  const { port = 0, protocol, world } = route
  const isTargetPort =
    ports.some(({ targetPort }) => targetPort === port) ||
    podsMeantBy(world, service).some(({ spec }) =>
      declaredPorts(spec).some((declared) => declared.port === port),
    )
  const listens = joinList(ports.map(formatPort))
  const repair = repairOf(route, service, ports)
  return {
    status: 'problem',
    because: `${nameOf(service)} has no port ${port}/${protocol}${isTargetPort ? ', which is the port of its pods' : ''}; it listens on ${listens}`,
    evidence: [
      evidence(service, ['spec', 'ports']),
      ...(route.portFrom === undefined ? [] : [evidence(route.portFrom.resource, route.portFrom.path)]),
    ],
    cause: isTargetPort ? 'client-uses-target-port' : 'client-port-not-in-service',
    confirm: kubectl(
      'get',
      'service',
      service.name,
      ...inNamespace(service.namespace),
      '-o',
      'jsonpath={.spec.ports}',
    ),
    ...(repair === undefined ? {} : { repair }),
  }
}

function repairOf(
  { portFrom, port }: Route,
  service: Resource<Service>,
  ports: readonly DefaultedPort[],
): Repair | undefined {
  const [only] = ports
  if (only === undefined || ports.length !== 1) return undefined
  const place = portFrom?.resource.origin.locate(portFrom.path, 'value')
  const where =
    portFrom === undefined
      ? ''
      : place === undefined
        ? ` in ${nameOf(portFrom.resource)}`
        : ` in ${place.file}:${place.line}:${place.column}`
  return { summary: `call ${service.name} on port ${only.port} instead of ${port}${where}` }
}
