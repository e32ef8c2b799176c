import { describe, expect, test } from '@jest/globals'
import {
  answer,
  answersIn,
  all,
  at,
  byHand,
  drop,
  fading,
  gone,
  ipt,
  live,
  local,
  nft,
  nodePort,
  out,
  sameNode,
  sameZone,
  slice,
  zoned,
  type Given,
} from './reach-scenarios.ts'
import { pod } from '../web.ts'

const expectAnswer = answersIn('reach-cluster-ip.txt')

describe('cluster IP', () => {
  test.each<[string, Given, string, string]>([
    ['C1 any of them', {}, 'c1', all],
    ['C1 from a node', {}, 'n1', all],
    ['C1 from outside', {}, 'out', 'no-route not-from-outside'],
    ['C2 one is not ready', { pods: [pod(1), out(2), pod(3)] }, 'c2', 'any-endpoint p1,p3'],
    ['C3 terminating ones wait', { pods: [pod(1), fading(2), fading(3)] }, 'c2', 'any-endpoint p1'],
    [
      'C4 terminating ones as a last resort',
      { pods: [out(1), fading(2), gone(3)] },
      'c1',
      'only-terminating p2',
    ],
    ['C5 none ready', { pods: [out(1), out(2), out(3)] }, 'c1', 'refused none-ready'],
    ['no pod at all', { pods: [] }, 'n1', 'refused no-endpoint'],
    [
      'C6 published all the same',
      { spec: { publishNotReadyAddresses: true }, pods: [out(1), out(2)] },
      'c1',
      'any-endpoint p1,p2',
    ],
    ['C7 own node', { spec: local }, 'c1', 'local-endpoints p1'],
    ['C7 own node, from the node', { spec: local }, 'n2', 'local-endpoints p2'],
    ['C7 none on the own node', { spec: local }, 'c4', drop],
    ['C7 none on the node itself', { spec: local }, 'n4', drop],
    [
      'C8 a local one that ends',
      { spec: local, pods: [fading(1), pod(2), pod(3)] },
      'c1',
      'local-endpoints p1',
    ],
    ['C9 a local one that is not ready', { spec: local, pods: [out(1), pod(2), pod(3)] }, 'c1', drop],
    ['C10 nothing anywhere', { spec: local, pods: [out(1), gone(2)] }, 'c1', 'refused none-ready'],
    ['C11 with node ports', { spec: { ...nodePort, ...local } }, 'c4', drop],
    [
      'C12 a slice without node names',
      { spec: { ...byHand, ...local }, slices: [slice([{ addresses: ['10.0.0.5'] }])] },
      'c1',
      drop,
    ],
    [
      'C17 of another controller',
      { metadata: { labels: { 'service.kubernetes.io/service-proxy-name': 'x' } } },
      'c1',
      'unknown other-proxy',
    ],
    [
      'C18 headless by label, before 1.36',
      { metadata: { labels: { 'service.kubernetes.io/headless': '' } }, version: '1.35' },
      'c1',
      'no-route headless',
    ],
    [
      'C18 headless by label, since 1.36',
      { metadata: { labels: { 'service.kubernetes.io/headless': '' } } },
      'c1',
      all,
    ],
    ['C19 headless', { spec: { clusterIP: 'None', clusterIPs: ['None'] } }, 'c1', 'headless p1,p2,p3'],
    [
      'C20 an alias',
      { spec: { type: 'ExternalName', externalName: 'example.com' } },
      'c1',
      'no-route external-name',
    ],
    [
      'C26 a slice without the label',
      { spec: byHand, slices: [slice([at(1)], { metadata: { name: 'x', namespace: 'shop' } })] },
      'c1',
      'refused no-endpoint',
    ],
    [
      'C27 a port of another name',
      { spec: byHand, slices: [slice([at(1)], { ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] })] },
      'c1',
      'refused port-unresolved',
    ],
    [
      'C28 no conditions',
      { spec: byHand, slices: [slice([{ addresses: ['10.0.0.5'] }])] },
      'c1',
      'any-endpoint 10.0.0.5',
    ],
    [
      'C29 host names',
      { spec: byHand, slices: [slice([{ addresses: ['a.example'] }], { addressType: 'FQDN' })] },
      'c1',
      'refused no-endpoint',
    ],
    [
      'C30 the first address counts',
      { spec: byHand, slices: [slice([{ addresses: ['10.0.0.5', '10.0.0.6'] }])] },
      'c1',
      'any-endpoint 10.0.0.5',
    ],
    [
      'C31 a slice labelled headless',
      {
        spec: byHand,
        slices: [
          slice([at(1)], {
            metadata: {
              name: 'x',
              namespace: 'shop',
              labels: { 'kubernetes.io/service-name': 'web', 'service.kubernetes.io/headless': '' },
            },
          }),
        ],
      },
      'c1',
      'refused no-endpoint',
    ],
    [
      'C34 an address twice, 1.36',
      {
        spec: byHand,
        slices: [slice([at(1), at(1, { conditions: { ready: false, serving: false, terminating: true } })])],
      },
      'c1',
      'any-endpoint p1',
    ],
    [
      'C34 an address twice, 1.35: the local one, and the later',
      {
        spec: byHand,
        slices: [slice([at(1), at(1, { conditions: { ready: false, serving: false, terminating: true } })])],
        version: '1.35',
      },
      'c1',
      'refused none-ready',
    ],
  ])('%s', (name, given, from, expected) => {
    expectAnswer(name, [{ ...given, metadata: { ...live, ...given.metadata } }, from, 'cluster-ip'], expected)
  })

  test('a named port that half of the pods lack', () => {
    const bare = pod(2, { spec: { containers: [{ name: 'web' }] } })
    const given = { spec: { ports: [{ port: 80, targetPort: 'http' }] }, pods: [pod(1), bare, pod(3)] }
    expect(answer(given, 'c1', 'cluster-ip')).toBe('any-endpoint p1,p3')
    expect(answer({ ...given, pods: [bare] }, 'c1', 'cluster-ip')).toBe('refused port-unresolved')
  })

  test('a port that the Service does not have depends on the mode', () => {
    const ask = (more: object[]) => answer({ metadata: live, more }, 'c1', 'cluster-ip', { port: 81 })
    expect(ask([nft])).toBe('refused port-not-in-service')
    expect(ask([ipt])).toBe('no-route port-not-in-service')
    expect(ask([])).toBe('unknown modes-differ')
  })

  test('two families, each with its own endpoints', () => {
    const given: Given = {
      spec: { ipFamilies: ['IPv4', 'IPv6'], clusterIPs: ['10.96.0.10', 'fd00::10'] },
      metadata: live,
    }
    expect(answer(given, 'c1', 'cluster-ip')).toBe(all)
    expect(answer(given, 'c1', 'cluster-ip', { family: 'IPv6' })).toBe('refused no-endpoint')
    expect(answer({ metadata: live }, 'c1', 'cluster-ip', { family: 'IPv6' })).toBe('no-route family-missing')
  })
})

describe('hints', () => {
  test.each<[string, Given, string, string, string]>([
    ['D1 own zone', sameZone, 'c1', 'cluster-ip', 'same-zone p1,p2'],
    ['D1 the other zone', sameZone, 'n3', 'cluster-ip', 'same-zone p3'],
    ['D1 a zone without any', sameZone, 'c4', 'cluster-ip', all],
    [
      'D3 one without a hint',
      { spec: byHand, slices: [slice([at(1, zoned('a')), at(2, zoned('a')), at(3)])] },
      'c1',
      'cluster-ip',
      all,
    ],
    ['D5 own node', sameNode, 'c1', 'cluster-ip', 'same-node p1'],
    ['D5 a node without any', sameNode, 'c4', 'cluster-ip', all],
    ['D6 before 1.34 by zone', { ...sameNode, version: '1.33' }, 'c1', 'cluster-ip', 'same-zone p1,p2'],
    [
      'D7 a Local policy is stronger',
      { ...sameZone, spec: { ...byHand, ...local } },
      'c1',
      'cluster-ip',
      'local-endpoints p1',
    ],
    [
      'D9 by the zone of the node that is called',
      { ...sameZone, spec: { ...byHand, ...nodePort } },
      'out',
      'node-port n3',
      'same-zone p3',
    ],
    [
      'D9 a node in another zone',
      { ...sameZone, spec: { ...byHand, ...nodePort } },
      'out',
      'node-port n4',
      all,
    ],
    [
      'any node from outside',
      { ...sameZone, spec: { ...byHand, ...nodePort } },
      'out',
      'node-port',
      'nodes-differ p1,p2,p3',
    ],
  ])('%s', (name, given, from, via, expected) => {
    expectAnswer(name, [{ metadata: live, ...given }, from, via], expected)
  })

  test('without the labels of the node it is not known', () => {
    expect(answer({ metadata: live, ...sameZone }, 'n9', 'cluster-ip')).toBe('unknown node-not-known')
  })
})
