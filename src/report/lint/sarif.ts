import type { Suggestion } from '../../lint/fix/suggestions.ts'
import { wholeText } from './place.ts'
import type { Finding, LintResult } from '../../lint/finding.ts'
import type { Location } from '../../world/place.ts'
import { homeUri, rulePageUri } from '../help/page-uris.ts'
import { notReadLines } from '../not-read.ts'
import type { ReportOptions } from '../options.ts'
import type { RuleHeader } from '../help/rule-header.ts'
import { jsonText } from '../../text/json.ts'

/** SARIF 2.1.0 for code scanning; a finding without a file has a logical location only. */
export function lintSarif(
  { findings, unread, notRead }: LintResult,
  { rules, version, repository, suggestionsFor }: ReportOptions,
): string {
  const pages = { repository, version }
  const broken = findings.filter(({ verdict }) => verdict === 'broken')
  const index = new Map(rules.map(({ id }, position) => [id, position]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'svc',
            informationUri: homeUri(pages),
            semanticVersion: version,
            rules: rules.map((rule) => ruleOf(rule, rulePageUri(rule, pages))),
          },
        },
        automationDetails: { id: 'svc/lint/' },
        originalUriBaseIds: { [base]: { description: { text: 'the folder that svc ran in' } } },
        columnKind: 'utf16CodeUnits',
        results: broken.map((finding) => ({
          ...resultOf(finding, index),
          partialFingerprints: { 'svc/v1': finding.fingerprint },
          ...fixesOf(suggestionsFor(finding), finding),
        })),
        invocations: [
          {
            executionSuccessful: unread.length + notRead.length === 0,
            toolExecutionNotifications: [
              ...unread.map(({ because, location, file, label }) => ({
                level: 'error',
                message: { text: label === undefined ? because : `${label} ${because}` },
                ...(location !== undefined || file !== undefined
                  ? { locations: [physical(location, file ?? '')] }
                  : {}),
              })),
              ...notReadLines(notRead).map((text) => ({ level: 'error', message: { text } })),
            ],
          },
        ],
      },
    ],
  }
  return jsonText(log)
}

// what relative paths are relative to
const base = 'SRCROOT'

function ruleOf({ id, title, severity, why, source }: RuleHeader, page: string) {
  return {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${source}`, markdown: `${why}\n\n[Source](${source})` },
    helpUri: page,
    defaultConfiguration: { level: severity },
    properties: { tags: ['kubernetes', 'service'], precision: 'high' },
  }
}

function resultOf(finding: Finding, index: ReadonlyMap<string, number>) {
  const { rule, severity, location, template, resource, path, related } = finding
  const logical = [
    {
      fullyQualifiedName: `${resource.kind}/${resource.namespace ?? ''}/${resource.name}${path}`,
      kind: 'resource',
    },
  ]
  return {
    ruleId: rule,
    ...(index.has(rule) ? { ruleIndex: index.get(rule) } : {}),
    level: severity,
    message: { text: wholeText(finding, '. ') },
    locations: [
      {
        ...(location === undefined && template === undefined ? {} : physical(location, template ?? '')),
        logicalLocations: logical,
      },
    ],
    relatedLocations: related.flatMap(({ location: place, note }, id) =>
      place === undefined ? [] : [{ id, ...physical(place, ''), message: { text: note } }],
    ),
  }
}

function physical(location: Location | undefined, file: string) {
  const path = (location?.file ?? file).replaceAll('\\', '/')
  const uri = path.split('/').map(encodeURIComponent).join('/')
  const artifactLocation = /^([/]|[A-Za-z]%3A)/.test(uri) ? { uri } : { uri, uriBaseId: base }
  if (location === undefined) return { physicalLocation: { artifactLocation } }
  const { line, column, endLine, endColumn } = location
  return {
    physicalLocation: {
      artifactLocation,
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  }
}

/** What `--fix` would do, as GitHub and editors offer it. */
function fixesOf(suggestions: readonly Suggestion[], { fix }: Finding): object {
  if (suggestions.length === 0) return {}
  const files = [...new Set(suggestions.map(({ file }) => file))]
  const artifactChanges = files.map((file) => ({
    artifactLocation: physical(undefined, file).physicalLocation.artifactLocation,
    replacements: suggestions
      .filter((each) => each.file === file)
      .map(({ line, column, endLine, endColumn, text }) => ({
        deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
        insertedContent: { text },
      })),
  }))
  return { fixes: [{ description: { text: fix?.title ?? 'svc lint --fix' }, artifactChanges }] }
}
