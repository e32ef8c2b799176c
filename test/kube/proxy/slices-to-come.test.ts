import { describe, expect, test } from '@jest/globals'
import { reach } from '../../../src/kube/proxy/reach.ts'
import { worldOf } from '../../world-of.ts'
import { nodes, pod, service } from '../web.ts'

// a cluster in which a controller has not written its slices yet: what it will write counts, and the answer says so

const uid = 'uid-of-web'
const both = {
  clusterIP: '10.96.0.10',
  clusterIPs: ['10.96.0.10', 'fd00:96::10'],
  ipFamilies: ['IPv4' as const, 'IPv6' as const],
}
const dual = pod(1, { status: { podIPs: [{ ip: '10.244.1.11' }, { ip: 'fd00:10:244:1::11' }] } })
const byHand = { ...service(both, { uid }), spec: { ...both, ports: [{ port: 80 }] } }
const endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web', namespace: 'shop' },
  subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 8080 }] }],
}

function slice(addressType: string, manager: string, ...addresses: string[]) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `web-${addressType}`,
      namespace: 'shop',
      labels: { 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': manager },
    },
    addressType,
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: addresses.map((address) => ({ addresses: [address], nodeName: 'n1' })),
  }
}

/** `10.244.1.11 predicted`; the outcome and its code where nothing answers. */
function answer(manifests: readonly object[], family: 'IPv4' | 'IPv6' = 'IPv4'): string {
  const world = worldOf([...nodes, ...manifests])
  const [web] = world.all('Service')
  if (web === undefined) throw new Error('no Service')
  const found = reach(world, { service: web, family, from: { kind: 'node', name: 'n1' }, via: 'cluster-ip' })
  const said = found.notes.flatMap(({ code }) => (code === 'predicted' ? ['predicted'] : []))
  if (found.outcome !== 'endpoints') return `${found.outcome} ${found.code}`
  return [...found.endpoints.map(({ address = '?' }) => address), ...said].join(' ')
}

const controller = 'endpointslice-controller.k8s.io'
const mirroring = 'endpointslicemirroring-controller.k8s.io'

describe('slices that a controller has still to write', () => {
  test.each<[string, object[], 'IPv4' | 'IPv6', string]>([
    ['a new Service', [service(both, { uid }), dual], 'IPv4', '10.244.1.11 predicted'],
    ['a new Service without a pod', [service(both, { uid })], 'IPv4', 'refused no-endpoint'],
    [
      'its slice is there, right or wrong',
      [service(both, { uid }), dual, slice('IPv4', controller, '10.9.9.9')],
      'IPv4',
      '10.9.9.9',
    ],
    [
      'that of one family is there',
      [service(both, { uid }), dual, slice('IPv4', controller, '10.9.9.9')],
      'IPv6',
      'fd00:10:244:1::11 predicted',
    ],
    ['an Endpoints object that is not mirrored yet', [byHand, endpoints], 'IPv4', '192.0.2.7 predicted'],
    ['one that is', [byHand, endpoints, slice('IPv4', mirroring, '192.0.2.8')], 'IPv4', '192.0.2.8'],
    [
      'what others have written is there, too',
      [byHand, endpoints, slice('IPv4', 'me', '192.0.2.9')],
      'IPv4',
      '192.0.2.9 192.0.2.7 predicted',
    ],
  ])('%s', (_name, manifests, family, expected) => {
    expect(answer(manifests, family)).toBe(expected)
  })
})
