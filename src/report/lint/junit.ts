import type { Finding, LintResult } from '../../lint/finding.ts'
import { xmlAttributes, xmlText } from '../../text/xml.ts'
import { placeOf, unreadTexts, wholeText } from './place.ts'

/**
 * JUnit XML, as GitLab, Jenkins and Azure Pipelines read it: a suite for each file or cluster object, a failed test for each error and
 * warning, a passed one for each note, and an error for what could not be read. Follows the schema of testmoapp/junitxml.
 */
export function lintJunit(result: LintResult): string {
  const broken = result.findings.filter(({ verdict }) => verdict === 'broken')
  const suites = grouped(broken)
  const unread = unreadTexts(result)
  const tests = Math.max(1, broken.length + unread.length)
  const failures = broken.filter(isFailure).length
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: 'svc lint', tests, failures, errors: unread.length })}>`,
    ...[...suites].flatMap(([name, findings]) => suiteOf(name, findings)),
    ...unreadSuite(unread),
    ...(broken.length + unread.length === 0 ? passedSuite : []),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

const passedSuite = [
  '  <testsuite name="svc lint" tests="1" failures="0" errors="0">',
  '    <testcase name="svc lint" classname="svc"/>',
  '  </testsuite>',
]

function grouped(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { file } = placeOf(finding)
    const group = groups.get(file)
    if (group === undefined) groups.set(file, [finding])
    else group.push(finding)
  }
  return groups
}

function isFailure({ severity }: Finding): boolean {
  return severity !== 'note'
}

function suiteOf(name: string, findings: readonly Finding[]): string[] {
  const counts = { tests: findings.length, failures: findings.filter(isFailure).length, errors: 0 }
  return [`  <testsuite${xmlAttributes({ name, ...counts })}>`, ...findings.flatMap(caseOf), '  </testsuite>']
}

function caseOf(finding: Finding): string[] {
  const { rule, severity, message, resource, path } = finding
  const { file, line } = placeOf(finding)
  const name = `${rule}: ${resource.kind} ${resource.name}${path}`
  const open = `    <testcase${xmlAttributes({ name, classname: rule, file, line })}`
  const text = `${file}${line === undefined ? '' : `:${line}`} ${wholeText(finding)}`
  if (!isFailure(finding))
    return [`${open}>`, `      <system-out>${xmlText(text)}</system-out>`, '    </testcase>']
  return [
    `${open}>`,
    `      <failure${xmlAttributes({ message, type: severity })}>${xmlText(text)}</failure>`,
    '    </testcase>',
  ]
}

function unreadSuite(texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  return [
    `  <testsuite${xmlAttributes({ name: 'not read', tests: texts.length, failures: 0, errors: texts.length })}>`,
    ...texts.flatMap((text) => [
      `    <testcase${xmlAttributes({ name: text, classname: 'not-read' })}>`,
      `      <error${xmlAttributes({ message: text, type: 'not-read' })}/>`,
      '    </testcase>',
    ]),
    '  </testsuite>',
  ]
}
