import { expect, test } from '@jest/globals'
import { redact } from '../../src/kube/references/redact.ts'
import { worldOf } from '../world-of.ts'

const record = 'kubectl.kubernetes.io/last-applied-configuration'
const metadata = { name: 'web', annotations: { [record]: '{"a":1}', note: 'x' }, managedFields: [] }

test('what was applied last stays where the next apply is predicted, and goes where it may hold a secret', () => {
  const kept = ['Service', 'Deployment', 'Node'].map((kind) => {
    const manifest = { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata }
    return redact(worldOf([manifest]), manifest, 'default').metadata
  })
  const without = { name: 'web', annotations: { note: 'x' } }
  expect(kept).toEqual([{ name: 'web', annotations: metadata.annotations }, without, without])
})
