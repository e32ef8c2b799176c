// What may grow in a cluster or a repository, one dimension a row: how many to begin with, what is asked, and the objects.

import {
  namespace,
  onePort,
  times,
  head,
  inNamespace,
  service,
  deployment,
  replicaSet,
  pod,
  slice,
  node,
  clientOf,
  configMap,
  policy,
  ingress,
  gateway,
  route,
  corefile,
} from './growing-objects.js'
import { textDimensions } from './growing-text.js'
import { dimensionsTogether } from './growing-together.js'

export const dimensions = [
  {
    name: 'Services and Deployments that match nothing',
    start: 500,
    asked: ['lint', 'ls'],
    make: (n) => times(n, (i) => [service(`api-${i}`), deployment(`server-${i}`)]),
  },
  {
    name: 'Services and Deployments that match',
    start: 1000,
    asked: ['lint', 'ls', 'endpoints', 'who api-1', 'trace api-1'],
    make: (n) => times(n, (i) => [service(`api-${i}`), deployment(`api-${i}`)]),
  },
  {
    name: 'Services of one app',
    start: 500,
    asked: ['lint', 'ls', 'who api-1'],
    make: (n) => [
      deployment('api'),
      ...times(n, (i) => service(`api-${i}`, { selector: { app: 'api' }, ports: onePort })),
    ],
  },
  {
    name: 'rejected Services',
    start: 500,
    asked: ['lint'],
    make: (n) => times(n, (i) => service(`api-${i}`, { selector: { app: 'api' }, ports: [{ port: 0 }] })),
  },
  {
    name: 'Services of one node port',
    start: 1000,
    asked: ['lint', 'ls'],
    make: (n) =>
      times(n, (i) =>
        service(`api-${i}`, {
          type: 'NodePort',
          selector: { app: 'api' },
          ports: [{ port: 80, nodePort: 30080 }],
        }),
      ),
  },
  {
    name: 'Services of one cluster IP',
    start: 1000,
    asked: ['lint'],
    make: (n) =>
      times(n, (i) =>
        service(`api-${i}`, { clusterIP: '10.96.0.10', selector: { app: 'api' }, ports: onePort }),
      ),
  },
  {
    name: 'ports of one Service',
    start: 1000,
    asked: ['lint', 'ls', 'trace api:10001', 'endpoints api'],
    make: (n) => [
      deployment('api'),
      pod('api', 0),
      service('api', {
        selector: { app: 'api' },
        ports: times(n, (i) => ({ name: `p${i}`, port: 10_000 + i, targetPort: 'http' })),
      }),
    ],
  },
  {
    name: 'ports of one container',
    start: 1000,
    asked: ['lint', 'trace api'],
    make: (n) => {
      const ports = times(n, (i) => ({ name: `p${i}`, containerPort: 10_000 + i }))
      return [service('api'), deployment('api', { ports }), pod('api', 0, { ports })]
    },
  },
  {
    name: 'pods and endpoints of one Service',
    start: 2000,
    asked: ['lint', 'ls', 'trace api', 'endpoints api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => pod('api', i)),
      ...times(Math.ceil(n / 100), (i) => slice('api', i, 100)),
    ],
  },
  {
    name: 'Services of one namespace, each with a pod and a slice',
    start: 500,
    asked: ['lint', 'ls', 'trace api-1', 'endpoints'],
    make: (n) =>
      times(n, (i) => [
        service(`api-${i}`),
        pod(`api-${i}`, i),
        replicaSet(`api-${i}`),
        slice(`api-${i}`, i, 1),
      ]),
  },
  {
    name: 'pods of one Service, none ready',
    start: 2000,
    asked: ['lint', 'ls', 'trace api'],
    make: (n) => [service('api'), deployment('api'), ...times(n, (i) => pod('api', i, { ready: 'False' }))],
  },
  {
    name: 'pods of many Services, with their owners',
    start: 1000,
    asked: ['lint', 'ls', 'trace api-1', 'who api-1'],
    make: (n) =>
      times(n, (i) => [
        service(`api-${i}`),
        deployment(`api-${i}`),
        replicaSet(`api-${i}`),
        pod(`api-${i}`, 2 * i),
        pod(`api-${i}`, 2 * i + 1),
      ]),
  },
  {
    name: 'env values with the URL of one Service',
    start: 2000,
    asked: ['lint', 'who api'],
    make: (n) => [service('api'), deployment('api'), clientOf(times(n, (i) => `http://api/v${i}`))],
  },
  {
    name: 'env values with URLs of unknown hosts',
    start: 2000,
    asked: ['lint', 'who api'],
    make: (n) => [service('api'), deployment('api'), clientOf(times(n, (i) => `https://h${i}.example.com/`))],
  },
  {
    name: 'clients naming missing Services',
    start: 500,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) =>
        deployment(`client-${i}`, { env: [{ name: 'URL', value: `http://gone-${i}.shop.svc:80/` }] }),
      ),
    ],
  },
  {
    name: 'clients of one Service',
    start: 500,
    asked: ['lint', 'who api', 'ls'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => deployment(`client-${i}`, { env: [{ name: 'URL', value: 'http://api:81/' }] })),
    ],
  },
  {
    name: 'lines with URLs in one ConfigMap',
    start: 2000,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      configMap(times(n, (i) => `backend-${i}: http://api:81/v${i}`)),
    ],
  },
  {
    name: 'words a.b.c:80 in one ConfigMap',
    start: 4000,
    asked: ['lint', 'who api'],
    make: (n) => [service('api'), deployment('api'), configMap(times(n, (i) => `a${i}.b.c:80`))],
  },
  {
    name: 'one URL repeated in one ConfigMap',
    start: 2000,
    asked: ['lint', 'who api'],
    make: (n) => [service('api'), deployment('api'), configMap(times(n, () => 'http://api:81/'))],
  },
  {
    name: 'keys of one ConfigMap',
    start: 2000,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      {
        ...head('ConfigMap', 'settings'),
        data: Object.fromEntries(times(n, (i) => [`url-${i}`, 'http://api:81'])),
      },
    ],
  },
  {
    name: 'NetworkPolicies with a peer that matches nothing',
    start: 500,
    asked: ['lint', 'trace api', 'endpoints api', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => policy(i, [{ from: [{ podSelector: { matchLabels: { app: `gone-${i}` } } }] }])),
    ],
  },
  {
    name: 'NetworkPolicies that select nothing',
    start: 500,
    asked: ['lint', 'trace api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => policy(i, [{}], { matchLabels: { app: `gone-${i}` } })),
    ],
  },
  {
    name: 'NetworkPolicies and the pods they select',
    start: 300,
    asked: ['lint', 'trace api-1', 'ls'],
    make: (n) =>
      times(n, (i) => [
        service(`api-${i}`),
        deployment(`api-${i}`),
        pod(`api-${i}`, i),
        policy(i, [{ from: [{ podSelector: { matchLabels: { app: 'api-0' } } }] }], {
          matchLabels: { app: `api-${i}` },
        }),
      ]),
  },
  {
    name: 'peers of one NetworkPolicy',
    start: 1000,
    asked: ['lint', 'trace api --from deploy/client'],
    make: (n) => [
      service('api'),
      deployment('api'),
      deployment('client'),
      policy(0, [{ from: times(n, (i) => ({ podSelector: { matchLabels: { app: `gone-${i}` } } })) }]),
    ],
  },
  {
    name: 'rules of one Ingress',
    start: 2000,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ingress(
        0,
        times(n, (i) => [`h${i}.example.com`, `/p${i}`]),
      ),
    ],
  },
  {
    name: 'Ingresses of one host',
    start: 500,
    asked: ['lint', 'who api', 'trace http://example.com/p1 --from external'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => ingress(i, [['example.com', `/p${i}`]])),
    ],
  },
  {
    name: 'Ingresses with a missing backend',
    start: 500,
    asked: ['lint'],
    make: (n) => times(n, (i) => ingress(i, [[`h${i}.example.com`, '/']])),
  },
  {
    name: 'HTTPRoutes of one Gateway',
    start: 500,
    asked: ['lint', 'who api', 'trace http://h1.example.com/ --from external'],
    make: (n) => [service('api'), deployment('api'), gateway(0), ...times(n, (i) => route(i, 0))],
  },
  {
    name: 'HTTPRoutes, each with its Gateway',
    start: 300,
    asked: ['lint', 'who api'],
    make: (n) => [service('api'), deployment('api'), ...times(n, (i) => [gateway(i), route(i, i)])],
  },
  {
    name: 'rules of one HTTPRoute',
    start: 1000,
    asked: ['lint', 'who api'],
    make: (n) => [service('api'), deployment('api'), gateway(0), route(0, 0, n)],
  },
  {
    name: 'listeners of one Gateway and their routes',
    start: 200,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      gateway(0, n),
      ...times(n, (i) => route(i, 0, 1, `l${i}`)),
    ],
  },
  {
    name: 'nodes',
    start: 1000,
    asked: ['lint', 'ls', 'trace api', 'endpoints api', 'trace node/node-1:30080 --from external'],
    make: (n) => [
      service('api', { type: 'NodePort', selector: { app: 'api' }, ports: [{ port: 80, nodePort: 30080 }] }),
      deployment('api'),
      pod('api', 0),
      ...times(n, (i) => node(i, i % 3)),
    ],
  },
  {
    name: 'zones, each with a node and a pod',
    start: 500,
    asked: ['lint', 'ls', 'trace api', 'endpoints api'],
    make: (n) => [
      service('api', { selector: { app: 'api' }, ports: onePort, trafficDistribution: 'PreferClose' }),
      deployment('api'),
      ...times(n, (i) => [pod('api', i), node(i, i)]),
    ],
  },
  {
    name: 'namespaces, each with a Service',
    start: 500,
    asked: ['lint', 'ls', 'trace api -n ns-1', 'who ns-1/api'],
    make: (n) =>
      times(n, (i) => [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `ns-${i}` } },
        inNamespace(service('api'), `ns-${i}`),
        inNamespace(deployment('api'), `ns-${i}`),
      ]),
  },
  {
    name: 'names alike that match nothing',
    start: 500,
    asked: ['lint'],
    make: (n) =>
      times(n, (i) => [
        service(`api-server-${i}`, { selector: { app: `api-servr-${i}` }, ports: onePort }),
        deployment(`api-server-${i}`),
      ]),
  },
  {
    name: 'rewrites of a Corefile',
    start: 1000,
    asked: ['lint', 'trace api --from deploy/client'],
    make: (n) => [
      service('api'),
      deployment('api'),
      deployment('client'),
      corefile(times(n, (i) => `    rewrite name alias-${i}.example.com api.shop.svc.cluster.local`)),
    ],
  },
  {
    name: 'StatefulSets without their Service',
    start: 500,
    asked: ['lint'],
    make: (n) =>
      times(n, (i) => {
        const { spec, ...rest } = deployment(`db-${i}`)
        return { ...rest, kind: 'StatefulSet', spec: { ...spec, serviceName: `gone-${i}` } }
      }),
  },
  {
    name: 'webhooks of missing Services',
    start: 500,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => ({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: `hook-${i}` },
        webhooks: [
          {
            name: `hook-${i}.example.com`,
            clientConfig: { service: { namespace, name: `gone-${i}`, port: 443 } },
            sideEffects: 'None',
            admissionReviewVersions: ['v1'],
          },
        ],
      })),
    ],
  },
  {
    name: 'ServiceMonitors that select nothing',
    start: 500,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => ({
        ...head('ServiceMonitor', `monitor-${i}`, 'monitoring.coreos.com/v1'),
        spec: { selector: { matchLabels: { app: `gone-${i}` } }, endpoints: [{ port: 'http' }] },
      })),
    ],
  },
  {
    name: 'VirtualServices of missing hosts',
    start: 500,
    asked: ['lint', 'who api'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => ({
        ...head('VirtualService', `mesh-${i}`, 'networking.istio.io/v1'),
        spec: {
          hosts: [`gone-${i}`],
          http: [{ route: [{ destination: { host: `gone-${i}`, port: { number: 80 } } }] }],
        },
      })),
    ],
  },
  {
    name: 'objects of foreign kinds',
    start: 2000,
    asked: ['lint', 'who api', 'ls'],
    make: (n) => [
      service('api'),
      deployment('api'),
      ...times(n, (i) => ({
        ...head('Thing', `thing-${i}`, 'example.com/v1'),
        spec: { url: `http://example.com/${i}`, size: i },
      })),
    ],
  },
  ...dimensionsTogether,
  ...textDimensions,
]
