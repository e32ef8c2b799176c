import { describe, expect, test } from '@jest/globals'
import { flagOf } from '../../src/author/incompatible-fields.ts'
import { intentOf } from '../../src/author/intent-of.ts'
import type { Intent } from '../../src/author/intent.ts'
import { manifestOf } from '../../src/author/new-service.ts'
import { newFlags } from '../../src/commands/new/flags.ts'
import { decode, struct } from '../../src/kube/apiserver/decode.ts'
import { structOf } from '../../src/kube/apiserver/wire-struct.ts'
import { checkService } from '../../src/validate/check.ts'
import { serviceSpecFields } from '../../src/world/types/service-fields.ts'

// every wish, so that the compiler asks for a new one here
const everything: Required<Intent> = {
  type: 'loadbalancer',
  name: 'web',
  namespace: 'shop',
  ports: [
    { name: 'http', port: 80, targetPort: 'http', nodePort: 30_080, protocol: 'TCP', appProtocol: 'http' },
  ],
  selector: { app: 'web' },
  labels: { app: 'web' },
  annotations: { a: 'b' },
  externalName: 'web.example.com',
  clusterIP: '10.96.0.10',
  externalIPs: ['192.0.2.7'],
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
  externalTrafficPolicy: 'Local',
  internalTrafficPolicy: 'Local',
  trafficDistribution: 'PreferSameZone',
  sessionAffinity: 'ClientIP',
  sessionAffinityTimeout: 60,
  healthCheckNodePort: 30_081,
  publishNotReadyAddresses: true,
  loadBalancerClass: 'example.com/lb',
  loadBalancerIP: '192.0.2.8',
  loadBalancerSourceRanges: ['192.0.2.0/24'],
  allocateLoadBalancerNodePorts: false,
}

describe('a field of a Service', () => {
  test('is written by svc new and read back by --edit, whichever it is', () => {
    const manifest = manifestOf(everything)
    // the server derives clusterIPs from clusterIP
    expect([...Object.keys(manifest.spec ?? {}), 'clusterIPs'].toSorted()).toEqual(
      Object.keys(serviceSpecFields).toSorted(),
    )
    expect(intentOf(manifest)).toEqual(everything)
  })

  test.each(Object.entries(flagOf))('%s has its flag %s', (_, flag) => {
    expect(Object.keys(newFlags)).toContain(flag.replace('--', ''))
  })

  test.each(Object.keys(serviceSpecFields))('%s is refused when its type is wrong', (field) => {
    const manifest = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: { [field]: [{ a: 1 }, 5] },
    }
    const { errors } = checkService(JSON.stringify(manifest))
    expect(errors.map(({ type }) => type)).toContain('Decode')
  })

  test.each([
    ['1.35', ['UnknownField']],
    ['1.36', []],
    ['unreadable', []],
  ])('that came with 1.36 is, in %s: %j', (version, expected) => {
    const type = struct({
      spec: structOf({ old: { wire: 'string' }, young: { wire: 'bool?', since: '1.36' } }, version),
    })
    const { errors } = decode(type, { spec: { old: 'x', young: true } })
    expect(errors.map((error) => error.type)).toEqual(expected)
  })
})
