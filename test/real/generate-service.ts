/**
 * Random Services, EndpointSlices and updates: valid ones, with up to three changes to the strange corners.
 * Everything follows from the seed.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Manifest = { [key: string]: Json }

/** Mulberry32: small, fast, and the same everywhere. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  some<T>(items: readonly T[], most: number): T[] {
    return Array.from({ length: this.below(most + 1) }, () => this.of(items))
  }
}

const long = (length: number) => 'a'.repeat(length)
const odd: readonly Json[] = [null, true, false, 0, -1, 1.5, 2 ** 31, '', 'x', [], {}, [null], { a: 'b' }, ['x']]
const names = ['web', 'a', '1a', '9', 'a-b', 'a-', '-a', 'A', 'a.b', 'a_b', '', long(63), long(64), 'a/b', 'a%b', '.', '..', 'ä', ' a', 'a\n']
const portNames = ['http', 'web', 'a', '80', 'a-1', 'a--b', '-a', 'a-', 'A', 'a.b', 'a_b', long(15), long(16), long(63), long(64), '', '1-2', 'http\n']
const qualified = ['app', 'a.b/c', 'Example.com/x', 'example.com/X', '/x', 'x/', 'a/b/c', long(63), long(64), `${long(253)}/x`, `${long(254)}/x`, 'a./b', '', '-a', 'a_', 'a b', 'http', 'kubernetes.io/h2c', '1', 'é']
const values = ['', 'x', 'X_.-9', long(63), long(64), '-x', 'x-', 'a b', 'a/b', '1', 'ü', 'x\n']
const ipv4 = ['10.96.0.10', '10.96.77.1', '10.200.0.1', '192.0.2.7', '0.0.0.0', '127.0.0.1', '169.254.1.1', '224.0.0.1', '224.0.1.1', '255.255.255.255', '240.0.0.1', '010.096.000.010', '1.2.3.04', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.4 ', ' 1.2.3.4', '1.2.3.4/32', '1.2..4', '1.2.3.', '.1.2.3', '0x1.2.3.4', '00000000001.2.3.4']
const ipv6 = ['fd00:96::10', 'fd00:96::', 'fd00:96::ff:1', '2001:db8::1', '2001:DB8::1', '2001:0db8::1', '::', '::1', 'fe80::1', 'febf::1', 'fec0::1', 'ff02::1', 'ff12::1', 'ff05::1', '::ffff:1.2.3.4', '::ffff:127.0.0.1', '::ffff:0102:0304', '::FFFF:01.2.3.4', '64:ff9b::1.2.3.4', '64:ff9b::01.2.3.4', '::1.2.3.4', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:8::', '::2:3:4:5:6:7:8', '1::8::', ':::', ':', '1:2', 'fe80::1%eth0', '[::1]', '2001:db8:0:0:1:0:0:1', '1:0:0:2:0:0:0:3', '00001::', '12345::', 'g::1', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '1.2.3.4::', '1:0:3:4:5:6:7:8']
const ips = [...ipv4, ...ipv6, '', 'None', 'none', ' None', 'localhost', 'x']
const cidrs = ['10.0.0.0/8', '10.0.0.1/8', '010.0.0.0/8', '10.0.0.0/08', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0', '/8', '0.0.0.0/0', ' 10.0.0.0/8 ', '\t10.0.0.0/8', '2001:db8::/32', '2001:DB8::/32', '2001:db8::1/32', '2001:db8:0::/48', '::/0', '::ffff:1.2.3.0/120', '::ffff:1.2.3.4/128', '::ffff:1.2.3.4/96', '::ffff:1.2.3.4/90', '2001:db8::/129', '2001:db8::/032', '1.2.3.4/32', '1.2.3.4/+8', '1.2.3.4/-1', 'fe80::%a/64', '', 'x', '10.0.0.0/8/8', '64:ff9b::1.2.3.0/120', '\u008510.0.0.0/8', '\uFEFF10.0.0.0/8']
const hosts = ['example.com', 'a', 'example.com.', 'example.com..', 'A.b', 'a_b.c', '*.a.com', 'http://x', '10.0.0.1', '::1', '.', '', `${long(63)}.com`, `${long(64)}.com`, long(253), long(254), `${long(253)}.`, 'a..b', '-a.b', 'x\n']
const ports: readonly Json[] = [80, 443, 53, 1, 65_535, 0, -1, 65_536, 10_250, 2 ** 31 - 1, null, '80', 80.5]
const nodePorts: readonly Json[] = [30_000, 32_767, 30_080, 30_081, 29_999, 32_768, 80, -1, 0, null, '30080']
const targets: readonly Json[] = [80, 8080, 0, -1, 65_536, null, 'http', '8080', '', ...portNames, true, 1.5, 2 ** 31]
const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', 'clusterIP', 'Foo', '', 'Headless']
const times: readonly Json[] = [null, '2026-01-31T12:00:00Z', '2026-02-30T12:00:00Z', '2026-01-31', '', 5, '2026-01-31T12:00:00.5+02:00', '2026-01-31t12:00:00z', '2026-01-31T24:00:00Z', '2026-01-31T2:00:00Z', '2026-01-31T12:00:00,5Z', '2026-01-31T12:00:00+24:00', '2024-02-29T23:59:59Z']
const annotations = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints', 'service.beta.kubernetes.io/load-balancer-source-ranges']

/** One value that may or may not be right. */
type Value = (random: Random) => Json
const oneOf = (items: readonly Json[]): Value => (random) => random.of(items)
const listOf = (items: readonly Json[], most = 3): Value => (random) => random.some(items, most)
const mapOf = (keys: readonly string[], texts: readonly Json[]): Value => (random) =>
  Object.fromEntries(random.some(keys, 3).map((key) => [key, random.of(texts)]))

const owner: Value = (random) => ({
  apiVersion: random.of(['v1', 'apps/v1', '', '/', 'a/', 'a/b/c', '/v1']),
  kind: random.of(['Pod', 'Event', '']),
  name: random.of(['x', 'x', '']),
  uid: random.of(['1', '1', '2', '']),
  ...(random.chance(0.5) ? { controller: random.chance(0.7) } : {}),
})
const owners: Value = (random) => Array.from({ length: random.below(4) }, () => owner(random))

const metadataFields: Readonly<Record<string, Value>> = {
  name: oneOf(names),
  generateName: oneOf([...names, 'web-', '1-', `${long(62)}-`, `${long(70)}-`]),
  namespace: oneOf(['default', '', null]),
  labels: mapOf(qualified, values),
  annotations: mapOf([...qualified, ...annotations], ['', 'x', 'Auto', '10.0.0.0/8', '10.0.0.0/8,', ' 10.0.0.0/8 , ::/0', '10.0.0.1/8', 'foo']),
  finalizers: listOf(['kubernetes', 'orphan', 'foregroundDeletion', 'foo', 'example.com/x', '', 'a/b/c', '/x', 'Bad.Prefix/x']),
  ownerReferences: owners,
  generation: oneOf([0, 1, -1, null, 'x', 2 ** 40]),
  creationTimestamp: oneOf(times),
  deletionTimestamp: oneOf(times),
  deletionGracePeriodSeconds: oneOf([0, 30, -1, null, 'x']),
  uid: oneOf(['x', '']),
  selfLink: oneOf(['x', '']),
  foo: oneOf(['x']),
}

const port: Value = (random) => {
  const made: Manifest = { port: random.chance(0.8) ? random.of([80, 81, 443, 53]) : random.of(ports) }
  if (random.chance(0.75)) made['name'] = random.chance(0.85) ? random.of(['a', 'b', 'c', 'http']) : random.of(portNames)
  if (random.chance(0.35)) made['protocol'] = random.of(['TCP', 'UDP', 'SCTP', 'UDP', 'tcp', '', 'HTTP'])
  if (random.chance(0.35)) made['targetPort'] = random.of(targets)
  if (random.chance(0.35)) made['nodePort'] = random.of(nodePorts)
  if (random.chance(0.15)) made['appProtocol'] = random.of(qualified)
  if (random.chance(0.02)) made['targetport'] = 80
  return random.chance(0.01) ? random.of(odd) : made
}

const specFields: Readonly<Record<string, Value>> = {
  ports: (random) => Array.from({ length: random.below(5) }, () => port(random)),
  selector: mapOf(qualified, values),
  clusterIP: oneOf(ips),
  clusterIPs: listOf(ips),
  type: oneOf(types),
  externalIPs: listOf(ips),
  sessionAffinity: oneOf(['None', 'ClientIP', 'clientip', '']),
  sessionAffinityConfig: oneOf([null, {}, { clientIP: null }, { clientIP: {} }, ...[0, 1, -1, 86_400, 86_401, null, 'x'].map((timeoutSeconds) => ({ clientIP: { timeoutSeconds } }))]),
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

const goodSpecs: readonly Value[] = [
  () => ({ ports: [{ port: 80 }] }),
  () => ({ selector: { app: 'web' }, ports: [{ port: 80, name: 'http' }, { port: 443, name: 'https' }] }),
  () => ({ clusterIP: 'None', selector: { app: 'web' } }),
  () => ({ clusterIP: 'None', ports: [{ port: 80 }] }),
  () => ({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }),
  () => ({ type: 'NodePort', ports: [{ port: 53, name: 'tcp' }, { port: 53, name: 'udp', protocol: 'UDP' }] }),
  () => ({ type: 'LoadBalancer', ports: [{ port: 80 }], loadBalancerSourceRanges: ['10.0.0.0/8'] }),
  () => ({ type: 'LoadBalancer', ports: [{ port: 80 }], externalTrafficPolicy: 'Local', loadBalancerClass: 'example.com/x' }),
  () => ({ type: 'ExternalName', externalName: 'example.com' }),
  () => ({ ports: [{ port: 80 }], externalIPs: ['192.0.2.7'], externalTrafficPolicy: 'Local' }),
  () => ({ ports: [{ port: 80 }], ipFamilyPolicy: 'PreferDualStack' }),
  () => ({ ports: [{ port: 80 }], ipFamilyPolicy: 'PreferDualStack', clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10', 'fd00:96::10'], ipFamilies: ['IPv4', 'IPv6'] }),
]

/** A Service that is right but for up to three changes. */
export function generateService(random: Random): Manifest {
  const service: Manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: random.of(goodSpecs)(random) }
  return mutate(random, service, { metadata: metadataFields, spec: specFields })
}

/** A stored Service and one that is to replace it, which shares most of it. */
export function generateUpdate(random: Random): { old: Manifest; next: Manifest } {
  const old: Manifest = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: random.of(goodSpecs)(random) }
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
  hints: (random) => random.of<Json>([null, {}, { forZones: random.some(['a', 'b', '', 'a b', 'c'], 9).map((name) => ({ name })) }, { forNodes: random.some(['a', 'b', '', 'A', 'c.d', 'e', 'f', 'g', 'h'], 9).map((name) => ({ name })) }]),
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
  const [addressType, address] = random.of([['IPv4', '10.1.2.3'], ['IPv6', '2001:db8::1'], ['FQDN', 'a.example.com']] as const)
  const slice: Manifest = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web' },
    addressType,
    endpoints: [{ addresses: [address] }],
    ports: [{ name: 'http', port: 80 }],
  }
  return mutate(random, slice, { metadata: { ...metadataFields, name: oneOf([...names, long(253), long(254), 'a..b']) }, '': sliceFields, endpoint: endpointFields })
}

type Places = Readonly<Record<string, Readonly<Record<string, Value>>>>

/** Changes up to three fields of a copy. */
function mutate(random: Random, manifest: Manifest, places: Places): Manifest {
  const copy = structuredClone(manifest)
  for (let count = random.below(4); count > 0; count--) {
    const place = random.of(Object.keys(places).flatMap((key) => (key === 'metadata' ? [key] : [key, key, key])))
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
      if (key === 'kind' || key === 'apiVersion') continue
      yield rest
      for (const less of smaller(item ?? null)) yield { ...value, [key]: less }
    }
  }
}
