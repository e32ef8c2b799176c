import { expect, test } from '@jest/globals'
import { reach } from '../../../src/kube/proxy/reach.ts'
import type { ReachQuestion } from '../../../src/kube/proxy/model.ts'
import { formatPath } from '../../../src/world/place.ts'
import { complete, theOnly, worldOf } from '../../world-of.ts'

/** What a Service without endpoints answers, and on which field that rests. */
function answerOf(
  spec: object,
  asked: Partial<ReachQuestion>,
  more: { labels?: object; status?: object } = {},
) {
  const { labels, status, ...rest } = { labels: {}, status: {}, ...more }
  const clusterIP = { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'], ipFamilies: ['IPv4'] }
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop', uid: 'u', labels },
    spec: { ...clusterIP, ports: [{ name: 'http', port: 80 }], ...spec },
    status,
    ...rest,
  }
  const world = worldOf([service], [complete])
  const question = { from: { kind: 'pod' }, via: 'cluster-ip', port: 80, protocol: 'TCP', ...asked } as const
  const { outcome, code, because, evidence } = reach(world, {
    service: theOnly(world, 'Service'),
    ...question,
  })
  return { outcome, code, because, on: evidence.map(({ path }) => formatPath(path)) }
}

const outside = { kind: 'outside' } as const
const balancer = { type: 'LoadBalancer' }
const withIngress = (ingress: object) => ({ status: { loadBalancer: { ingress: [ingress] } } })

test.each<[string, ReturnType<typeof answerOf>, [string, string, RegExp, ...string[]]]>([
  [
    'an alias',
    answerOf({ type: 'ExternalName', externalName: 'example.org', clusterIP: undefined }, {}),
    ['no-route', 'external-name', /DNS leads the client elsewhere/, '.spec.externalName'],
  ],
  [
    'another proxy',
    answerOf({}, {}, { labels: { 'service.kubernetes.io/service-proxy-name': 'cilium' } }),
    [
      'unknown',
      'other-proxy',
      /leaves it to "cilium"/,
      '.metadata.labels["service.kubernetes.io/service-proxy-name"]',
    ],
  ],
  [
    'a number that no port has',
    answerOf({}, { port: 81 }),
    ['unknown', 'modes-differ', /no port 81; it has .*: refused in mode nftables/, '.spec.ports'],
  ],
  [
    'a name that no port has',
    answerOf({}, { port: 'https' }),
    ['unknown', 'modes-differ', /no port "https"; it has .*: refused in mode nftables/, '.spec.ports'],
  ],
  [
    'a port that it does not have, on an external IP',
    answerOf({ externalIPs: ['192.0.2.1'] }, { port: 81, via: 'external-ip' }),
    ['no-route', 'port-not-in-service', /nothing takes the packet up/, '.spec.ports'],
  ],
  [
    'a cluster IP from outside',
    answerOf({}, { from: outside }),
    ['no-route', 'not-from-outside', /means nothing outside of the cluster/, '.spec.clusterIP'],
  ],
  [
    'no node port',
    answerOf({}, { via: 'node-port' }),
    ['no-route', 'no-node-port', /type ClusterIP has no node port/, '.spec.ports[0].nodePort'],
  ],
  [
    'no external IP',
    answerOf({}, { via: 'external-ip' }),
    ['no-route', 'no-address', /no IPv4 address in externalIPs/, '.spec.externalIPs'],
  ],
  [
    'not of type LoadBalancer',
    answerOf({}, { via: 'load-balancer', from: outside }),
    ['no-route', 'no-address', /not of type LoadBalancer/, '.spec.type'],
  ],
  [
    'a load balancer that has given no address',
    answerOf(balancer, { via: 'load-balancer', from: outside }),
    ['no-route', 'address-pending', /no load balancer has given/, '.status.loadBalancer.ingress'],
  ],
  [
    'a load balancer with a host name',
    answerOf(balancer, { via: 'load-balancer' }, withIngress({ hostname: 'lb.example.org' })),
    ['no-route', 'load-balancer-is-a-proxy', /takes the packet itself/, '.status.loadBalancer.ingress'],
  ],
  [
    'a load balancer of the other family',
    answerOf(
      balancer,
      { via: 'load-balancer', from: outside },
      withIngress({ ip: 'fd00::1', ipMode: 'VIP' }),
    ),
    ['no-route', 'no-address', /no IPv4 address/, '.status.loadBalancer.ingress'],
  ],
])('%s', (_, answer, [outcome, code, because, ...on]) => {
  expect(answer).toEqual({ outcome, code, because: expect.stringMatching(because), on })
})

test('no endpoint can be used: the packet is refused', () => {
  expect(answerOf({}, {})).toMatchObject({ outcome: 'refused', code: 'no-endpoint' })
})
