import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { parseAllDocuments } from 'yaml'
import type { Finding, LintResult } from '../../src/lint/finding.ts'
import { openReports, type OpenReport } from '../../src/report/cluster/open-reports.ts'
import { prometheusText } from '../../src/report/cluster/prometheus.ts'
import { svc } from '../svc.ts'

// svc report: what is in the reports. That a real API server takes them is test/real/control-plane/report.test.ts
const work = mkdtempSync(join(tmpdir(), 'svc-reports-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const run = (...words: string[]) => svc(['report', ...words], { cwd: work, env: { HOME: work } })
const reportsOf = (text: string) =>
  parseAllDocuments(text).map((document) => document.toJS() as OpenReport & { results: object[] })

const service = (namespace: string, name: string, app: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {selector: {app: ${app}}, ports: [{port: 80}]}\n`
const pod = (namespace: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web-1, namespace: ${namespace}, labels: {app: web}}\nspec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}\n`
writeFileSync(
  join(work, 'all.yaml'),
  [
    service('a', 'good', 'web'),
    service('a', 'bad', 'wbe'),
    pod('a'),
    service('b', 'good', 'web'),
    pod('b'),
  ].join('---\n'),
)

test('a report for each namespace, also where nothing was found, and one for what is in none', async () => {
  const { status, stdout, stderr } = await run('all.yaml', '--complete')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const reports = reportsOf(stdout)
  expect(
    reports.map(({ kind, metadata, summary }) => [kind, metadata.namespace, summary.pass, summary.fail]),
  ).toEqual([
    ['ClusterReport', undefined, 0, 0],
    ['Report', 'a', 1, 1],
    ['Report', 'b', 1, 0],
  ])
  expect(reports[1]?.results).toMatchObject([
    {
      policy: 'selector-matches-nothing',
      result: 'fail',
      severity: 'high',
      scored: true,
      resources: [{ apiVersion: 'v1', kind: 'Service', namespace: 'a', name: 'bad' }],
    },
  ])
})

test('what could not be read is an error of the cluster, and then no Service counts as passed', async () => {
  writeFileSync(
    join(work, 'half.yaml'),
    `${service('a', 'good', 'web')}---\n${pod('a')}---\nkind: Pod\n  x\n`,
  )
  const { status, stdout } = await run('half.yaml', '--complete')
  expect(status).toBe(4)
  const [cluster, report] = reportsOf(stdout)
  expect(cluster).toMatchObject({ summary: { error: 1 }, results: [{ policy: 'not-read', result: 'error' }] })
  expect(report?.summary).toMatchObject({ pass: 0 })
})

test('the configuration decides what is a finding', async () => {
  writeFileSync(join(work, 'off.yaml'), 'rules: {selector-matches-nothing: off}\n')
  const { stdout } = await run('all.yaml', '--complete', '--config', 'off.yaml')
  expect(reportsOf(stdout)[1]?.summary).toMatchObject({ pass: 2, fail: 0 })
})

test('both formats at once, each with its place', async () => {
  const words = ['-o', 'openreports=reports.yaml', '-o', 'prometheus']
  const { stdout } = await run('all.yaml', '--complete', ...words)
  expect(stdout).toMatch(/^# HELP svc_lint_findings /)
  expect(reportsOf(readFileSync(join(work, 'reports.yaml'), 'utf8'))).toHaveLength(3)
})

test('--apply is for what was found in a cluster', async () => {
  for (const words of [['all.yaml'], ['-f', 'all.yaml']])
    expect(await run('--apply', ...words)).toMatchObject({ status: 2, stdout: '' })
})

const finding = (over: Partial<Finding>): Finding => ({
  fingerprint: 'x',
  rule: 'selector-matches-nothing',
  severity: 'error',
  verdict: 'broken',
  resource: { apiVersion: 'v1', kind: 'Service', namespace: 'a', name: 'web' },
  path: '.spec.selector',
  label: 'a/Service/web',
  message: 'nothing',
  related: [],
  fixable: false,
  ...over,
})
const resultOf = (findings: readonly Finding[], over: Partial<LintResult> = {}): LintResult => ({
  findings,
  suppressed: 0,
  unread: [],
  notRead: [],
  summary: { errors: 0, warnings: 0, notes: 0, unknown: 0, services: 0, resources: 0 },
  ...over,
})
const surveyed = { services: new Map([['a', ['web', 'api']]]), isWhole: false, now: new Date(5000) }

describe('OpenReports', () => {
  test.each([
    [{}, 'fail', { pass: 1, fail: 1 }],
    [{ severity: 'warning' }, 'warn', { pass: 1, warn: 1 }],
    [{ severity: 'note' }, 'warn', { pass: 1, warn: 1 }],
    [
      { verdict: 'unknown', doubt: { state: 'forbidden', because: 'no right' } },
      'error',
      { pass: 1, error: 1 },
    ],
  ] as const)('%j is %s', (over, outcome, summary) => {
    const [report] = openReports(resultOf([finding(over)]), surveyed)
    expect(report?.results).toMatchObject([{ result: outcome, scored: outcome === 'fail' }])
    expect(report?.summary).toEqual({ fail: 0, warn: 0, error: 0, skip: 0, ...summary })
  })

  test('of many results the worst are kept, all are counted, and an object stays below what an API server takes', () => {
    const long = '名'.repeat(3000)
    const findings = Array.from({ length: 1000 }, (_, index) =>
      finding({
        severity: index % 10 === 0 ? 'error' : 'note',
        message: long,
        path: long,
        fingerprint: long,
      }),
    )
    const [report] = openReports(resultOf(findings), surveyed)
    expect(report?.summary).toMatchObject({ fail: 100, warn: 900 })
    expect(report?.results.length).toBeGreaterThan(50)
    expect(report?.results[0]?.result).toBe('fail')
    expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(1.5 * 1024 * 1024)
  })

  test('a list that was not read in a namespace opens that one alone', () => {
    const gap = { kind: 'Pod', namespace: 'b', state: 'forbidden', because: 'no right' } as const
    const services = new Map([
      ['a', ['web']],
      ['b', ['web']],
    ])
    const reports = openReports(resultOf([], { notRead: [gap] }), { ...surveyed, services, isWhole: true })
    expect(reports.map(({ summary }) => summary.pass)).toEqual([0, 1, 0])
    expect(reports[0]?.results).toMatchObject([{ policy: 'not-read' }])
  })
})

test('the text of Prometheus is what its format says', () => {
  const findings = [
    finding({}),
    finding({}),
    finding({ rule: 'a', resource: { apiVersion: 'v1', kind: 'Node', name: 'n' } }),
    finding({ resource: { apiVersion: 'v1', kind: 'Service', namespace: 'a"\\b\n', name: 'n' } }),
  ]
  const text = prometheusText(resultOf(findings), surveyed)
  expect(text.endsWith('\n')).toBe(true)
  const value = String.raw`"(?:[^"\\\n]|\\[\\"n])*"`
  const label = `[a-zA-Z_][a-zA-Z0-9_]*=${value}`
  const sample = new RegExp(
    `^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{${label}(?:,${label})*\\})? \\d+$|^# (?:HELP|TYPE) [a-z_]+ .+$`,
  )
  const lines = text.slice(0, -1).split('\n')
  expect(lines.filter((line) => !sample.test(line))).toEqual([])
  // a sample may not be there twice
  const names = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')))
  expect(new Set(names).size).toBe(names.length)
  expect(text).toContain(
    'svc_lint_findings{namespace="a",rule="selector-matches-nothing",severity="error",verdict="broken"} 2\n',
  )
  expect(text).toContain('svc_lint_last_run_timestamp_seconds 5\n')
})
