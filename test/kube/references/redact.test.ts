import { expect, test } from '@jest/globals'
import { redact } from '../../../src/kube/references/redact/redact.ts'
import { worldOf } from '../../world-of.ts'

const record = 'kubectl.kubernetes.io/last-applied-configuration'
const applied = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', annotations: { a: 'CANARY' } },
  spec: { type: 'ClusterIP' },
}
const metadata = {
  name: 'web',
  annotations: { [record]: JSON.stringify(applied), note: 'x' },
  managedFields: [],
}

test('what was applied last stays where the next apply is predicted, redacted, and goes where it may hold a secret', () => {
  const kept = ['Service', 'Deployment', 'Node'].map((kind) => {
    const manifest = { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata }
    return redact(worldOf([manifest]), manifest, 'default').metadata
  })
  const without = { name: 'web', annotations: {} }
  const redacted = { ...applied, metadata: without }
  expect(kept).toEqual([
    { name: 'web', annotations: { [record]: JSON.stringify(redacted) } },
    without,
    without,
  ])
})
