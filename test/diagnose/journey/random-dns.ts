import type { Random } from '../../real/random.ts'
import type { Manifest } from './random-world.ts'

const namespace = 'kube-system'
const labels = { 'k8s-app': 'kube-dns' }

/** What people add to a Corefile, and what of it is read elsewhere or not at all. */
const additions = [
  '',
  '',
  'rewrite name web.shop.svc.cluster.local api.shop.svc.cluster.local',
  'hosts {\n    10.96.0.11 web.shop.svc.cluster.local\n    fallthrough\n  }',
  'hosts {\n    192.0.2.77 partner.example.com\n    fallthrough\n  }',
  'template IN A legacy.shop.svc.cluster.local {\n    answer "{{ .Name }} 60 IN A 10.96.0.10"\n    fallthrough\n  }',
  'file /etc/coredns/example.db example.org',
  'acl {\n    block type A net 10.244.2.0/24\n  }',
]

/** DNS as clusters have it: none in sight, one that answers, one without a ready endpoint; with a cache on each node. */
export function dnsOf(random: Random): Manifest[] {
  const stub = random.below(4) === 0 ? 'data.svc.cluster.local:53 {\n  forward . 192.0.2.53\n}\n' : ''
  const corefile = `${stub}.:53 {\n  ${random.of(additions)}\n  kubernetes cluster.local in-addr.arpa {\n    pods insecure\n  }\n  forward . /etc/resolv.conf\n}\n`
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace },
    data: { Corefile: corefile },
  }
  if (random.below(3) === 0) return [config]
  return [config, ...serversOf(random), ...(random.below(8) === 0 ? [nodeLocal] : [])]
}

function serversOf(random: Random): Manifest[] {
  const ready = random.below(4) > 0
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace, labels },
      spec: {
        clusterIP: '10.96.0.2',
        clusterIPs: ['10.96.0.2'],
        ipFamilies: ['IPv4'],
        selector: labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53 },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'coredns-1', namespace, labels },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
      status: {
        phase: 'Running',
        podIP: '10.244.3.2',
        podIPs: [{ ip: '10.244.3.2' }],
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    },
  ]
}

const nodeLocal: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'node-local-dns', namespace },
  spec: {
    selector: { matchLabels: { 'k8s-app': 'node-local-dns' } },
    template: {
      metadata: { labels: { 'k8s-app': 'node-local-dns' } },
      spec: {
        hostNetwork: true,
        containers: [{ name: 'cache', image: 'i', args: ['-localip', '169.254.20.10,10.96.0.2'] }],
      },
    },
  },
}
