import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lookup, type Lookup } from '../../src/kube/dns/resolver/lookup.ts'
import { podResolver } from '../../src/kube/dns/resolver/pod-resolver.ts'
import { formatResolvConf } from '../../src/kube/dns/resolver/resolv-conf.ts'
import { worldOf } from '../world-of.ts'
import { corefile, names, world } from './lookup-world.ts'

const resolvers = ['glibc', 'musl', 'go'] as const

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

describe('the resolver configuration of a pod', () => {
  const node = 'nameserver 192.0.2.1\nsearch corp.example.\noptions edns0\n'
  const cluster = [
    'nameserver 10.96.0.10',
    'search test.svc.cluster.local svc.cluster.local cluster.local corp.example',
    'options ndots:5',
  ]
  const own = ['nameserver 192.0.2.1', 'search corp.example', 'options edns0']
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
      ['nameserver 192.0.2.9', 'search x.test'],
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
      ['nameserver 10.96.0.10', 'nameserver 192.0.2.9', `${cluster[1]} y.test`, 'options ndots:2 rotate'],
    ],
    [
      'three nameservers at most',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'] } },
      ['nameserver 192.0.2.1', 'nameserver 192.0.2.2', 'nameserver 192.0.2.3'],
    ],
    [
      'no suffix above 253 characters',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'], searches: [long(254), long(253)] } },
      ['nameserver 192.0.2.1', `search ${long(253)}`],
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
