import { describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { lintExitCode } from '../../src/commands/shared/exit-code.ts'
import { candidatesOf } from '../../src/kube/endpointslice/candidates.ts'
import { driftOf } from '../../src/diagnose/slice-drift.ts'
import { predictEndpointSlices } from '../../src/kube/endpointslice/slices.ts'
import type { Finding, LintResult } from '../../src/lint/finding.ts'
import { isChecked, lint } from '../../src/lint/lint.ts'
import { lintReporters } from '../../src/report/lint/index.ts'
import { noColors } from '../../src/report/palette.ts'
import { rules as allRules } from '../../src/rules/index.ts'
import { defineRule, type AnyRule, type Severity } from '../../src/rules/rule.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { kinds } from '../../src/world/kinds.ts'
import type { Resource } from '../../src/world/resource.ts'
import { buildWorld } from '../../src/world/world.ts'
import { ruleCases } from '../fixtures.ts'
import { complete, partial, resourceOf, worldOf } from '../world-of.ts'

// the manifests here are as short as can be, so that an API server would refuse many
const rules = allRules.filter(({ yields }) => yields !== true)

const documents = ruleCases.flatMap(({ text }) => text.split(/^---\n/m))

// properties over many Worlds take their time on a busy machine
jest.setTimeout(60_000)

const read = (name: string, text: string) => [
  ...readText(name, text, { namespace: 'default', named: true }).resources,
]

describe('the order of documents', () => {
  /** Everything that is said, but for where in the file it is. */
  function said(resources: readonly Resource[], coverage = complete): string[] {
    const { findings } = lint(buildWorld({ resources, coverage: [coverage] }), rules)
    return findings
      .map(({ location: _place, related, fix, doubt, ...rest }) =>
        JSON.stringify({
          ...rest,
          doubt: doubt?.state,
          related: related.map(({ location: _place2, ...place }) => place),
          fix: fix?.title,
        }),
      )
      .toSorted()
  }

  test('never changes what is found in the documents of one fixture', () => {
    const several = ruleCases.filter(({ text }) => text.split(/^---\n/m).length > 2)
    fc.assert(
      fc.property(
        fc
          .constantFrom(...several)
          .map(({ text }) => read('test.yaml', text))
          .chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
        ([list, shuffled]) => {
          expect(said(shuffled)).toEqual(said(list))
          expect(said(shuffled, partial)).toEqual(said(list, partial))
        },
      ),
      { numRuns: 12 },
    )
  })

  test('never changes what is found in a heap of documents that have nothing to do with each other', () => {
    // each in a place of its own, since of two objects of one name the first one counts
    const heap = documents.map((text, index) =>
      text.replace(/name: ?(\w[\w-]*)(?=[,}\n])/, (match) => (index % 3 === 0 ? match : `${match}-${index}`)),
    )
    const unique = [
      ...new Map(
        heap.map((text) => [/metadata:[\s\S]*?name: ?([\w-]+)/.exec(text)?.[1] ?? text, text]),
      ).values(),
    ].filter((text) => !text.includes('shop') && !/\{name: [\w-]+\n/.test(text))
    const resources = unique.flatMap((text) => read('test.yaml', text))
    fc.assert(
      fc.property(fc.shuffledSubarray(resources, { minLength: 2, maxLength: 60 }), (list) => {
        expect(said(list.toReversed())).toEqual(said(list))
      }),
      { numRuns: 10 },
    )
  })

  test('findings come by file, from top to bottom, and what has no file comes last', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {type: ExternalName, externalName: 192.0.2.1}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName, externalName: 192.0.2.1}\n'
    const live = resourceOf({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: '0' },
      spec: { type: 'ExternalName', externalName: '192.0.2.1' },
    })
    const { findings } = lint(
      buildWorld({
        resources: [live, ...read('z.yaml', text), ...read('a.yaml', text)],
        coverage: [complete],
      }),
      rules,
    )
    expect(findings.map(({ label, resource }) => `${label} ${resource.name}`)).toEqual([
      'a.yaml b',
      'a.yaml a',
      'z.yaml b',
      'z.yaml a',
      'bed/Service/0 0',
    ])
  })
})

describe('a World of any shape', () => {
  // manifests that were written by hand or by a broken template: any field may be null, missing or of another type
  const values = fc.oneof(
    fc.constantFrom(null, '', 'x', 0, -1, 80, 1.5, true, 'None', '10.0.0.1', 'http://web:8080', '__proto__'),
    fc.constant([]),
    fc.constant({}),
    fc.constant([null]),
    fc.constant({ a: null }),
  )
  // read when one is drawn
  const manifestOf = (index: number) => {
    const [resource] = read('test.yaml', documents[index] ?? '')
    return resource?.manifest ?? {}
  }
  const paths = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
    typeof value === 'object' && value !== null
      ? [
          path,
          ...Object.entries(value).flatMap(([key, child]) =>
            paths(child, [...path, Array.isArray(value) ? Number(key) : key]),
          ),
        ]
      : [path]

  const broken = fc
    .nat(documents.length - 1)
    .map(manifestOf)
    .chain((manifest) =>
      fc
        .record({
          manifest: fc.constant(manifest),
          path: fc.constantFrom(...paths(manifest)),
          value: fc.option(values, { nil: undefined }),
        })
        .map((item) => changed(item)),
    )

  test('never makes a rule, a question of kube or a report throw', () => {
    fc.assert(
      fc.property(
        fc.array(broken, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(complete, partial),
        (list, coverage) => {
          const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: list })
          const { resources, unread } = readText('a.json', text, { namespace: 'default', named: true })
          const world = buildWorld({ resources, unread, coverage: [coverage] })
          const result = lint(world, rules)
          for (const report of Object.values(lintReporters))
            report(result, {
              palette: noColors,
              width: 80,
              textOf: () => text,
              suggestionsFor: () => [],
              version: '0.0.0',
              rules,
            })
          for (const service of world.all('Service')) {
            candidatesOf(world, service)
            predictEndpointSlices(world, service)
            driftOf(world, service)
          }
          for (const { message, hint } of result.findings)
            expect(`${message} ${hint ?? ''}`).not.toMatch(/\bundefined\b|\bNaN\b|\[object/)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('which objects are checked', () => {
  const world = worldOf([
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { selector: { app: 'x' } } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' }, spec: { selector: { app: 'x' } } },
  ])
  test('the others still count as evidence, and are not reported', () => {
    const { findings, summary } = lint(world, rules, { only: ({ name }) => name === 'a' })
    expect(findings.map(({ resource }) => resource.name)).toEqual(['a'])
    expect(summary).toMatchObject({ errors: 1, services: 2, resources: 2 })
  })

  test.each([
    ['Service', 'all', true],
    ['Ingress', 'all', true],
    ['ConfigMap', 'all', false],
    ['ConfigMap', 'pod-ip-hard-coded', true],
    ['Service', 'ingress-backend-missing', false],
    ['Secret', 'all', false],
  ])('a %s is worth a run of %s: %s', (kind, chosen, expected) => {
    const apiVersion =
      kind in kinds
        ? [kinds[kind as keyof typeof kinds].group, kinds[kind as keyof typeof kinds].version]
            .filter((part) => part !== '')
            .join('/')
        : 'v1'
    const some = chosen === 'all' ? rules : rules.filter(({ id }) => id === chosen)
    expect(isChecked(some, resourceOf({ apiVersion, kind, metadata: { name: 'a' } }))).toBe(expected)
  })
})

describe('the exit code', () => {
  const finding = (severity: Severity, more: Partial<Finding> = {}): Finding => ({
    fingerprint: 'a-rule',
    rule: 'a-rule',
    severity,
    verdict: 'broken',
    resource: { apiVersion: 'v1', kind: 'Service', name: 'a' },
    path: '.',
    label: 'a.yaml',
    message: 'x',
    related: [],
    fixable: false,
    ...more,
  })
  const unknown = (state: 'partial' | 'forbidden' | 'unread') =>
    finding('error', { verdict: 'unknown', doubt: { state, because: 'x' } })
  const result = (
    findings: Finding[],
    unread: LintResult['unread'] = [],
    notRead: LintResult['notRead'] = [],
  ): LintResult => ({
    findings,
    suppressed: 0,
    unread,
    notRead,
    summary: { errors: 0, warnings: 0, notes: 0, unknown: 0, services: 0, resources: 0 },
  })
  const lost = [{ because: 'is broken' }]
  const refused = [{ kind: 'Pod', state: 'forbidden', because: 'no' }] as const

  test.each([
    ['nothing found', result([]), 'error', true, 0],
    ['an error', result([finding('error')]), 'error', true, 1],
    ['a warning, below the threshold', result([finding('warning')]), 'error', true, 0],
    ['a warning, at the threshold', result([finding('warning')]), 'warning', true, 1],
    ['a note, below', result([finding('note')]), 'warning', true, 0],
    ['a note, at the threshold', result([finding('note')]), 'note', true, 1],
    ['an error, above the threshold', result([finding('error')]), 'note', true, 1],
    ['an input that could not be read', result([], lost), 'error', true, 4],
    ['an error next to it comes first', result([finding('error')], lost), 'error', true, 1],
    ['a warning next to it does not', result([finding('warning')], lost), 'error', true, 4],
    ['undecided, since only files were read', result([unknown('partial')]), 'error', true, 0],
    ['undecided, since RBAC forbids', result([unknown('forbidden')]), 'error', true, 3],
    ['a list that was refused, though nothing was found', result([], [], refused), 'error', true, 3],
    ['an error next to it comes first', result([finding('error')], [], refused), 'error', true, 1],
    ['an input next to it that could not be read', result([], lost, refused), 'error', true, 4],
    ['undecided, since a document was lost', result([unknown('unread')], lost), 'error', true, 4],
    ['nothing to check', result([]), 'error', false, 3],
  ] as [string, LintResult, Severity, boolean, number][])(
    '%s',
    (_, given, failOn, checkedAnything, expected) => {
      expect(lintExitCode(given, failOn, checkedAnything)).toBe(expected)
    },
  )
})

/** A copy with one value set, or taken away when it is undefined. */
function changed({
  manifest,
  path,
  value,
}: {
  manifest: unknown
  path: readonly (string | number)[]
  value: unknown
}): unknown {
  if (path.length === 0) return manifest
  const copy = structuredClone(manifest)
  let parent = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  if (value !== undefined) parent[last] = value
  else if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete parent[last]
  return copy
}

describe('the engine, with rules of two kinds', () => {
  const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { type: 'ClusterIP' } }
  const rule = (id: string, violation: object, more: object = {}): AnyRule =>
    defineRule<'Service', string>({
      id,
      title: 't',
      severity: 'warning',
      subject: ['Service'],
      evidence: ['Pod'],
      why: 'w.',
      source: 'https://example.com',
      bad: '',
      good: '',
      ...more,
      *check() {
        yield { at: ['spec', 'type'], data: 'x', ...violation }
      },
      message: (data) => ({ text: data }),
    })
  const first = (violation: object, more: object = {}) => rule('first-rule', violation, more)
  const yielding = (violation: object, more: object = {}) =>
    rule('second-rule', violation, { yields: true, ...more })
  const fix = {
    title: 'set it',
    edits: [{ resource: resourceOf(web), at: ['spec', 'type'], set: 'NodePort' }],
  }
  test.each<[string, AnyRule[], string[]]>([
    [
      'one that yields is silent where another speaks',
      [yielding({}), first({})],
      ['first-rule warning broken'],
    ],
    [
      'but not of another place',
      [yielding({ at: ['spec', 'clusterIP'] }), first({})],
      ['first-rule warning broken', 'second-rule warning broken'],
    ],
    [
      'nor where it is more severe',
      [yielding({ severity: 'error' }), first({})],
      ['first-rule warning broken', 'second-rule error broken'],
    ],
    [
      'nor where the other only misses something',
      [yielding({}), first({ absence: 'bare' })],
      ['first-rule warning unknown', 'second-rule warning broken'],
    ],
    [
      'nor where both yield',
      [yielding({}), rule('third-rule', {}, { yields: true })],
      ['second-rule warning broken', 'third-rule warning broken'],
    ],
    ['what is missing is not decided in files', [first({ absence: 'bare' })], ['first-rule warning unknown']],
    ['what was meant is in sight', [first({ absence: 'near-miss' })], ['first-rule warning broken']],
    ['a doubt of its own', [first({ doubt: 'it is not known' })], ['first-rule warning unknown']],
    ['a fix is proposed where it is broken', [first({ fix })], ['first-rule warning broken set it']],
    ['and none where it is not decided', [first({ fix, absence: 'bare' })], ['first-rule warning unknown']],
    ['of another kind nothing is asked', [first({}, { subject: ['Pod'] })], []],
    ['of all kinds', [first({ observed: true }, { subject: 'all' })], ['first-rule warning broken observed']],
  ])('%s', (_, given, expected) => {
    const { findings, summary } = lint(worldOf([web], [partial]), given)
    const said = findings.map(({ rule: id, severity, verdict, fix: proposed, basis }) =>
      [id, severity, verdict, proposed?.title, basis].filter((word) => word !== undefined).join(' '),
    )
    expect(said).toEqual(expected)
    const { errors, warnings, unknown } = summary
    const count = (word: string) => expected.filter((line) => line.includes(word)).length
    expect({ errors, warnings, unknown }).toEqual({
      errors: count(' error broken'),
      warnings: count(' warning broken'),
      unknown: count(' unknown'),
    })
  })
})
