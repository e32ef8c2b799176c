import { servicePorts } from '../../kube/core/defaults.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { portClues } from '../port-clues.ts'
import type { Calling, NameAnswer } from './calling.ts'
import type { End } from './model.ts'

/** Is it the address of whoever calls? */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

/**
 * A client that calls itself: a container of its own pod has to serve the port. Where none declares or mentions it, nothing does.
 */
export function loopbackStep({ caller, port, worlds }: Calling, host: string): NameAnswer {
  const { podSource, is } = caller
  const what = `${host} is the client itself`
  if (podSource === undefined)
    return {
      end: unknown(`${what}: ${is === 'any' ? 'name one with --from' : 'what listens there no object says'}`),
    }
  const { resource, path, spec } = podSource
  if (spec.hostNetwork === true)
    return { end: unknown(`${what}, on the host network: what listens on the node no object says`) }
  const fields = [{ resource, path: [...path, 'spec', 'containers'] }]
  const declared = declaredPorts(spec).map((each) => each.port)
  const spoken = portClues(spec).map((each) => each.port)
  if (port === undefined) return { end: unknown(`${what}: name the port that is called`) }
  if ([...declared, ...spoken].includes(port))
    return {
      end: {
        outcome: 'reached',
        stage: 'port',
        grounds: 'declared',
        because: `${what}; ${nameOf(resource)} has a container that serves ${port}, by what it declares`,
        fields,
      },
    }
  const there = declared.length === 0 ? 'no port' : joinList(declared.map(String))
  return {
    end: {
      outcome: 'refused',
      stage: 'name',
      because: `${what}, and no container of ${nameOf(resource)} serves ${port}: it declares ${there}`,
      fields,
      remedy: {
        title: `call ${serviceOn(worlds.closed, caller.namespace, port) ?? `the Service that serves ${port} by its name`} instead of ${host}`,
      },
    },
  }
}

/** The name of the only Service of a namespace that listens on a port. */
function serviceOn(world: World, namespace: string, port: number): string | undefined {
  const [only, another] = world
    .all('Service', namespace)
    .filter(({ manifest }) => servicePorts(manifest).some((each) => each.port === port))
  return another === undefined ? only?.name : undefined
}

function unknown(because: string): End {
  return { outcome: 'unknown', stage: 'name', because }
}
