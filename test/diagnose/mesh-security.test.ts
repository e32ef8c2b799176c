import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { trace } from '../../src/trace/trace.ts'
import { complete, partial, worldOfYaml } from '../world-of.ts'
import { recordedIn } from '../recorded.ts'
import { traceInFull } from '../trace-in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'mesh-security.txt'))

const pod = (name: string, ns: string, ip: string, more = '', containers = '') => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${ns}, labels: {app: ${name}}}
spec: {nodeName: n1, ${more}containers: [{name: c, image: registry.example/x, ports: [{containerPort: 8080}]}${containers}]}
status: {phase: Running, podIP: ${ip}, podIPs: [{ip: ${ip}}], conditions: [{type: Ready, status: "True"}]}
`
const proxy = ', {name: istio-proxy, image: istio/proxyv2}'
const web = (containers = proxy) => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: mesh}
spec: {clusterIP: 10.96.0.9, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
${pod('web', 'mesh', '10.1.0.5', '', containers)}`
const security = (kind: string, ns: string, spec: string) => `---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: {name: p, namespace: ${ns}}
spec: ${spec}
`
const strict = security('PeerAuthentication', 'mesh', '{mtls: {mode: STRICT}}')
const plain = pod('client', 'other', '10.1.0.6')
const meshed = pod('client', 'other', '10.1.0.6', 'serviceAccountName: shop, ', proxy)
const allow = (rules: string) => security('AuthorizationPolicy', 'mesh', `{rules: ${rules}}`)
const deny = (rules: string) => security('AuthorizationPolicy', 'mesh', `{action: DENY, rules: ${rules}}`)

test.each<[string, string, string, string?]>([
  ['STRICT, and a client without a proxy', web() + plain + strict, 'broken'],
  ['STRICT, and a client with one', web() + meshed + strict, 'works'],
  ['STRICT, and pods without one', web('') + plain + strict, 'works'],
  [
    'STRICT of the mesh',
    web() + plain + strict.replace('namespace: mesh', 'namespace: istio-system'),
    'broken',
  ],
  [
    'STRICT of another namespace',
    web() + plain + strict.replace('namespace: mesh', 'namespace: third'),
    'works',
  ],
  [
    'STRICT but for this port',
    web() +
      plain +
      security(
        'PeerAuthentication',
        'mesh',
        '{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {"8080": {mode: PERMISSIVE}}}',
      ),
    'works',
  ],
  [
    'STRICT for this port',
    web() +
      plain +
      security(
        'PeerAuthentication',
        'mesh',
        '{selector: {matchLabels: {app: web}}, portLevelMtls: {"8080": {mode: STRICT}}}',
      ),
    'broken',
  ],
  [
    'STRICT for other pods',
    web() +
      plain +
      security('PeerAuthentication', 'mesh', '{selector: {matchLabels: {app: db}}, mtls: {mode: STRICT}}'),
    'works',
  ],
  ['STRICT, and the API server', web() + strict, 'broken', 'apiserver'],
  ['nothing is allowed', web() + meshed + security('AuthorizationPolicy', 'mesh', '{}'), 'broken'],
  ['everything is allowed', web() + meshed + allow('[{}]'), 'works'],
  [
    'everything is denied',
    web() + meshed + allow('[{}]') + deny('[{}]').replace('name: p', 'name: q'),
    'broken',
  ],
  [
    'another namespace is allowed',
    web() + meshed + allow('[{from: [{source: {namespaces: [third]}}]}]'),
    'broken',
  ],
  [
    'its namespace is allowed',
    web() + meshed + allow('[{from: [{source: {namespaces: ["oth*"]}}]}]'),
    'works',
  ],
  [
    'its namespace, and it has no certificate',
    web() + plain + allow('[{from: [{source: {namespaces: [other]}}]}]'),
    'broken',
  ],
  [
    'its account is allowed',
    web() + meshed + allow('[{from: [{source: {principals: ["cluster.local/ns/other/sa/shop"]}}]}]'),
    'works',
  ],
  [
    'another account is allowed',
    web() + meshed + allow('[{from: [{source: {principals: ["cluster.local/ns/other/sa/default"]}}]}]'),
    'broken',
  ],
  ['another port is allowed', web() + meshed + allow('[{to: [{operation: {ports: ["80"]}}]}]'), 'broken'],
  [
    'a method, which is not known',
    web() + meshed + allow('[{to: [{operation: {methods: [GET]}}]}]'),
    'works',
  ],
  [
    'a method is denied, which is not known',
    web() + meshed + deny('[{to: [{operation: {methods: [DELETE]}}]}]'),
    'works',
  ],
  [
    'policies of a waypoint',
    web() + meshed + security('AuthorizationPolicy', 'mesh', '{targetRefs: [{kind: Service, name: web}]}'),
    'works',
  ],
])('%s', (name, yaml, status, from = 'other/pod/client') => {
  for (const coverage of [complete, partial]) {
    const traced = trace(worldOfYaml(yaml, [coverage]), {
      target: 'http://web.mesh',
      from,
      namespace: 'mesh',
    })
    const { verdict, assumptions } = traced
    if (coverage === complete) expectRecorded(name, traceInFull(traced))
    expect(verdict.status).toBe(status)
    // what depends on the request is said
    if (yaml.includes('methods')) expect(assumptions?.join()).toContain('AuthorizationPolicy mesh/p')
  }
})
