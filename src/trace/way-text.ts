import { selectorOf } from '../kube/endpointslice/selection.ts'
import type { Field, Journey, Way } from '../diagnose/journey/model.ts'
import type { Reason } from '../world/reason.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import { count, joinList } from '../text/wording.ts'

const notThere = 'not checked: no request is known to get there'

/** What a hop says of the backends of a journey. */
export interface WayText {
  readonly because: string
  readonly fields: readonly Field[]
  readonly reasons?: readonly Reason[]
  readonly observed?: boolean
  /** Nothing that was read shows it. */
  readonly unchecked?: boolean
}

/** Which endpoints the request may be given to: pods, pods to come, addresses without a pod. */
export function endpointsText({ legs }: Journey): WayText {
  const ways = distinct(legs.flatMap((leg) => leg.ways))
  const [service] = legs.flatMap((leg) => leg.service ?? [])
  const pods = ways.filter(isThere)
  const toCome = ways.filter(
    ({ podSource }) => podSource !== undefined && podSource.pod?.manifest.status === undefined,
  )
  const others = ways.filter(({ podSource }) => podSource === undefined)
  const left = new Set(
    legs.flatMap(({ reach }) => (reach?.left() ?? []).map(({ address, target }) => address ?? target?.name)),
  )
  const written = service !== undefined && selectorOf(service.manifest) === undefined ? 'no selector; ' : ''
  const texts = [
    ...(pods.length === 0
      ? []
      : [`${count(pods.length, 'pod')} ready${left.size > 0 ? `, ${left.size} left out` : ''}`]),
    ...toCome.map(({ podSource }) => describeToCome(podSource)),
    ...(others.length === 0
      ? []
      : [
          `${count(others.length, 'endpoint')} without a known pod: ${joinList(
            others.map(({ address, port }) => `${address ?? 'an address'}:${port ?? ''}`),
            3,
          )}`,
        ]),
  ]
  return {
    because: `${written}${joinList(texts, 4)}`,
    fields: service === undefined ? [] : [{ resource: service as Resource, path: ['spec', 'selector'] }],
  }
}

function describeToCome(podSource: Way['podSource']): string {
  if (podSource === undefined) return 'a pod not created yet'
  const { replicas, resource } = podSource
  return `${count(replicas, 'pod')} expected from ${resource.kind} ${resource.name}`
}

/** The pods to choose from, and those that are left out. */
export function podText({ legs }: Journey): WayText {
  const ways = distinct(legs.flatMap((leg) => leg.ways)).filter(({ end }) => end.outcome === 'reached')
  const pods = ways.filter(isThere)
  if (pods.length === 0) {
    // what is wrong at the port of a pod that runs is said there
    if (ways.length === 0 && legs.some((leg) => leg.ways.some(isThere)))
      return { because: notThere, fields: [], unchecked: true }
    const isAddress = ways.length > 0 && ways.every(({ podSource }) => podSource === undefined)
    return {
      because: isAddress
        ? 'not checked: no pod that was read has the address'
        : 'not checked: the pods do not exist yet, and a manifest cannot say whether they become ready',
      fields: [],
      unchecked: true,
    }
  }
  const names = joinList(
    pods.map(({ name }) => name),
    3,
  )
  const left = [
    ...new Set(
      legs
        .flatMap(({ reach }) => reach?.left() ?? [])
        .map(
          ({ target, address, code }) => `${target?.name ?? address ?? ''} (${code.replaceAll('-', ' ')})`,
        ),
    ),
  ]
  const rest = left.length === 0 ? '' : `; without ${joinList(left, 2)}`
  return {
    because: `${count(pods.length, 'pod')} to choose from: ${names}${rest}`,
    observed: true,
    fields: pods
      .slice(0, 3)
      .flatMap(({ podSource }) =>
        podSource === undefined ? [] : [{ resource: podSource.resource, path: ['status', 'conditions'] }],
      ),
  }
}

/** What is known of the program at the port. */
export function portText(reached: readonly Way[]): WayText {
  if (reached.length === 0) return { because: notThere, fields: [], unchecked: true }
  const because = [...new Set(reached.map(({ end }) => end.because))]
  const ports = [...new Set(reached.flatMap(({ port }) => port ?? []))]
  return {
    because: `${ports.length === 0 ? '' : `${joinList(ports.map(String))}; `}${joinList(because, 1)}`,
    fields: reached.slice(0, 3).flatMap(({ end }) => end.fields ?? []),
    unchecked: reached.every(({ end }) => end.grounds === 'none'),
  }
}

function isThere({ podSource }: Way): boolean {
  return podSource?.pod?.manifest.status !== undefined
}

function distinct(ways: readonly Way[]): Way[] {
  const keyOf = ({ podSource, address, name }: Way) =>
    podSource === undefined ? (address ?? name) : nameOf(podSource.resource)
  return [...new Map(ways.map((way) => [keyOf(way), way])).values()]
}
