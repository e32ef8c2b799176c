import { contains, isHost, type Cidr } from '../core/cidr.ts'
import type { Facts } from './facts.ts'
import { fieldError, placedAt, type FieldError } from './field-error.ts'
import { parseIp } from '../core/ip.ts'
import { generatedName } from './metadata.ts'
import type { DecodedPort, DecodedService } from './objects.ts'
import { autoIPs, autoPort } from './allocation-placeholder.ts'
import { hasNodePorts, needsHealthCheck } from './service-type.ts'

/** The node ports taken by one request, in its order. */
export class PortPool {
  readonly #facts: Facts
  readonly #taken: Set<number>
  #nextIndex = 0

  constructor(facts: Facts, taken: readonly number[] = []) {
    this.#facts = facts
    this.#taken = new Set(taken)
  }

  /** Why a port cannot be had; undefined when it now is. Follows pkg/registry/core/service/portallocator/allocator.go. */
  whyNot(port: number): string | undefined {
    const { first, last } = this.#facts.nodePorts
    if (!this.#facts.dryRun && (port < first || port > last)) return `must be from ${first} to ${last}`
    if (this.#taken.has(port)) return 'must be a port that nothing else uses'
    this.#taken.add(port)
    return undefined
  }

  /** Any port: which one is the server's business. */
  pick(): number {
    while (this.#taken.has(autoPort(this.#nextIndex))) this.#nextIndex++
    const port = autoPort(this.#nextIndex)
    this.#taken.add(port)
    return port
  }
}

/**
 * Takes node ports for the ports and the health check of a new Service; changes it.
 * Follows txnAllocNodePorts and initNodePorts in kubernetes pkg/registry/core/service/storage/alloc.go.
 */
export function allocateNodePorts(service: DecodedService, facts: Facts): FieldError[] {
  const pool = new PortPool(facts)
  const shared = new Map<number, number>()
  if (hasNodePorts(service)) {
    for (const [index, port] of service.spec.ports.entries()) {
      if (port.nodePort === 0 && !picksNodePorts(service)) continue
      const why = allocateOne(service, port, { pool, shared })
      if (why !== undefined) return [fieldError('Invalid', ['spec', 'ports', index, 'nodePort'], why)]
    }
  }
  return needsHealthCheck(service) ? allocateHealthCheck(service, pool) : []
}

interface AddressAllocation {
  readonly pool: PortPool
  /** The node port of each port number: TCP and UDP of one number share it. */
  readonly shared: Map<number, number>
}

function allocateOne(
  { spec }: DecodedService,
  port: DecodedPort,
  { pool, shared }: AddressAllocation,
): string | undefined {
  const before = shared.get(port.port)
  if (before === undefined) {
    const wanted = spec.ports.find((other) => other.port === port.port && other.nodePort !== 0)?.nodePort
    const why = wanted === undefined ? undefined : pool.whyNot(wanted)
    if (why !== undefined) return why
    port.nodePort = wanted ?? pool.pick()
    shared.set(port.port, port.nodePort)
    return undefined
  }
  if (port.nodePort === 0) port.nodePort = before
  return port.nodePort === before ? undefined : pool.whyNot(port.nodePort)
}

/** The server answers with an internal error, and names no field. */
export function allocateHealthCheck({ spec }: DecodedService, pool: PortPool): FieldError[] {
  const why = spec.healthCheckNodePort === 0 ? undefined : pool.whyNot(spec.healthCheckNodePort)
  if (spec.healthCheckNodePort === 0) spec.healthCheckNodePort = pool.pick()
  return why === undefined
    ? []
    : [{ ...fieldError('InternalError', ['spec', 'healthCheckNodePort'], why), field: '' }]
}

export function picksNodePorts({ spec }: DecodedService): boolean {
  return (
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === true)
  )
}

/**
 * Takes the addresses that are still missing; changes the service.
 * Follows allocClusterIPs and allocIPs in kubernetes pkg/registry/core/service/storage/alloc.go.
 */
export function allocateClusterIPs(service: DecodedService, facts: Facts): FieldError[] {
  const { spec } = service
  if (spec.type === 'ExternalName' || spec.clusterIPs[0] === 'None') return []
  const wanted = spec.ipFamilies.map((_, index) => spec.clusterIPs[index] ?? '')
  const errors = takeIPs(service, wanted, facts)
  if (errors.length > 0) return errors
  const got = spec.ipFamilies.map(
    (family, index) => wanted[index] || autoIPs[family === 'IPv6' ? 'IPv6' : 'IPv4'],
  )
  spec.clusterIPs = [...got, ...spec.clusterIPs.slice(got.length)]
  spec.clusterIP = spec.clusterIPs[0] ?? ''
  return []
}

/** Follows pkg/registry/core/service/ipallocator/cidrallocator.go: each address is an object that names its Service. */
export function takeIPs(
  service: DecodedService,
  wanted: readonly string[],
  { serviceCidrs, dryRun }: Facts,
): FieldError[] {
  const at = ['spec', 'clusterIPs']
  const { name, generateName } = service.metadata
  const owner = name || (generateName === '' ? '' : generatedName(generateName))
  const isUsable = !['', '.', '..'].includes(owner) && !/[/%]/.test(owner)
  if (wanted.length > 0 && !isUsable && !dryRun)
    return [
      {
        ...fieldError('Invalid', at, 'cannot be allocated without a usable metadata.name'),
        at: ['metadata', 'name'],
      },
    ]
  const outside =
    serviceCidrs === undefined ? -1 : wanted.findIndex((text) => text !== '' && !isServed(text, serviceCidrs))
  return outside === -1
    ? []
    : [
        placedAt(
          fieldError('Invalid', at, 'must lie in the range that the cluster has for Services'),
          outside,
        ),
      ]
}

function isServed(text: string, ranges: readonly Cidr[]): boolean {
  const ip = parseIp(text)
  return ip !== undefined && ranges.some((range) => contains(range, ip) && isHost(range, ip))
}
