import { servicePorts, typeOf, type DefaultedPort } from '../kube/core/defaults.ts'
import { portForPacket } from '../kube/core/port-lookup.ts'
import { declaredPorts, resolveTargetPort } from '../kube/core/target-port.ts'
import { isUsable, selectedCandidates } from '../kube/endpointslice/candidates.ts'
import { selectionOf } from '../kube/endpointslice/selection.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { pieceAt } from '../text/piece.ts'
import { formatPath, valueAt, type FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { proposed, setting, together, type Fix } from './fix.ts'
import { servedAsObserved } from './served-observed-port.ts'
import { notServedAt, servedAt, type PortServed, type Served } from './served.ts'

/** Where a port of a Service leads in one pod, and whether it is served there. */
export interface Led {
  readonly podSource: PodSource
  readonly number: number
  /** What speaks against a program that serves it, if anything does. */
  readonly refuted: Served | undefined
  /** Whether it is served, in words: made when it is asked for, since nearly all are served. */
  readonly served: Served
}

/** What a fix has to know of it. */
export type LedTo = Pick<Led, 'podSource' | 'number' | 'served'>

class LedPort implements Led {
  readonly podSource: PodSource
  readonly refuted: Served | undefined
  readonly #port: PortServed
  #served: Served | undefined

  constructor(podSource: PodSource, port: PortServed, observed: Served | undefined) {
    this.podSource = podSource
    this.#port = port
    this.#served = observed
    this.refuted =
      observed === undefined
        ? notServedAt(podSource, port)
        : observed.outcome === 'serves'
          ? undefined
          : observed
  }

  get number(): number {
    return this.#port.port
  }

  get served(): Served {
    return (this.#served ??= this.refuted ?? servedAt(this.podSource, this.#port))
  }
}

/** Where a port of a Service leads in the pods that it selects; those that have no port of that name are left out. */
export function ledBy(world: World, service: Resource<Service>, port: DefaultedPort): readonly Led[] {
  return world.derived(ledByPorts, service).get(port.index) ?? []
}

/** Of each port, by its index: two rules ask. */
function ledByPorts(world: World, service: Resource<Service>): ReadonlyMap<number, readonly Led[]> {
  return new Map(
    servicePorts(service.manifest).map((port) => [port.index, findLed(world, service, port)] as const),
  )
}

function findLed(world: World, service: Resource<Service>, port: DefaultedPort): Led[] {
  const isHeadless = typeOf(service.manifest) === 'Headless'
  return selectionOf(world, service)
    .selected.filter((podSource) => !hasEnded(podSource))
    .flatMap((podSource) => {
      const resolution = resolveTargetPort(port, podSource.spec)
      // DNS gives the address of the pod alone: the client dials the port that it knows
      const number = isHeadless ? port.port : resolution.found ? resolution.port : undefined
      if (number === undefined) return []
      const observed = servedAsObserved(world, { service, port }, podSource)
      return [new LedPort(podSource, { port: number, protocol: port.protocol }, observed)]
    })
}

/**
 * The pods that a port leads to, published as endpoints, when none of them has a container that runs and could answer; else none. With
 * publishNotReadyAddresses that is how it ends when all of them crash.
 */
export function publishedAtRest(
  world: World,
  service: Resource<Service>,
  port: DefaultedPort,
): readonly Led[] {
  const led = ledBy(world, service, port)
  if (!led.some(isAtRest)) return []
  const published = new Set(
    selectedCandidates(world, service)
      .filter((candidate) => isUsable(candidate))
      .map(({ podSource }) => podSource.resource),
  )
  const listed = led.filter(({ podSource }) => published.has(podSource.resource))
  return listed.every(isAtRest) ? listed : []
}

function isAtRest({ refuted }: Led): boolean {
  return refuted?.outcome === 'refuses' && refuted.at === 'pod'
}

/**
 * What puts a port right that is contradicted: the field that is the odd one out first. Undefined where the objects do not say
 * which of two is wrong.
 */
export function fixOfPort(service: Resource<Service>, port: DefaultedPort, led: LedTo): Fix | undefined {
  const fix = likelyFix(service, port, led)
  return fix && proposed(fix)
}

function likelyFix(service: Resource<Service>, port: DefaultedPort, led: LedTo): Fix | undefined {
  const { podSource, number, served } = led
  const [first] = served.evidence
  if (first === undefined) return undefined
  const { code, instead, more, protocol } = served
  if (protocol !== undefined)
    // the API server refuses a second port of the same number and protocol
    return portForPacket(service.manifest, port.port, protocol)
      ? undefined
      : setting(service, ['spec', 'ports', port.index, 'protocol'], protocol)
  if (more !== undefined) return telling(first.resource, more)
  if (code === 'observed-not-serving')
    return instead === undefined ? undefined : leadingTo(service, port, { podSource, number, to: instead })
  if (code === 'listens-on-loopback') return onAllAddresses(first.resource, first.path)
  // the Service and the declared port agree
  if (code === 'probe-on-other-port' || code === 'probe-names-no-port') return probing(first, led)
  const to = instead ?? (code === 'port-undeclared' ? declaredFor(service, port, podSource) : undefined)
  return to === undefined ? undefined : leadingTo(service, port, { podSource, number, to })
}

/** Of several declared ports the one that has the name of the Service's port, or that no other port of the Service leads to. */
function declaredFor(
  { manifest }: Resource<Service>,
  port: DefaultedPort,
  { spec }: PodSource,
): number | undefined {
  const declared = declaredPorts(spec).filter(
    ({ protocol, path }) => protocol === port.protocol && path[0] === 'containers',
  )
  const sameName = declared.find(({ name }) => name !== '' && name === port.name)
  const others = servicePorts(manifest)
    .filter(({ index }) => index !== port.index)
    .flatMap((other) => {
      const resolution = resolveTargetPort(other, spec)
      return resolution.found ? resolution.port : []
    })
  const [only, another] = new Set(declared.map((each) => each.port).filter((each) => !others.includes(each)))
  return sameName?.port ?? (another === undefined ? only : undefined)
}

/** The declared port is documentation, and what a name stands for; a number of the Service is what decides. */
function leadingTo(
  service: Resource<Service>,
  { index, targetPort }: DefaultedPort,
  { podSource, number, to }: Omit<LedTo, 'served'> & { readonly to: number },
): Fix {
  const own = declaredPorts(podSource.spec).find((item) => item.port === number)
  const declaring =
    own === undefined
      ? []
      : [setting(podSource.resource, [...podSource.path, 'spec', ...own.path, 'containerPort'], to)]
  const targeting =
    typeof targetPort === 'number' ? [setting(service, ['spec', 'ports', index, 'targetPort'], to)] : []
  return together([...targeting, ...declaring])
}

/** One more argument for a program that is started without it. */
function telling(resource: Resource, { at, word }: NonNullable<Served['more']>): Fix {
  return { title: `add ${word} to ${formatPath(at.slice(0, -1))}`, edits: [{ resource, at, set: word }] }
}

function onAllAddresses(resource: Resource, path: FieldPath): Fix | undefined {
  const text = valueAt(resource.manifest, path)
  const match = typeof text === 'string' ? /localhost|127(?:\.\d{1,3}){3}|\[?::1\]?/.exec(text) : null
  if (typeof text !== 'string' || match === null) return undefined
  return {
    title: `listen on 0.0.0.0 instead of ${match[0]}`,
    edits: [{ resource, at: path, piece: pieceAt(text, match[0], match.index), replaceBy: '0.0.0.0' }],
  }
}

function probing({ resource, path }: Served['evidence'][number], { number }: LedTo): Fix | undefined {
  for (const handler of ['httpGet', 'tcpSocket', 'grpc']) {
    const at = [...path, handler, 'port']
    if (valueAt(resource.manifest, at) !== undefined) return setting(resource, at, number)
  }
  return undefined
}
