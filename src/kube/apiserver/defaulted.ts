import { encode } from './encode.ts'
import {
  endpointSliceType,
  serviceTypeIn,
  type DecodedMeta,
  type DecodedService,
  type DecodedSlice,
} from './objects.ts'
import { autoIPs, isAuto } from './allocation-placeholder.ts'

/** The stored form of a Service as JSON, without the addresses and ports that only the server can pick. */
export function defaultedService({ metadata, spec }: DecodedService): Record<string, unknown> {
  const ips = spec.clusterIPs.filter((ip) => !isAutoIp(ip))
  return storedService({
    metadata: ownMeta(metadata),
    spec: {
      ...spec,
      clusterIP: isAutoIp(spec.clusterIP) ? '' : spec.clusterIP,
      clusterIPs: ips.length === spec.clusterIPs.length ? ips : [],
      ports: spec.ports.map((port) => ({ ...port, nodePort: isAuto(port.nodePort) ? 0 : port.nodePort })),
      healthCheckNodePort: isAuto(spec.healthCheckNodePort) ? 0 : spec.healthCheckNodePort,
    },
  })
}

/**
 * The same with all that it has, and what stands for the picks of the server.
 * Follows defaultOnReadInternalTrafficPolicy in kubernetes pkg/registry/core/service/storage/storage.go.
 */
export function storedService({ metadata, spec }: DecodedService): Record<string, unknown> {
  const shown = spec.type === 'ExternalName' ? { ...spec, internalTrafficPolicy: undefined } : spec
  return encode(serviceTypeIn(), { apiVersion: 'v1', kind: 'Service', metadata, spec: shown })
}

export function defaultedSlice(slice: DecodedSlice): Record<string, unknown> {
  return storedSlice({ ...slice, metadata: ownMeta(slice.metadata) })
}

export function storedSlice(slice: DecodedSlice): Record<string, unknown> {
  return {
    endpoints: [],
    ports: [],
    ...encode(endpointSliceType, slice),
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
  }
}

function isAutoIp(ip: string): boolean {
  return ip === autoIPs.IPv4 || ip === autoIPs.IPv6
}

/** Metadata is stored as it was written; only the namespace is filled in. What the server writes is left out. */
function ownMeta(metadata: DecodedMeta): DecodedMeta {
  return {
    ...metadata,
    uid: '',
    selfLink: '',
    resourceVersion: '',
    generation: 0,
    creationTimestamp: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    managedFields: [],
  }
}
