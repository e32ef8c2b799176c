import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { answerDns } from '../../../src/kube/dns/answer-dns.ts'
import { pluginFacts } from '../../../src/kube/dns/coredns/block.ts'
import { parseCorefile } from '../../../src/kube/dns/corefile/parse.ts'
import { readZoneKey } from '../../../src/kube/dns/corefile/zones.ts'
import type { Coverage } from '../../../src/world/coverage.ts'
import { recordedIn } from '../../recorded.ts'
import { complete, partial, worldOf } from '../../world-of.ts'

const folder = join(import.meta.dirname, 'corefiles')
const expectRecorded = recordedIn(join(import.meta.dirname, 'corefile.txt'))
const uid = 'seen'
const service = (name: string, spec: object, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', uid, labels },
  spec,
})
const read = (file: string) => readFileSync(join(folder, file), 'utf8').replaceAll('NAMESPACE', 'shop')
const files = readdirSync(folder).filter((file) => !/\.(Corefile|txt)$/.test(file))
const sliceOf = (name: string, addressType: string, endpoints: readonly object[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `${name}-${addressType}`,
    namespace: 'shop',
    uid,
    labels: { 'kubernetes.io/service-name': name },
  },
  addressType,
  endpoints,
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
})
const podAt = (name: string, ip: string, metadata: object, phase: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, ...metadata },
  spec: { containers: [{ name: 'c' }] },
  status: { phase, podIP: ip, podIPs: [{ ip }] },
})
const world = worldOf([
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop' } },
  },
  service('s0', {
    clusterIP: '10.96.1.1',
    clusterIPs: ['10.96.1.1'],
    selector: { app: 's0' },
    ports: [{ name: 'http', port: 80 }],
  }),
  service('by-hand', { clusterIP: 'None', ports: [{ name: 'http', port: 8080 }] }, { tier: 'x' }),
  service('alias-0', { type: 'ExternalName', externalName: 's0.shop.svc.cluster.local' }),
  sliceOf('by-hand', 'IPv4', [
    { addresses: ['10.77.0.1'], hostname: 'h0' },
    { addresses: ['10.77.0.2'], targetRef: { kind: 'Pod', name: 'p2' } },
  ]),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    // the files are next to a Corefile; each test gives its own
    data: { Corefile: '', ...Object.fromEntries(files.map((file) => [file, read(file)])) },
  },
  service('both', {
    clusterIP: '10.96.1.2',
    clusterIPs: ['10.96.1.2', 'fd00:96::2'],
    ipFamilies: ['IPv4', 'IPv6'],
    selector: { app: 'both' },
    ports: [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ],
  }),
  service('bare', { clusterIP: 'None', selector: { app: 'bare' }, ports: [{ name: 'http', port: 80 }] }),
  sliceOf('bare', 'IPv4', [
    { addresses: ['10.77.0.3'], conditions: { ready: true } },
    { addresses: ['10.77.0.4'], conditions: { ready: false, serving: false } },
  ]),
  sliceOf('bare', 'IPv6', [{ addresses: ['fd00:77::3'], conditions: { ready: true } }]),
  podAt('running', '10.77.0.5', {}, 'Running'),
  podAt('completed', '10.77.0.6', {}, 'Succeeded'),
  podAt('terminating', '10.77.0.7', { deletionTimestamp: '2026-01-01T00:00:00Z' }, 'Running'),
  podAt('six', 'fd00:77::5', {}, 'Running'),
])
const always = [
  's0.shop.svc.cluster.local.',
  '_http._tcp.s0.shop.svc.cluster.local.',
  '_http._udp.s0.shop.svc.cluster.local.',
  'both.shop.svc.cluster.local.',
  'by-hand.shop.svc.cluster.local.',
  'h0.by-hand.shop.svc.cluster.local.',
  'p2.by-hand.shop.svc.cluster.local.',
  'bare.shop.svc.cluster.local.',
  '10-77-0-3.bare.shop.svc.cluster.local.',
  'alias-0.shop.svc.cluster.local.',
  'nope.shop.svc.cluster.local.',
  's0.nope.svc.cluster.local.',
  'shop.svc.cluster.local.',
  'svc.cluster.local.',
  'cluster.local.',
  'dns-version.cluster.local.',
  'shop.pod.cluster.local.',
  '10-77-0-1.shop.pod.cluster.local.',
  '10-77-0-5.shop.pod.cluster.local.',
  '10-77-0-6.shop.pod.cluster.local.',
  '10-77-0-7.shop.pod.cluster.local.',
  'fd00-77--5.shop.pod.cluster.local.',
  'no-address.shop.pod.cluster.local.',
  '1.1.96.10.in-addr.arpa.',
  '1.0.77.10.in-addr.arpa.',
  '5.0.77.10.in-addr.arpa.',
  'example.com.',
]
const few = ['A', 'AAAA', 'SRV', 'PTR', 'ANY']
const many = [...few, 'MX', 'TXT', 'SOA', 'NS', 'CNAME', 'HTTPS', 'DS']

/** What a question is answered, in a line; the questions for all types that are answered alike are one line. */
function answersTo(name: string, types: readonly string[], corefile: string, there = world): string[] {
  const byAnswer = new Map<string, string[]>()
  for (const type of types) {
    const reply = answerDns(there, { name, type, corefile, client: '127.0.0.1' })
    const { rcode, answers, open, forwardedTo, because } = reply
    const data = answers.map(
      (record) => `${record.name === name ? '' : `${record.name} `}${record.type} ${record.data}`,
    )
    const code = forwardedTo === undefined ? rcode : 'FORWARDED'
    const text = [code, ...data, ...(open === undefined ? [] : ['…'])].join(' | ')
    const answer = `${text} (${because})`
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), type])
  }
  return [...byAnswer].map(([answer, alike]) => {
    const word = alike.length === types.length ? 'any type' : alike.join(',')
    return `${name} ${word}: ${answer}\n`
  })
}

// test/real/control-plane/corefiles.test.ts holds the same Corefiles against a real CoreDNS that runs with each
test.each(readdirSync(folder).filter((file) => file.endsWith('.Corefile')))('%s', (file) => {
  const corefile = read(file)
  const asked = corefile.match(/^# ask: (.*)$/m)?.[1] ?? ''
  const lines = [
    ...words(asked.toLowerCase()).flatMap((name) => answersTo(name, many, corefile)),
    ...always.flatMap((name) => answersTo(name, few, corefile)),
  ]
  const path = join(folder, file.replace('.Corefile', '.txt'))
  if (process.env['UPDATE']) writeFileSync(path, lines.join(''))
  expect(lines.join('')).toBe(readFileSync(path, 'utf8'))
})

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

describe('the parser', () => {
  const parsed = (text: string) => parseCorefile(text, () => ({ unknown: 'not in sight' }))
  test.each([
    ['. {\n log\n}', { blocks: [{ keys: ['.'], directives: [{ name: 'log', args: [], lines: [] }] }] }],
    ['.:53 a.test,\nb.test {\n}', { blocks: [{ keys: ['.:53', 'a.test', 'b.test'], directives: [] }] }],
    [
      '. {\n x "a b" "c\\"d" e#f\n}',
      { blocks: [{ keys: ['.'], directives: [{ name: 'x', args: ['a b', 'c"d', 'e'], lines: [] }] }] },
    ],
    [
      '. {\n k a {\n  p q\n  r\n }\n}',
      { blocks: [{ keys: ['.'], directives: [{ name: 'k', args: ['a'], lines: [['p', 'q'], ['r']] }] }] },
    ],
    [
      'whoami.test\nwhoami',
      { blocks: [{ keys: ['whoami.test'], directives: [{ name: 'whoami', args: [], lines: [] }] }] },
    ],
    ['. {\n log', { error: expect.any(String) }],
    ['. {\n k {\n', { error: expect.any(String) }],
    ['a.test,', { error: expect.any(String) }],
    ['. {\n import /etc/elsewhere/*\n}', { unknown: 'not in sight' }],
    ['. {\n forward . {$UPSTREAM}\n}', { unknown: expect.stringContaining('environment') }],
    ['(a) {\n import a\n}\n. {\n import a\n}', { unknown: expect.any(String) }],
  ])('%j', (text, expected) => {
    expect(parsed(text)).toEqual(expected)
  })

  test('any text is read or refused, in no time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => void parsed(text)))
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '\n', 'import', '(s)', 's', '"', '.', '#', ' ', '\\'), {
          maxLength: 60,
        }),
        (words) => void parsed(words.join(' ')),
      ),
    )
    parsed('{ '.repeat(50_000))
    parsed('"'.repeat(100_000))
  })
})

test.each([
  ['.:53', 53, ['.']],
  ['dns://Example.org:1053', 1053, ['example.org.']],
  ['10.0.0.0/8', 53, ['10.in-addr.arpa.']],
  ['10.0.0.0/15', 53, ['0.10.in-addr.arpa.', '1.10.in-addr.arpa.']],
  ['fd00:77::/32', 53, ['7.7.0.0.0.0.d.f.ip6.arpa.']],
])('the key %s', (key, port, zones) => {
  expect(readZoneKey(key)).toMatchObject({ port, zones })
})

describe('a plugin', () => {
  const corefiles = readdirSync(folder)
    .filter((file) => file.endsWith('.Corefile'))
    .map(read)
    .join('\n')
  const bed = readFileSync(join(import.meta.dirname, '..', '..', 'bed', 'coredns', 'main.go'), 'utf8')
  const namesOf = (wanted: string) => pluginFacts.filter(({ is }) => is === wanted).map(({ name }) => name)
  const ask = (...directives: string[]) =>
    answerDns(world, {
      name: 's0.shop.svc.cluster.local.',
      type: 'A',
      corefile: `.:53 {\n${directives.join('\n')}\n}\n`,
    }).rcode

  test('is in the chain once', () => {
    expect(new Set(pluginFacts.map(({ name }) => name)).size).toBe(pluginFacts.length)
  })

  // dns64 needs a resolver that is asked for AAAA, which the bed has not
  test.each(namesOf('evaluated').filter((name) => name !== 'dns64'))(
    '%s that is evaluated has a Corefile that the real CoreDNS answered under',
    (name) => {
      expect(corefiles).toMatch(new RegExp(`^\\s+${name}\\b`, 'm'))
      expect(bed).toContain(`"github.com/coredns/coredns/plugin/${name}"`)
    },
  )

  test.each(namesOf('unread'))('%s that is not read leaves the answer unknown', (name) => {
    expect(ask(name)).toBe('UNKNOWN')
  })

  test.each(namesOf('passes'))('%s that answers nothing leaves it to the next one', (name) => {
    expect(ask(name, 'kubernetes cluster.local')).toBe('NOERROR')
  })
})

test('many large expressions together leave the question open', () => {
  const evil = (index: number) => `rewrite name regex ${index}(a?){500}b(.*) {1}`
  const corefile = (count: number) =>
    `.:53 {\n  ${Array.from({ length: count }, (_, index) => evil(index)).join('\n  ')}\n  kubernetes cluster.local\n}\n`
  const answerOf = (text: string) =>
    answerDns(world, {
      name: 's0.shop.svc.cluster.local.',
      type: 'A',
      corefile: text,
      client: '127.0.0.1',
    }).because
  expect(answerOf(corefile(2))).not.toContain('too large')
  expect(answerOf(corefile(60))).toContain('too large')
})

test.each([
  ['.:53 {\n}\na.test {\n}\n.:53 {\n}\n', 'the Corefile has two server blocks for .'],
  ['. a.test {\n}\nb.test a.test {\n}\n', 'the Corefile has two server blocks for a.test.'],
  ['.:53 {\n}\n.:54 {\n}\n', undefined],
])('server blocks %j', (corefile, open) => {
  const reply = answerDns(world, { name: 's0.shop.svc.cluster.local.', type: 'A', corefile })
  expect([reply.rcode === 'UNKNOWN', reply.because]).toEqual([
    open !== undefined,
    open ?? expect.not.stringContaining('two'),
  ])
})

describe('the Corefile of the cluster', () => {
  const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'kube-system' },
    data,
  })
  const own = (more: string) => ({ Corefile: `.:53 {\n  ${more}\n  kubernetes cluster.local\n}\n` })
  const hosts = 'hosts {\n  192.0.2.7 s0.shop.svc.cluster.local\n  fallthrough\n}\n'
  const custom = configMap('coredns-custom', { 'a.override': hosts, 'b.server': 'log', 'c.override': 'log' })
  test.each<[string, object[], Coverage, string]>([
    ['is the usual one where none is in sight', [], complete, 'NOERROR 10.96.1.1'],
    ['is that of ConfigMap coredns', [configMap('coredns', own(hosts))], complete, 'NOERROR 192.0.2.7'],
    ['or that of RKE2', [configMap('rke2-coredns-rke2-coredns', own(hosts))], complete, 'NOERROR 192.0.2.7'],
    ['is in no other ConfigMap', [configMap('other', own(hosts))], complete, 'NOERROR 10.96.1.1'],
    ['is not in one without that key', [configMap('coredns', { a: hosts })], complete, 'NOERROR 10.96.1.1'],
    [
      'imports what is custom',
      [configMap('coredns', own('import custom/*.override')), custom],
      complete,
      'NOERROR 192.0.2.7',
    ],
    [
      'by its whole path, too',
      [configMap('coredns', own('import /etc/coredns/custom/a.override')), custom],
      complete,
      'NOERROR 192.0.2.7',
    ],
    [
      'imports nothing where nothing has that name',
      [configMap('coredns', own('import custom/*.other')), custom],
      complete,
      'NOERROR 10.96.1.1',
    ],
    [
      'imports a file next to it',
      [configMap('coredns', { ...own('import extra.conf'), 'extra.conf': hosts })],
      complete,
      'NOERROR 192.0.2.7',
    ],
    [
      'imports nothing of a ConfigMap that is not there',
      [configMap('coredns', own('import custom/*.override'))],
      complete,
      'NOERROR 10.96.1.1',
    ],
    [
      'is not known where what it imports may be unread',
      [configMap('coredns', own('import custom/*.override'))],
      partial,
      'UNKNOWN',
    ],
    [
      'is not known where it imports from elsewhere',
      [configMap('coredns', own('import /opt/x/*')), custom],
      complete,
      'UNKNOWN',
    ],
    [
      'is not known where CoreDNS does not start with it',
      [configMap('coredns', { Corefile: '. {' })],
      complete,
      'UNKNOWN',
    ],
  ])('%s', (_, manifests, coverage, expected) => {
    const there = worldOf(
      [
        ...world
          .all('Service')
          .slice(0, 1)
          .map(({ manifest }) => manifest),
        ...manifests,
      ],
      [coverage],
    )
    const { rcode, answers } = answerDns(there, { name: 's0.shop.svc.cluster.local.', type: 'A' })
    expect([rcode, ...answers.map(({ data }) => data)].join(' ')).toBe(expected)
  })
})

test('what is said of a Corefile that is not read, or that CoreDNS does not take', () => {
  const within = (directive: string) => `.:53 {\n  ${directive}\n  kubernetes cluster.local\n}\n`
  const corefiles = [
    ...[
      'rewrite class IN CH',
      'rewrite edns0 local set 0xffee 1',
      'rewrite',
      'rewrite name',
      'rewrite name fuzzy a b',
      'rewrite name regex (s0 s1',
      'rewrite name exact a b answer',
      'rewrite name exact a b answer name ( x',
      'rewrite name exact a b value x y',
      'rewrite name s0.shop.svc.cluster.local both.shop.svc.cluster.local',
      'rewrite rcode s0.shop.svc.cluster.local NOERROR NXDOMAIN',
      'rewrite rcode s0.shop.svc.cluster.local 0 3',
      'rewrite rcode exact s0.shop.svc.cluster.local NOERROR ODD',
      'rewrite ttl s0.shop.svc.cluster.local 5',
      'rewrite ttl regex ( 5',
      'acl {\n block type\n}',
      'acl {\n odd\n}',
      'acl {\n block A\n}',
      'acl {\n block net fd00::1\n}',
      'hosts {\n odd\n}',
      'template IN A {\n answer "{{ .Name"\n}',
      'template IN A {\n match (\n}',
      'multicluster clusterset.local',
      'import nowhere',
      'import /etc/coredns/custom/*',
      'unknownplugin',
    ].map(within),
    '. {\n x {\n  }\n }\n}',
    '(a) {\n}\n(a) {\n}\n',
    '(a) {\n log',
    '. {',
    'a.test b.test,',
    '',
    '.:53 {\n}\n',
    'a.test {\n kubernetes cluster.local\n}\n',
  ]
  const lines = corefiles.map((corefile) => {
    const reply = answerDns(world, { name: 's0.shop.svc.cluster.local.', type: 'A', corefile })
    return `${JSON.stringify(corefile)} ${reply.rcode} ${reply.answers.map(({ data }) => data).join()}: ${reply.because}`
  })
  expectRecorded('Corefiles', lines)
})

test('what is answered where not everything was read, and where pods are to come', () => {
  const toCome = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'coming', namespace: 'shop' },
    spec: {
      replicas: 2,
      serviceName: 'coming',
      template: { metadata: { labels: { app: 'coming' } }, spec: { containers: [{ name: 'c' }] } },
    },
  }
  const coming = service('coming', {
    clusterIP: 'None',
    selector: { app: 'coming' },
    ports: [{ name: 'http', port: 80 }],
  })
  const more = [
    'coming.shop.svc.cluster.local.',
    'coming-0.coming.shop.svc.cluster.local.',
    'coming-2.coming.shop.svc.cluster.local.',
    '_http._tcp.coming.shop.svc.cluster.local.',
    's0.far.svc.cluster.local.',
  ]
  const corefile = read('as-kubeadm-deploys.Corefile').replace('pods insecure', 'pods verified')
  const manifests = world.resources.map(({ manifest }) => manifest).filter(({ kind }) => kind !== 'Namespace')
  const refused = { kind: 'Pod', state: 'forbidden', because: 'no right to list pods' } as const
  for (const coverage of [[partial], [complete, refused]]) {
    const there = worldOf([...manifests, coming, toCome], coverage)
    const lines = [...always, ...more].flatMap((name) => answersTo(name, few, corefile, there))
    expectRecorded(
      `read: ${coverage.map(({ state }) => state).join()}`,
      lines.map((line) => line.trim()),
    )
  }
})
