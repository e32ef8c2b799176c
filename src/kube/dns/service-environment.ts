import type { Container, Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf } from '../core/defaults.ts'
import { virtualIPs } from '../core/port-lookup.ts'
import type { PodSource } from '../workload/pod-source.ts'

/** A variable that the kubelet adds to a container for a Service. */
export interface ServiceVariable {
  readonly name: string
  /** `tcp://10.96.0.7:6379`, `10.96.0.7`, `6379`; the address is `…` while the Service has none. */
  readonly value: string
  readonly service: Resource<Service>
  /** Does the running container have it? Only a Service that was there when it started counts, and nothing is updated later. */
  readonly set: 'yes' | 'no' | 'unknown'
}

const masterNamespace = 'default'
const masterService = 'kubernetes'

/**
 * The variables that a container gets for the Services of its namespace, by name; those that its own `env` defines are left out,
 * since its own win. Only `kubernetes` remains where `enableServiceLinks` is false.
 * Follows getServiceEnvVarMap in kubernetes/kubernetes pkg/kubelet/kubelet_pods.go and pkg/kubelet/envvars/envvars.go.
 */
export function serviceEnvironment(
  world: World,
  podSource: PodSource,
  container: Container,
): ReadonlyMap<string, ServiceVariable> {
  const names = variablesFor(world, podSource)
    .toReversed()
    .flatMap((variables) => [...variables.keys()])
  return new Map(
    names.flatMap((name) => {
      const variable = serviceVariable(world, { podSource, container, name })
      return variable === undefined ? [] : [[name, variable] as const]
    }),
  )
}

/** The one of that name: the variables of a namespace are many, and few are ever read. */
export function serviceVariable(
  world: World,
  { podSource, container, name }: { podSource: PodSource; container: Container; name: string },
): ServiceVariable | undefined {
  if ((container.env ?? []).some((own) => own.name === name)) return undefined
  const [found] = variablesFor(world, podSource).flatMap((variables) => variables.get(name) ?? [])
  return found && { name, ...found, set: isSet(podSource, container, found.service) }
}

type Variables = ReadonlyMap<string, Pick<ServiceVariable, 'value' | 'service'>>

/** Those of the namespace win over those of the API server. */
function variablesFor(world: World, { namespace, spec }: PodSource): readonly Variables[] {
  return [
    ...(spec.enableServiceLinks === false ? [] : [world.derived(variablesIn, namespace)]),
    ...(namespace === masterNamespace ? [] : [world.derived(variablesOfMaster)]),
  ]
}

function variablesIn(world: World, namespace: string): Variables {
  return variablesOfAll(
    world.all('Service', namespace).filter(({ manifest }) => !withoutAddress.has(typeOf(manifest))),
  )
}

function variablesOfMaster(world: World): Variables {
  const master = world.get('Service', masterNamespace, masterService)
  return variablesOfAll(master === undefined ? [] : [master])
}

/** Of two with one name the last one counts. */
function variablesOfAll(services: readonly Resource<Service>[]): Variables {
  return new Map(
    services.flatMap((service) =>
      [...variablesOf(service)].map(([name, value]) => [name, { value, service }] as const),
    ),
  )
}

const withoutAddress: ReadonlySet<string> = new Set(['Headless', 'ExternalName'])

function isSet({ pod }: PodSource, { name }: Container, service: Resource<Service>): ServiceVariable['set'] {
  const statuses = pod?.manifest.status?.containerStatuses ?? []
  const started = statuses.find((status) => status.name === name)?.state?.running?.startedAt
  const created = service.manifest.metadata?.creationTimestamp
  if (!started || !created) return 'unknown'
  return created <= started ? 'yes' : 'no'
}

/** `my-db` → `MY_DB_SERVICE_HOST`, and the older `MY_DB_PORT` and so on of Docker's links. */
function* variablesOf(service: Resource<Service>): Generator<readonly [string, string]> {
  const name = service.name.toUpperCase().replaceAll('-', '_')
  const [ip = '…'] = virtualIPs(service.manifest)
  const host = ip.includes(':') ? `[${ip}]` : ip
  const ports = servicePorts(service.manifest)
  const [first] = ports
  if (first === undefined) return
  yield [`${name}_SERVICE_HOST`, ip]
  yield [`${name}_SERVICE_PORT`, String(first.port)]
  for (const port of ports)
    if (port.name !== '')
      yield [`${name}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port)]
  const url = ({ protocol, port }: { protocol: string; port: number }) =>
    `${protocol.toLowerCase()}://${host}:${port}`
  yield [`${name}_PORT`, url(first)]
  for (const each of ports) {
    const prefix = `${name}_PORT_${each.port}_${each.protocol}`
    yield [prefix, url(each)]
    yield [`${prefix}_PROTO`, each.protocol.toLowerCase()]
    yield [`${prefix}_PORT`, String(each.port)]
    yield [`${prefix}_ADDR`, ip]
  }
}
