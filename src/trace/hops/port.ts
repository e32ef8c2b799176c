import { typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { isUsable, type Candidate } from '../../kube/endpointslice/candidates.ts'
import { meantPortName, usablePortNames } from '../../diagnose/port-names.ts'
import { declaredPorts, resolveTargetPort } from '../../kube/core/target-port.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { portClues } from '../../diagnose/port-clues.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { count, joinList, quote, quoteList } from '../../text/wording.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { evidence, setField } from '../evidence.ts'
import type { HopAnswer, HopRule } from '../model.ts'

export const portHop: HopRule = {
  id: 'port',
  asks: 'whether the pod serves the port',

  answer({ service, servicePort, candidates = [], port }) {
    const usable = candidates.filter((candidate) => isUsable(candidate))
    if (service === undefined || usable.length === 0)
      return { status: 'unknown', because: 'no pod is known', end: true }
    if (typeOf(service.manifest) === 'Headless')
      return dialled(usable, port, { service, ...(servicePort === undefined ? {} : { servicePort }) })
    if (servicePort === undefined)
      return { status: 'unknown', because: 'no Service port is known', end: true }
    const serving = usable.filter(({ podSource }) => resolveTargetPort(servicePort, podSource.spec).found)
    return serving.length === 0
      ? unresolved(service, servicePort, usable)
      : resolved(servicePort, usable, serving)
  },
}

function resolved(
  servicePort: DefaultedPort,
  usable: readonly Candidate[],
  serving: readonly Candidate[],
): HopAnswer {
  const numbers = [...new Set(serving.map(({ podSource }) => numberIn(servicePort, podSource)))]
  const lacking = usable.length - serving.length
  const rest = lacking === 0 ? '' : `; ${count(lacking, 'pod')} without such a port gets no traffic`
  const odd = serving.find(({ podSource }) => contradicts(podSource, numberIn(servicePort, podSource)))
  if (odd !== undefined) return suspicious(servicePort, odd.podSource)
  const probed = serving.find(
    ({ podSource, conditions }) =>
      conditions?.serving === true && probes(podSource, numberIn(servicePort, podSource)),
  )
  if (probed !== undefined) {
    return {
      status: 'ok',
      basis: 'observed',
      because: `${joinList(numbers.map(String))}; the kubelet's readiness probe reaches it in ${probed.podSource.resource.name}${rest}`,
      evidence: [evidence(probed.podSource.resource, ['status', 'conditions'])],
    }
  }
  return {
    status: 'ok',
    because: `targetPort ${servicePort.targetPort} is ${joinList(numbers.map(String))}${rest}`,
  }
}

function unresolved(
  service: Resource<Service>,
  servicePort: DefaultedPort,
  usable: readonly Candidate[],
): HopAnswer {
  const { index, targetPort, protocol } = servicePort
  const at = ['spec', 'ports', index, 'targetPort']
  const podSources = usable.map(({ podSource }) => podSource)
  const [first] = podSources
  const resolution = first === undefined ? undefined : resolveTargetPort(servicePort, first.spec)
  const otherProtocol = resolution?.found === false && resolution.why === 'other-protocol'
  const names = usablePortNames(servicePort, podSources)
  const meant = meantPortName(servicePort, podSources)
  const who =
    first === undefined || podSources.length > 1
      ? `any of the ${count(podSources.length, 'pod')}`
      : describePodSource(first)
  const declared =
    names.length === 0 ? 'no port of that protocol has a name there' : `declared there: ${quoteList(names)}`
  return {
    status: 'problem',
    because: otherProtocol
      ? `targetPort ${quote(targetPort)} is declared in ${who}, but not for ${protocol}: the slice has no port, kube-proxy refuses`
      : `targetPort ${quote(targetPort)} is not a port name of ${who} (${declared}): the slice has no port, kube-proxy refuses`,
    evidence: [
      evidence(service, at),
      ...(first === undefined
        ? []
        : [evidence(first.resource, [...first.path, 'spec', 'containers', 0, 'ports'])]),
    ],
    cause: otherProtocol ? 'target-port-name-other-protocol' : 'target-port-name-unknown',
    confirm: kubectl(
      'get',
      'endpointslices',
      ...inNamespace(service.namespace),
      '-l',
      `kubernetes.io/service-name=${service.name}`,
      '-o',
      'jsonpath={.items[*].ports}',
    ),
    ...(meant === undefined || otherProtocol ? {} : { repair: setField(service, at, meant) }),
  }
}

function suspicious({ targetPort }: DefaultedPort, podSource: PodSource): HopAnswer {
  const declared = declaredPorts(podSource.spec).map(({ port }) => String(port))
  const clues = portClues(podSource.spec).map(({ text }) => text)
  const more = clues.length === 0 ? '' : ` (${joinList(clues, 3)})`
  return {
    status: 'suspicious',
    because: `${describePodSource(podSource)} declares ${joinList(declared)}${more}, not ${targetPort}; unless it listens there all the same, the pod refuses`,
    evidence: [evidence(podSource.resource, [...podSource.path, 'spec', 'containers', 0, 'ports'])],
    cause: 'target-port-undeclared',
    ...(podSource.pod === undefined
      ? {}
      : {
          confirm: kubectl(
            'port-forward',
            ...inNamespace(podSource.namespace),
            podSource.resource.name,
            `:${targetPort}`,
          ),
        }),
  }
}

/** Of a headless Service the client dials the pod itself. */
function dialled(
  usable: readonly Candidate[],
  port: number | undefined,
  { service, servicePort }: { service: Resource<Service>; servicePort?: DefaultedPort },
): HopAnswer {
  if (port === undefined)
    return { status: 'ok', because: 'the client decides which port of the pod it dials' }
  const meant =
    servicePort === undefined || typeof servicePort.targetPort === 'string'
      ? undefined
      : servicePort.targetPort
  const odd = usable.find(({ podSource }) => contradicts(podSource, port))
  if (odd === undefined) return { status: 'ok', because: `the client dials ${port} on the pod` }
  return {
    status: 'suspicious',
    because: `the client dials ${port} on the pod, which declares ${joinList(declaredPorts(odd.podSource.spec).map((item) => String(item.port)))}; a headless Service translates no port`,
    evidence: [evidence(service, ['spec', 'ports'])],
    cause: 'headless-target-port-ignored',
    ...(meant === undefined || meant === port
      ? {}
      : { repair: { summary: `dial ${meant}, or give the Service a cluster IP` } }),
  }
}

function numberIn(servicePort: DefaultedPort, { spec }: PodSource): number {
  const resolution = resolveTargetPort(servicePort, spec)
  return resolution.found ? resolution.port : 0
}

function contradicts({ spec }: PodSource, number: number): boolean {
  const declared = declaredPorts(spec)
  return (
    declared.length > 0 &&
    !declared.some(({ port }) => port === number) &&
    !portClues(spec).some(({ port }) => port === number)
  )
}

/** A readiness probe that passes on this very port proves that something listens there, on the pod's address. */
function probes({ spec }: PodSource, number: number): boolean {
  return (spec.containers ?? []).some(({ readinessProbe, ports = [] }) => {
    const port =
      readinessProbe?.httpGet?.port ?? readinessProbe?.tcpSocket?.port ?? readinessProbe?.grpc?.port
    if (port === undefined) return false
    return (
      port === number || ports.some((declared) => declared.name === port && declared.containerPort === number)
    )
  })
}
