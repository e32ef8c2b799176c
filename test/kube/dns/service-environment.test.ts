import { expect, test } from '@jest/globals'
import { serviceEnvironment } from '../../../src/kube/dns/service-environment.ts'
import { podSourceOfPod } from '../../../src/kube/workload/pod-source.ts'
import { theOnly, worldOf } from '../../world-of.ts'

const service = (
  namespace: string,
  name: string,
  spec: object,
  creationTimestamp = '2026-01-01T00:00:00Z',
) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, creationTimestamp },
  spec,
})
const container = { name: 'main', env: [{ name: 'MY_DB_SERVICE_PORT', value: '1' }] }
const pod = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { containers: [container], ...spec },
  status: {
    containerStatuses: [{ name: 'main', state: { running: { startedAt: '2026-01-02T00:00:00Z' } } }],
  },
})
const services = [
  service('default', 'kubernetes', { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443 }] }),
  service('shop', 'my-db', {
    clusterIP: 'fd00::7',
    ports: [
      { name: 'pg-main', port: 5432 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ],
  }),
  service('shop', 'late', { clusterIP: '10.96.0.9', ports: [{ port: 80 }] }, '2026-01-03T00:00:00Z'),
  service('shop', 'headless', { clusterIP: 'None', ports: [{ port: 80 }] }),
  service('shop', 'alias', { type: 'ExternalName', externalName: 'x.test' }),
  service('other', 'elsewhere', { clusterIP: '10.96.0.10', ports: [{ port: 80 }] }),
]

function variables(spec: object) {
  const world = worldOf([...services, pod(spec)])
  return serviceEnvironment(world, podSourceOfPod(theOnly(world, 'Pod')), container)
}

test('the variables of each Service with an address, own ones left out', () => {
  const found = variables({})
  const values = Object.fromEntries(
    [...found].filter(([name]) => name.startsWith('MY_DB')).map(([name, { value }]) => [name, value]),
  )
  expect(values).toEqual({
    MY_DB_SERVICE_HOST: 'fd00::7',
    MY_DB_SERVICE_PORT_PG_MAIN: '5432',
    MY_DB_SERVICE_PORT_DNS: '53',
    MY_DB_PORT: 'tcp://[fd00::7]:5432',
    MY_DB_PORT_5432_TCP: 'tcp://[fd00::7]:5432',
    MY_DB_PORT_5432_TCP_PROTO: 'tcp',
    MY_DB_PORT_5432_TCP_PORT: '5432',
    MY_DB_PORT_5432_TCP_ADDR: 'fd00::7',
    MY_DB_PORT_53_UDP: 'udp://[fd00::7]:53',
    MY_DB_PORT_53_UDP_PROTO: 'udp',
    MY_DB_PORT_53_UDP_PORT: '53',
    MY_DB_PORT_53_UDP_ADDR: 'fd00::7',
  })
  expect([...found.keys()].filter((name) => /HEADLESS|ALIAS|ELSEWHERE/.test(name))).toEqual([])
})

test('a container that runs knows only the Services that were there before it', () => {
  expect(variables({}).get('MY_DB_PORT')?.set).toBe('yes')
  expect(variables({}).get('LATE_PORT')?.set).toBe('no')
})

test('without links only the API server remains', () => {
  expect(
    [...variables({ enableServiceLinks: false }).keys()].filter((name) => !name.startsWith('KUBERNETES_')),
  ).toEqual([])
  expect(variables({ enableServiceLinks: false }).get('KUBERNETES_SERVICE_HOST')?.value).toBe('10.96.0.1')
})
