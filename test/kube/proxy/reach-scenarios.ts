import { join } from 'node:path'
import { expect } from '@jest/globals'
import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import { reach } from '../../../src/kube/proxy/reach.ts'
import type { Reach, ReachQuestion, Vantage } from '../../../src/kube/proxy/model.ts'
import type { Service } from '../../../src/world/types/manifest.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { recordedIn } from '../../recorded.ts'
import { worldOf } from '../../world-of.ts'
import { node, notReady, pod, service } from '../web.ts'

// three pods p1..p3 on n1..n3 (zones a, a, b), and n4 in zone c without one; clients c1..c4 in pods, n1..n4, and outside

const nodes = [node(1), node(2), node(3), node(4, { 'topology.kubernetes.io/zone': 'c' })].map(
  (each, index) => ({
    ...each,
    status: {
      addresses: [
        { type: 'Hostname', address: `n${index + 1}` },
        { type: 'ExternalIP', address: `203.0.113.${index + 1}` },
        { type: 'InternalIP', address: `192.0.2.${index + 1}` },
      ],
    },
  }),
)
const clients = [1, 2, 3, 4].map((number) =>
  pod(number, {
    metadata: { name: `c${number}`, labels: { app: 'client' } },
    status: { podIP: `10.244.${number}.101`, podIPs: [{ ip: `10.244.${number}.101` }] },
  }),
)
export const ready = [pod(1), pod(2), pod(3)]
const ending = { deletionTimestamp: '2026-01-01T00:00:00Z' }
export const live = { uid: 'service', labels: {} }

export type Given = {
  readonly spec?: Service['spec']
  readonly metadata?: object
  readonly status?: Service['status']
  readonly pods?: readonly object[]
  /** Slices written by hand, instead of those of the pods. */
  readonly slices?: readonly object[]
  readonly more?: readonly object[]
  readonly version?: string
}

export const mode = (name: string, rest = '') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kube-proxy', namespace: 'kube-system' },
  data: { 'config.conf': `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nmode: "${name}"\n${rest}` },
})
export const nft = mode('nftables')
export const ipt = mode('iptables')
export const nodePort: Service['spec'] = {
  type: 'NodePort',
  ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }],
}
export const balancer: Given = {
  spec: { ...nodePort, type: 'LoadBalancer' },
  status: { loadBalancer: { ingress: [{ ip: '198.51.100.10', ipMode: 'VIP' }] } },
}

export function worldFor({
  spec = {},
  metadata = {},
  status,
  pods = ready,
  slices,
  more = [],
  version,
}: Given): World {
  const addressed = {
    clusterIP: '10.96.0.10',
    clusterIPs: ['10.96.0.10'],
    ipFamilies: ['IPv4' as const],
    ...spec,
  }
  const web = { ...service(addressed, metadata), ...(status === undefined ? {} : { status }) }
  const manifests = [web, ...pods, ...clients, ...nodes, ...more]
  const world = worldOf([...manifests, ...(slices ?? asTheController(worldOf(manifests)))])
  return version === undefined ? world : buildWorld({ ...world, kubernetesVersion: version })
}

/** The slices that the controller would have written, with the names that it would have made up. */
function asTheController(world: World): object[] {
  return world
    .all('Service')
    .flatMap((each) => predictEndpointSlices(world, each))
    .map((each, index) => ({ ...each, metadata: { ...each.metadata, name: `web-${index}` } }))
}

/** `c1`, `n4`, `out`, `out@n2`, `out=203.0.113.9`. */
export function vantage(world: World, text: string): Vantage {
  const [who = '', entry] = text.split('@')
  if (who.startsWith('out')) {
    const address = who.split('=')[1]
    return {
      kind: 'outside',
      ...(entry === undefined ? {} : { entry }),
      ...(address === undefined ? {} : { address }),
    }
  }
  const found = world.get('Pod', 'shop', who)
  return found === undefined ? { kind: 'node', name: who } : { kind: 'pod', pod: found }
}

/** What becomes of a packet of that client: `c1`, by `cluster-ip`, `node-port n4`, …. */
function reachOf(given: Given, from: string, via: string, more: Partial<ReachQuestion> = {}): Reach {
  const world = worldFor(given)
  const [web] = world.all('Service')
  if (web === undefined) throw new Error('no Service')
  const [way = '', name] = via.split(' ')
  return reach(world, {
    service: web,
    from: vantage(world, from),
    via: way as ReachQuestion['via'],
    ...(name === undefined ? {} : { node: name }),
    ...more,
  })
}

/** `any-endpoint p1,p2,p3`, `dropped no-local-endpoint`. */
function short({ outcome, code, endpoints }: Reach): string {
  if (outcome !== 'endpoints') return `${outcome} ${code}`
  const names = endpoints.map(({ address = '', target }) => target?.name ?? address)
  return `${code} ${names.toSorted().join(',')}`
}

/** The same in full, a line for each part: in words, who gets which share, who is left out, what is noted, and the evidence. */
function inFull({ outcome, code, because, endpoints, left, notes, evidence, node: at }: Reach): string[] {
  const part = (share: number | undefined) => (share === undefined ? '' : ` ${Math.round(share * 100)} %`)
  return [
    `${outcome} ${code}: ${because}${at === undefined ? '' : ` (at ${at})`}`,
    ...endpoints.map(
      ({ address = 'to come', port, node: on = 'no node', target, share }) =>
        `- ${target?.name ?? 'no target'} ${address}:${port} on ${on}${part(share)}`,
    ),
    ...left().map(
      ({ address = 'no address', target, code: why }) => `without ${target?.name ?? address}: ${why}`,
    ),
    ...notes.map((note) => `${note.code}: ${note.text}`),
    ...evidence.map(({ resource, path }) => `by ${resource.kind} ${resource.name} ${path.join('.')}`),
  ]
}

/** Compares answers with the word for each in the table, and with what the text file of that name keeps of them in full. */
export function answersIn(file: string) {
  const expectRecorded = recordedIn(join(import.meta.dirname, file))
  return (name: string, asked: Parameters<typeof reachOf>, expected: string) => {
    const result = reachOf(...asked)
    expect(short(result)).toBe(expected)
    expectRecorded(`${name} (${asked[1]}, ${asked[2]})`, inFull(result))
  }
}

export function answer(...asked: Parameters<typeof reachOf>): string {
  return short(reachOf(...asked))
}

export const local = { internalTrafficPolicy: 'Local' }
export const external = { externalTrafficPolicy: 'Local' }
export const fading = (number: number) => pod(number, { metadata: ending })
export const gone = (number: number) => pod(number, { metadata: ending, status: notReady })
export const out = (number: number) => pod(number, { status: notReady })

/** A slice by hand with hints for a zone each, as PreferSameZone makes them. */
export function slice(endpoints: readonly object[], change: object = {}) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints,
    ...change,
  }
}
export const at = (number: number, rest: object = {}) => ({
  addresses: [`10.244.${number}.1${number}`],
  conditions: { ready: true, serving: true, terminating: false },
  nodeName: `n${number}`,
  targetRef: { kind: 'Pod', name: `p${number}`, namespace: 'shop' },
  ...rest,
})
export const zoned = (name: string) => ({ hints: { forZones: [{ name }] } })
const noded = (zone: string, name: string) => ({
  hints: { forZones: [{ name: zone }], forNodes: [{ name }] },
})
export const byHand: Service['spec'] = { selector: {} }
export const sameZone: Given = {
  spec: byHand,
  slices: [slice([at(1, zoned('a')), at(2, zoned('a')), at(3, zoned('b'))])],
}
export const sameNode: Given = {
  spec: byHand,
  slices: [slice([at(1, noded('a', 'n1')), at(2, noded('a', 'n2')), at(3, noded('b', 'n3'))])],
}
export const ranged: Given = {
  ...balancer,
  spec: { ...balancer.spec, loadBalancerSourceRanges: ['203.0.113.0/24'] },
}

export const all = 'any-endpoint p1,p2,p3'
export const drop = 'dropped no-local-endpoint'
