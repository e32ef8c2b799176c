import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lookup, type Lookup } from '../../../src/kube/dns/resolver/lookup.ts'
import { podResolver } from '../../../src/kube/dns/resolver/pod-resolver.ts'
import { formatResolvConf } from '../../../src/kube/dns/resolver/resolv-conf.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { recordedIn } from '../../recorded.ts'
import { complete, partial, worldOf } from '../../world-of.ts'
import { corefile, names, world } from './lookup-world.ts'

const resolvers = ['glibc', 'musl', 'go'] as const
const expectRecorded = recordedIn(join(import.meta.dirname, 'lookups-in-words.txt'))

function line({ queries, outcome }: Lookup): string {
  const asked = queries.filter(({ type }) => type === 'A').map(({ name }) => name)
  const told = outcome.kind === 'addresses' ? outcome.addresses.join(' ') : outcome.kind
  return `${asked.join(' ')} → ${told}`
}

// test/real/control-plane/resolvers.test.ts compares these lists with what the libraries send; A and AAAA of each name
test('what each resolver asks for each name', () => {
  const file = join(import.meta.dirname, 'lookups.txt')
  const from = { namespace: 'test' }
  const nodeResolvConf = 'search corp.test'
  const text = names
    .flatMap((name) =>
      resolvers.map(
        (resolver) =>
          `${resolver} ${name}: ${line(lookup(world, { from, name, resolver, corefile, nodeResolvConf }))}\n`,
      ),
    )
    .join('')
  if (process.env['UPDATE']) writeFileSync(file, text)
  expect(text).toBe(readFileSync(file, 'utf8'))
})

// a zone whose questions get no answer at all
const withDropped = `${corefile}\ndropped.svc.cluster.local dropped.test {\n  acl {\n    drop\n  }\n  whoami\n}\n`

test.each([complete, partial])('what becomes of each name, in words: %j', (coverage) => {
  const there = buildWorld({ resources: world.resources, coverage: [coverage] })
  const from = { namespace: 'test' }
  const all = [...names, 'a.dropped.test', 'a.dropped.test.', 'dropped']
  for (const resolver of resolvers) {
    const lines = all.map((name) => {
      const { queries, outcome } = lookup(there, {
        from,
        name,
        resolver,
        corefile: withDropped,
        nodeResolvConf: 'search corp.test',
      })
      const { kind, because } = outcome
      const found =
        outcome.kind === 'addresses'
          ? ` ${outcome.name} ${outcome.addresses.join(' ')}${outcome.open === undefined ? '' : ` (open: ${outcome.open})`}`
          : ''
      return `${name} ${kind}${found} after ${queries.length}: ${because}`
    })
    expectRecorded(`${resolver}, ${coverage.state}`, lines)
  }
})

const node = 'nameserver 192.0.2.1\nsearch corp.example.\noptions edns0\n'

describe('the resolver configuration of a pod', () => {
  const cluster = [
    'search test.svc.cluster.local svc.cluster.local cluster.local corp.example',
    'nameserver 10.96.0.10',
    'options ndots:5',
  ]
  const own = ['search corp.example', 'nameserver 192.0.2.1', 'options edns0']
  const option = (name: string, value?: string) => ({ name, ...(value === undefined ? {} : { value }) })
  const long = (length: number) => 'a'.repeat(length)
  test.each([
    ['nothing said', {}, cluster],
    ['ClusterFirst', { dnsPolicy: 'ClusterFirst' }, cluster],
    ['ClusterFirst on the host network', { dnsPolicy: 'ClusterFirst', hostNetwork: true }, own],
    ['ClusterFirstWithHostNet', { dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true }, cluster],
    ['Default', { dnsPolicy: 'Default' }, own],
    [
      'None',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.9'], searches: ['x.test'] } },
      ['search x.test', 'nameserver 192.0.2.9'],
    ],
    [
      'dnsConfig comes behind, and its options win',
      {
        dnsConfig: {
          nameservers: ['192.0.2.9', '10.96.0.10'],
          searches: ['svc.cluster.local', 'y.test'],
          options: [option('ndots', '2'), option('rotate')],
        },
      },
      [`${cluster[0]} y.test`, 'nameserver 10.96.0.10', 'nameserver 192.0.2.9', 'options ndots:2 rotate'],
    ],
    [
      'three nameservers at most',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] } },
      ['nameserver 192.0.2.1', 'nameserver 192.0.2.2', 'nameserver 192.0.2.3'],
    ],
    [
      'no suffix above 253 characters',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'], searches: [long(254), long(253)] } },
      [`search ${long(253)}`, 'nameserver 192.0.2.1'],
    ],
    [
      'the first 32 suffixes, and of these none above 253 characters',
      {
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['192.0.2.1'],
          searches: [long(254), ...Array.from({ length: 31 }, (_, index) => `s${index}`), 'left-out'],
        },
      },
      [`search ${Array.from({ length: 31 }, (_, index) => `s${index}`).join(' ')}`, 'nameserver 192.0.2.1'],
    ],
  ])('%s', (_, spec, expected) => {
    const conf = podResolver(world, { namespace: 'test', spec }, node)
    expect('unknown' in conf ? conf.unknown : formatResolvConf(conf).trim().split('\n')).toEqual(expected)
  })

  test('what is not known is said', () => {
    const unknown = (spec: object) => podResolver(world, { namespace: 'test', spec })
    expect(unknown({ dnsPolicy: 'Default' })).toMatchObject({
      unknown: expect.stringContaining('resolv.conf'),
    })
    expect(unknown({ os: { name: 'windows' } })).toMatchObject({
      unknown: expect.stringContaining('Windows'),
    })
    expect(unknown({})).toMatchObject({ moreSearch: expect.stringContaining('resolv.conf') })
    expect(podResolver(world, { namespace: 'test', onNode: true })).toMatchObject({
      unknown: expect.anything(),
    })
  })

  test('kubeadm stores the cluster domain and the address of DNS', () => {
    const data = {
      kubelet:
        'apiVersion: kubelet.config.k8s.io/v1beta1\nclusterDNS:\n- 10.10.0.10\nclusterDomain: acme.test\n',
    }
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kubelet-config', namespace: 'kube-system' },
      data,
    }
    const conf = podResolver(worldOf([config]), { namespace: 'a' })
    expect(conf).toMatchObject({
      nameservers: ['10.10.0.10'],
      search: ['a.svc.acme.test', 'svc.acme.test', 'acme.test'],
    })
  })
})

describe('the names in /etc/hosts of a pod', () => {
  const local = { 'localhost.': ['127.0.0.1', '::1'], 'ip6-localhost.': ['::1'], 'ip6-loopback.': ['::1'] }
  const alias = (ip: string, ...hostnames: string[]) => ({ ip, hostnames })
  const addresses = ['10.244.1.9', 'fd00::9']
  test.each([
    ['its own', { name: 'web-0', addresses }, { ...local, 'web-0.': addresses }],
    [
      'hostname and subdomain',
      { name: 'web-0', addresses, spec: { hostname: 'me', subdomain: 'peers' } },
      { ...local, 'me.peers.test.svc.cluster.local.': addresses, 'me.': addresses },
    ],
    [
      'an override counts alone',
      { addresses, spec: { hostname: 'me', subdomain: 'peers', hostnameOverride: 'other.example' } },
      { ...local, 'other.example.': addresses },
    ],
    [
      'no more than 63 characters, and none of them a dash at the end',
      { name: `${'a'.repeat(62)}-bc`, addresses },
      { ...local, [`${'a'.repeat(62)}.`]: addresses },
    ],
    ['of a template its names are not known', {}, local],
    [
      'aliases add up',
      { spec: { hostAliases: [alias('192.0.2.7', 'api', 'both'), alias('192.0.2.8', 'both')] } },
      { ...local, 'api.': ['192.0.2.7'], 'both.': ['192.0.2.7', '192.0.2.8'] },
    ],
    [
      'on the host network the aliases alone',
      { name: 'web-0', addresses, spec: { hostNetwork: true, hostAliases: [alias('192.0.2.7', 'api')] } },
      { 'api.': ['192.0.2.7'] },
    ],
  ])('%s', (_, client, expected) => {
    const conf = podResolver(world, { namespace: 'test', ...client }, node)
    expect('unknown' in conf ? conf : Object.fromEntries(conf.hosts)).toEqual(expected)
  })
})

test('glibc goes on to the search list after a refusal of the name as typed', () => {
  const spec = { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } }
  const from = { namespace: 'test', spec }
  const asked = lookup(world, {
    from,
    name: 'x.refused.test',
    resolver: 'glibc',
    corefile,
    nodeResolvConf: '',
  })
  expect(line(asked)).toBe(
    'x.refused.test. x.refused.test.test.svc.cluster.local. x.refused.test.svc.cluster.local. x.refused.test.cluster.local. → try-again',
  )
})

test('aliases of the host and addresses are not asked for', () => {
  const from = { namespace: 'test', spec: { hostAliases: [{ ip: '10.9.9.9', hostnames: ['api'] }] } }
  expect(lookup(world, { from, name: 'API', resolver: 'go' })).toMatchObject({
    queries: [],
    outcome: { addresses: ['10.9.9.9'] },
  })
  expect(lookup(world, { from, name: 'fd00::0:1', resolver: 'musl' }).outcome).toMatchObject({
    addresses: ['fd00::1'],
  })
})

test.each([
  ['api', ['glibc', 'musl', 'go']],
  ['Api', ['glibc', 'go']],
  ['api.', []],
  ['alias.example', ['glibc', 'musl', 'go']],
  ['alias.example.', ['go']],
])('%s is in the hosts file for %j', (name, expected) => {
  const from = {
    namespace: 'test',
    spec: { hostAliases: [{ ip: '10.9.9.9', hostnames: ['api', 'alias.example'] }] },
  }
  const found = resolvers.filter((resolver) => lookup(world, { from, name, resolver }).queries.length === 0)
  expect(found).toEqual(expected)
})

test('glibc takes the first line of the hosts file, the others all', () => {
  const hostAliases = ['10.9.9.8', '10.9.9.9'].map((ip) => ({ ip, hostnames: ['twice'] }))
  const from = { namespace: 'test', spec: { hostAliases } }
  const found = resolvers.map((resolver) => lookup(world, { from, name: 'twice', resolver }).outcome)
  expect(found).toMatchObject([
    { addresses: ['10.9.9.8'] },
    { addresses: ['10.9.9.8', '10.9.9.9'] },
    { addresses: ['10.9.9.8', '10.9.9.9'] },
  ])
})

test('any text is looked up, in no time', () => {
  const from = { namespace: 'test' }
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300 }),
      fc.constantFrom(...resolvers),
      (name, resolver) => void lookup(world, { from, name, resolver }),
    ),
  )
})
