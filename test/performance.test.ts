import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { casesFor } from './bench/cases.cjs'
import { pageOf } from './bench/record.cjs'

// docs/performance.md holds what `npm run bench -- --write` measured, and nothing else; no test here measures time
const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const recorded = JSON.parse(textOf('bench/recorded.json')) as Parameters<typeof pageOf>[0]

test('docs/performance.md is the table of what was measured', () => {
  expect(textOf('../docs/performance.md')).toBe(pageOf(recorded))
})

test('it was measured with the cases that the bench has now', () => {
  const own = recorded.rows.filter(({ peer }) => peer !== true)
  expect(own.map(({ name }) => name)).toEqual(
    casesFor({ svc: '', bench: '', work: '' }).map(({ name }) => name),
  )
})
