import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { explainedRules } from '../../src/commands/explain.ts'
import { rulePage, rulesPage } from '../../src/report/help/rule-page.ts'
import { svc } from '../svc.ts'

// docs/rules/ is what `svc explain` says; UPDATE=1 writes it
const folder = join(import.meta.dirname, '..', '..', 'docs', 'rules')
const pages = new Map([
  ['README.md', rulesPage(explainedRules)],
  ...explainedRules.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const),
])

test('docs/rules has a page for each rule, and no other', () => {
  if (process.env['UPDATE'] !== undefined) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    for (const [file, text] of pages) writeFileSync(join(folder, file), text)
  }
  const written = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const)
  expect(new Map(written)).toEqual(pages)
})

test('svc explain prints them', async () => {
  const { stdout } = await svc(['explain', '--all', '-o', 'markdown'])
  for (const { id } of explainedRules) expect(stdout).toContain(`# ${id}\n`)
  expect((await svc(['explain', 'selector-matches-nothing', '-o', 'markdown'])).stdout).toBe(
    pages.get('selector-matches-nothing.md'),
  )
})
