import { expect, test } from '@jest/globals'
import { areAlike } from '../../../src/kube/workload/alike.ts'
import type { Pod } from '../../../src/world/types/manifest.ts'
import { resourceOf } from '../../world-of.ts'
import { pod } from '../web.ts'

const running = (startedAt: string, more: object = {}) => ({
  hostIP: '192.0.2.1',
  startTime: startedAt,
  containerStatuses: [{ name: 'web', ready: true, state: { running: { startedAt } }, ...more }],
})
const one = pod(1, { status: running('2026-01-01T00:00:00Z') })

// pods of one template differ in who they are, where they run and since when, and in nothing that a Service looks at
test.each<[string, Pod, boolean]>([
  ['itself', one, true],
  [
    'another of its template',
    pod(2, { status: { ...running('2026-02-02T00:00:00Z'), hostIP: '192.0.2.2' } }),
    true,
  ],
  ['one that is not ready', pod(2, { status: running('2026-01-01T00:00:00Z', { ready: false }) }), false],
  ['one that restarted', pod(2, { status: running('2026-01-01T00:00:00Z', { restartCount: 1 }) }), false],
  ['one of another phase', pod(2, { status: { ...running('x'), phase: 'Pending' } }), false],
  ['one with another label', pod(2, { metadata: { labels: { app: 'api' } }, status: running('x') }), false],
  [
    'one with one more label',
    pod(2, { metadata: { labels: { app: 'web', tier: 'x' } }, status: running('x') }),
    false,
  ],
  [
    'one with another port',
    pod(2, {
      spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 81 }] }] },
      status: running('x'),
    }),
    false,
  ],
  [
    'one with one more container',
    pod(2, { spec: { containers: [...(one.spec?.containers ?? []), { name: 'b' }] }, status: running('x') }),
    false,
  ],
  ['one without a status', { ...pod(2), status: undefined } as unknown as Pod, false],
])('%s', (_, other, expected) => {
  expect(areAlike(resourceOf(one), resourceOf(other))).toBe(expected)
  expect(areAlike(resourceOf(other), resourceOf(one))).toBe(expected)
})

test('pods of two files are told apart: each may be applied alone', () => {
  const origin = { label: 'x', locate: () => undefined, comments: () => [], file: 'a.yaml' }
  expect(areAlike({ ...resourceOf(one), origin }, resourceOf(one))).toBe(false)
  expect(areAlike(resourceOf(one), { ...resourceOf(one), origin })).toBe(false)
})
