import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Document, isMap, visit } from 'yaml'
import { plansFor } from '../../../src/commands/lint/fix.ts'
import { patchOf } from '../../../src/diagnose/fix.ts'
import { lint } from '../../../src/lint/lint.ts'
import { rules } from '../../../src/rules/index.ts'
import { readText } from '../../../src/sources/files/documents.ts'
import type { Manifest } from '../../../src/world/types/manifest.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { applications, faults, manifestsOf } from '../../diagnose/broken-applications.ts'
import { patched } from '../../diagnose/patched.ts'

// what --fix writes as text is what the JSON Patch of the same fix makes of the object

const file = 'app.yaml'

function read(text: string, names: readonly string[] = []) {
  const source = readText(file, text, { namespace: 'default', named: true })
  const world = buildWorld({ ...source, coverage: [{ state: 'complete', because: 'all was read' }] })
  const run = names.length === 0 ? rules : rules.filter(({ id }) => names.includes(id))
  return { source, findings: lint(world, run).findings }
}

interface Round {
  readonly text: string
  /** The objects after the patches of the same fixes. */
  readonly patched: readonly Manifest[]
}

/** One round of `svc lint --fix`; undefined where nothing is left to fix. */
function fixOnce(text: string): Round | undefined {
  const { source, findings } = read(text)
  const [plan] = plansFor(findings, () => text)
  if (plan === undefined) return undefined
  const made = source.resources.map((resource) =>
    plan.fixed.reduce<Manifest>((manifest, { fix }) => {
      const operations = fix === undefined ? [] : patchOf(fix, resource)
      return operations.reduce((item, operation) => patched(item, operation), manifest)
    }, resource.manifest),
  )
  return { text: plan.text, patched: made }
}

function fixAll(text: string): string {
  let last = text
  for (let round = 0; round < 8; round++) {
    const next = fixOnce(last)
    if (next === undefined) return last
    last = next.text
    expect(read(last).source.resources.map(({ manifest }) => manifest)).toEqual(next.patched)
  }
  throw new Error(`it does not end:\n${last}`)
}

const app = (selector: string) => `apiVersion: v1
kind: Service
metadata:
  name: chat-api # the name that clients know
spec:
  ${selector}
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: chat-api, labels: { tier: serving } }
spec:
  selector: { matchLabels: { app: chat-api } }
  template:
    metadata:
      labels: { app: chat-api, component: server }
    spec:
      containers:
        - name: server
          image: registry.example/chat:1
          ports:
            - containerPort: 8080
`

describe('keys and items', () => {
  test.each([
    [
      'a slip in a key, with its comment',
      app('selector:\n    compnoent: server # who'),
      app('selector:\n    component: server # who'),
    ],
    [
      'a slip in a key in braces',
      app('selector: { compnoent: server }'),
      app('selector: { component: server }'),
    ],
    [
      'a label that only the workload has',
      app('selector: { tier: serving }'),
      app('selector: { tier: serving }').replace('component: server }', 'component: server, tier: serving }'),
    ],
    [
      'metadata misspelt',
      app('selector: { app: chat-api }').replace('metadata:\n  name', 'metdata:\n  name'),
      app('selector: { app: chat-api }'),
    ],
    [
      'no apiVersion',
      app('selector: { app: chat-api }').replace('apiVersion: v1\nkind: Service', 'kind: Service'),
      app('selector: { app: chat-api }')
        .replace('apiVersion: v1\nkind: Service', 'kind: Service')
        .replace('---\n', 'apiVersion: v1\n---\n'),
    ],
  ])('%s', (_, before, after) => {
    expect(fixAll(before)).toBe(after)
    expect(fixAll(after)).toBe(after)
    const crlf = (text: string) => text.replaceAll('\n', '\r\n')
    expect(fixAll(crlf(before))).toBe(crlf(after))
  })
})

const styles = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  flow: fc.integer({ min: 0, max: 5 }),
  crlf: fc.boolean(),
  comments: fc.boolean(),
})

function textFrom(
  manifests: readonly Manifest[],
  style: typeof styles extends fc.Arbitrary<infer S> ? S : never,
) {
  const { flow, crlf, comments, ...options } = style
  const documents = manifests.map((manifest) => {
    const document = new Document(manifest, {
      version: '1.1',
      schema: 'yaml-1.1',
      aliasDuplicateObjects: false,
    })
    let index = 0
    visit(document, {
      Map: (_, node) => {
        if (flow > 0 && index++ % flow === 1) node.flow = true
      },
      Pair: (_, { key }) => {
        if (comments && typeof key === 'object' && key !== null && !isMap(key) && index++ % 4 === 0)
          (key as { commentBefore?: string }).commentBefore = ` remark ${index}`
      },
    })
    return document.toString({ ...options, lineWidth: 0, directives: false })
  })
  const text = documents.join('---\n')
  return crlf ? text.replaceAll('\n', '\r\n') : text
}

const remarks = (text: string) => text.match(/# remark \d+/g) ?? []

describe('whatever is wrong and however it is written', () => {
  test.each(Object.entries(faults))(
    '%s: the text says what the patch makes, and a second run changes nothing',
    (_, fault) => {
      fc.assert(
        fc.property(applications, styles, (application, style) => {
          fc.pre(fault(application))
          const text = textFrom(manifestsOf(application), style)
          const once = fixAll(text)
          expect(remarks(once)).toEqual(remarks(text))
          expect(fixAll(once)).toBe(once)
        }),
        { numRuns: Number(process.env['CASES'] ?? 3) },
      )
    },
  )
})
