import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { readRows, type Row } from './real/proof.ts'

// docs/proved.md says what the runs in test/real/ recorded (test/real/proof.ts), and nothing else
const page = new URL('../docs/proved.md', import.meta.url)
const rows = readRows()

const head = `# What is proved, and against what

Written by \`UPDATE=1 npm run jest -- test/proved.test.ts\` from what the runs in \`test/real/\` recorded: \`RECORD=1\` before the
command of a row runs it again and records it. Cases are random, and follow from the seed. CI repeats each run with fewer cases.

| what | decided by | Kubernetes | cases | disagreements | seed | full run |
|---|---|---|--:|--:|---|---|
`

function linesOf({ what, against, repeat, runs }: Row): string[] {
  return runs.map(({ kubernetes, cases, disagreements, seed = '' }) =>
    ['', what, against, kubernetes, cases.toLocaleString('en'), disagreements, seed, `\`${repeat}\``, '']
      .join(' | ')
      .trim(),
  )
}

function knownOf({ what, runs }: Row): string[] {
  return runs.flatMap(({ kubernetes, known = [] }) =>
    known.map((text) => `- ${what}, ${kubernetes}: ${text}`),
  )
}

test('docs/proved.md is the table of what was recorded', () => {
  const known = rows.flatMap(knownOf)
  const tail = known.length === 0 ? '' : `\nThe disagreements, one by one:\n\n${known.join('\n')}\n`
  const written = `${head}${rows.flatMap(linesOf).join('\n')}\n${tail}`
  if (process.env['UPDATE'] === '1') writeFileSync(page, written)
  expect(readFileSync(page, 'utf8')).toBe(written)
})

test('each disagreement has a name and a reason', () => {
  for (const { id, runs } of rows) {
    for (const { kubernetes, cases, disagreements, known = [] } of runs) {
      expect({ id, kubernetes, cases: cases > 0 }).toEqual({ id, kubernetes, cases: true })
      expect({ id, kubernetes, named: known.length }).toEqual({ id, kubernetes, named: disagreements })
    }
  }
})
