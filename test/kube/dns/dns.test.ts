import { describe, expect, test } from '@jest/globals'
import { answerDns } from '../../../src/kube/dns/answer-dns.ts'
import type { DnsReply } from '../../../src/kube/dns/reply.ts'
import { partial, worldOf, worldOfYaml } from '../../world-of.ts'

// what was asked of a real CoreDNS (test/real/control-plane/dns.test.ts) and is not to be forgotten; names as in .svc.cluster.local

const zone = 'cluster.local.'

/** `NXDOMAIN`, `NODATA`, or the data of the records, sorted; `…` for records that are not known. */
function short({ rcode, answers, open }: DnsReply): string {
  if (rcode !== 'NOERROR') return rcode
  const data = answers.map((record) => record.data).toSorted()
  return [...data, ...(open === undefined ? [] : ['…'])].join(' | ') || 'NODATA'
}

const uid = 'seen-by-a-server'
const service = (namespace: string, name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, uid },
  spec,
})
const slice = (service: string, namespace: string, content: object) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${service}-1`, namespace, uid, labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  ...content,
})
const named = (hostname: string, address: string, ready = true) => ({
  hostname,
  addresses: [address],
  conditions: { ready },
})
const plain = (address: string, ready = true) => ({ addresses: [address], conditions: { ready } })
const alias = (name: string, externalName: string) =>
  service('test', name, { type: 'ExternalName', externalName })
const http = { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }

const cluster = [
  ...['test', 'prod', 'kube-system'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  })),
  service('test', 'api', {
    clusterIP: '10.96.1.1',
    clusterIPs: ['10.96.1.1'],
    selector: { app: 'api' },
    ports: [http],
  }),
  slice('api', 'test', {
    endpoints: [plain('10.244.1.10')],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  }),
  service('test', 'dual', {
    clusterIP: '10.96.1.2',
    clusterIPs: ['10.96.1.2', 'fd00::2'],
    ports: [{ port: 80 }],
  }),
  service('prod', 'db', { clusterIP: 'None', selector: { app: 'db' }, ports: [{ name: 'pg', port: 5432 }] }),
  slice('db', 'prod', {
    endpoints: [named('db-0', '10.244.2.10'), named('db-1', '10.244.2.11', false)],
    ports: [{ name: 'pg', port: 5432, protocol: 'TCP' }],
  }),
  service('test', 'web', { clusterIP: 'None', selector: { app: 'web' }, ports: [http] }),
  slice('web', 'test', {
    endpoints: [plain('10.244.1.10')],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  }),
  service('prod', 'down', { clusterIP: 'None', selector: { app: 'down' }, ports: [http] }),
  slice('down', 'prod', { endpoints: [plain('10.244.2.20', false)], ports: [{ name: 'http', port: 8080 }] }),
  service('test', 'portless', { clusterIP: 'None', selector: { app: 'portless' } }),
  slice('portless', 'test', { endpoints: [plain('10.244.1.30')], ports: [] }),
  slice('orphan', 'test', { endpoints: [plain('10.244.1.40')], ports: [{ name: 'x', port: 1 }] }),
  alias('ext', 'www.example.com'),
  alias('inner', 'api.test.svc.cluster.local'),
  alias('broken', 'nope.test.svc.cluster.local'),
  alias('short', 'api.test'),
  alias('address', '10.0.0.5'),
  alias('a', 'b.test.svc.cluster.local'),
  alias('b', 'a.test.svc.cluster.local'),
]
const world = worldOf(cluster)
const svc = (text: string) => (text.endsWith('.') ? text : `${text}.svc.${zone}`)

describe('the plugin kubernetes', () => {
  test.each([
    ['A', 'api.test', '10.96.1.1'],
    ['A', 'API.TEST', '10.96.1.1'],
    ['AAAA', 'api.test', 'NODATA'],
    ['A', 'nope.test', 'NXDOMAIN'],
    ['A', 'api.ghost', 'NXDOMAIN'],
    ['A', 'test', 'NODATA'],
    ['A', 'ghost', 'NXDOMAIN'],
    ['A', `svc.${zone}`, 'NODATA'],
    ['A', zone, 'NODATA'],
    ['A', `foo.${zone}`, 'NXDOMAIN'],
    ['A', 'db.prod', '10.244.2.10'],
    ['AAAA', 'db.prod', 'NODATA'],
    ['A', 'down.prod', 'NXDOMAIN'],
    ['AAAA', 'down.prod', 'NXDOMAIN'],
    ['SRV', 'down.prod', 'NXDOMAIN'],
    ['A', 'db-0.db.prod', '10.244.2.10'],
    ['A', 'db-1.db.prod', 'NXDOMAIN'],
    ['A', '10-244-2-10.db.prod', 'NXDOMAIN'],
    ['A', '10-244-1-10.web.test', '10.244.1.10'],
    ['A', '10-244-1-10.api.test', '10.244.1.10'],
    ['SRV', '_http._tcp.api.test', `0 100 80 api.test.svc.${zone}`],
    ['SRV', 'http.tcp.api.test', `0 100 80 api.test.svc.${zone}`],
    ['SRV', '_8080._tcp.api.test', 'NXDOMAIN'],
    ['SRV', '_http._udp.api.test', 'NXDOMAIN'],
    ['SRV', 'web.test', `0 100 8080 10-244-1-10.web.test.svc.${zone}`],
    ['A', 'portless.test', '10.244.1.30'],
    ['SRV', 'portless.test', 'NODATA'],
    ['A', 'ext.test', 'www.example.com. | …'],
    ['A', 'inner.test', `10.96.1.1 | api.test.svc.${zone}`],
    ['A', 'broken.test', 'NODATA'],
    ['CNAME', 'broken.test', `nope.test.svc.${zone}`],
    ['A', 'short.test', 'api.test. | …'],
    ['A', 'address.test', 'NXDOMAIN'],
    ['SRV', 'ext.test', 'NODATA'],
    ['SRV', '_http._tcp.ext.test', 'NXDOMAIN'],
    ['A', 'x.ext.test', 'NXDOMAIN'],
    ['A', 'a.test', 'NODATA'],
    ['PTR', '1.1.96.10.in-addr.arpa.', `api.test.svc.${zone}`],
    [
      'PTR',
      '10.1.244.10.in-addr.arpa.',
      `10-244-1-10.api.test.svc.${zone} | 10-244-1-10.web.test.svc.${zone}`,
    ],
    ['PTR', '40.1.244.10.in-addr.arpa.', `10-244-1-40.orphan.test.svc.${zone}`],
    ['PTR', '50.2.0.192.in-addr.arpa.', 'UNKNOWN'],
    ['A', `1-2-3-4.test.pod.${zone}`, '1.2.3.4'],
    ['A', `01-2-3-4.test.pod.${zone}`, 'NXDOMAIN'],
    ['AAAA', `fd00--1.test.pod.${zone}`, 'fd00::1'],
    ['A', `blah.test.pod.${zone}`, 'NXDOMAIN'],
    ['A', `1-2-3-4.ghost.pod.${zone}`, 'NXDOMAIN'],
    ['A', 'orphan.test', 'NXDOMAIN'],
    ['A', '*.test', 'NXDOMAIN'],
    ['A', 'dual.test', '10.96.1.2'],
    ['AAAA', 'dual.test', 'fd00::2'],
    ['SRV', 'dual.test', `0 50 80 dual.test.svc.${zone}`],
    ['A', 'a.b.c.api.test', 'NXDOMAIN'],
    ['TXT', `dns-version.${zone}`, '"1.1.0"'],
    ['TXT', 'api.test', 'NODATA'],
    ['TXT', 'test', 'NXDOMAIN'],
    ['SOA', zone, `ns.dns.${zone} hostmaster.${zone} * 7200 1800 86400 30`],
    ['SOA', 'nope.test', 'NODATA'],
    ['MX', 'api.test', 'NODATA'],
    ['ANY', 'api.test', 'NODATA'],
    ['ANY', 'nope.test', 'NXDOMAIN'],
    ['AXFR', zone, 'REFUSED'],
    ['A', 'example.com.', 'UNKNOWN'],
  ])('%s %s: %s', (type, name, expected) => {
    expect(short(answerDns(world, { name: svc(name), type }))).toBe(expected)
  })

  test('a name that cannot be asked for', () => {
    expect(answerDns(world, { name: 'a..b', type: 'A' }).rcode).toBe('UNKNOWN')
    expect(answerDns(world, { name: `${'x'.repeat(64)}.test`, type: 'A' }).rcode).toBe('UNKNOWN')
  })
})

describe('a World that does not hold everything', () => {
  const manifests = `
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{name: pg, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: db}]}}
`
  test.each([
    ['files', [partial], 'api.default', '…'],
    ['files', [partial], 'nope.default', 'UNKNOWN'],
    ['files', [partial], 'db.default', '…'],
    ['files', [partial], 'db-1.db.default', '…'],
    ['files', [partial], 'db-7.db.default', 'UNKNOWN'],
    ['all files', undefined, 'nope.default', 'NXDOMAIN'],
    ['all files', undefined, 'db-1.db.default', '…'],
    ['all files', undefined, 'db-7.db.default', 'NXDOMAIN'],
  ])('%s: A %s', (_, coverage, name, expected) => {
    expect(short(answerDns(worldOfYaml(manifests, coverage), { name: svc(name), type: 'A' }))).toBe(expected)
  })
})
