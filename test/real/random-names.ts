import type { World } from '../../src/world/world.ts'
import { virtualIPs } from '../../src/kube/core/port-lookup.ts'
import { reverseNameOf } from '../../src/kube/dns/name.ts'
import type { Random } from './random.ts'

/** Names and types that a world may be asked for: those that exist, those close to them, and nonsense. */
export function randomQuestions(
  world: World,
  {
    random,
    count,
    namespaces,
    zone,
  }: { random: Random; count: number; namespaces: readonly string[]; zone: string },
): { name: string; type: string }[] {
  return Array.from({ length: count }, () => {
    const namespace = random.of(namespaces)
    const name = random.of(makers)({ world, random, namespace, zone })
    return { name, type: random.chance(0.5) ? usualType(name, random) : random.of(types) }
  })
}

const types = [
  'A', 'A', 'A', 'A', 'AAAA', 'AAAA', 'SRV', 'SRV', 'SRV', 'TXT', 'CNAME', 'PTR', 'NS', 'SOA', 'MX', 'ANY', 'HTTPS', 'DS',
] // prettier-ignore

function usualType(name: string, random: Random): string {
  if (name.endsWith('.arpa.')) return 'PTR'
  return name.startsWith('_') ? 'SRV' : random.of(['A', 'A', 'AAAA'])
}

interface Place {
  readonly world: World
  readonly random: Random
  readonly namespace: string
  readonly zone: string
}

function service({ world, random, namespace }: Place): string {
  const names = world.all('Service', namespace).map(({ name }) => name)
  return names.length === 0 || random.chance(0.1) ? 'absent' : random.of(names)
}

function endpoint({ world, random, namespace }: Place): string {
  const endpoints = world.all('EndpointSlice', namespace).flatMap(({ manifest }) => manifest.endpoints ?? [])
  if (endpoints.length === 0 || random.chance(0.1)) return random.of(['absent', '10-0-0-1', 'db-0'])
  const { addresses = [], hostname, targetRef } = random.of(endpoints)
  const dashed = (addresses[0] ?? '').replaceAll(/[.:]/g, '-')
  return random.of([dashed, dashed, hostname ?? dashed, targetRef?.name ?? dashed, `${dashed}0`])
}

function address({ world, random, namespace }: Place): string {
  const services = world.all('Service', namespace).flatMap(({ manifest }) => virtualIPs(manifest))
  const endpoints = world
    .all('EndpointSlice', namespace)
    .flatMap(({ manifest }) => (manifest.endpoints ?? []).flatMap(({ addresses = [] }) => addresses))
  return random.of([...services, ...endpoints, '10.96.0.1', '192.0.2.50', 'fd00:96::1'])
}

const port = ({ random }: Place) => random.of(['named', 'numeric', 'udp', 'http', 'absent', '80', ''])
const protocol = ({ random }: Place) => random.of(['tcp', 'udp', 'sctp'])
const below = (labels: string, { namespace, zone }: Place) => `${labels}.${namespace}.svc.${zone}`

const makers: readonly ((place: Place) => string)[] = [
  (place) => below(service(place), place),
  (place) => below(service(place), place),
  (place) => below(service(place), place),
  (place) => below(`${endpoint(place)}.${service(place)}`, place),
  (place) => below(`${endpoint(place)}.${service(place)}`, place),
  (place) => below(`_${port(place)}._${protocol(place)}.${service(place)}`, place),
  (place) => below(`_${port(place)}._${protocol(place)}.${service(place)}`, place),
  (place) => below(`${port(place) || 'x'}.${protocol(place)}.${service(place)}`, place),
  (place) => below(`a.b.c.${service(place)}`, place),
  (place) => below(place.random.of(['*', 'any', 'x.*']), place),
  (place) => `${place.random.of([place.namespace, 'ghost'])}.svc.${place.zone}`,
  (place) => `${place.random.of([place.namespace, 'ghost'])}.pod.${place.zone}`,
  (place) =>
    place.random.of(['', 'svc.', 'pod.', 'foo.', 'dns-version.', 'ns.dns.', 'dns.', 'ghost.dns.', 'a.b.c.']) +
    place.zone,
  (place) =>
    `${place.random.of([address(place).replaceAll(/[.:]/g, '-'), '1-2-3-4', '1-2-3', 'blah', '01-2-3-4', '--1', 'x.1-2-3-4'])}.${place.random.of([place.namespace, place.namespace, 'ghost'])}.pod.${place.zone}`,
  (place) => reverseNameOf(address(place)) ?? 'in-addr.arpa.',
  (place) => reverseNameOf(address(place)) ?? 'in-addr.arpa.',
  (place) =>
    place.random.of([
      'in-addr.arpa.',
      '10.in-addr.arpa.',
      '96.10.in-addr.arpa.',
      'dns-version.in-addr.arpa.',
      'x.ip6.arpa.',
    ]),
  (place) =>
    place.random.of(['example.com.', 'www.example.com.', 'nowhere.test.', 'com.', '.', 'localhost.']),
]
