import { servicePorts, type DefaultedPort } from '../../kube/core/defaults.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { ownerOfNodePort } from '../../kube/proxy/owner.ts'
import { podSourceOfPod } from '../../kube/workload/pod-source.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { Node, Pod, Protocol, Service } from '../../world/types/manifest.ts'
import type { Start } from './asked.ts'
import { noNodePort } from './node-step.ts'
import { toPod } from './pod-leg.ts'
import { toService } from './service-leg.ts'
import type { Leg } from './model.ts'

/** A packet to a node: to a node port, or to a program on the node's own network. */
export function toNode(start: Start, node: Resource<Node>, address: string): Leg {
  const { asked, common, anyProtocol } = start
  const { port, protocol } = common
  const { closed } = asked.worlds
  const bare = { ...common, steps: {}, ways: [] }
  if (port === undefined)
    return {
      ...bare,
      end: {
        outcome: 'unknown',
        stage: 'name',
        because: `node ${node.name} has many ports: name one, as in node/${node.name}:30080`,
      },
    }
  const service = ownerOfNodePort(closed, { port, protocol, anyProtocol })
  if (service !== undefined) {
    const own = nodePortOf(service, { port, protocol, anyProtocol })
    const to = { ...common.to, via: 'node-port' as const, node: node.name, ...defined({ service }) }
    const renamed = {
      ...common,
      to,
      ...(own === undefined ? {} : { port: own.port, protocol: own.protocol }),
    }
    return toService({ ...start, common: renamed, anyProtocol: false }, service, 'node-port')
  }
  const host = hostPodAt(closed.all('Pod'), { node: node.name, port, protocol })
  if (host !== undefined) return toPod(start, address, host.name)
  return { ...bare, end: noNodePort(asked, { node: node.name, port: `${port}/${protocol}` }) }
}

/** A pod on the network of a node, or with a port of its own on it, that declares the port. */
function hostPodAt(
  pods: readonly Resource<Pod>[],
  { node, port, protocol }: { node: string; port: number; protocol: Protocol },
): Resource<Pod> | undefined {
  return pods.find((pod) => {
    const { spec } = podSourceOfPod(pod)
    if (spec.nodeName !== node || spec.hostNetwork !== true) return false
    return declaredPorts(spec).some((each) => each.port === port && each.protocol === protocol)
  })
}

function nodePortOf(
  { manifest }: Resource<Service>,
  { port, protocol, anyProtocol }: { port: number; protocol: Protocol; anyProtocol: boolean },
): DefaultedPort | undefined {
  const having = servicePorts(manifest).filter(({ nodePort }) => nodePort === port)
  return having.find((each) => each.protocol === protocol) ?? (anyProtocol ? having[0] : undefined)
}
