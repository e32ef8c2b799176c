import { expect, test } from '@jest/globals'
import { healthOf } from '../../src/inspect/health.ts'
import { trace } from '../../src/trace/trace.ts'
import { theOnly, worldOf } from '../world-of.ts'

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 's' },
  spec: {
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 8080 }],
  },
}
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }
const pod = (ready: boolean, index: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `web-${index}`, namespace: 'default', uid: `p${index}`, labels: { app: 'web' } },
  spec: { nodeName: 'n', containers: [{ name: 'web', ports: [{ containerPort: 8080 }] }] },
  status: {
    phase: 'Running',
    podIP: `10.0.0.${index + 1}`,
    podIPs: [{ ip: `10.0.0.${index + 1}` }],
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    containerStatuses: [{ name: 'web', ready, state: { running: {} } }],
  },
})

test.each([
  [[true, true], 'healthy', 2],
  [[true, false], 'degraded', 1],
  [[true, false, false], 'degraded', 1],
  [[false, false], 'broken', 0],
  [[], 'broken', 0],
])('pods that are ready %j make a Service %s', (pods, health, ready) => {
  const world = worldOf([service, node, ...pods.map(pod)])
  expect(healthOf(world, theOnly(world, 'Service'))).toMatchObject({ health, ready, total: pods.length })
})

const port = (number: number, protocol = 'TCP') => ({
  name: `p${number}-${protocol.toLowerCase()}`,
  port: number,
  protocol,
})
const declared = (containerPort: number, protocol = 'TCP') => ({ containerPort, protocol })

// a declared port is documentation: it makes another one unlikely, and not impossible
test.each([
  ['the port', [port(53)], [[declared(53)]], 'healthy', 'works'],
  ['no port', [port(53)], [[]], 'healthy', 'works'],
  ['another port', [port(53)], [[declared(5353)]], 'unknown', 'undecided'],
  ['the port for UDP only', [port(53)], [[declared(53, 'UDP')]], 'unknown', 'undecided'],
  ['the port for TCP only', [port(53, 'UDP')], [[declared(53)]], 'healthy', 'works'],
  ['one of two ports', [port(53), port(80)], [[declared(80)]], 'unknown', 'undecided'],
  ['the port in one of two pods', [port(53)], [[declared(53)], [declared(80)]], 'degraded', 'degraded'],
] as const)('of pods that declare %s', (_, ports, pods, health, status) => {
  const made = pods.map((own, index) => {
    const { spec, ...rest } = pod(true, index)
    return { ...rest, spec: { ...spec, containers: [{ name: 'web', ports: own }] } }
  })
  const world = worldOf([{ ...service, spec: { ...service.spec, ports } }, node, ...made])
  expect(healthOf(world, theOnly(world, 'Service')).health).toBe(health)
  const [{ port: number, protocol }] = ports
  const target = `svc/web:${number}/${protocol.toLowerCase()}`
  expect(trace(world, { target, namespace: 'default' }).verdict.status).toBe(status)
})
