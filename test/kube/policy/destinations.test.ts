import { expect, test } from '@jest/globals'
import { servicePorts } from '../../../src/kube/core/defaults.ts'
import { destinationsOf } from '../../../src/kube/policy/destinations.ts'
import { theOnly, worldOf } from '../../world-of.ts'
import { notReady, pod, service } from '../web.ts'

const slice = (endpoints: object[], ports: object[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints,
  ports,
})
const target = (name: string, namespace?: string) => ({
  addresses: ['10.9.9.9'],
  targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }) },
})
const byHand = { selector: {} }
const headless = { clusterIP: 'None' }

/** `p1:8080 10.9.9.9`: pods by their names, others by their address, with the port where it is known. */
function destinations(manifests: object[], port?: number, reaches?: () => boolean): string {
  const world = worldOf(manifests)
  const asked = theOnly(world, 'Service')
  const [servicePort] = servicePorts(asked.manifest)
  const called = {
    ...(port === undefined ? {} : { port, servicePort }),
    ...(reaches === undefined ? {} : { reaches }),
  }
  return destinationsOf(world, asked, called as Parameters<typeof destinationsOf>[2])
    .map(({ end, port: at }) => {
      const who =
        JSON.stringify(end).match(/"name":"(p\d)"/)?.[1] ?? JSON.stringify(end).match(/10\.9\.9\.\d+/)?.[0]
      return `${who}${at === undefined ? '' : `:${at}`}`
    })
    .join(' ')
}

test.each<[string, object[], number | undefined, string]>([
  [
    'ready pods, at the port behind the Service',
    [service(), pod(1), pod(2, { status: notReady })],
    80,
    'p1:8080',
  ],
  ['without a port', [service(), pod(1)], undefined, 'p1'],
  ['headless: the port that is dialled', [service(headless), pod(1)], 9000, 'p1:9000'],
  ['a named port that a pod lacks', [service({ ports: [{ port: 80, targetPort: 'x' }] }), pod(1)], 80, ''],
  [
    'by hand: addresses',
    [service(byHand), slice([{ addresses: ['10.9.9.9', '10.9.9.8'] }], [{ port: 81 }])],
    80,
    '10.9.9.9:81 10.9.9.8:81',
  ],
  ['by hand: without a port', [service(byHand), slice([{ addresses: ['10.9.9.9'] }], [])], 80, '10.9.9.9'],
  [
    'by hand: a pod, whatever the address',
    [service(byHand), pod(1), slice([target('p1')], [{ port: 81 }])],
    80,
    'p1:81',
  ],
  [
    'by hand: a pod of another namespace is none',
    [service(byHand), pod(1), slice([target('p1', 'x')], [{ port: 81 }])],
    80,
    '10.9.9.9:81',
  ],
  [
    'by hand: something else of that name',
    [
      service(byHand),
      pod(1),
      slice([{ ...target('p1'), targetRef: { kind: 'Node', name: 'p1' } }], [{ port: 81 }]),
    ],
    80,
    '10.9.9.9:81',
  ],
])('%s', (_, manifests, port, expected) => {
  expect(destinations(manifests, port)).toBe(expected)
})

test('of the ready pods those that kube-proxy may choose', () => {
  expect(destinations([service(), pod(1)], 80, () => false)).toBe('')
  expect(destinations([service(), pod(1)], 80, () => true)).toBe('p1:8080')
})
