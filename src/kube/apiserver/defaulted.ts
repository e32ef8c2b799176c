import { autoIPs } from './allocation.ts'
import type { DecodedMeta, DecodedService, DecodedSlice } from './objects.ts'
import { isAuto } from './service-spec.ts'

/** The stored form of a Service as JSON, without the addresses and ports that only the server can pick. */
export function defaultedService({ metadata, spec }: DecodedService): Record<string, unknown> {
  const ips = spec.clusterIPs.filter((ip) => !isAutoIp(ip))
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: defaultedMeta(metadata),
    spec: compact({
      ...spec,
      clusterIP: isAutoIp(spec.clusterIP) ? '' : spec.clusterIP,
      clusterIPs: ips.length === spec.clusterIPs.length ? ips : [],
      ports: spec.ports.map((port) =>
        compact({ ...port, nodePort: isAuto(port.nodePort) ? 0 : port.nodePort }),
      ),
      healthCheckNodePort: isAuto(spec.healthCheckNodePort) ? 0 : spec.healthCheckNodePort,
    }),
  }
}

export function defaultedSlice({
  metadata,
  addressType,
  endpoints,
  ports,
}: DecodedSlice): Record<string, unknown> {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: defaultedMeta(metadata),
    addressType,
    endpoints: endpoints.map(({ conditions, ...endpoint }) =>
      compact({ ...endpoint, conditions: compact(conditions) }),
    ),
    ports: ports.map((port) => ({ name: '', ...compact({ ...port }) })),
  }
}

function isAutoIp(ip: string): boolean {
  return ip === autoIPs.IPv4 || ip === autoIPs.IPv6
}

/** Metadata is stored as it was written; only the namespace is filled in. */
function defaultedMeta({
  name,
  namespace,
  generateName,
  labels,
  annotations,
}: DecodedMeta): Record<string, unknown> {
  return compact({ name, generateName, namespace, labels, annotations })
}

/** Without what Go's encoder leaves out as empty. */
function compact(object: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    const value = (object as Record<string, unknown>)[key]
    if (!isEmpty(value)) kept[key] = value instanceof Map ? Object.fromEntries(value) : value
  }
  return kept
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === '' || value === 0 || value === false
  if (value instanceof Map) return value.size === 0
  return value !== null && Object.keys(value).length === 0
}
