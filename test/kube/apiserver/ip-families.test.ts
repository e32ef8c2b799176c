import { expect, test } from '@jest/globals'
import { checkServiceUpdate } from '../../../src/validate/check.ts'

// only SingleStack gives the second address and family back, and only where they are sent back as they are

const both = { clusterIPs: ['10.96.0.7', 'fd00::7'], ipFamilies: ['IPv4', 'IPv6'] }
const service = (spec: {
  clusterIPs?: readonly string[]
  ipFamilies?: readonly string[]
  ipFamilyPolicy?: string
}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '1' },
  spec: {
    type: 'ClusterIP',
    clusterIP: spec.clusterIPs?.[0],
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    sessionAffinity: 'None',
    ...spec,
  },
})

test.each<[string, Parameters<typeof service>[0], readonly string[]]>([
  ['nothing changes', { ...both, ipFamilyPolicy: 'RequireDualStack' }, []],
  ['both are released', { ...both, ipFamilyPolicy: 'SingleStack' }, []],
  ['said as one', { clusterIPs: ['10.96.0.7'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }, []],
  [
    'families in another order',
    { ...both, ipFamilies: ['IPv6', 'IPv4'], ipFamilyPolicy: 'SingleStack' },
    ['Invalid spec.clusterIPs[0]', 'Invalid spec.clusterIPs[1]'],
  ],
  [
    'addresses in another order',
    { ...both, clusterIPs: ['fd00::7', '10.96.0.7'], ipFamilyPolicy: 'SingleStack' },
    ['Invalid spec.clusterIPs[0]', 'Invalid spec.clusterIPs[1]'],
  ],
  [
    'another second address',
    { ...both, clusterIPs: ['10.96.0.7', 'fd00::8'], ipFamilyPolicy: 'SingleStack' },
    ['Invalid spec.ipFamilyPolicy'],
  ],
  [
    'one address without SingleStack',
    { clusterIPs: ['10.96.0.7'], ipFamilies: both.ipFamilies, ipFamilyPolicy: 'RequireDualStack' },
    ['Invalid spec.ipFamilyPolicy'],
  ],
  [
    'one family without SingleStack',
    { clusterIPs: both.clusterIPs, ipFamilies: ['IPv4'], ipFamilyPolicy: 'PreferDualStack' },
    ['Invalid spec.ipFamilyPolicy'],
  ],
])('%s', (_, spec, expected) => {
  const before = service({ ...both, ipFamilyPolicy: 'RequireDualStack' })
  const { errors } = checkServiceUpdate(before, service(spec))
  expect(errors.map(({ type, field }) => `${type} ${field}`)).toEqual(expected)
})

const one = { clusterIPs: ['10.96.0.7'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }

test.each<[string, Parameters<typeof service>[0], readonly string[]]>([
  ['nothing changes', one, []],
  ['a second family', { ...one, ipFamilies: both.ipFamilies }, ['Invalid spec.ipFamilyPolicy']],
  ['a second address', { ...one, clusterIPs: both.clusterIPs }, ['Invalid spec.ipFamilyPolicy']],
  [
    'a second family with its policy',
    { ...one, ipFamilies: both.ipFamilies, ipFamilyPolicy: 'PreferDualStack' },
    [],
  ],
])('of one family: %s', (_, spec, expected) => {
  const { errors } = checkServiceUpdate(service(one), service(spec))
  expect(errors.map(({ type, field }) => `${type} ${field}`)).toEqual(expected)
})
