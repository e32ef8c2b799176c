import { describe, expect, test } from '@jest/globals'
import { describeReach } from '../../src/inspect/reach.ts'
import { allClients, findClient } from '../../src/commands/shared/find-client.ts'
import { matrixText, reachJson, reachText } from '../../src/report/inspect/reach.ts'
import { noColors } from '../../src/report/palette.ts'
import { worldOf } from '../world-of.ts'
import { node, pod, service, workload } from '../kube/web.ts'

const screen = { palette: noColors, width: 90 }
const local = { internalTrafficPolicy: 'Local', externalTrafficPolicy: 'Local' }
const web = service({ type: 'NodePort', ...local, ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] })
const world = worldOf([web, pod(1), pod(2), node(1), node(2), node(3)])

function rowsFor(text: string, from = world) {
  const [found] = from.all('Service')
  if (found === undefined) throw new Error('no Service')
  const clients = text === 'matrix' ? allClients(from) : [findClient(text, from, 'shop')]
  return describeReach(from, found, { clients })
}

describe('what packets reach', () => {
  test('from one place, a line for each address', () => {
    expect(reachText(rowsFor('external'), screen)).toBe(`FROM      TO                OUTCOME     BECAUSE
external  node-port n1 :80  1 endpoint  externalTrafficPolicy is Local: 1 endpoint on node n1: 10.244.1.11:8080 (p1 on n1)
external  node-port n2 :80  1 endpoint  externalTrafficPolicy is Local: 1 endpoint on node n2: 10.244.2.12:8080 (p2 on n2)
external  node-port n3 :80  dropped     externalTrafficPolicy is Local, and node n3 has no endpoint that can be used
! based on predicted EndpointSlices: the controller has written none yet
`)
  })

  test('from everywhere to everywhere, endpoints by number', () => {
    expect(matrixText(rowsFor('matrix'), screen)).toBe(`port :80 IPv4
FROM      cluster-ip  node-port n1  node-port n2  node-port n3
node/n1   1           1 2           2             dropped
node/n2   2           1             1 2           dropped
node/n3   dropped     1             2             1 2
external  -           1             2             dropped
1 10.244.1.11:8080 (p1 on n1)
2 10.244.2.12:8080 (p2 on n2)
`)
  })

  test('many endpoints are counted', () => {
    const many = Array.from({ length: 9 }, (_, index) =>
      pod(1, { metadata: { name: `p${index}` }, status: { podIPs: [{ ip: `10.244.1.${index + 1}` }] } }),
    )
    expect(matrixText(rowsFor('matrix', worldOf([web, node(1), ...many])), screen)).toContain('9 of 9')
  })

  test('pods to come have no address yet', () => {
    const planned = worldOf([service(), workload('Deployment', { spec: { replicas: 1 } }), node(1)])
    expect(reachText(rowsFor('node/n1', planned), screen)).toContain('a pod not created yet, port 8080')
  })

  test('where no way leads in, that is said', () => {
    expect(reachText(rowsFor('external', worldOf([service(), pod(1)])), screen)).toMatch(
      /^not reachable from outside the cluster/,
    )
  })

  test('a program gets codes and fields', () => {
    const [row] = rowsFor('pod/p1')
    expect(row === undefined ? undefined : reachJson(row)).toMatchObject({
      vantage: 'pod/shop/p1',
      via: 'cluster-ip',
      outcome: 'endpoints',
      code: 'local-endpoints',
      endpoints: ['10.244.1.11:8080'],
      left: [{ address: '10.244.2.12', pod: 'p2', code: 'not-local' }],
      evidence: [{ resource: { kind: 'Service' }, path: '.spec.internalTrafficPolicy' }],
    })
  })
})
