import { goodSpecs, metadataFields, port, specFields, type Json, type Manifest } from './generate-service.ts'
import type { Random } from './random.ts'
import { odd } from './strange-values.ts'

/** A manifest and what a person makes of it: from one to four edits such as people make, few of them strange. */
export interface Edit {
  readonly old: Manifest
  readonly next: Manifest
  /** What others change in between, as a merge patch, which the server may refuse. */
  readonly between?: Manifest
}

const others: readonly ((ports: readonly Json[]) => Manifest)[] = [
  () => ({ spec: { sessionAffinity: 'ClientIP' } }),
  () => ({ spec: { externalTrafficPolicy: 'Local' } }),
  () => ({ spec: { loadBalancerSourceRanges: ['192.0.2.0/24'] } }),
  () => ({ spec: { externalIPs: ['192.0.2.9'] } }),
  () => ({ spec: { selector: { version: '2' }, publishNotReadyAddresses: true } }),
  () => ({ spec: { ipFamilyPolicy: 'PreferDualStack' } }),
  () => ({ spec: { type: 'NodePort' } }),
  () => ({ spec: { internalTrafficPolicy: 'Local', trafficDistribution: 'PreferClose' } }),
  () => ({ metadata: { labels: { b: '2' }, annotations: { c: '3' } } }),
  () => ({ metadata: { finalizers: ['example.com/z', 'example.com/a'] } }),
  () => ({ metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': null } } }),
  (ports) => ({ spec: { ports: [{ name: 'sidecar', port: 15_000 }, ...ports] } }),
  (ports) => ({ spec: { ports: [...ports, { name: 'twin', port: 53, protocol: 'SCTP' }] } }),
  (ports) => ({ spec: { ports: ports.slice(1) } }),
]

const specs: readonly ((random: Random) => Json)[] = [
  ...goodSpecs,
  () => ({
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'https', port: 443, nodePort: 30_081 },
      { name: 'http-alt', port: 8080 },
    ],
    type: 'NodePort',
    selector: { app: 'web', tier: 'a' },
  }),
  () => ({
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
      { name: 'metrics', port: 9153 },
    ],
  }),
  () => ({
    type: 'LoadBalancer',
    ports: [
      { name: 'quic', port: 443, protocol: 'UDP' },
      { name: 'https', port: 443 },
    ],
    allocateLoadBalancerNodePorts: false,
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
  }),
  () => ({
    type: 'LoadBalancer',
    ports: [{ port: 80, nodePort: 30_080 }],
    externalTrafficPolicy: 'Local',
    healthCheckNodePort: 30_500,
    loadBalancerSourceRanges: ['10.0.0.0/8', '192.0.2.0/24'],
  }),
  () => ({ ports: [{ port: 80 }], ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] }),
]

const metadatas: readonly Manifest[] = [
  {},
  {},
  { labels: { app: 'web', tier: 'a' } },
  { annotations: { a: '1', 'example.com/b': '2' }, labels: { app: 'web' } },
  { finalizers: ['example.com/b', 'example.com/a'] },
  {
    ownerReferences: [
      { apiVersion: 'v1', kind: 'Pod', name: 'x', uid: '1' },
      { apiVersion: 'v1', kind: 'Pod', name: 'y', uid: '2' },
    ],
  },
]

/** One edit of a copy; it may find nothing to do. */
type Change = (random: Random, manifest: Manifest) => void

const specOf = (manifest: Manifest) => mapAt(manifest, 'spec')
const portsOf = (manifest: Manifest): Json[] => {
  const ports = specOf(manifest)['ports']
  return Array.isArray(ports) ? ports : []
}
const onePort = (random: Random, manifest: Manifest): Manifest => {
  const item = random.of([...portsOf(manifest), null])
  return typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {}
}

const changes: readonly (readonly [weight: number, change: Change])[] = [
  [5, (random, manifest) => (specOf(manifest)['type'] = random.of(types))],
  [3, (random, manifest) => delete specOf(manifest)[random.of(Object.keys(specOf(manifest)).concat('type'))]],
  [3, (random, manifest) => (specOf(manifest)[random.of(Object.keys(specFields))] = null)],
  [3, (random, manifest) => setField(random, specOf(manifest), specFields)],
  [2, (random, manifest) => setField(random, mapAt(manifest, 'metadata'), metadataFields)],
  [2, (random, manifest) => (specOf(manifest)['ipFamilyPolicy'] = random.of(policies))],
  [2, (random, manifest) => (specOf(manifest)['ipFamilies'] = random.of(families))],
  [2, (random, manifest) => (specOf(manifest)['clusterIP'] = random.of(addresses))],
  [3, (random, manifest) => void portsOf(manifest).splice(random.below(5), 1)],
  [3, (random, manifest) => void portsOf(manifest).push(port(random))],
  [2, (random, manifest) => void portsOf(manifest).unshift({ port: random.of([80, 53, 443]), name: 'new' })],
  [1, (_, manifest) => (specOf(manifest)['ports'] = portsOf(manifest).toReversed())],
  [
    3,
    (random, manifest) =>
      (onePort(random, manifest)['protocol'] = random.of(['TCP', 'UDP', 'UDP', 'SCTP', null])),
  ],
  [
    3,
    (random, manifest) =>
      (onePort(random, manifest)['nodePort'] = random.of([null, 0, 30_080, 30_081, 30_082])),
  ],
  [2, (random, manifest) => delete onePort(random, manifest)['nodePort']],
  [
    2,
    (random, manifest) =>
      (onePort(random, manifest)['port'] = random.of([80, 81, 443, 53, 8080, 2 ** 32 + 80])),
  ],
  [2, (random, manifest) => (onePort(random, manifest)['targetPort'] = random.of([null, 'web', 9090, 80]))],
  [2, (random, manifest) => (onePort(random, manifest)['name'] = random.of(['a', 'http', 'dns', null, '']))],
  [
    1,
    (random, manifest) =>
      delete onePort(random, manifest)[random.of(['port', 'name', 'protocol', 'targetPort'])],
  ],
  [1, (random, manifest) => sayTwice(random, manifest)],
  [1, (random, manifest) => (manifest['spec'] = random.of(specs)(random))],
  [1, (random, manifest) => (manifest['metadata'] = structuredClone(random.of(metadatas)))],
  [
    1,
    (random, manifest) =>
      delete mapAt(manifest, 'metadata')[random.of(['labels', 'annotations', 'finalizers'])],
  ],
  [1, (random, manifest) => (specOf(manifest)['selector'] = random.of(selectors))],
]

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', null]
const policies = ['SingleStack', 'PreferDualStack', 'RequireDualStack', null]
const families = [['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4'], [], null]
const addresses = ['None', '', null, '10.96.0.10', '10.96.0.11', 'fd00:96::10']
const selectors = [null, {}, { app: 'web' }, { app: null, tier: 'b' }, { app: 'api' }]

export function generateEdit(random: Random): Edit {
  const old: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: structuredClone(random.of(metadatas)),
    spec: random.of(specs)(random),
  }
  if (random.chance(0.25)) change(random, old)
  const next = structuredClone(old)
  for (let count = 1 + random.below(4); count > 0; count--) change(random, next)
  return random.chance(0.7) ? { old, next } : { old, next, between: random.of(others)(portsOf(old)) }
}

const weighted = changes.flatMap(([weight, change]) => Array.from({ length: weight }, () => change))

function change(random: Random, manifest: Manifest): void {
  random.of(weighted)(random, manifest)
}

function setField(
  random: Random,
  target: Manifest,
  fields: Readonly<Record<string, (random: Random) => Json>>,
) {
  // chance makes a uid, and another name or namespace another object
  const field = random.of(Object.keys(fields).filter((name) => !['name', 'namespace', 'uid'].includes(name)))
  target[field] = random.chance(0.05) ? random.of(odd) : (fields[field]?.(random) ?? null)
}

/** The same number for another protocol, as DNS and QUIC have it. */
function sayTwice(random: Random, manifest: Manifest): void {
  const first = onePort(random, manifest)
  portsOf(manifest).push({ ...first, name: 'twin', protocol: random.of(['UDP', 'TCP']) })
}

function mapAt(manifest: Manifest, key: string): Manifest {
  const value = manifest[key]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  return {}
}

/**
 * The same edit with a name, and with node ports and addresses of its own: several live in one cluster.
 * `slot` is below 90.
 */
export function madeOwn(
  { old, next, between }: Edit,
  slot: number,
  metadata: { name: string; namespace: string },
): Edit {
  const own = (manifest: Manifest): Manifest => {
    const moved = inSlot(manifest, slot) as Manifest
    return { ...moved, metadata: { ...mapAt(moved, 'metadata'), ...metadata } }
  }
  const edit = { old: own(old), next: own(next) }
  return between === undefined ? edit : { ...edit, between: inSlot(between, slot) as Manifest }
}

const sharedPorts = [30_000, 30_080, 30_081, 30_082, 30_500, 32_000, 32_767]

function inSlot(value: Json, slot: number): Json {
  if (Array.isArray(value)) return value.map((item) => inSlot(item, slot))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inSlot(item, slot)]))
  if (typeof value === 'number') {
    const index = sharedPorts.indexOf(value)
    return index < 0 ? value : 30_100 + slot * sharedPorts.length + index
  }
  if (typeof value !== 'string') return value
  return value
    .replace(/^10\.96\.(?=(?:0\.1[01]|77\.1)$)/, `10.96.${slot + 100}.`)
    .replace(/^(10\.96\.\d+)\.77\.1$/, '$1.77')
    .replace(/^(10\.96\.\d+)\.0\.(\d+)$/, '$1.$2')
    .replace(/^fd00:96::(?=(?:10|ff:1)$)/, `fd00:96::${slot + 1}:`)
}
