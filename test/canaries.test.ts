import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { redact } from '../src/kube/references/redact/redact.ts'
import { formatsOf, isTemplateFormat } from '../src/report/formats.ts'
import { svc } from './svc.ts'
import { worldOf } from './world-of.ts'

/** What could be secret, in every place where people put it: none of it gets into a snapshot, nor into what a command says. */

const work = mkdtempSync(join(tmpdir(), 'svc-canaries-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

let planted = 0
// what controllers and the kubelet say in a status is left out of a snapshot, and quoted without what is called a credential
let quotes = true
const quoted = () =>
  quotes
    ? canary()
    : `failed: password=${canary()} ran x --api-key ${canary()} --token=${canary()}, Authorization: Bearer ${canary()}, http://a:${canary()}@api:80/, {"secret": "${canary()}"}, eyJhbGciOi${canary()}`
const canary = () => `cAnary${planted++}Zq7`

const url = (host: string) => `http://${canary()}:${canary()}@${host}/${canary()}?q=${canary()}`
const annotations = () => ({
  'kapp.k14s.io/original': JSON.stringify({ apiVersion: 'v1', kind: 'X', data: { a: canary() } }),
  'objectset.rio.cattle.io/applied': canary(),
  'kubernetes.io/change-cause': `kubectl set env X=${canary()}`,
  'k3s.io/node-args': JSON.stringify(['server', '--token', canary()]),
  'vault.hashicorp.com/agent-inject-template-db': `{{ ${canary()} }} http://api.default.svc/${canary()}`,
  'nginx.ingress.kubernetes.io/configuration-snippet': `proxy_set_header Authorization "${canary()}";`,
  'nginx.ingress.kubernetes.io/auth-url': url('api.default.svc'),
  'alb.ingress.kubernetes.io/actions.x': JSON.stringify({
    fixedResponseConfig: { messageBody: canary() },
    forwardConfig: { targetGroups: [{ serviceName: 'api', servicePort: '80' }] },
  }),
  'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', annotations: { note: canary() } },
    spec: { ports: [{ port: 80 }], [canary()]: canary() },
  }),
})
const container = () => ({
  name: 'main',
  image: 'app',
  command: ['sh', '-c', `mysql -p${canary()} -u ${canary()} && run ${canary()} --token ${canary()}`],
  args: [`--url=${url('api:80')}`, `--password=${canary()}`, '--secret', canary(), canary(), `-p${canary()}`],
  env: [
    { name: 'API_URL', value: url('api:81') },
    { name: 'PASSWORD', value: canary() },
    { name: 'DSN', value: `user=${canary()} password=${canary()} host=api port=80` },
    { name: 'PLAIN', value: canary() },
    { name: 'MYSQL', value: `${canary()}:${canary()}@tcp(api:82)/${canary()}` },
    { name: 'WORDS', value: `${canary()} http://api:83/ ${canary()}` },
    { name: 'LINES', value: `${canary()}\nlogin ${canary()}\ncall api:84 as ${canary()}\n` },
    { name: 'JSON', value: JSON.stringify({ key: canary(), host: 'api', [canary()]: 1 }) },
  ],
  ports: [{ containerPort: 8080 }],
  livenessProbe: {
    httpGet: {
      path: `/healthz?key=${canary()}`,
      port: 8080,
      httpHeaders: [{ name: 'Authorization', value: canary() }],
    },
  },
  readinessProbe: { exec: { command: ['curl', '-H', canary(), url('api')] } },
  lifecycle: { preStop: { exec: { command: ['sh', '-c', canary()] } } },
})
const template = (name: string) => ({
  metadata: { labels: { app: name }, annotations: annotations() },
  spec: {
    containers: [container()],
    initContainers: [{ ...container(), name: 'init' }],
    volumes: [
      { name: 'a', csi: { driver: 'x', volumeAttributes: { key: canary() } } },
      { name: 'b', flexVolume: { driver: 'x', options: { key: canary() } } },
      { name: 'c', gitRepo: { repository: `https://${canary()}@example.com/x` } },
    ],
    imagePullSecrets: [{ name: 'pull' }],
  },
})
const meta = (name: string) => ({
  name,
  namespace: 'default',
  annotations: annotations(),
  managedFields: [{ manager: canary(), operation: 'Apply' }],
})
const workload = (kind: string, name: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: meta(name),
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...more },
  status: {
    conditions: [{ type: 'Progressing', status: 'False', reason: 'X', message: quoted() }],
    [canary()]: canary(),
  },
})
const waiting = () => ({ waiting: { reason: 'CrashLoopBackOff', message: quoted() } })

/** `unknown`: also in fields that no API knows, which lint names. */
const manifests = (unknown: boolean): object[] => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('api'),
    spec: {
      selector: { app: 'api' },
      ports: [{ port: 80, targetPort: 8080 }],
      ...(unknown ? { [canary()]: canary() } : {}),
    },
  },
  workload('Deployment', 'api'),
  workload('StatefulSet', 'db', {
    serviceName: 'db',
    volumeClaimTemplates: [
      { metadata: { name: 'x', annotations: { key: canary() } }, spec: { x: canary() } },
    ],
  }),
  workload('Deployment', 'client'),
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...meta('api-1'), labels: { app: 'api' } },
    spec: template('api').spec,
    status: {
      phase: 'Running',
      message: quoted(),
      podIPs: [{ ip: '10.1.0.4' }],
      conditions: [{ type: 'Ready', status: 'False', message: quoted() }],
      containerStatuses: [
        {
          name: 'main',
          ready: false,
          restartCount: 3,
          state: waiting(),
          lastState: { terminated: { exitCode: 1, message: quoted() } },
        },
      ],
    },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...meta('api-by-hand'),
      labels: { 'kubernetes.io/service-name': 'api' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.0.4'] }],
    ports: [{ name: '', port: 8080 }],
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: meta('settings'),
    data: {
      'a.conf': `# ${canary()}\npassword=${canary()}\nupstream ${url('api')};\nkey: ${canary()}\n${canary()}\n`,
      token: canary(),
      words: canary(),
      next: `http://api:85/${canary()}`,
      'b.conf': `login ${canary()}\nconnect ${canary()} api:86 ${canary()}\n${canary()}\n`,
    },
    binaryData: { x: canary() },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-proxy', namespace: 'kube-system' },
    data: {
      'config.conf': `mode: ipvs\nclientConnection: {token: ${canary()}}\n`,
      'kubeconfig.conf': canary(),
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data: {
      Corefile: `.:53 {\n  # ${canary()}\n  etcd {\n    credentials ${canary()} ${canary()}\n  }\n  kubernetes cluster.local\n}\n`,
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1', annotations: annotations() },
    spec: { providerID: canary() },
    status: { images: [{ names: [canary()] }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: meta('web'),
    spec: {
      rules: [
        {
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'api', port: { number: 82 } } } },
            ],
          },
        },
      ],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: meta('mesh'),
    spec: {
      hosts: ['api'],
      http: [
        {
          headers: { request: { set: { Authorization: canary() } } },
          match: [{ headers: { x: { exact: canary() } } }],
          route: [{ destination: { host: 'api' } }],
        },
      ],
    },
  },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: meta('l7'),
    spec: {
      endpointSelector: {},
      ingress: [{ toPorts: [{ rules: { http: [{ headers: [`X-Token: ${canary()}`] }] } }] }],
    },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: meta('metrics'),
    spec: {
      selector: {},
      endpoints: [
        {
          port: 'x',
          params: { key: [canary()] },
          proxyUrl: `http://${canary()}@p`,
          path: `/m?t=${canary()}`,
          oauth2: { clientId: canary() },
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'hooks', annotations: annotations() },
    webhooks: [
      {
        name: 'a.x.y',
        clientConfig: {
          service: { namespace: 'default', name: 'api', path: `/${canary()}` },
          caBundle: canary(),
        },
      },
      { name: 'b.x.y', clientConfig: { url: url('api.default.svc:8443') } },
    ],
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: meta('route'),
    spec: {
      parentRefs: [{ name: 'g' }],
      rules: [
        {
          matches: [
            {
              path: { value: '/v1' },
              headers: [{ name: 'x', value: canary() }],
              queryParams: [{ name: 'token', value: canary() }],
            },
          ],
          filters: [
            {
              type: 'RequestHeaderModifier',
              requestHeaderModifier: { set: [{ name: 'a', value: canary() }] },
            },
          ],
          backendRefs: [{ name: 'api', port: 80 }],
        },
      ],
    },
    status: {
      parents: [
        {
          parentRef: { name: 'g' },
          controllerName: 'x/y',
          conditions: [{ type: 'Accepted', status: 'True', reason: 'A', message: quoted() }],
        },
      ],
    },
  },
]

// a question asked in other words is told in other words, in each format the same
const isTold = (words: readonly string[], format: Parameters<typeof isTemplateFormat>[0]) =>
  !isTemplateFormat(format) &&
  (['text', 'json'].includes(format) || words.length < 2 || words[0] === 'api:81')

const found = (text: string) => [...new Set(text.match(/cAnary\d+Zq7/g))]

test('none gets into a snapshot', () => {
  planted = 0
  const world = worldOf(manifests(true))
  expect(planted).toBeGreaterThan(200)
  for (const { manifest, namespace = '' } of world.resources)
    expect([manifest.kind, found(JSON.stringify(redact(world, manifest, namespace)))]).toEqual([
      manifest.kind,
      [],
    ])
})

test('none gets into what a command says', async () => {
  quotes = false
  const file = join(work, 'all.json')
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests(false) }, null, 2))
  const broken = join(work, 'secret.yaml')
  writeFileSync(
    broken,
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: "${canary()}\n  other: ${canary()}\n`,
  )
  const yaml = join(work, 'all.yaml')
  writeFileSync(
    yaml,
    manifests(false)
      .map((manifest) => stringify(manifest, { aliasDuplicateObjects: false }))
      .join('---\n'),
  )
  const expectNone = (run: readonly string[], said: string) =>
    expect([...run, said.split('\n').filter((line) => found(line).length > 0)]).toEqual([...run, []])
  for (const format of formatsOf.lint) {
    const { stdout, stderr } = await svc(['lint', '-f', broken, '-o', format])
    expectNone(['lint', format], `${stdout}${stderr}`)
  }
  for (const words of [[], ['--complete']])
    for (const from of [file, yaml]) {
      const reports = from === file ? formatsOf.lint.filter((format) => format !== 'text') : []
      const outputs = ['text', ...reports.map((format) => `${format}=${join(work, format)}`)]
      const { stdout, stderr } = await svc([
        'lint',
        ...words,
        '-f',
        from,
        '-f',
        broken,
        ...outputs.flatMap((output) => ['-o', output]),
      ])
      expectNone(['lint', ...words, 'text'], `${stdout}${stderr}`)
      for (const format of reports)
        expectNone(['lint', ...words, format], readFileSync(join(work, format), 'utf8'))
    }
  for (const [command, words] of [
    ['trace', ['api', '--from', 'deploy/client']],
    ['trace', ['api:81', '--complete']],
    ['who', ['api']],
    ['endpoints', ['api']],
    ['endpoints', ['api', '--from', 'deploy/client']],
    ['ls', []],
  ] as const)
    for (const format of formatsOf[command].filter((each) => isTold(words, each)))
      for (const from of format === 'text' ? [file, yaml] : [file]) {
        const { stdout, stderr } = await svc([command, ...words, '-f', from, '-f', broken, '-o', format])
        expectNone([command, ...words, format], `${stdout}${stderr}`)
      }
  const jsonpath = await svc(['ls', '-f', file, '-o', 'jsonpath={.services}'])
  expect(found(jsonpath.stdout)).toEqual([])
})
