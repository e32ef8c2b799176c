import { describe, expect, test } from '@jest/globals'
import { formatPort, servicePorts, typeOf } from '../../../src/kube/core/defaults.ts'
import { declaredPorts, resolveTargetPort } from '../../../src/kube/core/target-port.ts'
import { portForPacket, portForReference, virtualIPs } from '../../../src/kube/core/port-lookup.ts'
import type { PodSpec, Service, ServicePort } from '../../../src/world/types/manifest.ts'
import { service } from '../web.ts'

function resolve(port: Partial<ServicePort>, spec: PodSpec) {
  const [defaulted] = servicePorts(service({ ports: [{ port: 80, ...port }] }))
  if (defaulted === undefined) throw new Error('the Service has no port')
  const found = resolveTargetPort(defaulted, spec)
  return found.found ? found.port : found.why
}

const container = (name: string, ...ports: object[]) =>
  ({ name, ports }) as unknown as NonNullable<PodSpec['containers']>[number]
const http = (containerPort: number, more: object = {}) => ({ name: 'http', containerPort, ...more })

describe('targetPort', () => {
  const init = (restartPolicy?: string) => ({
    initContainers: [{ ...container('side', http(9000)), ...(restartPolicy ? { restartPolicy } : {}) }],
  })
  test.each([
    [
      'a number is taken as it is, declared or not',
      { targetPort: 9999 },
      { containers: [container('web', http(8080))] },
      9999,
    ],
    ['absent means the port', {}, {}, 80],
    ['0 means the port', { targetPort: 0 }, {}, 80],
    ['the empty string means the port', { targetPort: '' }, {}, 80],
    ['a name is looked up', { targetPort: 'http' }, { containers: [container('web', http(8080))] }, 8080],
    [
      'in all containers',
      { targetPort: 'http' },
      { containers: [container('proxy'), container('web', http(8080))] },
      8080,
    ],
    [
      'the first container that has it wins',
      { targetPort: 'http' },
      { containers: [container('a', http(8080)), container('b', http(9090))] },
      8080,
    ],
    [
      'the first port of a container wins',
      { targetPort: 'http' },
      { containers: [container('a', http(8080), http(9090))] },
      8080,
    ],
    [
      'hostPort counts for nothing',
      { targetPort: 'http' },
      { containers: [container('a', http(8080, { hostPort: 80 }))] },
      8080,
    ],
    ['no such name', { targetPort: 'web' }, { containers: [container('web', http(8080))] }, 'no-such-name'],
    ['case counts', { targetPort: 'HTTP' }, { containers: [container('web', http(8080))] }, 'no-such-name'],
    [
      'a number in quotes is a name',
      { targetPort: '8080' },
      { containers: [container('web', http(8080))] },
      'no-such-name',
    ],
    ['a pod without containers', { targetPort: 'http' }, {}, 'no-such-name'],
    [
      'the name of another protocol',
      { targetPort: 'http' },
      { containers: [container('web', http(53, { protocol: 'UDP' }))] },
      'other-protocol',
    ],
    [
      'UDP looks for UDP',
      { targetPort: 'http', protocol: 'UDP' },
      { containers: [container('web', http(53, { protocol: 'UDP' }))] },
      53,
    ],
    [
      'passes over another protocol',
      { targetPort: 'http' },
      { containers: [container('web', http(53, { protocol: 'UDP' }), http(54))] },
      54,
    ],
    [
      'an empty protocol is TCP',
      { targetPort: 'http' },
      { containers: [container('web', http(8080, { protocol: '' }))] },
      8080,
    ],
    ['a restartable init container counts', { targetPort: 'http' }, init('Always'), 9000],
    [
      'but after the containers',
      { targetPort: 'http' },
      { ...init('Always'), containers: [container('web', http(8080))] },
      8080,
    ],
    ['an ordinary init container does not', { targetPort: 'http' }, init(), 'ordinary-init-container'],
    ['nor does an odd restart policy', { targetPort: 'http' }, init('OnFailure'), 'ordinary-init-container'],
  ] as [string, Partial<ServicePort>, PodSpec, number | string][])('%s', (_, port, spec, expected) => {
    expect(resolve(port, spec)).toBe(expected)
  })

  test('says where a port is declared', () => {
    const spec = {
      containers: [container('a'), container('b', { containerPort: 1 }, http(8080))],
      initContainers: [container('i', { containerPort: 2 })],
    }
    expect(
      declaredPorts(spec).map(({ path, name, port, reachableByName }) => [
        path.join('.'),
        name,
        port,
        reachableByName,
      ]),
    ).toEqual([
      ['containers.1.ports.0', '', 1, true],
      ['containers.1.ports.1', 'http', 8080, true],
      ['initContainers.0.ports.0', '', 2, false],
    ])
  })
})

describe('the ports of a Service', () => {
  test('are written as 80, 80 (http) and 53/UDP (dns)', () => {
    const ports = servicePorts(
      service({
        ports: [{ port: 80 }, { port: 80, name: 'http' }, { port: 53, name: 'dns', protocol: 'UDP' }],
      }),
    )
    expect(ports.map(formatPort)).toEqual(['80', '80 (http)', '53/UDP (dns)'])
  })

  const dns = service({
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53 },
      { name: 'web', port: 80, targetPort: 8080 },
    ],
  })
  test.each([
    [53, 'UDP', 'dns'],
    [53, 'TCP', 'dns-tcp'],
    [80, 'TCP', 'web'],
    [80, 'UDP', undefined],
    [8080, 'TCP', undefined],
    [53, 'SCTP', undefined],
  ] as const)('a packet to %s/%s meets %s', (port, protocol, expected) => {
    expect(portForPacket(dns, port, protocol)?.name).toBe(expected)
  })

  const unnamed = service({ ports: [{ port: 80 }] })
  test.each([
    ['by name', dns, { name: 'web' }, 80],
    ['by number', dns, { number: 80 }, 80],
    ['by a number that two protocols share: TCP', dns, { number: 53 }, 53],
    ['not by the number of the pods', dns, { number: 8080 }, undefined],
    ['not by a name that it lacks', dns, { name: 'http' }, undefined],
    // kube-score and popeye take "" for equal to "": every wrong port passes there
    ['not by an empty name', unnamed, { name: '' }, undefined],
    ['not by a name when it has none', unnamed, { name: 'http' }, undefined],
  ])('a reference finds one %s', (_, manifest, reference, expected) => {
    const found = portForReference(manifest as Service, reference)
    expect(found?.port).toBe(expected)
    if (found !== undefined) expect(found.protocol).toBe('TCP')
  })

  test.each([
    ['none in a file', {}, []],
    ['none when headless', { clusterIP: 'None', clusterIPs: ['None'] }, []],
    ['one', { clusterIP: '10.0.0.1' }, ['10.0.0.1']],
    [
      'both of a dual-stack Service, once each',
      { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'] },
      ['10.0.0.1', 'fd00::1'],
    ],
  ])('virtual IPs: %s', (_, spec, expected) => {
    expect(virtualIPs(service(spec))).toEqual(expected)
  })

  test.each([
    [{}, 'ClusterIP'],
    [{ type: 'NodePort' }, 'NodePort'],
    [{ type: 'LoadBalancer' }, 'LoadBalancer'],
    [{ type: 'nodeport' }, 'ClusterIP'],
    [{ clusterIP: 'None' }, 'Headless'],
    [{ clusterIPs: ['None'] }, 'Headless'],
    [{ type: 'ExternalName', clusterIP: 'None' }, 'ExternalName'],
  ])('%j is of type %s', (spec, expected) => {
    expect(typeOf(service(spec))).toBe(expected)
  })
})
