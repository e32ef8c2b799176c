import {
  all,
  ending,
  inner,
  lb,
  nodeHint,
  nodePort,
  none,
  onN1,
  onN2,
  one,
  outer,
  ranges,
  udp,
  unready,
  zone,
  type PacketScenario,
  type Placed,
} from './packet-scenario.ts'

// Services with IPv6, alone or with IPv4: each family has a kube-proxy of its own and slices of its own

const six = { ipFamilies: ['IPv6' as const] }
const dual = { ipFamilyPolicy: 'RequireDualStack' }
const sixFirst = { ...dual, ipFamilies: ['IPv6' as const, 'IPv4' as const] }
const affinity = { sessionAffinity: 'ClientIP' }
const apart: Placed[] = [
  { pod: 'b1', only: 'IPv4' },
  { pod: 'b2', only: 'IPv6' },
]
const fourOnly: Placed[] = [
  { pod: 'b1', only: 'IPv4' },
  { pod: 'b3', only: 'IPv4' },
]
const through = (node: 'n1' | 'n2') => ({ balancer: { through: node } })

const inside: PacketScenario[] = [
  { name: 'IPv6', spec: six, endpoints: all },
  { name: 'IPv6, one that is also a client', spec: six, endpoints: one },
  { name: 'IPv6, none', spec: six, endpoints: none },
  { name: 'IPv6, none ready', spec: six, endpoints: unready },
  { name: 'IPv6, ending ones only', spec: six, endpoints: ending },
  { name: 'IPv6, published although not ready', spec: six, endpoints: [{ pod: 'b1', state: 'published' }] },
  { name: 'IPv6, internal Local, on n1 only', spec: { ...six, ...inner }, endpoints: onN1 },
  { name: 'IPv6, internal Local, none ready', spec: { ...six, ...inner }, endpoints: unready },
  { name: 'IPv6, affinity', spec: { ...six, ...affinity }, endpoints: all },
  { name: 'IPv6, UDP', spec: { ...six, ...udp }, endpoints: all },
  { name: 'IPv6, UDP, none', spec: { ...six, ...udp }, endpoints: none },
  { name: 'IPv6, zone hints', spec: six, endpoints: [zone('b1', 'zone-a'), zone('b3', 'zone-b')] },
  {
    name: 'IPv6, node hints',
    spec: six,
    endpoints: [nodeHint('b1', 'n1', 'zone-a'), nodeHint('b3', 'n2', 'zone-b')],
  },
  { name: 'dual stack', spec: dual, endpoints: all },
  { name: 'dual stack, preferred', spec: { ipFamilyPolicy: 'PreferDualStack' }, endpoints: all },
  {
    name: 'dual stack, preferred, IPv6 first',
    spec: { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv6'] },
    endpoints: all,
  },
  { name: 'dual stack, one that is also a client', spec: sixFirst, endpoints: one },
  { name: 'dual stack, pods with IPv4 only', spec: dual, endpoints: fourOnly },
  { name: 'dual stack, each family has a pod of its own', spec: sixFirst, endpoints: apart },
  {
    name: 'dual stack, ready in one family only',
    spec: dual,
    endpoints: [
      { pod: 'b1', only: 'IPv4' },
      { pod: 'b2', only: 'IPv6', state: 'not ready' },
    ],
  },
  {
    name: 'dual stack, internal Local, on n1 in one family only',
    spec: { ...dual, ...inner },
    endpoints: [{ pod: 'b1', only: 'IPv4' }, { pod: 'b3' }],
  },
  {
    name: 'dual stack, hints in one family only',
    spec: dual,
    endpoints: [
      { ...zone('b1', 'zone-a'), only: 'IPv6' },
      { ...zone('b3', 'zone-b'), only: 'IPv6' },
      { pod: 'b1', only: 'IPv4' },
      { pod: 'b3', only: 'IPv4' },
    ],
  },
  { name: 'dual stack, affinity', spec: { ...dual, ...affinity }, endpoints: all },
  { name: 'dual stack, UDP', spec: { ...dual, ...udp }, endpoints: all },
]

const onNodes: PacketScenario[] = [
  { name: 'node port in IPv6', spec: { ...nodePort, ...six }, endpoints: all },
  { name: 'node port in IPv6, none', spec: { ...nodePort, ...six }, endpoints: none },
  { name: 'node port in IPv6, ending ones only', spec: { ...nodePort, ...six }, endpoints: ending },
  { name: 'node port in IPv6, external Local', spec: { ...nodePort, ...six, ...outer }, endpoints: onN1 },
  {
    name: 'node port in IPv6, external Local, on n2 only',
    spec: { ...nodePort, ...six, ...outer },
    endpoints: onN2,
  },
  {
    name: 'node port in IPv6, both Local',
    spec: { ...nodePort, ...six, ...inner, ...outer },
    endpoints: onN1,
  },
  { name: 'node port in IPv6, affinity', spec: { ...nodePort, ...six, ...affinity }, endpoints: all },
  { name: 'node port in IPv6, UDP', spec: { ...nodePort, ...six, ...udp }, endpoints: all },
  { name: 'node port in both families', spec: { ...nodePort, ...dual }, endpoints: all },
  {
    name: 'node port in both families, pods with IPv4 only',
    spec: { ...nodePort, ...dual },
    endpoints: fourOnly,
  },
  {
    name: 'node port in both families, external Local, on n1 in IPv4, on n2 in IPv6',
    spec: { ...nodePort, ...dual, ...outer },
    endpoints: [
      { pod: 'b1', only: 'IPv4' },
      { pod: 'b3', only: 'IPv6' },
    ],
  },
]

const balanced: PacketScenario[] = [
  { name: 'balancer in IPv6', spec: { ...lb, ...six }, ...through('n1'), endpoints: all },
  { name: 'balancer in IPv6, none', spec: { ...lb, ...six }, ...through('n2'), endpoints: none },
  {
    name: 'balancer in IPv6, external Local',
    spec: { ...lb, ...six, ...outer },
    ...through('n1'),
    endpoints: all,
  },
  {
    name: 'balancer in IPv6, external Local, none where it enters',
    spec: { ...lb, ...six, ...outer },
    ...through('n2'),
    endpoints: onN1,
  },
  {
    name: 'balancer in IPv6 in mode Proxy',
    spec: { ...lb, ...six },
    balancer: { through: 'n1', ipMode: 'Proxy' },
    endpoints: all,
  },
  {
    name: 'balancer in IPv6, UDP, external Local',
    spec: { ...lb, ...six, ...udp, ...outer },
    ...through('n1'),
    endpoints: onN1,
  },
  {
    name: 'balancer in both families, external Local, two on n1 in IPv4, one on each in IPv6',
    spec: { ...lb, ...dual, ...outer },
    ...through('n1'),
    endpoints: [{ pod: 'b1' }, { pod: 'b2', only: 'IPv4' }, { pod: 'b3', only: 'IPv6' }],
  },
  { name: 'balancer in both families', spec: { ...lb, ...dual }, ...through('n1'), endpoints: all },
  {
    name: 'balancer in both families, an address of one only',
    spec: { ...lb, ...dual },
    balancer: { through: 'n1', only: 'IPv4' },
    endpoints: all,
  },
]

const ranged: PacketScenario[] = [
  ['with the client outside', 'fd00:198:19::100/128'],
  ['with pods', 'fd00:10:244::/48'],
  ['with nodes', 'fd00:198:19::11/128'],
  ['with pods of n1', 'fd00:10:244:1::/64', '2001:db8::/32'],
  ['with everybody', '2001:db8::/32', '::/0'],
  ['of both families', 'fd00:198:19::100/128', '10.244.0.0/16'],
  ['of IPv4 only', '198.19.0.100/32'],
  ['with all of IPv4 and none of IPv6', '0.0.0.0/0', '2001:db8::/32'],
].map(([name, ...list]) => ({
  name: `source ranges in both families: ${name}`,
  spec: { ...lb, ...dual, ...ranges(...list) },
  ...through('n1'),
  endpoints: all,
}))

const external: PacketScenario[] = [
  { name: 'external IP in IPv6', spec: six, externalIP: 'n1', endpoints: all },
  { name: 'external IP in IPv6, none', spec: six, externalIP: 'n2', endpoints: none },
  {
    name: 'external IP in IPv6, external Local, none where it enters',
    spec: { ...six, ...outer },
    externalIP: 'n2',
    endpoints: onN1,
  },
  { name: 'external IP in both families', spec: sixFirst, externalIP: 'n1', endpoints: apart },
]

export const dualStackScenarios: readonly PacketScenario[] = [
  ...inside,
  ...onNodes,
  ...balanced,
  {
    name: 'source ranges in IPv6, none',
    spec: { ...lb, ...six, ...ranges('fd00:198:19::100/128') },
    ...through('n1'),
    endpoints: none,
  },
  ...ranged,
  ...external,
]
