import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { lintReporters } from '../../src/report/lint/index.ts'
import { noColors as palette } from '../../src/report/palette.ts'
import { rules } from '../../src/rules/index.ts'
import { repositoryUrl } from '../../src/text/repository-url.ts'

test.each([
  ['https://github.com/a/svc', 'https://github.com/a/svc'],
  ['git+https://github.com/a/svc.git', 'https://github.com/a/svc'],
  ['git+https://token@github.com/a/svc.git', 'https://github.com/a/svc'],
  ['https://gitlab.example.org/group/sub/svc.git/', 'https://gitlab.example.org/group/sub/svc'],
  ['git+ssh://git@github.com/a/svc.git', 'https://github.com/a/svc'],
  ['git@github.com:a/svc.git', 'https://github.com/a/svc'],
  ['github:a/svc', 'https://github.com/a/svc'],
  ['gitlab:a/svc', 'https://gitlab.com/a/svc'],
  ['a/svc', 'https://github.com/a/svc'],
  [{ type: 'git', url: 'git+https://github.com/a/svc.git' }, 'https://github.com/a/svc'],
  [undefined, undefined],
  [{}, undefined],
  ['', undefined],
])('the repository %j is at %s', (said, url) => expect(repositoryUrl(said)).toBe(url))

const nothing = {
  findings: [],
  suppressed: 0,
  unread: [],
  notRead: [],
  summary: { errors: 0, warnings: 0, notes: 0, unknown: 0, services: 0, resources: 0 },
}
const sarifWith = (repository?: string) => {
  const options = {
    palette,
    width: 80,
    textOf: () => undefined,
    suggestionsFor: () => [],
    version: '1.2.3',
    rules,
  }
  const text = lintReporters.sarif(nothing, repository === undefined ? options : { ...options, repository })
  return (
    JSON.parse(text) as {
      runs: { tool: { driver: { informationUri: string; rules: { helpUri: string }[] } } }[]
    }
  ).runs[0]?.tool.driver
}

test.each([
  ['https://github.com/a/svc', 'https://github.com/a/svc/blob/v1.2.3/docs/rules/'],
  ['https://gitlab.com/a/svc', 'https://gitlab.com/a/svc/-/blob/v1.2.3/docs/rules/'],
])('rules of SARIF lead to their own page in %s, of this version', (repository, start) => {
  const driver = sarifWith(repository)
  expect(driver?.informationUri).toBe(repository)
  for (const { helpUri } of driver?.rules ?? []) {
    expect(helpUri.startsWith(start)).toBe(true)
    const page = helpUri.slice(start.length)
    expect([page, existsSync(join(import.meta.dirname, '..', '..', 'docs', 'rules', page))]).toEqual([
      page,
      true,
    ])
  }
})

test('where no repository is known, they lead to what Kubernetes says', () => {
  expect(sarifWith()?.rules.map(({ helpUri }) => helpUri)).toEqual(rules.map(({ source }) => source))
})
