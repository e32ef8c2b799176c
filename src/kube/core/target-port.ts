import { protocolOf } from './defaults.ts'
import type { Container, ContainerPort, Protocol } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { DefaultedPort } from './defaults.ts'
import { groupsBy } from '../../world/groups-by.ts'
import { byContainers, type Containers } from './by-containers.ts'

/** A port that a container declares, and where. */
export interface DeclaredPort {
  readonly container: string
  /** Inside the pod spec, as in `['containers', 0, 'ports', 1]`. */
  readonly path: FieldPath
  readonly name: string
  readonly port: number
  readonly protocol: Protocol
  /** Named targetPorts are looked up in containers and in restartable init containers only. */
  readonly reachableByName: boolean
}

export type PortResolution =
  | { readonly found: true; readonly port: number; readonly declared?: DeclaredPort }
  | {
      readonly found: false
      readonly why: 'no-such-name' | 'other-protocol' | 'ordinary-init-container'
      readonly closest?: DeclaredPort
    }

/**
 * The container port that a Service port leads to in one pod.
 * A number is taken as it is, declared or not. A name is searched by name *and* protocol: containers in order, then
 * init containers with `restartPolicy: Always` (since 1.33). Follows FindPort in kubernetes/endpointslice utils.go.
 */
export function resolveTargetPort(servicePort: DefaultedPort, spec: Containers): PortResolution {
  const { targetPort, protocol } = servicePort
  const same = declaredAs(spec, targetPort)
  if (typeof targetPort === 'number') {
    const declaration = same.find((port) => port.protocol === protocol)
    return { found: true, port: targetPort, ...(declaration === undefined ? {} : { declared: declaration }) }
  }
  const match = same.find((port) => port.protocol === protocol && port.reachableByName)
  if (match !== undefined) return { found: true, port: match.port, declared: match }
  const closest = same[0]
  if (closest === undefined) return { found: false, why: 'no-such-name' }
  return {
    found: false,
    why: closest.protocol === protocol ? 'ordinary-init-container' : 'other-protocol',
    closest,
  }
}

/** All ports that the containers of a pod declare, in the order in which a name is looked up. */
export const declaredPorts: (spec: Containers) => readonly DeclaredPort[] = byContainers(portsOfSpec)

/** Of these the ones that have a number, or a name. */
export function declaredAs(spec: Containers, target: number | string): readonly DeclaredPort[] {
  return portsByTarget(spec).get(target) ?? none
}

/** Of these the ones of a protocol. */
export function declaredFor(spec: Containers, protocol: Protocol): readonly DeclaredPort[] {
  return portsByProtocol(spec).get(protocol) ?? none
}

const none: readonly DeclaredPort[] = []

// a Service with thousands of ports asks for each of them
const portsByTarget = byContainers((spec) =>
  groupsBy<DeclaredPort, number | string>(declaredPorts(spec), ({ port, name }) => [port, name]),
)
const portsByProtocol = byContainers((spec) => groupsBy(declaredPorts(spec), ({ protocol }) => [protocol]))

function portsOfSpec(spec: Containers): DeclaredPort[] {
  const init = spec.initContainers ?? []
  return [
    ...(spec.containers ?? []).flatMap((container, index) => portsOf(container, ['containers', index], true)),
    ...init.flatMap((container, index) =>
      portsOf(container, ['initContainers', index], container.restartPolicy === 'Always'),
    ),
  ]
}

function portsOf(
  { name: container = '?', ports = [] }: Container,
  path: FieldPath,
  reachableByName: boolean,
): DeclaredPort[] {
  return ports.map(({ name = '', containerPort = 0, protocol }: ContainerPort, index) => ({
    container,
    path: [...path, 'ports', index],
    name,
    port: containerPort,
    protocol: protocolOf({ protocol }),
    reachableByName,
  }))
}
