import { describe, expect, test } from '@jest/globals'
import { withUnsaid } from '../../../src/kube/apiserver/unsaid.ts'
import { withoutNulls } from '../../../src/kube/apiserver/strategic-merge/merge.ts'
import { checkEndpointSlice, checkService } from '../../../src/validate/check.ts'
import type { Manifest } from '../../../src/world/types/manifest.ts'

// limits and forms that no generated manifest comes near to: each on both of its sides

const service = (metadata: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', ...metadata },
  spec: { ports: [{ port: 80 }] },
})
const saidOf = (manifest: object) =>
  checkService(manifest).errors.map(({ type, field }) => `${type} ${field}`)

describe('managedFields', () => {
  const entry = (change: object) =>
    service({ managedFields: [{ operation: 'Apply', fieldsType: 'FieldsV1', ...change }] })
  test.each<[string, object, string | undefined]>([
    ['applied', {}, undefined],
    ['updated', { operation: 'Update' }, undefined],
    ['another operation', { operation: 'Patch' }, 'Invalid .metadata.managedFields[0].operation'],
    ['no type', { fieldsType: '' }, undefined],
    ['another type', { fieldsType: 'FieldsV2' }, 'Invalid .metadata.managedFields[0].fieldsType'],
    ['a manager of 128 bytes', { manager: 'ä'.repeat(64) }, undefined],
    [
      'a manager of 129 bytes',
      { manager: `a${'ä'.repeat(64)}` },
      'TooLong .metadata.managedFields[0].manager',
    ],
    ['a manager with a space', { manager: 'a b' }, undefined],
    ['a manager with a tab', { manager: 'a\tb' }, 'Invalid .metadata.managedFields[0].manager'],
    ['a manager with a wide space', { manager: 'a\u3000b' }, 'Invalid .metadata.managedFields[0].manager'],
    ['a subresource of 256 bytes', { subresource: 'a'.repeat(256) }, undefined],
    [
      'a subresource of 257 bytes',
      { subresource: 'a'.repeat(257) },
      'TooLong .metadata.managedFields[0].subresource',
    ],
  ])('%s', (_, change, expected) => {
    expect(saidOf(entry(change)).map((text) => text.replace(/ \.?/, ' .'))).toEqual(
      expected === undefined ? [] : [expected],
    )
  })
})

test.each([
  ['2024-02-29T23:59:59Z', true],
  ['2023-02-29T00:00:00Z', false],
  ['2000-02-29T00:00:00Z', true],
  ['1900-02-29T00:00:00Z', false],
  ['2024-01-31T00:00:00Z', true],
  ['2024-04-30T00:00:00Z', true],
  ['2024-04-31T00:00:00Z', false],
  ['2024-12-31T00:00:00Z', true],
  ['2024-13-01T00:00:00Z', false],
  ['2024-00-01T00:00:00Z', false],
  ['2024-01-00T00:00:00Z', false],
  ['2024-01-01T24:00:00Z', false],
  ['2024-01-01T00:60:00Z', false],
  ['2024-01-01T00:00:60Z', false],
  ['2024-01-01T0:00:00Z', true],
  ['2024-01-01T00:00:00,5Z', true],
  ['2024-01-01T00:00:00+24:59', true],
  ['2024-01-01T00:00:00+25:00', false],
  ['2024-01-01T00:00:00+01:60', false],
  ['2024-01-01T00:00:00', false],
  ['2024-01-01', false],
])('the time %s is read: %s', (creationTimestamp, isRead) => {
  expect(saidOf(service({ creationTimestamp })).length === 0).toBe(isRead)
})

describe('an EndpointSlice', () => {
  const slice = (change: object) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web' },
    addressType: 'IPv4',
    endpoints: [],
    ...change,
  })
  test.each<[object, string[]]>([
    [{}, []],
    [{ addressType: '' }, ['Required addressType']],
    [{ addressType: 'IPv5' }, ['NotSupported addressType']],
    [{ ports: [{ name: 'a' }, { name: 'b' }] }, []],
    [{ ports: [{ name: 'a' }, { name: 'a' }] }, ['Duplicate ports[1].name']],
    [{ ports: [{}, {}] }, ['Duplicate ports[1].name']],
    [{ ports: [{ name: 'A' }] }, ['Invalid ports[0].name']],
    [{ ports: [{ protocol: 'ICMP' }] }, ['NotSupported ports[0].protocol']],
    [{ ports: [{ appProtocol: 'kubernetes.io/h2c' }] }, []],
    [{ ports: [{ appProtocol: 'a b' }] }, ['Invalid ports[0].appProtocol']],
  ])('%j', (change, expected) => {
    expect(checkEndpointSlice(slice(change)).errors.map(({ type, field }) => `${type} ${field}`)).toEqual(
      expected,
    )
  })
})

describe('what the server allocated, and the older manifest does not say', () => {
  const spec = (fields: object) =>
    ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: fields }) as Manifest
  test.each<[object, object, object]>([
    [{}, { clusterIP: '10.0.0.1' }, { clusterIP: '10.0.0.1' }],
    [{}, { clusterIPs: ['10.0.0.1'] }, { clusterIPs: ['10.0.0.1'] }],
    [{}, { ipFamilies: ['IPv6'] }, { ipFamilies: ['IPv6'] }],
    [{}, { healthCheckNodePort: 30000 }, { healthCheckNodePort: 30000 }],
    // what it says stays, in both forms of the address
    [
      { clusterIP: '10.0.0.2' },
      { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] },
      { clusterIP: '10.0.0.2' },
    ],
    [{ clusterIPs: ['10.0.0.2'] }, { clusterIP: '10.0.0.1' }, { clusterIPs: ['10.0.0.2'] }],
    [{ clusterIP: '10.0.0.2' }, { ipFamilies: ['IPv4'] }, { clusterIP: '10.0.0.2', ipFamilies: ['IPv4'] }],
    // the server never allocates it
    [{}, { clusterIP: 'None' }, {}],
    [{}, { clusterIPs: ['None'] }, {}],
    [{}, { nodePort: 1 }, {}],
  ])('%j before %j', (before, after, expected) => {
    expect(withUnsaid(spec(before), spec(after))).toEqual(spec(expected))
  })

  test('of something else nothing is made up', () => {
    const odd = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } } as Manifest
    expect(withUnsaid(odd, spec({ clusterIP: '10.0.0.1' }))).toBe(odd)
    expect(withUnsaid(spec({}), odd)).toEqual(spec({}))
  })
})

test('nulls of objects go, at any depth, and those of lists stay', () => {
  expect(withoutNulls({ a: null, b: { c: null, d: [null, { e: null, f: 1 }] } })).toEqual({
    b: { d: [null, { f: 1 }] },
  })
  expect(withoutNulls('x')).toBe('x')
})
