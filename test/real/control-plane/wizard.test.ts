import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { linesOf, Terminal } from '../terminal.ts'

// the wizard as people meet it: the built command line in a pseudo-terminal of 80 columns
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'svc-terminal-'))
  const pods = { containers: [{ name: 'main', image: 'm', ports: [{ name: 'http', containerPort: 8080 }] }] }
  const template = { metadata: { labels: { app: 'web' } }, spec: pods }
  const spec = { selector: { matchLabels: { app: 'web' } }, template }
  writeFileSync(
    join(folder, 'deploy.yaml'),
    JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }),
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (words: string, more: { columns?: number; env?: Record<string, string> } = {}) =>
  new Terminal(words, { cwd: folder, ...more })

test.each<[string, string[]]>([
  ['clusterip', ['', '', '', '', '']],
  ['nodeport', ['1', '2', '', '80', 'y', '']],
  ['loadbalancer', ['2', '3', 'api', 'app=api', 'http=80', 'n', '']],
  ['headless', ['2', '4', 'api', '', '', 'y', '']],
  ['externalname', ['2', '5', 'api', 'api.example.com', '']],
])('%s: a walk ends with the manifest, and the line that makes the same one', async (type, answers) => {
  const terminal = open('svc new')
  await terminal.answer(...answers)
  expect(await terminal.ended).toBe(0)
  const lines = linesOf(terminal.shown)
  const line = lines[lines.findIndex((text) => text === 'the same again:') + 1]?.trim() ?? ''
  expect(line).toMatch(new RegExp(`^svc new ${type} `))
  const again = open(`${line} > again.yaml 2> said`)
  expect(await again.ended).toBe(0)
  const manifest = readFileSync(join(folder, 'again.yaml'), 'utf8')
  expect(manifest).toContain('kind: Service')
  expect(lines.join('\n')).toContain(manifest)
})

test('a walk into a file shows what it writes', async () => {
  const terminal = open('svc new -i')
  await terminal.answer('', '', '', '', 'services.yaml')
  expect(await terminal.ended).toBe(0)
  const text = readFileSync(join(folder, 'services.yaml'), 'utf8')
  expect(linesOf(terminal.shown).join('\n')).toContain(text)
  expect(linesOf(terminal.shown)).toContain('services.yaml written')
})

test('wrong answers are asked again, and < goes back', async () => {
  const terminal = open('svc new')
  await terminal.answer('7', '2', '1', 'Web', '<', '2', 'api', '', '99999', '80', '', '')
  expect(await terminal.ended).toBe(0)
  expect(terminal.shown).toContain('"7" is not one of them: 1 to 2')
  expect(terminal.shown).toContain('svc new nodeport api --port 80')
})

test('answers that cannot be fulfilled are not lost', async () => {
  writeFileSync(join(folder, 'services.yaml'), 'kind: [\n')
  const terminal = open('svc new')
  await terminal.answer('', '', '', '', 'services.yaml')
  expect(await terminal.ended).toBe(4)
  expect(terminal.shown).toContain(
    'svc new clusterip web --from deploy.yaml#Deployment/web --into services.yaml',
  )
  expect(readFileSync(join(folder, 'services.yaml'), 'utf8')).toBe('kind: [\n')
})

test.each([
  ['Ctrl-C', '\u0003', []],
  ['Ctrl-C in the middle', '\u0003', ['', '2', 'web']],
  ['Ctrl-D', '\u0004', []],
  ['Ctrl-D in the middle', '\u0004', ['2', '1', 'web', '', '80']],
])('%s leaves nothing behind', async (_, key, answers) => {
  const terminal = open('svc new -i > printed; code=$?; echo; echo "code $code"; exit $code')
  await terminal.answer(...answers)
  await terminal.until(/: \u001B\[\d+G$/)
  terminal.type(key)
  expect(await terminal.ended).toBe(130)
  expect(linesOf(terminal.shown)).toContain('code 130')
  expect(readFileSync(join(folder, 'printed'), 'utf8')).toBe('')
  expect(readdirSync(folder).toSorted()).toEqual(['deploy.yaml', 'printed'])
  expect(terminal.shown).not.toMatch(/Error|\n\s+at /)
})

test('fits into 80 columns, and survives a smaller window', async () => {
  const wide = open('svc new')
  await wide.answer('', '6')
  await wide.answer('1', '', '', '')
  expect(await wide.ended).toBe(0)
  const [questions = ''] = linesOf(wide.shown).join('\n').split('apiVersion')
  expect(questions.split('\n').filter((line) => line.length > 80)).toEqual([])
  const narrow = open('svc new')
  await narrow.answer('')
  await narrow.until(/Number/)
  narrow.resize(40, 10)
  narrow.type('1\r')
  await narrow.answer('', '', '')
  expect(await narrow.ended).toBe(0)
  expect(narrow.shown).toContain('kind: Service')
})

test('shows no colours, with NO_COLOR or without', async () => {
  for (const env of [{ NO_COLOR: '1' }, {}]) {
    const terminal = open('svc new', { env })
    await terminal.answer('', '', '', '', '')
    expect(await terminal.ended).toBe(0)
    expect(terminal.shown).not.toMatch(/\u001B\[[\d;]*m/)
  }
})

test.each([
  ['no terminal to ask at', 'svc new -i < /dev/null', 2, /no terminal to ask at/],
  ['nothing said, and output that goes elsewhere', 'svc new > printed', 2, /needs a name/],
  ['nothing said, and input from elsewhere', 'svc new < /dev/null', 2, /needs a name/],
])('%s: says what to write instead', async (_, words, code, says) => {
  const terminal = open(words)
  expect(await terminal.ended).toBe(code)
  expect(terminal.shown).toMatch(says)
  expect(terminal.shown).toContain('svc new TYPE NAME')
  if (existsSync(join(folder, 'printed'))) expect(readFileSync(join(folder, 'printed'), 'utf8')).toBe('')
})

test('--help-me-choose leads to a type by at most three questions', async () => {
  const terminal = open('svc new --help-me-choose')
  await terminal.answer('1')
  await terminal.until(/svc new \w+ NAME|: \u001B\[\d+G$/)
  if (!/svc new/.test(terminal.shown)) {
    terminal.type('1\r')
    await terminal.until(/svc new \w+ NAME|: \u001B\[\d+G$/)
  }
  if (!/svc new/.test(terminal.shown)) terminal.type('1\r')
  expect(await terminal.ended).toBe(0)
  expect(terminal.shown).toMatch(/svc new \w+ NAME --/)
})
