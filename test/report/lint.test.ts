import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Finding, LintResult } from '../../src/lint/finding.ts'
import type { Doubt } from '../../src/world/coverage.ts'
import { lint } from '../../src/lint/lint.ts'
import { lintReporters } from '../../src/report/lint/index.ts'
import { noColors, paletteFor } from '../../src/report/palette.ts'
import { rules } from '../../src/rules/index.ts'
import { anyText } from '../any-text.ts'
import { conforms } from '../conforms.ts'
import { complete, partial, worldOf, worldOfYaml } from '../world-of.ts'

const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: wbe}\n'
const options = {
  palette: noColors,
  width: 80,
  textOf: (file: string) => (file === 'web.yaml' ? text : undefined),
  suggestionsFor: () => [],
  version: '1.2.3',
  rules,
}
const web = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' }

const inFile: Finding = {
  fingerprint: 'x',
  rule: 'selector-matches-nothing',
  severity: 'error',
  verdict: 'broken',
  resource: web,
  path: '.spec.selector.app',
  label: 'web.yaml',
  location: { file: 'web.yaml', line: 5, column: 19, endLine: 5, endColumn: 22 },
  message: 'selector "app=wbe" matches no pod',
  hint: 'Pod shop/web carries "app=web"',
  related: [
    {
      resource: { ...web, kind: 'Pod' },
      path: '.metadata.labels.app',
      label: 'pod.yaml',
      location: { file: 'pod.yaml', line: 3, column: 35, endLine: 3, endColumn: 38 },
      note: 'the label that the pods carry',
    },
    { resource: { ...web, kind: 'Pod' }, path: '.status', label: 'bed/shop/Pod/web', note: 'its state' },
  ],
  fixable: true,
  fix: { title: 'set app of the selector to "web"', edits: [] },
}
const inCluster: Finding = {
  fingerprint: 'x',
  rule: 'target-port-undeclared',
  severity: 'note',
  verdict: 'broken',
  resource: web,
  path: '.spec.ports[0].targetPort',
  label: 'bed/shop/Service/web',
  message: 'targetPort 80 is not declared',
  related: [],
  fixable: false,
}
const undecided = (rule: string, name: string): Finding => ({
  ...inCluster,
  rule,
  verdict: 'unknown',
  severity: 'error',
  resource: { ...web, name },
  message: 'selector matches no pod',
  doubt: { state: 'forbidden', because: 'listing pods is forbidden' },
})

function result(...findings: Finding[]): LintResult {
  const count = (severity: string) =>
    findings.filter((finding) => finding.verdict === 'broken' && finding.severity === severity).length
  const summary = {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    unknown: findings.filter(({ verdict }) => verdict === 'unknown').length,
    services: 1,
    resources: 2,
  }
  return { findings, suppressed: 0, unread: [], notRead: [], summary }
}
function together(results: readonly LintResult[]): LintResult {
  return {
    ...result(...results.flatMap(({ findings }) => findings)),
    unread: results.flatMap(({ unread }) => unread),
  }
}
const report = (format: keyof typeof lintReporters, given: LintResult) =>
  lintReporters[format](given, options)

describe('text', () => {
  test('shows place, rule, message, frame, help, related places and fix', () => {
    expect(report('text', result(inFile))).toBe(`web.yaml:5:19 error [selector-matches-nothing]
  selector "app=wbe" matches no pod
    4 | spec:
    5 |   selector: {app: wbe}
      |                   ^^^
  help: Pod shop/web carries "app=web"
  see:  pod.yaml:3:35 the label that the pods carry
  see:  bed/shop/Pod/web .status its state
  fix:  set app of the selector to "web" (svc lint --fix does it)

1 error in 1 Service (2 resources read), 1 fixable with --fix
`)
  })

  test('names what has no file by its label and path, and offers no --fix for it', () => {
    expect(report('text', result({ ...inCluster, fix: { title: 'set it', edits: [] } })))
      .toBe(`bed/shop/Service/web .spec.ports[0].targetPort note [target-port-undeclared]
  targetPort 80 is not declared
  fix:  set it

1 note in 1 Service (2 resources read)
`)
  })

  test('says in one line for each rule and reason what cannot be known', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => undecided('selector-matches-nothing', name))
    expect(report('text', result(...many, undecided('ingress-backend-missing', 'x')))).toBe(`cannot know
  selector-matches-nothing for a, b, c and 2 more: listing pods is forbidden
  ingress-backend-missing for x: listing pods is forbidden

nothing found, 6 not decided in 1 Service (2 resources read)
`)
  })

  test('says how much of it --complete decides: what rests on files that were not given, not what a rule itself doubts', () => {
    const byFiles = { state: 'partial', because: 'only the given files were read', kind: 'Pod' } as const
    const byRule = { state: 'partial', because: 'a patch was left out' } as const
    const last = (...doubts: Doubt[]) =>
      report(
        'text',
        result(...doubts.map((doubt) => ({ ...undecided('selector-matches-nothing', 'a'), doubt }))),
      )
        .trimEnd()
        .split('\n')
        .at(-1)
    const read = 'in 1 Service (2 resources read)'
    expect(last(byFiles)).toBe(`nothing found, 1 not decided ${read}; --complete decides it`)
    expect(last(byFiles, byFiles)).toBe(`nothing found, 2 not decided ${read}; --complete decides them`)
    expect(last(byFiles, byRule)).toBe(`nothing found, 2 not decided ${read}; --complete decides 1 of them`)
    expect(last(byRule)).toBe(`nothing found, 1 not decided ${read}`)
  })

  test('says which lists could not be read, once a kind, and is never simply content', () => {
    const because = 'user "x" may not list pods in namespace "a"'
    const notRead = [
      { kind: 'Pod', namespace: 'a', state: 'forbidden', because },
      { kind: 'Pod', namespace: 'b', state: 'forbidden', because: 'the same again' },
      { kind: 'Gateway', state: 'cut-off', because: 'no time is left' },
      { kind: 'Node', state: 'cut-off', because: 'no time is left' },
    ] as const
    const given = { ...result(), notRead }
    expect(report('text', given)).toBe(`not read, so what rests on it is not decided
  list pods in namespaces a, b: user "x" may not list pods in namespace "a"
  list gateways.gateway.networking.k8s.io, nodes: no time is left

nothing found in what could be read: in 1 Service (2 resources read), 4 lists not read
`)
    expect(conforms('lint', JSON.parse(report('json', given)))).toEqual([])
    expect(report('github', given)).toContain(
      '::warning title=svc%3A not read::list pods in namespaces a, b: ',
    )
    expect(report('sarif', given)).toContain('"executionSuccessful": false')
  })

  test('says what could not be read, and how much was silenced', () => {
    const location = { file: 'web.yaml', line: 4, column: 1, endLine: 4, endColumn: 2 }
    const given = {
      ...result(),
      suppressed: 2,
      unread: [
        { file: 'web.yaml', location, because: 'is not valid YAML: oh', hint: 'write it well' },
        { file: 'image.png', because: 'is a binary file' },
      ],
    }
    expect(report('text', given)).toBe(`web.yaml:4:1 unread
  is not valid YAML: oh
    3 | metadata: {name: web}
    4 | spec:
      | ^
  help: write it well

image.png unread
  is a binary file

nothing wrong in 1 Service (2 resources read), 2 unread, 2 suppressed
`)
  })

  test('paints by meaning', async () => {
    const painted = lintReporters.text(result(inFile), { ...options, palette: await paletteFor(1) })
    expect(painted).toContain('\u001B[31merror\u001B[39m')
    expect(painted).toContain('\u001B[1mweb.yaml:5:19\u001B[22m')
    // eslint-disable-next-line no-control-regex -- taking the paint off again
    expect(painted.replaceAll(/\u001B\[\d+m/g, '')).toBe(report('text', result(inFile)))
  })
})

describe('github', () => {
  test('is one command for each finding, the worst first', () => {
    expect(report('github', result(inCluster, inFile, undecided('ingress-backend-missing', 'x')))).toBe(
      '::error title=svc%3A selector-matches-nothing,file=web.yaml,line=5,endLine=5,col=19,endColumn=22::selector "app=wbe" matches no pod; Pod shop/web carries "app=web"\n' +
        '::notice title=svc%3A target-port-undeclared::bed/shop/Service/web .spec.ports[0].targetPort: targetPort 80 is not declared\n',
    )
  })

  test('leaves columns out where a place spans lines, as GitHub wants', () => {
    const block = { ...inFile, location: { file: 'a.yaml', line: 1, column: 2, endLine: 3, endColumn: 1 } }
    expect(report('github', result(block))).toMatch(/^::error title=[^,]+,file=a\.yaml,line=1,col=2::/)
  })

  test('says what could not be read', () => {
    const location = { file: 'a.yaml', line: 4, column: 1, endLine: 4, endColumn: 2 }
    expect(report('github', { ...result(), unread: [{ location, because: 'is broken' }] })).toBe(
      '::warning title=svc%3A not read,file=a.yaml,line=4,col=1::is broken\n',
    )
  })

  test.each([
    ['in a message', { message: 'x\n::error::forged' }],
    ['with a carriage return', { message: 'x\r::error::forged' }],
    ['with a line separator', { hint: 'x\u2028::error::forged' }],
    [
      'in a file name',
      { location: { file: 'a\n::error::forged,b:c', line: 1, column: 1, endLine: 1, endColumn: 2 } },
    ],
    ['already escaped', { message: 'x%0A::error::forged' }],
  ])('lets no manifest forge a command %s', (_, change) => {
    const lines = report('github', result({ ...inFile, ...change }))
      .trimEnd()
      .split(/[\n\r\u2028\u2029]/)
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('%0A::')
  })

  test('is one line for each finding, whatever the text', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (message, file) => {
        const hostile = {
          ...inFile,
          message,
          location: { file, line: 1, column: 1, endLine: 1, endColumn: 2 },
        }
        expect(report('github', result(hostile)).split('\n')).toHaveLength(2)
      }),
    )
  })
})

describe('text and control characters', () => {
  test('nothing from a manifest moves the cursor or breaks the shape of the report', () => {
    fc.assert(
      fc.property(anyText(), (noise) => {
        const hostile = {
          ...inFile,
          message: noise,
          hint: noise,
          label: noise,
          path: noise,
          fix: { title: noise, edits: [] },
          related: [{ resource: web, path: noise, label: noise, note: noise }],
        }
        const lines = report('text', { ...result(hostile), unread: [{ file: noise, because: noise }] }).split(
          '\n',
        )
        // eslint-disable-next-line no-control-regex -- control characters are the point
        for (const line of lines)
          expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/)
      }),
    )
  })
})

const results = [
  [
    'literals',
    {
      ...result(inFile, inCluster, undecided('a-rule', 'x')),
      unread: [{ because: 'x' }, { file: 'a', because: 'y', hint: 'z' }],
    },
  ],
  ...[complete, partial].map((coverage) => [
    `the bad example of each rule, ${coverage.state}`,
    together(rules.map(({ bad }) => lint(worldOfYaml(bad, [coverage]), rules))),
  ]),
  ['nothing', lint(worldOf([]), rules)],
] as [string, LintResult][]

describe.each(results)('the machine formats of %s', (_, given) => {
  const json = JSON.parse(report('json', given)) as { findings: { path: string }[] }
  const sarif = JSON.parse(report('sarif', given)) as Sarif

  test('JSON conforms to its schema', () => {
    expect(conforms('lint', json)).toEqual([])
    expect(json.findings).toHaveLength(given.findings.length)
  })

  test('SARIF has what code scanning asks for', () => {
    expect(sarif).toMatchObject({ $schema: expect.stringMatching(/sarif-2\.1\.0/), version: '2.1.0' })
    const [run] = sarif.runs
    expect(run?.tool.driver).toMatchObject({ name: 'svc', semanticVersion: '1.2.3' })
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
    const broken = given.findings.filter(({ verdict }) => verdict === 'broken')
    expect(run?.results.map(({ ruleId }) => ruleId)).toEqual(broken.map(({ rule }) => rule))
    for (const { ruleId, ruleIndex, level, message, locations } of run?.results ?? []) {
      expect(ruleIndex === undefined || run?.tool.driver.rules[ruleIndex]?.id === ruleId).toBe(true)
      expect(['error', 'warning', 'note']).toContain(level)
      expect(message.text).not.toBe('')
      for (const { physicalLocation } of locations) expect(isForward(physicalLocation?.region)).toBe(true)
    }
    expect(run?.invocations).toEqual([
      expect.objectContaining({ executionSuccessful: given.unread.length === 0 }),
    ])
  })
})

describe('SARIF', () => {
  test('holds a finding with its region, and one of a cluster with its name alone', () => {
    const [run] = (JSON.parse(report('sarif', result(inFile, inCluster))) as Sarif).runs
    expect(run?.results).toEqual([
      {
        partialFingerprints: { 'svc/v1': 'x' },
        ruleId: 'selector-matches-nothing',
        ruleIndex: rules.findIndex(({ id }) => id === 'selector-matches-nothing'),
        level: 'error',
        message: { text: 'selector "app=wbe" matches no pod. Pod shop/web carries "app=web"' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'web.yaml', uriBaseId: 'SRCROOT' },
              region: { startLine: 5, startColumn: 19, endLine: 5, endColumn: 22 },
            },
            logicalLocations: [
              { fullyQualifiedName: 'Service/shop/web.spec.selector.app', kind: 'resource' },
            ],
          },
        ],
        relatedLocations: [
          {
            id: 0,
            physicalLocation: {
              artifactLocation: { uri: 'pod.yaml', uriBaseId: 'SRCROOT' },
              region: { startLine: 3, startColumn: 35, endLine: 3, endColumn: 38 },
            },
            message: { text: 'the label that the pods carry' },
          },
        ],
      },
      {
        partialFingerprints: { 'svc/v1': 'x' },
        ruleId: 'target-port-undeclared',
        ruleIndex: rules.findIndex(({ id }) => id === 'target-port-undeclared'),
        level: 'note',
        message: { text: 'targetPort 80 is not declared' },
        locations: [
          {
            logicalLocations: [
              { fullyQualifiedName: 'Service/shop/web.spec.ports[0].targetPort', kind: 'resource' },
            ],
          },
        ],
        relatedLocations: [],
      },
    ])
  })

  test.each([
    ['deploy/a b.yaml', 'deploy/a%20b.yaml'],
    ['a#b?c.yaml', 'a%23b%3Fc.yaml'],
    ['100%.yaml', '100%25.yaml'],
    ['ä.yaml', '%C3%A4.yaml'],
    ['C:\\x\\a.yaml', 'C%3A/x/a.yaml'],
  ])('writes the file %s as the URI %s', (file, uri) => {
    const [run] = (
      JSON.parse(
        report(
          'sarif',
          result({ ...inFile, location: { file, line: 1, column: 1, endLine: 1, endColumn: 2 } }),
        ),
      ) as Sarif
    ).runs
    expect(run?.results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(uri)
  })

  test('tells of inputs that could not be read', () => {
    const [run] = (
      JSON.parse(
        report('sarif', { ...result(), unread: [{ file: 'a.yaml', because: 'is broken' }] }),
      ) as Sarif
    ).runs
    expect(run?.invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: 'error',
            message: { text: 'is broken' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'a.yaml', uriBaseId: 'SRCROOT' } } }],
          },
        ],
      },
    ])
  })
})

describe('the schema', () => {
  const good = JSON.parse(report('json', result(inFile, undecided('a-rule', 'x')))) as {
    findings: Record<string, unknown>[]
  }
  const [broken, unknown] = good.findings
  test.each([
    ['an unknown key', { ...good, more: 1 }],
    ['another version', { ...good, version: 2 }],
    ['a finding with an unknown key', { ...good, findings: [{ ...broken, label: 'x' }] }],
    ['a finding without its resource', { ...good, findings: [{ ...broken, resource: undefined }] }],
    [
      'a location that starts at 0',
      {
        ...good,
        findings: [{ ...broken, location: { file: 'a', line: 0, column: 1, endLine: 1, endColumn: 1 } }],
      },
    ],
    ['an unknown finding without its reason', { ...good, findings: [{ ...unknown, because: undefined }] }],
    ['an unknown finding that can be fixed', { ...good, findings: [{ ...unknown, fixable: true }] }],
    ['a broken finding with a doubt', { ...good, findings: [{ ...broken, because: 'x' }] }],
    ['null where nothing is', { ...good, findings: [{ ...broken, hint: null }] }],
  ])('refuses %s', (_, value) => {
    expect(conforms('lint', JSON.parse(JSON.stringify(value)))).not.toEqual([])
  })
})

interface Region {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

function isForward(region: Region | undefined): boolean {
  if (region === undefined) return true
  const { startLine, startColumn, endLine, endColumn } = region
  return startLine >= 1 && startColumn >= 1 && (endLine > startLine || endColumn > startColumn)
}

interface Sarif {
  readonly $schema: string
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly invocations: readonly unknown[]
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex?: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: readonly {
        readonly physicalLocation?: {
          readonly artifactLocation: { readonly uri: string }
          readonly region?: Region
        }
      }[]
    }[]
  }[]
}
