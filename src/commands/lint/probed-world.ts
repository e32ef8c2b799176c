import type { ProbeReport } from '../../diagnose/probe-report.ts'
import type { Resource } from '../../world/resource.ts'
import { buildWorld, type World } from '../../world/world.ts'
import { defined } from '../../world/defined.ts'
import { count } from '../../text/wording.ts'
import { probePorts } from '../shared/probe-ports.ts'
import type { WorldFlags } from '../shared/world-flags.ts'

const mostRemarks = 5

/** The World with what a probe has seen of ports that nothing vouches for. Throws SvcError where the cluster cannot be reached. */
export async function probedWorld(
  flags: WorldFlags,
  world: World,
  only: (resource: Resource) => boolean,
): Promise<{ readonly world: World; readonly report: ProbeReport }> {
  const { unvouchedPorts } = await import('../../probe/unvouched-ports.ts')
  const places = unvouchedPorts(world, world.all('Service').filter(only))
  const { ports, report } = await probePorts(flags, 'live', places)
  const observedPorts = ports.flatMap(({ service, pod, port, protocol, serves, because, instead }) =>
    serves === undefined ? [] : [{ service, pod, port, protocol, serves, because, ...defined({ instead }) }],
  )
  const unknown = ports.filter(({ serves }) => serves === undefined)
  const leftOut = unknown.map(({ because, service }) => ({
    step: `port ${service.port} of Service ${service.namespace}/${service.name}`,
    because,
  }))
  return {
    world: buildWorld({ ...world, observedPorts }),
    report: {
      ...report,
      leftOut: [...report.leftOut, ...leftOut],
      ports: ports.length,
      unknown: unknown.length,
    },
  }
}

/** `probed 12 ports that nothing vouches for, 2 of them not known still: 31 requests in 2.1 s`, and why. */
export function probeRemarks({
  ports = 0,
  unknown = 0,
  requests = 0,
  seconds = 0,
  leftOut,
}: ProbeReport): string[] {
  const open = unknown === 0 ? '' : `, ${unknown} of them not known still`
  const cost = `${count(requests, 'request')} in ${seconds.toFixed(1)} s`
  const shown = leftOut.slice(0, mostRemarks).map(({ step, because }) => `not looked at: ${step}: ${because}`)
  const more = leftOut.length - shown.length
  return [
    `probed ${count(ports, 'port')} that nothing vouches for${open}: ${cost}`,
    ...shown,
    ...(more > 0 ? [`not looked at: ${more} more; -o json has them all`] : []),
  ]
}
