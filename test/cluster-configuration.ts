import type { Random } from './real/random.ts'

/** What of a cluster decides how Services work without being one: who handles them, names, meshes, and by-the-way secrets in all of it. */

const secret = 'hunter2'
const maybe = (random: Random, object: () => object): object[] => (random.below(2) === 0 ? [object()] : [])
const system = (name: string) => ({ name, namespace: 'kube-system' })

/** Objects that are drawn to be added to a World; the same ones for the same numbers. */
export function clusterConfigurationOf(random: Random): object[] {
  return [
    ...maybe(random, () => kubeProxy(random)),
    ...(random.below(3) === 0 ? otherProxier(random) : []),
    ...maybe(random, () => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: system('kubelet-config'),
      data: {
        kubelet: `authentication: {token: ${secret}}\nclusterDomain: ${random.of(['cluster.local', '"corp.example"'])}\nclusterDNS:\n- ${random.of(['10.96.0.10', '10.96.0.53'])}\n`,
      },
    })),
    ...meshOf(random),
    ...maybe(random, () => ciliumPolicy(random)),
    ...maybe(random, () => handWritten(random)),
    ...maybe(random, () => settingsOf(random)),
  ]
}

function kubeProxy(random: Random): object {
  const narrowed = random.of([
    '',
    'nodePortAddresses: null\n',
    'nodePortAddresses: [primary]\n',
    'nodePortAddresses:\n- 192.0.2.0/24\n- 127.0.0.0/8\n',
    'nodePortAddresses: ["198.51.100.0/24"]\n',
  ])
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: system('kube-proxy'),
    data: {
      'config.conf': `bindAddress: 0.0.0.0\nclientConnection: {token: ${secret}}\nmode: ${random.of(['""', 'ipvs', 'iptables', '"nftables"'])}\n${narrowed}`,
      'kubeconfig.conf': `users: [{token: ${secret}}]`,
    },
  }
}

function agent(name: string, container: object): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: system(name),
    spec: {
      selector: { matchLabels: { agent: name } },
      template: {
        metadata: { labels: { agent: name }, annotations: { note: secret } },
        spec: { containers: [{ name: 'agent', image: 'agent', ...container }] },
      },
    },
  }
}

function otherProxier(random: Random): object[] {
  const token = { name: 'API_TOKEN', value: secret }
  return random.of([
    [
      agent('cilium', { env: [token] }),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: system('cilium-config'),
        data: {
          'kube-proxy-replacement': random.of(['true', 'false', 'strict', 'disabled']),
          'etcd-config': `password: ${secret}`,
        },
      },
    ],
    [agent('cilium', {})],
    [
      agent('kube-router', {
        args: [
          '--run-router=true',
          `--run-service-proxy${random.of(['', '=true', '=false'])}`,
          `--token=${secret}`,
        ],
      }),
    ],
    [
      agent('calico-node', {
        env: [token, { name: 'FELIX_BPFENABLED', value: random.of(['true', 'false']) }],
      }),
    ],
    [agent('antrea-agent', {})],
  ])
}

function meshOf(random: Random): object[] {
  if (random.below(2) === 0) return []
  const metadata = { name: 'mesh', namespace: random.of(['shop', 'data']) }
  const host = random.of(['web', 'web.shop.svc.cluster.local', 'api.data', 'gone'])
  return [
    ...maybe(random, () => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata,
      spec: { mtls: { mode: random.of(['STRICT', 'PERMISSIVE', 'DISABLE']) } },
    })),
    ...maybe(random, () => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata,
      spec: {
        action: random.of(['ALLOW', 'DENY']),
        ...(random.below(2) === 0 ? {} : { selector: { matchLabels: { app: 'web' } } }),
        rules: random.of([
          [],
          [{}],
          [{ from: [{ source: { namespaces: ['shop'] } }], to: [{ operation: { ports: ['8080'] } }] }],
          [{ when: [{ key: 'request.headers[x-token]', values: [secret] }] }],
        ]),
      },
    })),
    ...maybe(random, () => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {
        hosts: [host],
        http: [
          {
            match: [{ headers: { authorization: { exact: secret } } }],
            headers: { request: { set: { 'x-key': secret } } },
            route: [
              {
                destination: { host, subset: random.of(['v1', 'v2']), port: { number: random.of([80, 81]) } },
              },
            ],
          },
        ],
      },
    })),
    ...maybe(random, () => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata,
      spec: { host, subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
    })),
    ...maybe(random, () => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata,
      spec: {
        hosts: [random.of(['example.com', 'gone'])],
        ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      },
    })),
  ]
}

function ciliumPolicy(random: Random): object {
  const http = [{ method: 'GET', path: `/v1/${secret}`, headers: [`X-Token: ${secret}`] }]
  return {
    apiVersion: 'cilium.io/v2',
    kind: random.of(['CiliumNetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy']),
    metadata: { name: 'l7', namespace: 'shop' },
    spec: {
      endpointSelector: random.of([
        {},
        { matchLabels: { app: 'web' } },
        { matchLabels: { 'k8s:app': 'api' } },
      ]),
      ingress: [
        {
          fromEndpoints: random.of([[{}], [{ matchLabels: { role: 'client' } }]]),
          toPorts: [
            {
              ports: [{ port: random.of(['8080', '80', 'http']), protocol: 'TCP' }],
              ...(random.below(2) === 0 ? {} : { rules: { http } }),
            },
          ],
        },
      ],
    },
  }
}

/** An EndpointSlice that people keep, with what they write next to it. */
function handWritten(random: Random): object {
  const service = random.of(['web', 'api', 'old'])
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service}-by-hand`,
      namespace: random.of(['shop', 'data']),
      labels: {
        'kubernetes.io/service-name': service,
        ...(random.below(2) === 0 ? {} : { 'endpointslice.kubernetes.io/managed-by': 'people' }),
      },
      annotations: { password: secret },
    },
    addressType: random.of(['IPv4', 'IPv6', 'FQDN']),
    ports: [{ name: random.of(['http', '']), port: random.of([8080, 9090]), protocol: 'TCP' }],
    endpoints: [
      {
        addresses: [random.of(['10.244.0.5', '192.0.2.200', 'fd00::7', 'db.example.com'])],
        conditions: { ready: random.below(3) > 0 },
        hostname: 'a',
      },
    ],
  }
}

function settingsOf(random: Random): object {
  const host = random.of(['web', 'api.data', 'web.shop.svc', 'gone.shop.svc'])
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'shop' },
    data: {
      url: `http://user:${secret}@${host}:${random.of([80, 81])}/${secret}?key=${secret}`,
      'app.conf': `password = ${secret}\nupstream ${host}:80;\n# ${secret}\n`,
      'prometheus.yml': `scrape_configs: [{authorization: {credentials: ${secret}}, static_configs: [{targets: ["${host}:8080"]}]}]`,
    },
  }
}
