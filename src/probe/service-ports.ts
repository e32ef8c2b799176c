import { servicePorts, typeOf, type DefaultedPort } from '../kube/core/defaults.ts'
import { resolveTargetPort } from '../kube/core/target-port.ts'
import { candidatesOf } from '../kube/endpointslice/candidates.ts'
import { predictSlices } from '../kube/endpointslice/slices.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { expectedAt } from '../diagnose/journey/expected-protocol.ts'
import { endpointText, type Observation } from '../diagnose/journey/observation.ts'
import { portSeen } from '../diagnose/journey/port-seen.ts'
import { sightAt } from '../diagnose/journey/sight.ts'
import type { PortShown, ProbeReport } from '../diagnose/probe-report.ts'
import { count } from '../text/wording.ts'
import { defined } from '../world/defined.ts'
import type { Resource } from '../world/resource.ts'
import type { Pod, Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { endpointPlace, firstSteps, laterSteps } from './endpoint-steps.ts'
import type { EndpointPlace, Plan } from './plan.ts'

/** A port of a pod, as a port of a Service leads there. */
export interface ServicePortPlace {
  readonly service: Resource<Service>
  readonly servicePort: DefaultedPort
  readonly pod: Resource<Pod>
  readonly endpoint: EndpointPlace
}

/** Every port behind a Service that can be looked at: of each pod in its slices each port, at each of its addresses. */
export function portsBehind(world: World, service: Resource<Service>): ServicePortPlace[] {
  const listed = candidatesOf(world, service).filter((candidate) => candidate.in)
  // those of the families of the Service alone
  const used = new Set(
    predictSlices(world, service).slices.flatMap(({ endpoints }) =>
      (endpoints ?? []).flatMap(({ addresses }) => addresses),
    ),
  )
  return servicePorts(service.manifest).flatMap((servicePort) =>
    listed.flatMap(({ podSource, addresses }) =>
      addresses
        .filter((address) => used.has(address))
        .flatMap((address) => portAt({ service, servicePort }, podSource, address) ?? []),
    ),
  )
}

/** Where a port of a Service leads in one pod; undefined where no pod runs, or it has no such port, or over SCTP. */
export function portAt(
  { service, servicePort }: Pick<ServicePortPlace, 'service' | 'servicePort'>,
  podSource: PodSource,
  address: string | undefined = podSource.pod?.manifest.status?.podIP,
): ServicePortPlace | undefined {
  const { pod, spec } = podSource
  const { protocol } = servicePort
  // DNS gives the address of the pod alone: the client dials the port that it knows
  const found = resolveTargetPort(servicePort, spec)
  const port =
    typeOf(service.manifest) === 'Headless' ? servicePort.port : found.found ? found.port : undefined
  if (pod === undefined || port === undefined || address === undefined || protocol === 'SCTP')
    return undefined
  const expected = expectedAt({ protocol }, { service: fieldsOf(service, servicePort), podSource, port })
  const request = { host: `${service.name}.${service.namespace ?? ''}`, path: '/' }
  const endpoint = endpointPlace(podSource, { address, port, protocol, request, ...defined({ expected }) })
  return endpoint && { service, servicePort, pod, endpoint }
}

function fieldsOf({ manifest }: Resource<Service>, { index }: DefaultedPort) {
  return manifest.spec?.ports?.[index]
}

/** What looking at ports takes, up to so many of them; the rest is said to be left out. */
export function planOfPorts(places: readonly ServicePortPlace[], most: number): Plan {
  // several Services may lead to one port
  const endpoints = [...new Map(places.map(({ endpoint }) => [keyOf(endpoint), endpoint])).values()]
  const looked = endpoints.slice(0, most)
  const more = endpoints.length - looked.length
  return {
    steps: [...looked.flatMap(firstSteps), ...looked.flatMap(laterSteps)],
    targets: [],
    vips: [],
    dnsName: '',
    leftOut:
      more > 0 ? [{ step: count(more, 'more endpoint'), because: `a probe looks at ${most} at most` }] : [],
  }
}

function keyOf({ address, port, protocol }: EndpointPlace): string {
  return endpointText(address, port, protocol)
}

/** What was seen at each port. */
export function portsShown(
  places: readonly ServicePortPlace[],
  observations: readonly Observation[],
): PortShown[] {
  return places.map(({ service, servicePort, pod, endpoint }) => {
    const { address, port, protocol, expected } = endpoint
    const sight = sightAt({ pod, address, port, protocol, expected }, observations)
    const own = observations.filter(({ saw }) =>
      saw.is === 'connection'
        ? saw.to === keyOf(endpoint)
        : saw.is === 'listeners' && saw.protocol === protocol && saw.pod === `${pod.namespace}/${pod.name}`,
    )
    return {
      ...portSeen(sight),
      service: { namespace: service.namespace ?? '', name: service.name, port: servicePort.port },
      pod: { namespace: pod.namespace ?? '', name: pod.name },
      address,
      port,
      protocol,
      observations: own.map(({ vantage, time, command, proves }) => ({ vantage, time, command, proves })),
    }
  })
}

/** What `--probe=plan` says of ports. */
export function plannedPorts(places: readonly ServicePortPlace[], most: number): ProbeReport {
  const { steps, leftOut } = planOfPorts(places, most)
  const plan = steps.map(({ step, proves, command, rights }) => ({ step, proves, command, rights }))
  return { plan, leftOut }
}
