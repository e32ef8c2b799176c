import { servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import type { Via } from '../../kube/proxy/model.ts'
import { defined } from '../../world/defined.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import { sendingOf, type Start } from './asked.ts'
import { behind } from './behind.ts'
import { reading } from './reading.ts'
import { wayTo } from './ways.ts'
import type { Leg, Passed } from './model.ts'

/** A packet to a pod's own address: nothing translates it. */
export function toPod(start: Start, address: string | undefined, podName?: string): Leg {
  const { asked, common } = start
  const { service } = common.to
  const chosen = service && dialled(service, common)
  const port = common.port ?? chosen?.port
  const protocol =
    common.port === undefined || start.anyProtocol ? (chosen?.protocol ?? common.protocol) : common.protocol
  const namespace = common.to.pod?.namespace
  const target =
    podName === undefined ? {} : { target: { kind: 'Pod', name: podName, ...defined({ namespace }) } }
  const way = wayTo(sendingOf(asked, { service, protocol }), {
    ...defined({ address, port, service }),
    ...target,
  })
  const steps = service === undefined ? {} : { service: headlessStep(service, port) }
  return {
    ...common,
    protocol,
    ...defined({ port, service, servicePort: chosen }),
    steps,
    ways: [way],
  }
}

/** The port of a headless Service that a client dials: the number it names, else the first. */
function dialled(
  { manifest }: Resource<Service>,
  { port, protocol }: Pick<Leg, 'port' | 'protocol'>,
): DefaultedPort | undefined {
  const ports = servicePorts(manifest)
  if (port === undefined) return ports[0]
  return (
    ports.find((each) => each.port === port && each.protocol === protocol) ??
    ports.find((each) => each.port === port)
  )
}

function headlessStep(service: Resource<Service>, port: number | undefined): Passed {
  const why = typeOf(service.manifest) === 'Headless' ? 'is headless' : 'has a name for each of its endpoints'
  return {
    because: `${nameOf(service)} ${why}: the client dials ${port ?? 'its port'} on a pod, no port is translated`,
    fields: [{ resource: service, path: ['spec', 'clusterIP'] }],
  }
}

/** DNS has no address of it yet: those of pods to come, or of the one pod that is named. */
export function toHeadless({ asked, common }: Start, service: Resource<Service>, via: Via): Leg {
  const chosen = dialled(service, common)
  const port = common.port ?? chosen?.port
  const { from } = common
  const question = {
    service,
    from,
    via,
    ...defined({ port, family: common.to.family, direct: common.to.one }),
  }
  const read = reading(asked.worlds, question, defined({ servicePort: chosen }))
  const leg = {
    ...common,
    service,
    ...defined({ port, servicePort: chosen }),
    steps: { service: headlessStep(service, port) },
  }
  const protocol = common.port === undefined ? (chosen?.protocol ?? common.protocol) : common.protocol
  return {
    ...leg,
    protocol,
    ...behind({ ...asked, protocol }, leg, { read, service, ...defined({ servicePort: chosen }) }),
  }
}
