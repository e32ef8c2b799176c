import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkEndpointSliceApply, checkService, checkServiceApply } from '../../../src/validate/check.ts'
import { asFirstApplied } from '../../../src/kube/apiserver/apply.ts'
import { valueAt } from '../../../src/world/place.ts'
import { editCases, type EditCase } from '../../real/edit-cases.ts'
import { generateEdit } from '../../real/generate-edit.ts'
import type { Json, Manifest } from '../../real/generate-service.ts'
import { Random } from '../../real/random.ts'

const dual = { serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'] }

// each is also put to kubectl and a real API server: test/real/control-plane/edits.test.ts
describe('kubectl apply', () => {
  test.each(editCases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { errors, warnings, defaulted } = checkServiceApply(liveOf(one), one.next, dual)
    expect(warnings).toHaveLength(one.warnings ?? 0)
    const said = errors.map(({ type, field }) => (untyped.has(type) ? 'kubectl' : `${type} ${field}`))
    expect([...new Set(said)]).toEqual(one.refused ?? [])
    for (const [path, wanted] of Object.entries(one.becomes ?? {}))
      expect([path, valueAt(defaulted, stepsOf(path))]).toEqual([path, wanted])
  })

  test('leaves an object as it is when the same is applied again', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { old } = generateEdit(new Random(seed))
        const manifest = named(old)
        const first = checkService(asFirstApplied(manifest), dual)
        if (first.errors.length > 0) return
        const again = checkServiceApply(manifest, manifest, dual)
        // what the server tolerates when it creates, it may refuse when it changes
        if (again.errors.length > 0) return
        expect(again.defaulted).toEqual(first.defaulted)
      }),
      { numRuns: 80 },
    )
  })

  test('changes neither of its arguments, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { old, next } = generateEdit(new Random(seed))
        const before = JSON.stringify([old, next])
        checkServiceApply(old, next, dual)
        expect(JSON.stringify([old, next])).toBe(before)
      }),
      { numRuns: 80 },
    )
    for (const odd of [
      null,
      undefined,
      5,
      '',
      [],
      {},
      { metadata: [] },
      { metadata: { annotations: [] }, spec: [] },
    ]) {
      checkServiceApply(odd, odd, dual)
      checkEndpointSliceApply(odd, odd, dual)
    }
  })

  test('writes down what was applied as Go writes it', () => {
    const labels = { b: '<', a: '\u2028', '1': 'x', A: '&' }
    const record = valueAt(asFirstApplied({ ...web, metadata: { name: 'web', labels } }), [
      'metadata',
      'annotations',
      'kubectl.kubernetes.io/last-applied-configuration',
    ])
    expect(record).toBe(
      String.raw`{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"labels":{"1":"x","A":"\u0026","a":"\u2028","b":"\u003c"},"name":"web","namespace":"default"}}` +
        '\n',
    )
  })

  test('knows no prototype', () => {
    const next = JSON.parse(
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","labels":{"__proto__":"x"}},"spec":{"__proto__":{"a":1},"ports":[{"port":80}]}}',
    ) as Json
    const { errors } = checkServiceApply({ ...web, spec: { ports: [{ port: 80 }] } }, next, dual)
    expect(errors.map(({ field }) => field)).toEqual(['patch'])
    expect(({} as { a?: number }).a).toBeUndefined()
  })

  test('of an EndpointSlice replaces its endpoints as a whole', () => {
    const slice = (addresses: string[], ports: Json) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web' },
      addressType: 'IPv4',
      endpoints: addresses.map((address) => ({
        addresses: [address],
        conditions: { ready: false },
        hints: { forZones: [{ name: '' }] },
      })),
      ports,
    })
    const port = (port: number) => [{ name: 'http', port }]
    const { errors, defaulted } = checkEndpointSliceApply(
      slice(['10.1.2.3', '10.1.2.4'], port(80)),
      slice(['10.1.2.5'], port(81)),
    )
    expect(errors).toEqual([])
    expect(defaulted).toMatchObject({
      endpoints: [
        { addresses: ['10.1.2.5'], conditions: { ready: false }, hints: { forZones: [{ name: '' }] } },
      ],
      ports: [{ name: 'http', port: 81, protocol: 'TCP' }],
    })
  })
})

const untyped = new Set(['BadRequest', 'Decode'])
const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }

function named(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...(manifest['metadata'] as Manifest), name: 'web' } }
}

/** What is in the cluster when the newer manifest is applied. */
function liveOf({ old, between }: EditCase): Json {
  if (between === undefined) return old
  const { errors, defaulted } = checkService(asFirstApplied(old), dual)
  expect(errors).toEqual([])
  const live = defaulted as Manifest
  return mergePatched({ ...live, metadata: { ...(live['metadata'] as Manifest), uid: '1' } }, between)
}

/** As RFC 7396 has it. */
function mergePatched(value: Json, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const merged: Manifest =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  for (const [key, item] of Object.entries(patch)) {
    if (item === null) delete merged[key]
    else merged[key] = mergePatched(merged[key] ?? null, item)
  }
  return merged
}

function stepsOf(path: string): (string | number)[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}
