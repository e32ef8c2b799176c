import { client, deployment, pod, service } from './objects.ts'
import type { VerdictScenario } from './scenario.ts'

const inner = { internalTrafficPolicy: 'Local' }
const nodePort = (number: number, spec: object = {}) => ({
  type: 'NodePort',
  ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: number }],
  ...spec,
})

/** Which way packets go: policies of traffic, node ports, addresses, families. */
export const trafficScenarios: readonly VerdictScenario[] = [
  {
    name: 'internal Local, the only endpoint is on another node',
    objects: [pod('web', { node: 'n2', probe: 8080 }), service('web', inner), client({ node: 'n1' })],
    target: 'http://web',
    requests: 'none answered',
    hop: ['virtual-ip', 'endpoints'],
  },
  {
    name: 'internal Local, an endpoint on the client’s node',
    objects: [pod('web', { node: 'n1', probe: 8080 }), service('web', inner), client({ node: 'n1' })],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'session affinity',
    objects: [
      deployment('web', { replicas: 2, probe: 8080 }),
      service('web', { sessionAffinity: 'ClientIP' }),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'PreferSameNode, and none is there',
    objects: [
      pod('web', { node: 'n2', probe: 8080 }),
      service('web', { trafficDistribution: 'PreferSameNode' }),
      client({ node: 'n1' }),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a node port from outside',
    objects: [pod('web', { node: 'n2', probe: 8080 }), service('web', nodePort(31_871))],
    from: 'outside',
    target: 'http://198.19.0.11:31871',
    requests: 'all answered',
  },
  {
    name: 'a node port that no Service has',
    objects: [pod('web', { node: 'n2', probe: 8080 }), service('web', nodePort(31_872))],
    from: 'outside',
    target: 'http://198.19.0.11:31999',
    requests: 'none answered',
    hop: 'name',
    // Services of other namespaces are not read
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'external Local, the node has no endpoint',
    objects: [
      pod('web', { node: 'n2', probe: 8080 }),
      service('web', nodePort(31_873, { externalTrafficPolicy: 'Local' })),
    ],
    from: 'outside',
    target: 'http://198.19.0.11:31873',
    requests: 'none answered',
    hop: ['virtual-ip', 'endpoints'],
  },
  {
    name: 'external Local, the node has the endpoint',
    objects: [
      pod('web', { node: 'n2', probe: 8080 }),
      service('web', nodePort(31_874, { externalTrafficPolicy: 'Local' })),
    ],
    from: 'outside',
    target: 'http://198.19.0.12:31874',
    requests: 'all answered',
  },
  {
    name: 'a virtual IP by its address',
    objects: [deployment('web', { probe: 8080 }), service('web', { clusterIP: '10.96.201.9' }), client()],
    target: 'http://10.96.201.9',
    requests: 'all answered',
  },
  {
    name: 'a virtual IP that no Service has',
    objects: [deployment('web', { probe: 8080 }), service('web'), client()],
    target: 'http://10.96.250.250',
    requests: 'none answered',
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'the address of a pod',
    objects: [pod('web', { probe: 8080 }), client()],
    target: 'http://$POD(web):8080',
    requests: 'all answered',
    verdict: ['works', 'undecided'],
  },
  {
    name: 'IPv6 alone',
    objects: [deployment('web', { probe: 8080 }), service('web', { ipFamilies: ['IPv6'] }), client()],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'two families',
    objects: [
      deployment('web', { probe: 8080 }),
      service('web', { ipFamilyPolicy: 'RequireDualStack' }),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a load balancer that gave no address, from outside',
    objects: [deployment('web', { probe: 8080 }), service('web', { type: 'LoadBalancer' })],
    from: 'outside',
    target: 'http://web.$NS.svc.cluster.local',
    requests: 'none answered',
    verdict: ['broken', 'undecided'],
  },
]
