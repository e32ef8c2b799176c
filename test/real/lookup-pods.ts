import { images } from '../bed/packets.js'
import { addresses } from '../bed/tiers/addresses.js'
import type { Random } from './random.ts'

type Spec = Readonly<Record<string, unknown>>

/** A pod that looks names up, in one of two namespaces and on one of two nodes. */
export interface LookupPod {
  readonly name: string
  readonly where?: 'other'
  readonly node?: 'n1' | 'n2'
  readonly labels?: Readonly<Record<string, string>>
  readonly spec: Spec
  /** musl before 1.2.4, which Debian has, sends what no server reads for the `.` of a search list, and gives up. */
  readonly withoutMusl?: true
}

/** What the nodes have in their resolv.conf: n1 asks the cluster's DNS itself, n2 a server that is not there. */
export const nodeFiles = {
  n1: `nameserver ${addresses.dnsService}\nsearch corp.test other.test.\noptions ndots:2 attempts:2\noptions timeout:1\n`,
  n2: 'nameserver 192.0.2.53\nsearch corp.test\noptions timeout:1 attempts:1\n',
}

const option = (name: string, value?: string) => ({ name, ...(value === undefined ? {} : { value }) })
const nameservers = [addresses.dnsService]
const long = (letter: string) => `${letter.repeat(60)}.test`

/** Every dnsPolicy, on the network of the pod and of the node, and all that dnsConfig and the names of a pod can add. */
export const lookupPods = (other: string): LookupPod[] => [
  { name: 'plain', spec: {} },
  { name: 'elsewhere', where: 'other', node: 'n2', spec: {} },
  { name: 'host-network', spec: { hostNetwork: true } },
  { name: 'with-host-net', spec: { dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true } },
  { name: 'with-host-net-in-a-pod', spec: { dnsPolicy: 'ClusterFirstWithHostNet' } },
  { name: 'default', spec: { dnsPolicy: 'Default' } },
  { name: 'default-of-n2', node: 'n2', spec: { dnsPolicy: 'Default' } },
  { name: 'none', spec: { dnsPolicy: 'None', dnsConfig: { nameservers } } },
  {
    name: 'none-with-searches',
    spec: {
      dnsPolicy: 'None',
      dnsConfig: { nameservers, searches: [`${other}.svc.cluster.local`], options: [option('ndots', '1')] },
    },
  },
  {
    name: 'the-root-among-searches',
    withoutMusl: true,
    spec: {
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers,
        searches: [`${other}.svc.cluster.local`, '.'],
        options: [option('ndots', '1')],
      },
    },
  },
  {
    name: 'few-dots',
    spec: {
      dnsConfig: {
        searches: ['corp.test', `${other}.svc.cluster.local`],
        options: [option('ndots', '2'), option('single-request-reopen'), option('edns0')],
      },
    },
  },
  {
    name: 'long-search-line',
    spec: { dnsConfig: { searches: ['a', 'b', 'c', 'd'].map(long), options: [option('ndots', '20')] } },
  },
  {
    name: 'most-of-all',
    spec: { dnsConfig: { nameservers: [...nameservers, '192.0.2.54', '192.0.2.55'], searches: many(32) } },
  },
  {
    name: 'aliases',
    spec: {
      hostAliases: [
        { ip: '192.0.2.7', hostnames: ['api', 'alias.example'] },
        { ip: '192.0.2.8', hostnames: ['alias.example', 'second.example'] },
        { ip: '2001:db8::7', hostnames: ['sixth.example'] },
      ],
    },
  },
  {
    name: 'named',
    labels: { app: 'peers' },
    spec: { hostname: 'me', subdomain: 'peers' },
  },
  { name: 'subdomain-only', labels: { app: 'peers' }, spec: { subdomain: 'peers' } },
  { name: `${'a-very-long-name-'.repeat(3)}of-more-than-sixty-three`, spec: {} },
]

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${index}.test`)
}

/** One more, of settings that may come together. */
export function randomLookupPod(random: Random, index: number, other: string): LookupPod {
  const policy = random.of(['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'])
  const ndots = random.of([undefined, '0', '1', '2', '3', '4', '15'])
  const searches = random.some([`${other}.svc.cluster.local`, 'corp.test', 'cluster.local', 'example.com'], 3)
  const dnsConfig = {
    ...(policy === 'None' || random.chance(0.3) ? { nameservers } : {}),
    ...(searches.length > 0 ? { searches: [...new Set(searches)] } : {}),
    ...(ndots === undefined ? {} : { options: [option('ndots', ndots)] }),
  }
  return {
    name: `random-${index}`,
    ...(random.chance(0.3) ? { where: 'other' as const } : {}),
    labels: { app: 'peers' },
    spec: {
      dnsPolicy: policy,
      ...(random.chance(0.25) ? { hostNetwork: true } : {}),
      ...(Object.keys(dnsConfig).length > 0 ? { dnsConfig } : {}),
      ...(random.chance(0.3) ? { hostname: 'self', subdomain: 'peers' } : {}),
    },
  }
}

/** What programs may be given; `own`: the namespace of the pod, `other`: the other one. */
export const lookupNames = ({ own, other, pod }: { own: string; other: string; pod: string }): string[] => [
  'api', 'API', 'api.', `api.${other}`, `api.${other}.svc`, `api.${other}.svc.cluster.local`, `api.${other}.svc.cluster.local.`,
  `db.${other}`, `db-0.db.${other}`, `db-0.db.${other}.svc.cluster.local`, `db-7.db.${other}`, 'empty', 'nope', `nope.${other}`,
  'inner', 'out', 'gone', 'www.example.com', 'www.example.com.', 'nothing.example.org', other, 'svc', 'kubernetes.default',
  `1-2-3-4.${own}.pod`, 'me.peers', `me.peers.${own}.svc.cluster.local`, pod, 'me', 'alias.example', 'Second.Example', 'sixth.example',
  'alias.example.', 'localhost', 'a.b.c.d.e.f.example.org', '192.0.2.1',
] // prettier-ignore

/** The pod with a container for each resolver. */
export function manifestOf({ name, node = 'n1', labels = {}, spec }: LookupPod): object {
  return {
    metadata: { name, labels },
    spec: {
      nodeName: node,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: (['glibc', 'musl', 'go'] as const).map((each) => ({
        name: each,
        image: images[each],
        imagePullPolicy: 'Never',
      })),
      ...spec,
    },
  }
}
