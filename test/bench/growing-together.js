// What may grow next to something else that is large, as pods next to many ports: how many to begin with, what is asked, and the
// objects.
import {
  configMap,
  corefile,
  deployment,
  gateway,
  head,
  inNamespace,
  namespace,
  node,
  onePort,
  pod,
  policy,
  route,
  service,
  times,
} from './growing-objects.js'

const many = 100
const ports = (count) => times(count, (i) => ({ name: `p${i}`, port: 10_000 + i, targetPort: 'http' }))
const label = (value) => ({ matchLabels: { app: value } })

/** A Service on the node ports and the load balancer of each node, which sends to pods on the same node only. */
const localBalancer = {
  ...service('api', {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    selector: { app: 'api' },
    ports: [{ ...onePort[0], nodePort: 30080 }],
  }),
  status: { loadBalancer: { ingress: [{ ip: '198.51.100.1' }] } },
}

export const dimensionsTogether = [
  {
    name: 'ports of one Service with 100 pods',
    start: 100,
    asked: ['lint', 'ls', 'trace api:10001', 'endpoints api'],
    make: (n) => [
      service('api', { selector: { app: 'api' }, ports: ports(n) }),
      deployment('api'),
      ...times(many, (i) => pod('api', i)),
    ],
  },
  {
    name: 'pods of one Service with 100 ports',
    start: 100,
    asked: ['lint', 'ls', 'trace api:10001', 'endpoints api'],
    make: (n) => [
      service('api', { selector: { app: 'api' }, ports: ports(many) }),
      deployment('api'),
      ...times(n, (i) => pod('api', i)),
    ],
  },
  {
    name: 'nodes of a Service whose traffic stays on its node',
    start: 500,
    asked: ['lint', 'ls', 'trace api', 'endpoints api', 'trace node/node-1:30080 --from external'],
    make: (n) => [localBalancer, deployment('api'), ...times(n, (i) => [pod('api', i), node(i, i % 3)])],
  },
  {
    name: 'routes of 20 Gateways',
    start: 200,
    asked: ['lint', 'who api', 'trace http://h1.example.com/ --from external'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(20, (i) => gateway(i)),
      ...times(n, (i) => route(i, i % 20)),
    ],
  },
  {
    name: 'Gateways of 200 routes',
    start: 100,
    asked: ['lint', 'who api', 'trace http://h1.example.com/ --from external'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => gateway(i)),
      ...times(200, (i) => route(i, i % n)),
    ],
  },
  {
    name: 'backends of one HTTPRoute',
    start: 500,
    asked: ['lint', 'who api'],
    make: (n) => {
      const made = route(0, 0)
      const backendRefs = times(n, (i) => ({ name: `gone-${i}`, port: 80 }))
      return [
        service('api'),
        deployment('api'),
        gateway(0),
        { ...made, spec: { ...made.spec, rules: [{ backendRefs }] } },
      ]
    },
  },
  {
    name: 'namespaces that a policy lets in',
    start: 200,
    asked: ['lint', 'trace api --from deploy/client', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      deployment('client'),
      policy(0, [{ from: [{ namespaceSelector: { matchLabels: { team: 'a' } } }] }]),
      ...times(n, (i) => [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `ns-${i}`, labels: { team: 'a' } } },
        inNamespace(pod('api', i), `ns-${i}`),
      ]),
    ],
  },
  {
    name: 'NetworkPolicies of one pod',
    start: 500,
    asked: ['lint', 'trace api --from deploy/client', 'ls', 'endpoints api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      deployment('client'),
      ...times(n, (i) => policy(i, [{ from: [{ podSelector: label(`client-${i}`) }] }], label('api'))),
    ],
  },
  {
    name: 'pods of a client',
    start: 200,
    asked: ['lint', 'trace api --from deploy/client'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(20, (i) => pod('api', i)),
      deployment('client'),
      ...times(n, (i) => pod('client', 100 + i)),
    ],
  },
  {
    name: 'Services of one external IP',
    start: 1000,
    asked: ['lint', 'ls', 'trace 203.0.113.10:10001 --from external'],
    make: (n) =>
      times(n, (i) => [
        service(`api-${i}`, {
          selector: { app: `api-${i}` },
          externalIPs: ['203.0.113.10'],
          ports: [{ port: 10_000 + i, targetPort: 'http' }],
        }),
        deployment(`api-${i}`),
      ]),
  },
  {
    name: 'hosts of a Corefile',
    start: 1000,
    asked: ['lint', 'trace api --from deploy/client'],
    make: (n) => [
      service('api'),
      deployment('api'),
      deployment('client'),
      corefile(['    hosts {', ...times(n, (i) => `        10.9.0.1 h${i}.example.com`), '    }']),
    ],
  },
  {
    name: 'aliases of a Corefile, one after the other',
    start: 500,
    asked: ['lint', 'trace a0.example.com --from deploy/client'],
    make: (n) => [
      service('api'),
      deployment('api'),
      deployment('client'),
      corefile(times(n, (i) => `    rewrite continue name exact a${i}.example.com a${i + 1}.example.com`)),
    ],
  },
  {
    name: 'server blocks of a Corefile',
    start: 500,
    asked: ['lint', 'trace api --from deploy/client'],
    make: (n) => {
      const { data, ...rest } = corefile([])
      const others = times(n, (i) => `z${i}.example.com:53 {\n    forward . 10.0.0.1\n}\n`)
      return [
        service('api'),
        deployment('api'),
        deployment('client'),
        { ...rest, data: { Corefile: [data.Corefile, ...others].join('') } },
      ]
    },
  },
  {
    name: 'healthy Services with names near those that match nothing',
    start: 300,
    asked: ['lint', 'ls'],
    make: (n) =>
      times(n, (i) => [service(`api-server-${i}`), deployment(`api-server-${i}`), service(`api-servr-${i}`)]),
  },
  {
    name: 'ConfigMaps with the name of a Service',
    start: 500,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => {
        const made = configMap(['url: http://api:81/'])
        return { ...made, metadata: { ...made.metadata, name: `settings-${i}` } }
      }),
    ],
  },
  {
    name: 'Endpoints by hand of one Service without a selector',
    start: 1000,
    asked: ['lint', 'ls', 'trace api', 'endpoints api'],
    make: (n) => [
      service('api', { ports: onePort }),
      {
        ...head('Endpoints', 'api'),
        subsets: [
          {
            addresses: times(n, (i) => ({ ip: `10.7.${(i >> 8) & 255}.${i & 255}` })),
            ports: [{ name: 'http', port: 80 }],
          },
        ],
      },
    ],
  },
  {
    name: 'finished pods of one Service',
    start: 1000,
    asked: ['lint', 'ls', 'trace api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      pod('api', 0),
      ...times(n, (i) => {
        const made = pod('api', i + 1)
        return { ...made, status: { ...made.status, phase: 'Succeeded' } }
      }),
    ],
  },
  {
    name: 'ReferenceGrants of one namespace',
    start: 500,
    asked: ['lint'],
    make: (n) => [
      service('api'),
      deployment('api'),
      gateway(0),
      ...times(n, (i) => [
        {
          ...head('ReferenceGrant', `grant-${i}`, 'gateway.networking.k8s.io/v1beta1'),
          spec: {
            from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: `ns-${i}` }],
            to: [{ group: '', kind: 'Service' }],
          },
        },
        inNamespace(crossing(i), `ns-${i}`),
      ]),
    ],
  },
]

/** A route of another namespace to the Service. */
function crossing(index) {
  const made = route(index, 0)
  return {
    ...made,
    spec: {
      ...made.spec,
      parentRefs: [{ name: 'gateway-0', namespace }],
      rules: [{ backendRefs: [{ name: 'api', namespace, port: 80 }] }],
    },
  }
}
