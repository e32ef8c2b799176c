import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { trace } from '../../../src/trace/trace.ts'
import { recordedIn } from '../../recorded.ts'
import { traceInFull } from '../../trace-in-full.ts'
import { complete, partial, worldOfYaml } from '../../world-of.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'situations.txt'))

const pod = (
  name: string,
  ns: string,
  labels: string,
  ip: string,
  node = 'n1',
  spec = 'containers: [{name: c, image: registry.example/x, ports: [{name: http, containerPort: 8080}]}]',
  ready = 'True',
) =>
  `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${ns}, labels: ${labels}}
spec: {nodeName: ${node}, ${spec}}
status: {phase: Running, podIP: ${ip}, podIPs: [{ip: ${ip}}], conditions: [{type: Ready, status: "${ready}"}]}
`
const svc = (name: string, ns: string, spec: string) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${ns}}
spec: ${spec}
`
const pol = (name: string, ns: string, spec: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${ns}}
spec: ${spec}
`
const web =
  svc(
    'web',
    'shop',
    '{clusterIP: 10.96.1.1, selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}',
  ) + pod('web-1', 'shop', '{app: web}', '10.1.0.5')
const cli = pod(
  'cli',
  'shop',
  '{app: cli}',
  '10.1.0.9',
  'n2',
  'containers: [{name: c, image: i, env: [{name: U, value: "http://web"}]}]',
)
/** What is met, the World, who calls what, and the verdict that Kubernetes' own documentation and sources give. */
const situations: readonly (readonly [string, string, string, string, string])[] = [
  [
    'ipBlock except',
    web +
      cli +
      pol(
        'p',
        'shop',
        '{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16, except: [10.1.0.0/24]}}]}]}',
      ),
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'named port in policy',
    web +
      cli +
      pol('p', 'shop', '{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: http}]}]}'),
    'http://web',
    'pod/cli',
    'works',
  ],
  [
    'named port of none',
    web +
      cli +
      pol('p', 'shop', '{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: metrics}]}]}'),
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'namespaceSelector without podSelector of own ns',
    web +
      cli +
      pol(
        'p',
        'shop',
        '{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}]}',
      ),
    'http://web',
    'pod/cli',
    'works',
  ],
  [
    'egress only, web allowed on 8080 but no DNS',
    web +
      cli +
      pol(
        'p',
        'shop',
        '{podSelector: {matchLabels: {app: cli}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}',
      ),
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'egress to the cluster IP by ipBlock',
    web +
      cli +
      pol(
        'p',
        'shop',
        '{podSelector: {matchLabels: {app: cli}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.96.0.0/12}}]}, {ports: [{port: 53, protocol: UDP}]}]}',
      ),
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'eTP Local node port on a node without',
    svc(
      'web',
      'shop',
      '{type: NodePort, clusterIP: 10.96.1.1, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, nodePort: 30080, targetPort: 8080}]}',
    ) +
      pod('web-1', 'shop', '{app: web}', '10.1.0.5') +
      '---\napiVersion: v1\nkind: Node\nmetadata: {name: n1}\n---\napiVersion: v1\nkind: Node\nmetadata: {name: n2}\n',
    'node/n2:30080',
    'external',
    'broken',
  ],
  [
    'publishNotReady',
    svc(
      'web',
      'shop',
      '{clusterIP: 10.96.1.1, publishNotReadyAddresses: true, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}',
    ) +
      pod('web-1', 'shop', '{app: web}', '10.1.0.5', 'n1', undefined, 'False') +
      cli,
    'http://web',
    'pod/cli',
    'works',
  ],
  [
    'StatefulSet pod name with hostname/subdomain',
    svc('db', 'shop', '{clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}') +
      pod(
        'db-0',
        'shop',
        '{app: db}',
        '10.1.0.7',
        'n1',
        'hostname: db-0, subdomain: db, containers: [{name: c, image: registry.example/x, ports: [{containerPort: 5432}]}]',
      ) +
      cli,
    'db-0.db:5432',
    'pod/cli',
    'works',
  ],
  [
    'pod name, subdomain of another',
    svc('db', 'shop', '{clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}') +
      pod(
        'db-0',
        'shop',
        '{app: db}',
        '10.1.0.7',
        'n1',
        'hostname: db-0, subdomain: other, containers: [{name: c, image: registry.example/x, ports: [{containerPort: 5432}]}]',
      ) +
      cli,
    'db-0.db:5432',
    'pod/cli',
    'broken',
  ],
  [
    'session affinity',
    svc(
      'web',
      'shop',
      '{clusterIP: 10.96.1.1, sessionAffinity: ClientIP, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}',
    ) +
      pod('web-1', 'shop', '{app: web}', '10.1.0.5') +
      cli,
    'http://web',
    'pod/cli',
    'works',
  ],
  ['https to port 80 only', web + cli, 'https://web', 'pod/cli', 'broken'],
  [
    'webhook default port',
    svc(
      'hook',
      'shop',
      '{clusterIP: 10.96.1.4, selector: {app: web}, ports: [{port: 8443, targetPort: 8080}]}',
    ) + pod('web-1', 'shop', '{app: web}', '10.1.0.5'),
    'shop/hook:443',
    'apiserver',
    'broken',
  ],
  [
    'admin policy allows over deny-all',
    web +
      cli +
      pol('p', 'shop', '{podSelector: {}, policyTypes: [Ingress]}') +
      '---\napiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}\nspec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}\n',
    'http://web',
    'pod/cli',
    'works',
  ],
  [
    'baseline deny, nothing else',
    web +
      cli +
      '---\napiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: {name: default}\nspec: {subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}\n',
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'terminating only pod',
    svc(
      'web',
      'shop',
      '{clusterIP: 10.96.1.1, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}',
    ) +
      pod('web-1', 'shop', '{app: web}', '10.1.0.5').replace(
        'name: web-1,',
        'name: web-1, deletionTimestamp: "2026-01-01T00:00:00Z",',
      ) +
      cli,
    'http://web',
    'pod/cli',
    'works',
  ],
  [
    'policy port endPort',
    web +
      cli +
      pol(
        'p',
        'shop',
        '{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8000, endPort: 8079}]}]}',
      ),
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'policy with service port',
    web +
      cli +
      pol('p', 'shop', '{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}]}]}'),
    'http://web',
    'pod/cli',
    'broken',
  ],
  [
    'UDP service, TCP policy',
    svc(
      'q',
      'shop',
      '{clusterIP: 10.96.1.9, selector: {app: web}, ports: [{port: 5353, targetPort: 8080, protocol: UDP}]}',
    ) +
      pod(
        'web-1',
        'shop',
        '{app: web}',
        '10.1.0.5',
        'n1',
        'containers: [{name: c, image: registry.example/x, ports: [{containerPort: 8080, protocol: UDP}]}]',
      ) +
      cli +
      pol('p', 'shop', '{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}]}]}'),
    'q:5353/udp',
    'pod/cli',
    'broken',
  ],
  [
    'headless on service port, target differs',
    svc('h', 'shop', '{clusterIP: None, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}') +
      pod('web-1', 'shop', '{app: web}', '10.1.0.5') +
      cli,
    'http://h',
    'pod/cli',
    'undecided',
  ],
]

describe.each(situations)('%s', (name, yaml, target, from, status) => {
  const tracedWith = (coverage: typeof complete) =>
    trace(worldOfYaml(yaml.replace(/^---\n/, ''), [coverage]), { target, from, namespace: 'shop' })

  test('is judged right', () => {
    const traced = tracedWith(complete)
    expect(traced.verdict.status).toBe(status)
    expectRecorded(name, traceInFull(traced))
  })

  test('is not judged otherwise where only files were read', () => {
    const traced = tracedWith(partial)
    expect([status, 'undecided']).toContain(traced.verdict.status)
    expectRecorded(`${name}, only files`, traceInFull(traced))
  })
})

const backend = (name: string, port = '{number: 80}') => `{service: {name: ${name}, port: ${port}}}`
const path = (text: string, type: string, to = 'web') =>
  `{path: ${text}, pathType: ${type}, backend: ${backend(to)}}`
const entry = (spec: string, name = 'edge', more = '') =>
  `---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: ${name}, namespace: shop${more}}, spec: ${spec}}\n`
const host = (name: string, ...paths: string[]) => `{host: ${name}, http: {paths: [${paths.join(', ')}]}}`
const edge = (listeners: string) =>
  `---\n{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: shop}, spec: {gatewayClassName: any, listeners: [${listeners}]}}\n`
const http = edge('{name: http, port: 80, protocol: HTTP}')
const route = (rules: string, more = 'hostnames: [a.example.com]', name = 'r') =>
  `---\n{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: ${name}, namespace: shop}, spec: {parentRefs: [{name: edge}], ${more}, rules: [${rules}]}}\n`
const to = (name: string, more = '') => `{name: ${name}, port: 80${more}}`
const other = svc('other', 'shop', '{clusterIP: 10.96.1.2, selector: {app: other}, ports: [{port: 80}]}')

// which rule of an Ingress or a route takes a request, and where it leads
test.each<[string, string, string?]>([
  ['the default backend', entry(`{defaultBackend: ${backend('web')}}`)],
  [
    'a default backend next to rules for other hosts',
    entry(
      `{defaultBackend: ${backend('web')}, rules: [${host('b.example.com', path('/', 'Prefix', 'other'))}]}`,
    ),
  ],
  [
    'a default backend that is no Service',
    entry('{defaultBackend: {resource: {apiGroup: x.example.com, kind: Bucket, name: b}}}'),
  ],
  ['no path takes it', entry(`{rules: [${host('a.example.com', path('/v2', 'Prefix'))}]}`)],
  ['no rule at all', entry('{}')],
  [
    'exact before prefix',
    entry(`{rules: [${host('a.example.com', path('/v1', 'Prefix', 'other'), path('/v1', 'Exact'))}]}`),
  ],
  [
    'the longer prefix',
    entry(`{rules: [${host('a.example.com', path('/', 'Prefix', 'other'), path('/v1', 'Prefix'))}]}`),
  ],
  [
    'a prefix of whole parts only',
    entry(`{rules: [${host('a.example.com', path('/v', 'Prefix'), path('/', 'Prefix', 'other'))}]}`),
  ],
  [
    'what the controller decides',
    entry(`{rules: [${host('a.example.com', path('/v', 'ImplementationSpecific'))}]}`),
  ],
  [
    'the same path twice',
    entry(`{rules: [${host('a.example.com', path('/v1', 'Prefix'))}]}`) +
      entry(`{rules: [${host('a.example.com', path('/v1', 'Prefix', 'other'))}]}`, 'second'),
  ],
  ['a wildcard host', entry(`{rules: [${host('"*.example.com"', path('/', 'Prefix'))}]}`)],
  [
    'a host before a wildcard',
    entry(
      `{rules: [${host('"*.example.com"', path('/', 'Prefix', 'other'))}, ${host('a.example.com', path('/', 'Prefix'))}]}`,
    ),
  ],
  ['a wildcard for one label only', entry(`{rules: [${host('"*.com"', path('/', 'Prefix'))}]}`)],
  ['a rule for every host', entry(`{rules: [{http: {paths: [${path('/', 'Prefix')}]}}]}`)],
  ['a rule without paths', entry('{rules: [{host: a.example.com}]}')],
  ['a port by its name', entry(`{defaultBackend: ${backend('web', '{name: http}')}}`)],
  ['a port that is not there', entry(`{defaultBackend: ${backend('web', '{number: 81}')}}`)],
  ['a Service that is not there', entry(`{defaultBackend: ${backend('wbe')}}`)],
  ['two backends', http + route(`{backendRefs: [${to('web')}, ${to('other')}]}`) + other],
  [
    'two of which one has the weight 0',
    http + route(`{backendRefs: [${to('web')}, ${to('other', ', weight: 0')}]}`) + other,
  ],
  ['all have the weight 0', http + route(`{backendRefs: [${to('web', ', weight: 0')}]}`)],
  ['no backend', http + route('{backendRefs: []}')],
  [
    'a redirect',
    http + route('{filters: [{type: RequestRedirect, requestRedirect: {scheme: https, statusCode: 301}}]}'),
  ],
  [
    'a backend that is no Service',
    http + route('{backendRefs: [{group: x.example.com, kind: Bucket, name: b}]}'),
  ],
  [
    'a mirror',
    http +
      route(
        `{filters: [{type: RequestMirror, requestMirror: {backendRef: ${to('other')}}}], backendRefs: [${to('web')}]}`,
      ),
  ],
  [
    'an exact path',
    http +
      route(
        `{matches: [{path: {type: Exact, value: /v1}}], backendRefs: [${to('other')}]}, {matches: [{path: {type: Exact, value: /v1/models}}], backendRefs: [${to('web')}]}`,
      ),
  ],
  [
    'a regular expression',
    http +
      route(
        `{matches: [{path: {type: RegularExpression, value: "/v[0-9]+/.*"}}], backendRefs: [${to('web')}]}`,
      ),
  ],
  [
    'a method',
    http + route(`{matches: [{method: POST}], backendRefs: [${to('other')}]}, {backendRefs: [${to('web')}]}`),
  ],
  [
    'a header',
    http +
      route(
        `{matches: [{headers: [{name: x, value: on-call}]}], backendRefs: [${to('other')}]}, {backendRefs: [${to('web')}]}`,
      ),
  ],
  [
    'a query',
    http +
      route(
        `{matches: [{queryParams: [{name: q, value: "1"}]}], backendRefs: [${to('other')}]}, {backendRefs: [${to('web')}]}`,
      ),
    'http://a.example.com/v1/models?q=1',
  ],
  [
    'of two routes the more specific host',
    http +
      route(`{backendRefs: [${to('other')}]}`, 'hostnames: ["*.example.com"]', 'wide') +
      route(`{backendRefs: [${to('web')}]}`),
  ],
  ['a route without hosts', http + route(`{backendRefs: [${to('web')}]}`, 'hostnames: []')],
  [
    'a listener of another host',
    edge('{name: b, port: 80, protocol: HTTP, hostname: b.example.com}') +
      route(`{backendRefs: [${to('web')}]}`),
  ],
  [
    'a listener of another port',
    edge('{name: b, port: 8080, protocol: HTTP}') + route(`{backendRefs: [${to('web')}]}`),
  ],
  [
    'a listener that ends TLS',
    edge('{name: s, port: 443, protocol: HTTPS, tls: {mode: Terminate}}') +
      route(`{backendRefs: [${to('web')}]}`),
    'https://a.example.com/v1/models',
  ],
  [
    'a listener of routes of another kind',
    edge('{name: http, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}') +
      route(`{backendRefs: [${to('web')}]}`),
  ],
  [
    'a section that the Gateway has not',
    http +
      route(`{backendRefs: [${to('web')}]}`).replace('{name: edge}]', '{name: edge, sectionName: other}]'),
  ],
  [
    'a backend with a policy for TLS',
    http +
      route(`{backendRefs: [${to('web')}]}`) +
      '---\n{apiVersion: gateway.networking.k8s.io/v1, kind: BackendTLSPolicy, metadata: {name: t, namespace: shop}, spec: {targetRefs: [{group: "", kind: Service, name: web, sectionName: http}], validation: {hostname: web.shop}}}\n',
  ],
  [
    'a controller that refuses',
    http +
      route(`{backendRefs: [${to('web')}]}`)
        .replace('rules:', 'x: y, rules:')
        .replace(
          '}}\n',
          '}, status: {parents: [{parentRef: {name: edge}, controllerName: c, conditions: [{type: Accepted, status: "False", reason: NotAllowedByListeners, message: no}]}]}}\n',
        ),
  ],
  [
    'a controller that refuses at another Gateway',
    http +
      route(`{backendRefs: [${to('web')}]}`).replace(
        '}}\n',
        '}, status: {parents: [{parentRef: {name: edge, namespace: other}, controllerName: c, conditions: [{type: Accepted, status: "False", reason: NotAllowedByListeners, message: no}]}]}}\n',
      ),
  ],
])('a request to an entry point: %s', (name, yaml, target = 'http://a.example.com/v1/models') => {
  for (const coverage of [complete, partial]) {
    const world = worldOfYaml((web + yaml).replace(/^---\n/, ''), [coverage])
    const traced = trace(world, { target, from: 'external', namespace: 'shop' })
    expectRecorded(
      `entry: ${name}, ${coverage.state}`,
      coverage === complete ? traceInFull(traced) : [`${traced.verdict.status}: ${traced.verdict.summary}`],
    )
  }
})
