import { canonicalIP } from '../kube/core/canonical-ip.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { endpointText } from '../diagnose/journey/observation.ts'
import { kubectl } from '../text/shell.ts'
import { podRight, streamRights } from './rights.ts'
import { containersOf } from './running.ts'
import type { EndpointPlace, ProbeStep } from './plan.ts'

type ProbedAddress = Pick<EndpointPlace, 'address' | 'port' | 'protocol' | 'request' | 'expected'>

/** An endpoint as a place to look at; undefined where no pod runs there. */
export function endpointPlace(podSource: PodSource, given: ProbedAddress): EndpointPlace | undefined {
  const { pod, namespace } = podSource
  if (pod?.manifest.status === undefined || hasEnded(podSource)) return undefined
  const { podIP = given.address } = pod.manifest.status
  const address = canonicalIP(given.address)
  return {
    ...given,
    namespace,
    pod: pod.name,
    address,
    containers: containersOf(pod),
    isPrimary: canonicalIP(podIP) === address,
  }
}

/** The look from outside of the pod: the API server passes on HTTP over TCP, to the first address of a pod. */
export function firstSteps(endpoint: EndpointPlace): ProbeStep[] {
  return endpoint.isPrimary && endpoint.protocol === 'TCP' ? [proxyStep(endpoint)] : []
}

/** The looks from inside of the pod. */
export function laterSteps(endpoint: EndpointPlace): ProbeStep[] {
  return endpoint.protocol === 'TCP'
    ? [insideStep(endpoint), listenersStep(endpoint)]
    : [listenersStep(endpoint)]
}

/** HTTPS to what is taken to speak TLS, and to what is taken for no HTTP at all: a handshake disturbs such programs least. */
export function schemeOf({ expected }: Pick<EndpointPlace, 'expected'>): 'http' | 'https' {
  const protocol = expected?.protocol
  return protocol === 'https' || protocol === 'grpcs' || protocol === 'other' ? 'https' : 'http'
}

/** The path at the API server that asks a pod. */
export function podProxyPath(endpoint: EndpointPlace): string {
  const { namespace, pod, port, request } = endpoint
  return `/api/v1/namespaces/${namespace}/pods/${schemeOf(endpoint)}:${pod}:${port}/proxy${request.path}`
}

function proxyStep(endpoint: EndpointPlace): ProbeStep {
  const { namespace, pod, address, port } = endpoint
  return {
    kind: 'pod-proxy',
    endpoint,
    step: `ask ${endpointText(address, port)} (Pod ${namespace}/${pod}) through the API server`,
    proves:
      'whether a program answers at the address of the pod, and in which protocol; not that the client gets there',
    command: kubectl('get', '--raw', podProxyPath(endpoint)),
    rights: [podRight(namespace, 'pods/proxy', 'get')],
  }
}

function insideStep(endpoint: EndpointPlace): ProbeStep {
  const { namespace, pod, port } = endpoint
  return {
    kind: 'inside',
    endpoint,
    step: `connect to ${port} inside of Pod ${namespace}/${pod}, where the API server got no clear answer`,
    proves:
      'whether a program listens on loopback of the pod, and what it speaks; not that it listens on the address of the pod',
    command: kubectl('port-forward', '-n', namespace, `pod/${pod}`, `:${port}`),
    rights: streamRights(namespace, 'pods/portforward'),
  }
}

/** The words that print the sockets of a pod. */
export function socketTable({ protocol }: EndpointPlace): string[] {
  const table = `/proc/net/${protocol.toLowerCase()}`
  return ['cat', table, `${table}6`]
}

function listenersStep(endpoint: EndpointPlace): ProbeStep {
  const { namespace, pod, containers, protocol } = endpoint
  const container = containers[0] === undefined ? [] : ['-c', containers[0]]
  const when = protocol === 'TCP' ? ', where connections are refused' : ''
  return {
    kind: 'listeners',
    endpoint,
    step: `read the sockets of ${protocol} of Pod ${namespace}/${pod}${when}`,
    proves: `the address and the port of every program that listens in the pod${protocol === 'TCP' ? '' : '; not that datagrams get there'}`,
    command: kubectl('exec', '-n', namespace, pod, ...container, '--', ...socketTable(endpoint)),
    rights: streamRights(namespace, 'pods/exec'),
  }
}
