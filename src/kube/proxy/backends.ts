import { groupsBy } from '../../world/groups-by.ts'
import { recently } from '../../world/recent.ts'
import type { Endpoint, EndpointSlice } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { isPlainIPv4 } from '../core/canonical-ip.ts'
import { formatIp, parseIp } from '../core/ip.ts'
import type { ProxyGates } from './gates.ts'
import type { ProxiedPort } from './proxied-port.ts'

/** One endpoint of one port of a Service, as kube-proxy reads it from the slices. */
export interface Backend {
  /** Undefined for a pod that a template will make. */
  readonly address?: string
  readonly port: number
  readonly node?: string
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
  readonly zoneHints: readonly string[]
  readonly nodeHints: readonly string[]
  readonly target?: Endpoint['targetRef']
  /** Where it is, when it is in a slice of the World. */
  readonly slice?: { readonly resource: Resource<EndpointSlice>; readonly index: number }
}

/** A slice of the World, or one that is predicted. */
export interface SliceSeen {
  readonly manifest: EndpointSlice
  readonly resource?: Resource<EndpointSlice>
}

/**
 * The endpoints that the slices give to a port, by its name and protocol; the same address may be there twice.
 * Follows addEndpoints in kubernetes/kubernetes pkg/proxy/endpointslicecache.go. A condition that is not there is the kind
 * one; only the first address counts.
 */
export function backendsOf(slices: readonly SliceSeen[], port: ProxiedPort, gates: ProxyGates): Backend[] {
  return slices
    .filter(({ manifest }) => manifest.addressType === port.family)
    .flatMap((slice) =>
      (portsByName(slice.manifest).get(port.name) ?? [])
        .filter(({ protocol = 'TCP' }) => protocol === port.protocol)
        .flatMap((entry) => (entry.port ? backendsIn(slice, entry.port, gates) : [])),
    )
}

// a Service may have thousands of ports, and each asks
const portsByName = recently(({ ports }: EndpointSlice) => groupsBy(ports ?? [], ({ name = '' }) => [name]))

function backendsIn({ manifest, resource }: SliceSeen, port: number, gates: ProxyGates): Backend[] {
  return (manifest.endpoints ?? []).map(
    ({ addresses = [], conditions, nodeName, hints, targetRef }, index) => {
      const [address] = addresses
      const backend: Writable<Backend> = {
        port,
        ready: conditions?.ready ?? true,
        serving: conditions?.serving ?? true,
        terminating: conditions?.terminating ?? false,
        zoneHints: namesOf(hints?.forZones),
        nodeHints: gates.nodeHints ? namesOf(hints?.forNodes) : none,
      }
      if (address !== undefined) backend.address = canonical(address)
      if (nodeName) backend.node = nodeName
      if (targetRef !== undefined) backend.target = targetRef
      if (resource !== undefined) backend.slice = { resource, index }
      return backend
    },
  )
}

/** While it is made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] }

const none: readonly string[] = []

function namesOf(list: readonly { readonly name: string }[] | undefined): readonly string[] {
  return list === undefined ? none : list.map(({ name }) => name)
}

/**
 * One of those that share address and port: since 1.36 the one that is not terminating, before that the one on the node
 * itself. Between equals kube-proxy's choice is not defined; the later one here.
 */
export function distinct(
  backends: readonly Backend[],
  node: string | undefined,
  gates: ProxyGates,
): Backend[] {
  const byKey = new Map<string, Backend>()
  for (const [index, backend] of backends.entries()) {
    const { address, port, terminating } = backend
    const key = address === undefined ? `to come ${index}` : `${address} ${port}`
    const wins = gates.preferLiving ? !terminating : backend.node !== undefined && backend.node === node
    if (wins || !byKey.has(key)) byKey.set(key, backend)
  }
  return [...byKey.values()]
}

function canonical(text: string): string {
  if (isPlainIPv4(text)) return text
  const ip = parseIp(text)
  return ip === undefined ? text : formatIp(ip)
}
