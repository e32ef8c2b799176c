import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { withoutBaseline } from '../../src/lint/baseline.ts'
import type { Finding, LintResult } from '../../src/lint/finding.ts'
import { withFingerprints } from '../../src/lint/fingerprint.ts'
import { formats, formatsOf } from '../../src/report/formats.ts'
import { lintReporters } from '../../src/report/lint/index.ts'
import { noColors as palette } from '../../src/report/palette.ts'
import { rules } from '../../src/rules/index.ts'
import { anyText } from '../any-text.ts'
import { conforms } from '../conforms.ts'

// every format of `svc lint`, fed with whatever names, messages and files may hold
const options = {
  palette,
  width: 80,
  textOf: () => 'kind: Service\nmetadata: {name: wéb}\n',
  suggestionsFor: () => [{ file: 'a.yaml', line: 2, column: 19, endLine: 2, endColumn: 20, text: 'web' }],
  version: '1.2.3',
  rules,
}

const hostile = fc.oneof(
  anyText({ maxLength: 12 }),
  fc.constantFrom(
    ']]>',
    '<script>alert(1)</script>',
    '| a | b |',
    '`code`',
    '[x](javascript:alert(1))',
    '@everyone',
    '::error::x',
    '##vso[task.x]',
    '##teamcity[x]',
    '&amp;',
    '\u202Eevil',
    '\u{E0041}',
  ),
)

const location = fc
  .record({ file: fc.constantFrom('a.yaml', './b c.yaml', 'd/é.yaml'), line: fc.nat(9) })
  .map(({ file, line }) => ({ file, line: line + 1, column: 1, endLine: line + 1, endColumn: 4 }))

const finding = fc
  .record({
    rule: fc.constantFrom(...rules.map(({ id }) => id)),
    severity: fc.constantFrom('error', 'warning', 'note'),
    name: hostile,
    message: hostile,
    hint: fc.option(hostile, { nil: undefined }),
    label: hostile,
    location: fc.option(location, { nil: undefined }),
  })
  .map(({ name, hint, location: place, ...rest }): Omit<Finding, 'fingerprint'> => ({
    ...rest,
    severity: rest.severity as Finding['severity'],
    verdict: 'broken',
    resource: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name },
    path: '.spec.ports[0]',
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { location: place }),
    related: [],
    fixable: false,
  }))

const unread = hostile.map((because) => ({ file: 'x.yaml', because: `is wrong: ${because}` }))

const results = fc
  .record({ findings: fc.array(finding, { maxLength: 6 }), unread: fc.array(unread, { maxLength: 2 }) })
  .map((drawn): LintResult => {
    const findings = withFingerprints(drawn.findings)
    const countOf = (severity: string) => findings.filter((each) => each.severity === severity).length
    const summary = { errors: countOf('error'), warnings: countOf('warning'), notes: countOf('note') }
    return {
      findings,
      unread: drawn.unread,
      suppressed: 0,
      notRead: [],
      summary: { ...summary, unknown: 0, services: 1, resources: 1 },
    }
  })

const each = (check: (result: LintResult) => void) => fc.assert(fc.property(results, check), { numRuns: 40 })
const xml = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => /^(testsuite|testcase|file|error)$/.test(name),
})

// eslint-disable-next-line no-control-regex -- they are the point
const harmful =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069]|[\u{E0000}-\u{E0FFF}]/u

test.each(formatsOf.lint)('%s has nothing in it that moves a cursor, hides, or gives an order', (format) => {
  each((result) => {
    const text = lintReporters[format](result, options)
    const orders = format === 'github' ? [] : [/^\s*::[a-z]/m]
    const found = [harmful, /##(?:vso\[|teamcity\[|\[)/i, ...orders].flatMap((each) => each.exec(text) ?? [])
    if (found.length > 0) expect({ text, found }).toEqual({ text, found: [] })
  })
})

describe('XML', () => {
  test('JUnit: well formed, and its counts are those of the findings', () => {
    each((result) => {
      const text = lintReporters.junit(result, options)
      expect(XMLValidator.validate(text)).toBe(true)
      const { testsuites } = xml.parse(text)
      const suites: {
        '@_tests': string
        '@_failures': string
        testcase: { failure?: unknown; error?: unknown }[]
      }[] = testsuites.testsuite
      const cases = suites.flatMap(({ testcase }) => testcase)
      expect(testsuites['@_tests']).toBe(String(cases.length))
      expect(cases.filter(({ failure }) => failure !== undefined)).toHaveLength(
        result.summary.errors + result.summary.warnings,
      )
      expect(cases.filter(({ error }) => error !== undefined)).toHaveLength(result.unread.length)
      for (const suite of suites) expect(suite['@_tests']).toBe(String(suite.testcase.length))
    })
  })

  test('Checkstyle: well formed, one error for each finding and each document that was not read', () => {
    each((result) => {
      const text = lintReporters.checkstyle(result, options)
      expect(XMLValidator.validate(text)).toBe(true)
      const files: { error: object[] }[] = xml.parse(text).checkstyle?.file ?? []
      expect(files.flatMap(({ error }) => error)).toHaveLength(result.findings.length + result.unread.length)
    })
  })
})

describe('JSON of others', () => {
  test('GitLab: what its documentation demands, and fingerprints that are all different', () => {
    each((result) => {
      const issues: Record<string, unknown>[] = JSON.parse(lintReporters.gitlab(result, options))
      for (const issue of issues)
        expect(issue).toEqual({
          description: expect.any(String),
          check_name: expect.any(String),
          fingerprint: expect.any(String),
          severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
          location: { path: expect.not.stringMatching(/^\.\//), lines: { begin: expect.any(Number) } },
        })
      const ofFindings = issues.slice(0, result.findings.length).map(({ fingerprint }) => fingerprint)
      expect(new Set(ofFindings).size).toBe(result.findings.length)
    })
  })

  test('rdjson: columns count bytes, and suggestions are those of --fix', () => {
    const first = {
      rule: 'selector-matches-nothing',
      severity: 'error',
      verdict: 'broken',
      resource: { apiVersion: 'v1', kind: 'Service', name: 'web' },
      path: '.metadata.name',
      label: 'a.yaml',
      message: 'x',
      related: [],
      fixable: true,
    } as const
    const place = { file: 'a.yaml', line: 2, column: 19, endLine: 2, endColumn: 20 }
    const findings = withFingerprints([{ ...first, location: place }])
    const empty = { errors: 0, warnings: 0, notes: 0, unknown: 0, services: 0, resources: 0 }
    const result = { findings, unread: [], notRead: [], suppressed: 0, summary: empty }
    const { diagnostics } = JSON.parse(lintReporters.rdjson(result, options))
    // the é is one column, and two bytes
    const range = { start: { line: 2, column: 19 }, end: { line: 2, column: 21 } }
    expect(diagnostics).toEqual([
      expect.objectContaining({
        location: { path: 'a.yaml', range },
        suggestions: [{ range, text: 'web' }],
      }),
    ])
  })

  test('SARIF: each result names its rule, a fingerprint of its own, and paths that are relative to a base', () => {
    each((result) => {
      const log = JSON.parse(lintReporters.sarif(result, options))
      const [run] = log.runs
      for (const each of run.results) {
        expect(run.tool.driver.rules[each.ruleIndex].id).toBe(each.ruleId)
        for (const { physicalLocation } of each.locations)
          if (physicalLocation !== undefined)
            expect(run.originalUriBaseIds).toHaveProperty([physicalLocation.artifactLocation.uriBaseId])
      }
      const fingerprints = run.results.map(
        (each: { partialFingerprints: object }) => each.partialFingerprints,
      )
      expect(new Set(fingerprints.map((one: object) => JSON.stringify(one))).size).toBe(
        result.findings.length,
      )
    })
  })
})

test('Markdown: a table whose rows have as many cells as its head, and no markup of others', () => {
  each((result) => {
    const text = lintReporters.markdown(result, options)
    for (const row of text.split('\n').filter((line) => line.startsWith('|')))
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(5)
    const prose = text.replaceAll(/(`+)[^`].*?\1/g, '').replaceAll('<br>', '')
    expect(prose).not.toMatch(/<[a-z!/]|@everyone|(?<!\\)\]\(/i)
  })
})

test('each format says in the table what it gives, and how errors are written', () => {
  expect(Object.keys(lintReporters)).toEqual([...formatsOf.lint])
  for (const format of formatsOf.lint) expect(formats[format].gives).toMatch(/^\S/)
})

describe('a baseline', () => {
  test('takes out what it knows, whatever moved, and tells what is gone', () => {
    each((result) => {
      const known = result.findings.map(({ fingerprint }) => fingerprint)
      const moved = withFingerprints(
        result.findings.map(({ fingerprint: _fingerprint, location: place, ...rest }) => ({
          ...rest,
          message: 'in other words',
          ...(place === undefined ? {} : { location: { ...place, file: 'renamed.yaml', line: 99 } }),
        })),
      )
      const baseline = { version: 1, findings: ['gone', ...known].toSorted() } as const
      expect(conforms('baseline', baseline)).toEqual([])
      const left = withoutBaseline({ ...result, findings: moved }, baseline, 'old.json')
      expect(left.findings).toEqual([])
      expect(left.baseline).toEqual({ of: 'old.json', known: known.length, fixed: ['gone'] })
      expect(left.summary).toMatchObject({ errors: 0, warnings: 0, notes: 0 })
      expect(conforms('lint', JSON.parse(lintReporters.json(left, options)))).toEqual([])
    })
  })

  test('leaves what is new', () => {
    each((result) => {
      const left = withoutBaseline(result, { version: 1, findings: [] }, 'old.json')
      expect(left.findings).toEqual(result.findings)
      expect(left.baseline).toEqual({ of: 'old.json', known: 0, fixed: [] })
    })
  })
})
