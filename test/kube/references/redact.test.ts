import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { keptFields, keptOfAll } from '../../../src/kube/references/redact/kept-fields.ts'
import { redact } from '../../../src/kube/references/redact/redact.ts'
import { kinds, type Kind } from '../../../src/world/kinds.ts'
import type { Manifest } from '../../../src/world/types/manifest.ts'
import { recordedIn } from '../../recorded.ts'
import { worldOf } from '../../world-of.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'kept-fields.txt'))

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

/** A value for each field that the rules of a kind name, and one that they do not name in each object. */
function filled(kept: unknown): unknown {
  if (Array.isArray(kept)) return [filled(kept[0])]
  if (kept === 'presence') return { any: 'x' }
  if (typeof kept !== 'object' || kept === null) return 'x'
  const fields = Object.entries(kept).map(([name, each]) => [name === '*' ? 'any' : name, filled(each)])
  return { ...Object.fromEntries(fields), notNamed: 'x' }
}

/** `.spec.ports[]: name port`: the fields of each object that hold a value themselves. */
function fieldsIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => fieldsIn(each, `${path}[]`))
  if (typeof value !== 'object' || value === null) return []
  const fields = Object.entries(value)
  const own = fields.flatMap(([name, each]) =>
    typeof each === 'string' || (Array.isArray(each) && typeof each[0] === 'string') ? [name] : [],
  )
  return [
    ...(own.length === 0 && fields.length > 0 ? [] : [`${path}: ${own.join(' ') || 'that it is there'}`]),
    ...fields.flatMap(([name, each]) => fieldsIn(each, `${path}.${name}`)),
  ]
}

const kindsByRules = new Map<unknown, string[]>()
for (const [kind, rules] of Object.entries(keptFields))
  kindsByRules.set(rules, [...(kindsByRules.get(rules) ?? []), kind])

// who attaches a snapshot to a ticket can read here what is in it
test.each([...kindsByRules])('%# what a snapshot keeps of a kind', (rules, [kind = '', ...others]) => {
  const known = kinds[kind as Kind] as { group: string; version: string; kind?: string }
  const manifest = {
    ...(filled(kind === 'Service' ? { ...keptOfAll, ...(rules as object) } : rules) as object),
    apiVersion: known.group === '' ? known.version : `${known.group}/${known.version}`,
    kind: known.kind ?? kind,
  } as Manifest
  expectRecorded([kind, ...others].join(', '), fieldsIn(redact(worldOf([manifest]), manifest, 'default')))
})
