import { dualStackScenarios } from './dual-stack-scenarios.ts'
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
} from './packet-scenario.ts'

// Services for real packets; those with real pods of their own are in real-pod-scenarios.ts

const clusterIP: PacketScenario[] = [
  { name: 'all', endpoints: all },
  { name: 'one that is also a client', endpoints: one },
  { name: 'none', endpoints: none },
  { name: 'none ready', endpoints: unready },
  { name: 'some not ready', endpoints: [{ pod: 'b1' }, { pod: 'b2', state: 'not ready' }, { pod: 'b3' }] },
  { name: 'ending ones next to a ready one', endpoints: [{ pod: 'b1' }, { pod: 'b3', state: 'ending' }] },
  { name: 'ending ones only', endpoints: ending },
  { name: 'ended ones only', endpoints: [{ pod: 'b1', state: 'ended' }] },
  {
    name: 'published although not ready',
    endpoints: [
      { pod: 'b1', state: 'published' },
      { pod: 'b3', state: 'not ready' },
    ],
  },
  { name: 'internal Local, on both nodes', spec: inner, endpoints: all },
  { name: 'internal Local, on n1 only', spec: inner, endpoints: onN1 },
  {
    name: 'internal Local, on n1 not ready',
    spec: inner,
    endpoints: [{ pod: 'b1', state: 'not ready' }, { pod: 'b3' }],
  },
  {
    name: 'internal Local, on n1 ending',
    spec: inner,
    endpoints: [{ pod: 'b1', state: 'ending' }, { pod: 'b3' }],
  },
  { name: 'internal Local, none ready', spec: inner, endpoints: unready },
  { name: 'internal Local, none', spec: inner, endpoints: none },
  { name: 'internal Local, without node names', spec: inner, endpoints: [{ pod: 'b1', nowhere: true }] },
  { name: 'affinity', spec: { sessionAffinity: 'ClientIP' }, endpoints: all },
  { name: 'affinity, internal Local', spec: { sessionAffinity: 'ClientIP', ...inner }, endpoints: onN1 },
  { name: 'UDP', spec: udp, endpoints: all },
  { name: 'UDP, none', spec: udp, endpoints: none },
  { name: 'UDP, internal Local', spec: { ...udp, ...inner }, endpoints: onN1 },
  { name: 'UDP, affinity', spec: { ...udp, sessionAffinity: 'ClientIP' }, endpoints: all },
  { name: 'another port name', portName: 'other', endpoints: all },
  { name: 'pods with two port numbers', endpoints: [{ pod: 'b1' }, { pod: 'b3', port: 9090 }] },
  {
    name: 'a slice labelled headless',
    sliceLabels: { 'service.kubernetes.io/headless': '' },
    endpoints: all,
  },
  { name: 'a Service that is being deleted', leaving: true, endpoints: all },
  {
    name: 'a Service that is being deleted, node port, external Local',
    leaving: true,
    spec: { ...nodePort, ...outer, ipFamilyPolicy: 'RequireDualStack' },
    endpoints: onN1,
  },
  { name: 'a Service labelled headless', labels: { 'service.kubernetes.io/headless': '' }, endpoints: all },
]

const hinted: PacketScenario[] = [
  { name: 'zone hints', endpoints: [zone('b1', 'zone-a'), zone('b3', 'zone-b')] },
  { name: 'zone hints for one zone', endpoints: [zone('b1', 'zone-a'), zone('b2', 'zone-a')] },
  { name: 'zone hints for both', endpoints: [zone('b1', 'zone-a', 'zone-b'), zone('b3', 'zone-b')] },
  { name: 'zone hints, one without', endpoints: [zone('b1', 'zone-a'), { pod: 'b3' }] },
  { name: 'zone hints to the other side', endpoints: [zone('b3', 'zone-a'), zone('b1', 'zone-b')] },
  {
    name: 'zone hints, one not ready without',
    endpoints: [zone('b1', 'zone-a'), { pod: 'b2', state: 'not ready' }, zone('b3', 'zone-b')],
  },
  {
    name: 'zone hints, ending ones only',
    endpoints: [
      { ...zone('b1', 'zone-a'), state: 'ending' },
      { ...zone('b3', 'zone-b'), state: 'ending' },
    ],
  },
  { name: 'node hints', endpoints: [nodeHint('b1', 'n1', 'zone-a'), nodeHint('b3', 'n2', 'zone-b')] },
  {
    name: 'node hints for n1, zones for both',
    endpoints: [nodeHint('b1', 'n1', 'zone-b'), nodeHint('b2', 'n1', 'zone-a')],
  },
  {
    name: 'zone hints, internal Local',
    spec: inner,
    endpoints: [zone('b3', 'zone-a'), zone('b1', 'zone-b')],
  },
  { name: 'zone hints, node port', spec: nodePort, endpoints: [zone('b1', 'zone-a'), zone('b3', 'zone-b')] },
  {
    name: 'zone hints, external Local',
    spec: { ...nodePort, ...outer },
    endpoints: [zone('b3', 'zone-a'), zone('b1', 'zone-b')],
  },
]

const nodePorts: PacketScenario[] = [
  { name: 'node port', spec: nodePort, endpoints: all },
  { name: 'node port, none', spec: nodePort, endpoints: none },
  { name: 'node port, none ready', spec: nodePort, endpoints: unready },
  { name: 'node port, ending ones only', spec: nodePort, endpoints: ending },
  { name: 'node port, internal Local', spec: { ...nodePort, ...inner }, endpoints: onN1 },
  { name: 'node port, external Local', spec: { ...nodePort, ...outer }, endpoints: all },
  { name: 'node port, external Local, on n1 only', spec: { ...nodePort, ...outer }, endpoints: onN1 },
  { name: 'node port, external Local, on n2 only', spec: { ...nodePort, ...outer }, endpoints: onN2 },
  {
    name: 'node port, external Local, ending on n1',
    spec: { ...nodePort, ...outer },
    endpoints: [{ pod: 'b1', state: 'ending' }, { pod: 'b3' }],
  },
  { name: 'node port, external Local, none', spec: { ...nodePort, ...outer }, endpoints: none },
  { name: 'node port, both Local', spec: { ...nodePort, ...inner, ...outer }, endpoints: onN1 },
  { name: 'node port, affinity', spec: { ...nodePort, sessionAffinity: 'ClientIP' }, endpoints: all },
  { name: 'node port, UDP', spec: { ...nodePort, ...udp }, endpoints: all },
  { name: 'node port, UDP, external Local', spec: { ...nodePort, ...udp, ...outer }, endpoints: onN1 },
]

const balancers: PacketScenario[] = [
  { name: 'balancer', spec: lb, balancer: { through: 'n1' }, endpoints: all },
  { name: 'balancer through n2', spec: lb, balancer: { through: 'n2' }, endpoints: one },
  { name: 'balancer, none', spec: lb, balancer: { through: 'n1' }, endpoints: none },
  {
    name: 'balancer, external Local',
    spec: { ...lb, ...outer },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'balancer, external Local, none where it enters',
    spec: { ...lb, ...outer },
    balancer: { through: 'n2' },
    endpoints: onN1,
  },
  {
    name: 'balancer, external Local, ending where it enters',
    spec: { ...lb, ...outer },
    balancer: { through: 'n1' },
    endpoints: [{ pod: 'b1', state: 'ending' }, { pod: 'b3' }],
  },
  {
    name: 'balancer, external Local, none',
    spec: { ...lb, ...outer },
    balancer: { through: 'n1' },
    endpoints: none,
  },
  { name: 'balancer in mode Proxy', spec: lb, balancer: { through: 'n1', ipMode: 'Proxy' }, endpoints: all },
  {
    name: 'balancer without node ports',
    spec: { ...lb, allocateLoadBalancerNodePorts: false },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'source ranges with the client outside',
    spec: { ...lb, ...ranges('198.19.0.96/28') },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'source ranges with pods',
    spec: { ...lb, ...ranges('10.244.0.0/16') },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'source ranges with pods of n1',
    spec: { ...lb, ...ranges('10.244.1.0/24', '192.0.2.0/24') },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'source ranges with nodes',
    spec: { ...lb, ...ranges('198.19.0.11/32') },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'source ranges with everybody',
    spec: { ...lb, ...ranges('192.0.2.0/24', '0.0.0.0/0') },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'source ranges, external Local',
    spec: { ...lb, ...outer, ...ranges('198.19.0.100/32') },
    balancer: { through: 'n1' },
    endpoints: onN1,
  },
  {
    name: 'source ranges, none',
    spec: { ...lb, ...ranges('198.19.0.100/32') },
    balancer: { through: 'n1' },
    endpoints: none,
  },
  {
    name: 'source ranges with no client here, none',
    spec: { ...lb, ...ranges('192.0.2.0/24') },
    balancer: { through: 'n1' },
    endpoints: none,
  },
  { name: 'balancer, UDP', spec: { ...lb, ...udp }, balancer: { through: 'n1' }, endpoints: all },
  {
    name: 'balancer, UDP, source ranges',
    spec: { ...lb, ...udp, ...ranges('10.244.2.0/24') },
    balancer: { through: 'n1' },
    endpoints: all,
  },
  {
    name: 'balancer, affinity, external Local',
    spec: { ...lb, ...outer, sessionAffinity: 'ClientIP' },
    balancer: { through: 'n1' },
    endpoints: all,
  },
]

const externalIPs: PacketScenario[] = [
  { name: 'external IP', externalIP: 'n1', endpoints: all },
  { name: 'external IP through n2', externalIP: 'n2', endpoints: one },
  { name: 'external IP, none', externalIP: 'n1', endpoints: none },
  { name: 'external IP, external Local', spec: outer, externalIP: 'n2', endpoints: all },
  {
    name: 'external IP, external Local, none where it enters',
    spec: outer,
    externalIP: 'n2',
    endpoints: onN1,
  },
  {
    name: 'external IP and node ports',
    spec: { ...nodePort, ...inner },
    externalIP: 'n1',
    endpoints: onN2,
  },
]

export const packetScenarios: readonly PacketScenario[] = [
  ...clusterIP,
  ...hinted,
  ...nodePorts,
  ...balancers,
  ...externalIPs,
  ...dualStackScenarios,
]
