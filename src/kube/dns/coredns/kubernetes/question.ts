import type { LabelSelector } from '../../../../world/label-selector.ts'
import type { Service } from '../../../../world/types/manifest.ts'
import type { Resource } from '../../../../world/resource.ts'
import type { World } from '../../../../world/world.ts'
import { emptyReply, unknownReply, type DnsReply } from '../../reply.ts'
import type { ReadyAddress } from '../cluster-records.ts'

export interface KubernetesOptions {
  readonly zones: readonly string[]
  readonly pods: 'disabled' | 'insecure' | 'verified'
  readonly fallthrough: readonly string[]
  /** Undefined: all of them. */
  readonly namespaces?: ReadonlySet<string>
  readonly namespaceLabels?: LabelSelector
  readonly labels?: LabelSelector
  readonly endpointPodNames: boolean
  readonly noEndpoints: boolean
  readonly ignoreEmptyService: boolean
  readonly ttl: number
  readonly multicluster: readonly string[]
}

/** One record before its type is known: an address or a name, and the name that it is under. */
export interface BackendRecord {
  /** Absent: an address of this family that is not known yet. */
  readonly host?: string
  readonly family?: 'IPv4' | 'IPv6'
  readonly port: number
  readonly owner: string
}

export type Found = { readonly because: string } & (
  | { readonly records: readonly BackendRecord[] }
  | { readonly nameError: true }
  | { readonly unknown: true }
)

/** The question put to the backend: a normal name and the zone of the plugin that holds it. */
export interface BackendQuestion {
  readonly world: World
  readonly options: KubernetesOptions
  readonly zone: string
}

/** What a name of the cluster asks for. */
export interface ParsedName {
  readonly kind: 'svc' | 'pod'
  readonly namespace: string
  readonly service?: string
  readonly endpoint?: string
  readonly port: string
  readonly protocol: string
}

/** The label that an endpoint is under. Follows endpointHostname in coredns plugin/kubernetes/kubernetes.go. */
export function endpointLabel(endpoint: ReadyAddress, options: KubernetesOptions): string | undefined {
  const { address, hostname, pod } = endpoint
  if (hostname !== undefined) return hostname
  if (options.endpointPodNames && pod !== undefined) return pod
  if (address === undefined) return undefined
  const label = address.replaceAll(/[.:]/g, '-')
  return address.includes(':') && label.endsWith('-') ? `${label}0` : label
}

/** The full name of a Service. */
export function fullNameOf({ name, namespace = '' }: Resource<Service>, zone: string): string {
  return `${name}.${namespace}.svc.${zone === '.' ? '' : zone}`
}

/** What is answered where nothing was found, else what `then` makes of the records. */
export function emptyOr(found: Found, then: (records: readonly BackendRecord[]) => DnsReply): DnsReply {
  if ('unknown' in found) return unknownReply(found.because)
  if ('nameError' in found) return emptyReply('NXDOMAIN', found.because)
  return then(found.records)
}

/** The name exists and has no record of that type. */
export function noData(because: string): DnsReply {
  return emptyReply('NOERROR', because)
}
