import { describe, test } from '@jest/globals'
import {
  answersIn,
  all,
  balancer,
  drop,
  external,
  fading,
  ipt,
  live,
  mode,
  nft,
  nodePort,
  out,
  ranged,
  type Given,
} from './reach-scenarios.ts'
import { pod } from '../web.ts'

const expectAnswer = answersIn('reach-from-outside.txt')

describe('node port', () => {
  test.each<[string, Given, string, string, string]>([
    ['E1 every node has all', { spec: nodePort }, 'out', 'node-port', all],
    ['E2 from a pod', { spec: nodePort }, 'c1', 'node-port n1', all],
    ['E3 the own ones', { spec: { ...nodePort, ...external } }, 'out', 'node-port n1', 'local-endpoints p1'],
    ['E3 a node without', { spec: { ...nodePort, ...external } }, 'out', 'node-port n4', drop],
    [
      'E4 a pod on that node',
      { spec: { ...nodePort, ...external } },
      'c4',
      'node-port n4',
      'short-circuit p1,p2,p3',
    ],
    [
      'E4 that node itself',
      { spec: { ...nodePort, ...external } },
      'n4',
      'node-port n4',
      'short-circuit p1,p2,p3',
    ],
    ['E5 a pod on another node', { spec: { ...nodePort, ...external } }, 'c2', 'node-port n4', drop],
    [
      'E5 a pod on another node, some there',
      { spec: { ...nodePort, ...external } },
      'c2',
      'node-port n1',
      'short-circuit p1',
    ],
    // met with real packets: kube-proxy of another node hides a pod from itself, but for mode nftables since 1.36
    [
      'a pod sent to itself, iptables',
      { spec: { ...nodePort, ...external }, more: [ipt] },
      'p2',
      'node-port n1',
      'short-circuit p1,p2',
    ],
    [
      'a pod sent to itself, nftables',
      { spec: { ...nodePort, ...external }, more: [nft] },
      'p2',
      'node-port n1',
      'short-circuit p1',
    ],
    [
      'a pod sent to itself, nftables 1.35',
      { spec: { ...nodePort, ...external }, more: [nft], version: '1.35' },
      'p2',
      'node-port n1',
      'short-circuit p1,p2',
    ],
    ['another node', { spec: { ...nodePort, ...external } }, 'n2', 'node-port n1', 'local-endpoints p1'],
    ['another node, none there', { spec: { ...nodePort, ...external } }, 'n2', 'node-port n4', drop],
    [
      'E8 one that ends',
      { spec: { ...nodePort, ...external }, pods: [fading(1), pod(2)] },
      'out',
      'node-port n1',
      'local-endpoints p1',
    ],
    [
      'E9 one that is not ready',
      { spec: { ...nodePort, ...external }, pods: [out(1), pod(2)] },
      'out',
      'node-port n1',
      drop,
    ],
    ['E10 nothing anywhere', { spec: nodePort, pods: [] }, 'out', 'node-port n1', 'refused no-endpoint'],
    [
      'E14 nodePortAddresses',
      { spec: nodePort, more: [mode('iptables', 'nodePortAddresses:\n- 192.0.2.0/24\n')] },
      'out',
      'node-port n1',
      'unknown node-port-addresses',
    ],
    [
      'nodePortAddresses null',
      { spec: nodePort, more: [mode('iptables', 'nodePortAddresses: null\n')] },
      'out',
      'node-port n1',
      all,
    ],
    ['no node port', {}, 'out', 'node-port n1', 'no-route no-node-port'],
  ])('%s', (name, given, from, via, expected) => {
    expectAnswer(name, [{ metadata: live, ...given }, from, via], expected)
  })
})

describe('load balancer and external IP', () => {
  const anyIp: Given = { spec: { externalIPs: ['198.51.100.20'] } }
  const localLb: Given = { ...balancer, spec: { ...balancer.spec, ...external } }
  const localIp: Given = { spec: { ...anyIp.spec, ...external } }
  const vip = (ingress: object): Given => ({ ...balancer, status: { loadBalancer: { ingress: [ingress] } } })
  const open = (range: string): Given => ({
    ...ranged,
    spec: { ...ranged.spec, loadBalancerSourceRanges: ['203.0.113.0/24', range] },
  })
  test.each<[string, Given, string, string, string]>([
    ['F1 by any node', anyIp, 'out', 'external-ip', all],
    ['F2 at a node that has one', localIp, 'out@n1', 'external-ip', 'local-endpoints p1'],
    ['F2 at a node that has none', localIp, 'out@n4', 'external-ip', drop],
    ['F2 at any node', localIp, 'out', 'external-ip', 'unknown nodes-differ'],
    ['F2 from a pod', localIp, 'c4', 'external-ip', 'short-circuit p1,p2,p3'],
    ['no external IP', {}, 'out', 'external-ip', 'no-route no-address'],
    ['F4 through any node', balancer, 'out', 'load-balancer', all],
    ['F4 from a pod', balancer, 'c1', 'load-balancer', all],
    ['F5 through the healthy nodes', localLb, 'out', 'load-balancer', 'local-endpoints p1,p2,p3'],
    ['F6 sent to the wrong node', localLb, 'out@n4', 'load-balancer', drop],
    ['F7 from a pod', localLb, 'c4', 'load-balancer', 'short-circuit p1,p2,p3'],
    ['F7 from a node', localLb, 'n4', 'load-balancer', 'short-circuit p1,p2,p3'],
    [
      'F9 a node that is drained',
      { ...localLb, pods: [fading(1), pod(2), pod(3)] },
      'out',
      'load-balancer',
      'local-endpoints p2,p3',
    ],
    [
      'F9 sent there all the same',
      { ...localLb, pods: [fading(1), pod(2), pod(3)] },
      'out@n1',
      'load-balancer',
      'local-endpoints p1',
    ],
    [
      'F10 mode Proxy',
      vip({ ip: '198.51.100.10', ipMode: 'Proxy' }),
      'c1',
      'load-balancer',
      'no-route load-balancer-is-a-proxy',
    ],
    [
      'F10 mode Proxy, from outside',
      vip({ ip: '198.51.100.10', ipMode: 'Proxy' }),
      'out',
      'load-balancer',
      'through-load-balancer p1,p2,p3',
    ],
    [
      'F11 a host name',
      vip({ hostname: 'lb.example.com' }),
      'n1',
      'load-balancer',
      'no-route load-balancer-is-a-proxy',
    ],
    ['F12 in the range', ranged, 'out=203.0.113.9', 'load-balancer', all],
    ['F12 out of the range', ranged, 'out=198.18.0.1', 'load-balancer', 'dropped source-ranges'],
    [
      'F12 any source next to a range',
      { ...ranged, spec: { ...ranged.spec, loadBalancerSourceRanges: ['203.0.113.0/24', '0.0.0.0/0'] } },
      'out=198.18.0.1',
      'load-balancer',
      all,
    ],
    ['F12 who knows', ranged, 'out', 'load-balancer', 'unknown source-not-known'],
    ['F12 a pod', ranged, 'c1', 'load-balancer', 'dropped source-ranges'],
    ['F12 a node', ranged, 'n1', 'load-balancer', 'dropped source-ranges'],
    ['F12 its node port is open', ranged, 'out=198.18.0.1', 'node-port n1', all],
    ['F13 pods let in', open('10.244.0.0/16'), 'c1', 'load-balancer', all],
    ['F13 everybody let in', open('0.0.0.0/0'), 'n1', 'load-balancer', all],
    [
      'F16 no endpoint, iptables',
      { ...ranged, pods: [], more: [ipt] },
      'out=198.18.0.1',
      'load-balancer',
      'refused no-endpoint',
    ],
    [
      'F16 no endpoint, nftables',
      { ...ranged, pods: [], more: [nft] },
      'out=198.18.0.1',
      'load-balancer',
      'dropped source-ranges',
    ],
    [
      'F16 no endpoint, nftables, in the range',
      { ...ranged, pods: [], more: [nft] },
      'out=203.0.113.9',
      'load-balancer',
      'refused no-endpoint',
    ],
    [
      'F18 node, no endpoint, iptables',
      { ...balancer, pods: [], more: [ipt] },
      'n4',
      'load-balancer',
      'no-route not-on-output',
    ],
    [
      'F18 node, no endpoint, nftables',
      { ...balancer, pods: [], more: [nft] },
      'n4',
      'load-balancer',
      'refused no-endpoint',
    ],
    [
      'F18 node, no endpoint, who knows',
      { ...balancer, pods: [] },
      'n4',
      'load-balancer',
      'unknown modes-differ',
    ],
    ['F18 pod, no endpoint', { ...balancer, pods: [] }, 'c4', 'load-balancer', 'refused no-endpoint'],
    [
      'F19 no node ports',
      { ...balancer, spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false } },
      'c1',
      'load-balancer',
      all,
    ],
    ['pending', { ...balancer, status: {} }, 'c1', 'load-balancer', 'no-route address-pending'],
    ['of another type', {}, 'c1', 'load-balancer', 'no-route no-address'],
  ])('%s', (name, given, from, via, expected) => {
    expectAnswer(name, [{ metadata: live, ...given }, from, via], expected)
  })
})
