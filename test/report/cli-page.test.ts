import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { commands } from '../../src/commands/index.ts'
import { svc } from '../svc.ts'

// docs/cli.md is the help of all commands; UPDATE=1 writes it
const file = join(import.meta.dirname, '..', '..', 'docs', 'cli.md')

test('docs/cli.md is what --help prints', async () => {
  const sections: string[] = []
  for (const name of Object.keys(commands)) {
    const { stdout } = await svc([name, '--help'], { env: { COLUMNS: '100' } })
    sections.push(`## svc ${name}\n\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\`\n`)
  }
  const page = `# Commands and flags\n\nWritten from the flags of each command: what \`svc COMMAND --help\` prints.\n\n${sections.join('\n')}`
  if (process.env['UPDATE'] !== undefined) writeFileSync(file, page)
  expect(readFileSync(file, 'utf8')).toBe(page)
})
