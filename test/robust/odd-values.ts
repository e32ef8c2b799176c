import type { Draw } from './draw.ts'

/** Values of the right type that hardly anything expects: these get through the decoder, and to what is behind it. */

const texts: readonly string[] = [
  '',
  ' ',
  'x',
  'web',
  'default',
  'kube-system',
  'x'.repeat(300),
  '\u202E\u0007\u{E0041}',
  '__proto__',
  'constructor',
  'toString',
  '10.0.0.1',
  '010.0.0.1',
  '999.1.1.1',
  '10.96.0.10',
  '::1',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  '10.0.0.0/8',
  '10.0.0.1/33',
  '::/0',
  '0.0.0.0/0',
  'None',
  'http://user:secret@web:80/x?y=z',
  'http://[::1',
  'web.default.svc.cluster.local.',
  'web.default:99999',
  '_http._tcp.web',
  '*.web',
  '*',
  '-',
  '80',
  '-1',
  '1e9',
  '0x50',
  'http',
  'TCP',
  'UDP',
  'SCTP',
  'True',
  'False',
  'Unknown',
  'true',
  'null',
  'ClusterIP',
  'NodePort',
  'LoadBalancer',
  'ExternalName',
  'IPv4',
  'IPv6',
  'Local',
  'Cluster',
  'PreferClose',
  'RequireDualStack',
  'Exists',
  'DoesNotExist',
  'In',
  'NotIn',
  'Same',
  'All',
  'Ingress',
  'Egress',
  'ClusterFirstWithHostNet',
  'Pending',
  'Running',
  'Failed',
  '^(a+)+$',
  '([',
  '2026-01-01T00:00:00Z',
  'kubernetes cluster.local {',
  '. {\n forward . {$X}\n}',
  '{"a":',
  'a: [',
  'topologyKey',
  'kubernetes.io/hostname',
]
const numbers: readonly number[] = [
  0,
  -1,
  1,
  53,
  80,
  443,
  8080,
  30_000,
  65_535,
  65_536,
  2 ** 31,
  2 ** 53,
  1.5,
]

/** Another value of the same type. */
export function oddOf(value: unknown, draw: Draw): unknown {
  if (typeof value === 'string') return draw.chance(0.3) ? glued(value, draw) : draw.of(texts)
  if (typeof value === 'number') return draw.of(numbers)
  if (typeof value === 'boolean') return !value
  if (Array.isArray(value)) return oddList(value, draw)
  if (typeof value !== 'object' || value === null) return draw.of(texts)
  return draw.chance(0.5) || Object.keys(value).length === 0 ? {} : oddMap(value, draw)
}

function glued(value: string, draw: Draw): string {
  const text = draw.of(texts)
  return draw.of([
    `${value}${text}`,
    `${text}${value}`,
    `${value}.${text}`,
    `${value}:${text}`,
    value.toUpperCase(),
  ])
}

function oddList(list: readonly unknown[], draw: Draw): unknown[] {
  const ways = [
    () => [],
    () => [...list, ...list],
    () => list.toReversed(),
    () => list.flatMap((item) => Array.from({ length: 40 }, () => item)),
    () => [...list, oddOf(list[0], draw)],
  ]
  return draw.of(ways)()
}

/** JSON makes a field of `__proto__`, as a literal does not. */
function oddMap(map: object, draw: Draw): unknown {
  const key = JSON.stringify(draw.of(texts))
  const value = JSON.stringify(oddOf(draw.of(Object.values(map)), draw) ?? null)
  const fields = JSON.stringify(map).slice(1, -1)
  return JSON.parse(`{${fields}${fields === '' ? '' : ','}${key}:${value}}`) as unknown
}
