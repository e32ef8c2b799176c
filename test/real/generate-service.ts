import type { Random } from './random.ts'
import {
  long,
  odd,
  names,
  portNames,
  qualified,
  values,
  ipv4,
  ipv6,
  ips,
  cidrs,
  hosts,
  ports,
  nodePorts,
  targets,
  types,
  times,
  annotations,
} from './strange-values.ts'

/**
 * Random Services, EndpointSlices and updates: valid ones, with up to three changes to the strange corners.
 * Everything follows from the seed.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Manifest = { [key: string]: Json }

/** One value that may or may not be right. */
export type Value = (random: Random) => Json
const oneOf =
  (items: readonly Json[]): Value =>
  (random) =>
    random.of(items)
const listOf =
  (items: readonly Json[], most = 3): Value =>
  (random) =>
    random.some(items, most)
const mapOf =
  (keys: readonly string[], texts: readonly Json[]): Value =>
  (random) =>
    Object.fromEntries(random.some(keys, 3).map((key) => [key, random.of(texts)]))

const owner: Value = (random) => ({
  apiVersion: random.of(['v1', 'apps/v1', '', '/', 'a/', 'a/b/c', '/v1']),
  kind: random.of(['Pod', 'Event', '']),
  name: random.of(['x', 'x', '']),
  uid: random.of(['1', '1', '2', '']),
  ...(random.chance(0.5) ? { controller: random.chance(0.7) } : {}),
})
const owners: Value = (random) => Array.from({ length: random.below(4) }, () => owner(random))

export const metadataFields: Readonly<Record<string, Value>> = {
  name: oneOf(names),
  generateName: oneOf([...names, 'web-', '1-', `${long(62)}-`, `${long(70)}-`]),
  namespace: oneOf(['default', '', null]),
  labels: mapOf(qualified, values),
  annotations: mapOf(
    [...qualified, ...annotations],
    ['', 'x', 'Auto', '10.0.0.0/8', '10.0.0.0/8,', ' 10.0.0.0/8 , ::/0', '10.0.0.1/8', 'foo'],
  ),
  finalizers: listOf([
    'kubernetes',
    'orphan',
    'foregroundDeletion',
    'foo',
    'example.com/x',
    '',
    'a/b/c',
    '/x',
    'Bad.Prefix/x',
  ]),
  ownerReferences: owners,
  generation: oneOf([0, 1, -1, null, 'x', 2 ** 40]),
  creationTimestamp: oneOf(times),
  deletionTimestamp: oneOf(times),
  deletionGracePeriodSeconds: oneOf([0, 30, -1, null, 'x']),
  uid: oneOf(['x', '']),
  selfLink: oneOf(['x', '']),
  foo: oneOf(['x']),
}

export const port: Value = (random) => {
  const made: Manifest = { port: random.chance(0.8) ? random.of([80, 81, 443, 53]) : random.of(ports) }
  if (random.chance(0.75))
    made['name'] = random.chance(0.85) ? random.of(['a', 'b', 'c', 'http']) : random.of(portNames)
  if (random.chance(0.35)) made['protocol'] = random.of(['TCP', 'UDP', 'SCTP', 'UDP', 'tcp', '', 'HTTP'])
  if (random.chance(0.35)) made['targetPort'] = random.of(targets)
  if (random.chance(0.35)) made['nodePort'] = random.of(nodePorts)
  if (random.chance(0.15)) made['appProtocol'] = random.of(qualified)
  if (random.chance(0.02)) made['targetport'] = 80
  return random.chance(0.01) ? random.of(odd) : made
}

export const specFields: Readonly<Record<string, Value>> = {
  ports: (random) => Array.from({ length: random.below(5) }, () => port(random)),
  selector: mapOf(qualified, values),
  clusterIP: oneOf(ips),
  clusterIPs: listOf(ips),
  type: oneOf(types),
  externalIPs: listOf(ips),
  sessionAffinity: oneOf(['None', 'ClientIP', 'clientip', '']),
  sessionAffinityConfig: oneOf([
    null,
    {},
    { clientIP: null },
    { clientIP: {} },
    ...[0, 1, -1, 86_400, 86_401, null, 'x'].map((timeoutSeconds) => ({ clientIP: { timeoutSeconds } })),
  ]),
  loadBalancerIP: oneOf([...ips, 'foo']),
  loadBalancerSourceRanges: listOf(cidrs),
  externalName: oneOf(hosts),
  externalTrafficPolicy: oneOf(['Cluster', 'Local', 'local', '']),
  healthCheckNodePort: oneOf([0, 30_500, 32_000, 80, -1, null, 'x', 30_080]),
  publishNotReadyAddresses: oneOf([true, false, null, 'true', 1]),
  ipFamilies: listOf(['IPv4', 'IPv6', 'IPv4', 'IPv6', 'ipv4', '']),
  ipFamilyPolicy: oneOf(['SingleStack', 'PreferDualStack', 'RequireDualStack', 'x', '', null]),
  allocateLoadBalancerNodePorts: oneOf([true, false, null]),
  loadBalancerClass: oneOf([...qualified, null]),
  internalTrafficPolicy: oneOf(['Cluster', 'Local', 'local', '', null]),
  trafficDistribution: oneOf(['PreferClose', 'PreferSameZone', 'PreferSameNode', 'x', '', null]),
  topologyKeys: oneOf([['*']]),
}

export const goodSpecs: readonly Value[] = [
  () => ({ ports: [{ port: 80 }] }),
  () => ({
    selector: { app: 'web' },
    ports: [
      { port: 80, name: 'http' },
      { port: 443, name: 'https' },
    ],
  }),
  () => ({ clusterIP: 'None', selector: { app: 'web' } }),
  () => ({ clusterIP: 'None', ports: [{ port: 80 }] }),
  () => ({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }),
  () => ({
    type: 'NodePort',
    ports: [
      { port: 53, name: 'tcp' },
      { port: 53, name: 'udp', protocol: 'UDP' },
    ],
  }),
  () => ({ type: 'LoadBalancer', ports: [{ port: 80 }], loadBalancerSourceRanges: ['10.0.0.0/8'] }),
  () => ({
    type: 'LoadBalancer',
    ports: [{ port: 80 }],
    externalTrafficPolicy: 'Local',
    loadBalancerClass: 'example.com/x',
  }),
  () => ({ type: 'ExternalName', externalName: 'example.com' }),
  () => ({ ports: [{ port: 80 }], externalIPs: ['192.0.2.7'], externalTrafficPolicy: 'Local' }),
  () => ({ ports: [{ port: 80 }], ipFamilyPolicy: 'PreferDualStack' }),
  () => ({
    ports: [{ port: 80 }],
    ipFamilyPolicy: 'PreferDualStack',
    clusterIP: '10.96.0.10',
    clusterIPs: ['10.96.0.10', 'fd00:96::10'],
    ipFamilies: ['IPv4', 'IPv6'],
  }),
]

/** A Service that is right but for up to three changes. */
export function generateService(random: Random): Manifest {
  const service: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: random.of(goodSpecs)(random),
  }
  return mutate(random, service, { metadata: metadataFields, spec: specFields })
}

/** A stored Service and one that is to replace it, which shares most of it. */
export function generateUpdate(random: Random): { old: Manifest; next: Manifest } {
  const old: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: random.of(goodSpecs)(random),
  }
  // the uid is chance, and another name or namespace is another object
  const { name: _name, namespace: _namespace, uid: _uid, ...metadata } = metadataFields
  // nor can a new object be one that is being deleted
  const { deletionTimestamp: _time, deletionGracePeriodSeconds: _seconds, ...newMetadata } = metadata
  const before = random.chance(0.4) ? mutate(random, old, { metadata: newMetadata, spec: specFields }) : old
  const next = structuredClone(random.chance(0.8) ? before : { ...old, spec: random.of(goodSpecs)(random) })
  return { old: named(before), next: named(mutate(random, next, { metadata, spec: specFields })) }
}

function named(manifest: Manifest): Manifest {
  const metadata = targetOf(manifest, 'metadata') ?? {}
  return { ...manifest, metadata: { ...metadata, name: 'web' } }
}

const endpointFields: Readonly<Record<string, Value>> = {
  addresses: listOf(ips),
  conditions: oneOf([null, {}, { ready: true }, { ready: null, serving: false }, { ready: 'x' }]),
  hostname: oneOf([...names, null]),
  nodeName: oneOf([...names, null]),
  zone: oneOf(['a', '', null, 'a b']),
  targetRef: oneOf([null, {}, { kind: 'Pod', name: 'x' }, { name: 5 }]),
  deprecatedTopology: mapOf(qualified, values),
  hints: (random) =>
    random.of<Json>([
      null,
      {},
      { forZones: random.some(['a', 'b', '', 'a b', 'c'], 9).map((name) => ({ name })) },
      { forNodes: random.some(['a', 'b', '', 'A', 'c.d', 'e', 'f', 'g', 'h'], 9).map((name) => ({ name })) },
    ]),
  topology: oneOf([{}]),
}

const sliceFields: Readonly<Record<string, Value>> = {
  addressType: oneOf(['IPv4', 'IPv6', 'FQDN', 'ipv4', '', null]),
  endpoints: (random) => Array.from({ length: random.below(4) }, () => endpoint(random)),
  ports: (random) => Array.from({ length: random.below(4) }, () => slicePort(random)),
}

function endpoint(random: Random): Json {
  const made: Manifest = { addresses: random.some(random.of([ipv4, ipv6, hosts]), 3) }
  while (random.chance(0.3)) {
    const field = random.of(Object.keys(endpointFields))
    made[field] = endpointFields[field]?.(random) ?? null
  }
  return random.chance(0.02) ? random.of(odd) : made
}

function slicePort(random: Random): Json {
  const made: Manifest = {}
  if (random.chance(0.7)) made['name'] = random.of<Json>(['a', 'b', null, ...portNames])
  if (random.chance(0.7)) made['port'] = random.of<Json>([80, 70_000, -1, 0, null, 'x'])
  if (random.chance(0.4)) made['protocol'] = random.of<Json>(['TCP', 'UDP', 'SCTP', '', null, 'x'])
  if (random.chance(0.3)) made['appProtocol'] = random.of<Json>([...qualified, null])
  return random.chance(0.02) ? random.of(odd) : made
}

/** An EndpointSlice that is right but for up to three changes. */
export function generateSlice(random: Random): Manifest {
  const [addressType, address] = random.of([
    ['IPv4', '10.1.2.3'],
    ['IPv6', '2001:db8::1'],
    ['FQDN', 'a.example.com'],
  ] as const)
  const slice: Manifest = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web' },
    addressType,
    endpoints: [{ addresses: [address] }],
    ports: [{ name: 'http', port: 80 }],
  }
  return mutate(random, slice, {
    metadata: { ...metadataFields, name: oneOf([...names, long(253), long(254), 'a..b']) },
    '': sliceFields,
    endpoint: endpointFields,
  })
}

/** A stored EndpointSlice and one that is to replace it. */
export function generateSliceUpdate(random: Random): { old: Manifest; next: Manifest } {
  const old = generateSlice(random)
  const next = random.chance(0.3) ? generateSlice(random) : structuredClone(old)
  if (random.chance(0.3)) next['addressType'] = random.of(['IPv4', 'IPv6', 'FQDN'])
  return { old: asTheSame(old), next: asTheSame(next) }
}

/** Without what makes it another object, or one that is being deleted. */
function asTheSame(slice: Manifest): Manifest {
  const {
    namespace: _namespace,
    uid: _uid,
    deletionTimestamp: _time,
    deletionGracePeriodSeconds: _seconds,
    ...metadata
  } = targetOf(slice, 'metadata') ?? {}
  return { ...slice, metadata: { ...metadata, name: 'web' } }
}

type Places = Readonly<Record<string, Readonly<Record<string, Value>>>>

/** Changes up to three fields of a copy. */
function mutate(random: Random, manifest: Manifest, places: Places): Manifest {
  const copy = structuredClone(manifest)
  for (let count = random.below(4); count > 0; count--) {
    const place = random.of(
      Object.keys(places).flatMap((key) => (key === 'metadata' ? [key] : [key, key, key])),
    )
    const target = targetOf(copy, place)
    const fields = places[place] ?? {}
    if (target === undefined) continue
    const field = random.of(Object.keys(fields))
    if (random.chance(0.06)) delete target[field]
    else target[field] = random.chance(0.05) ? random.of(odd) : (fields[field]?.(random) ?? null)
  }
  if (random.chance(0.01)) copy[random.of(['metadata', 'spec', 'status', 'foo'])] = random.of(odd)
  return copy
}

function targetOf(manifest: Manifest, place: string): Manifest | undefined {
  if (place === '') return manifest
  const target = place === 'endpoint' ? (manifest['endpoints'] as Json[] | undefined)?.[0] : manifest[place]
  return typeof target === 'object' && target !== null && !Array.isArray(target) ? target : undefined
}

/** Every manifest with one thing less, for looking into what matters. */
export function* smaller(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) {
      yield value.toSpliced(index, 1)
      for (const item of smaller(value[index] ?? null)) yield value.with(index, item)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      const { [key]: item, ...rest } = value
      // the oracle would take it for something else
      if (['kind', 'apiVersion', 'metadata', 'old', 'next'].includes(key)) {
        for (const less of smaller(item ?? null)) yield { ...value, [key]: less }
        continue
      }
      yield rest
      for (const less of smaller(item ?? null)) yield { ...value, [key]: less }
    }
  }
}
