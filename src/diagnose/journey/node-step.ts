import { servicePorts } from '../../kube/core/defaults.ts'
import { ownerOfNodePort } from '../../kube/proxy/owner.ts'
import { kubectl } from '../../text/shell.ts'
import { nameOf } from '../../world/resource.ts'
import type { Calling, NameAnswer } from './calling.ts'
import type { End } from './model.ts'

/** `node/NAME:PORT`: the Service that has that node port, else what the node itself serves. */
export function nodeStep({ worlds, call, port }: Calling, node: string): NameAnswer {
  const { protocol, protocolIsGuess } = call.target
  const resource = worlds.closed.get('Node', undefined, node)
  const address = resource?.manifest.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
  if (port === undefined)
    return { end: unknown(`node ${node} has many ports: name one, as in node/${node}:30080`) }
  const service = ownerOfNodePort(worlds.closed, { port, protocol, anyProtocol: protocolIsGuess === true })
  if (service === undefined)
    return address === undefined
      ? { end: noNodePort({ worlds }, { node, port: `${port}/${protocol}` }) }
      : { step: { because: `node ${node} is ${address}`, to: [{ address }] } }
  const having = servicePorts(service.manifest).filter((each) => each.nodePort === port)
  const own = having.find((each) => each.protocol === protocol) ?? having[0]
  return {
    step: {
      because: `${port} is the node port of ${nameOf(service)}; no name is looked up`,
      fields: [{ resource: service, path: ['spec', 'ports', own?.index ?? 0, 'nodePort'] }],
      to: [
        {
          service,
          via: 'node-port',
          node,
          ...(own === undefined ? {} : { port: own.port, protocol: own.protocol }),
        },
      ],
    },
  }
}

/** No Service has that port on its nodes: of files that may be because it is not in sight. */
export function noNodePort(
  { worlds }: Pick<Calling, 'worlds'>,
  { node, port }: { node: string; port: string },
): End {
  const text = `no Service has node port ${port}`
  const doubt = worlds.open.doubt(['Service'], undefined)
  if (doubt !== undefined) return unknown(`${text} here, but ${doubt.because}`)
  return {
    outcome: 'refused',
    stage: 'name',
    because: `${text}, so node ${node} refuses unless a process of its own listens`,
    confirm: kubectl('get', 'services', '-A'),
  }
}

function unknown(because: string): End {
  return { outcome: 'unknown', stage: 'name', because }
}
