import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { manifestYaml } from '../src/author/print.ts'
import { readText } from '../src/sources/files/documents.ts'
import { formatsOf } from '../src/report/formats.ts'
import { svc } from './svc.ts'

/** No text of a manifest, of a file name or of an argument controls a terminal or a CI, whatever the command and the format. */

const folder = mkdtempSync(join(tmpdir(), 'svc-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const evil = [
  '\u001B[2J\u001B]0;title\u0007',
  '\u001B]8;;http://evil.example\u001B\\link',
  '\u009B31m',
  '\u202Egnp.exe\u2066',
  '\u{E0041}\u{E0042}\u200B',
  '\n::error::pwned',
  '\n##vso[task.setvariable variable=x]y',
  '##[error]x',
  '##teamcity[buildStatus]',
  '\r\nsection_start:1:x\r\u001B[0K',
  '\u2028::set-output name=a::b',
].join(' ')
const note = `${evil} </script><img src=x onerror=alert(1)> | a | b | [x](javascript:alert(1)) \`\`\``

const manifest = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', annotations: { [note]: note }, labels: { app: note } },
      spec: { selector: { app: note }, ports: [{ name: note, port: 80, targetPort: note }], type: note },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: note }, spec: { ports: [{ port: 0 }] } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db' },
      spec: { selector: { app: 'db' }, ports: [{ port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: note, labels: { app: 'db' } },
      spec: {
        nodeName: note,
        containers: [{ name: note, image: note, env: [{ name: note, value: `http://gone/${note}` }] }],
      },
      status: {
        phase: 'Running',
        podIP: '10.0.0.1',
        podIPs: [{ ip: '10.0.0.1' }],
        conditions: [{ type: 'Ready', status: 'False', reason: note, message: note }],
        containerStatuses: [
          { name: note, ready: false, state: { waiting: { reason: note, message: note } } },
        ],
      },
    },
    { apiVersion: note, kind: note, metadata: { name: note } },
  ],
}

const file = join(folder, `evil\u202E\n::error::x ##vso[a]b.json`)
writeFileSync(file, JSON.stringify(manifest, null, 1))
const unparsed = join(folder, 'unparsed.yaml')
writeFileSync(unparsed, `apiVersion: v1\nkind: Service\nmetadata: {name: "${note.replaceAll('\n', ' ')}" x\n`)

const harmful =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u{E0000}-\u{E007F}]/u
const command = /^\s*::(?!(?:error|warning|notice) )|##(?:vso)?\[|##teamcity\[/im

const runs: readonly (readonly string[])[] = [
  ...formatsOf.lint.map((format) => ['lint', '--complete', '-f', file, '-f', unparsed, '-o', format]),
  ...formatsOf.trace.map((format) => ['trace', 'db', '--complete', '-f', file, '-o', format]),
  ...formatsOf.endpoints.map((format) => ['endpoints', 'db', 'web', '-f', file, '-o', format]),
  ...formatsOf.ls.map((format) => ['ls', '-f', file, '-o', format]),
  ...formatsOf.report.map((format) => ['report', '-f', file, '-f', unparsed, '-o', format]),
  ...formatsOf.who.map((format) => ['who', 'db', '-f', file, '-o', format]),
  ...['text', 'json'].map((format) => ['trace', note, '-f', file, '-o', format]),
  ['lint', note],
  [note],
  ['lint', `--${note}`],
  ['new', 'clusterip', note, '--port', '80'],
  ['new', 'clusterip', 'web', '--port', note],
  ['new', 'clusterip', 'web', '--port', '80', '--selector', 'a=b', '--label', `x=${note}`],
  ['new', 'clusterip', 'web', '--port', '80', '--into', file],
]

test.each(
  runs.map((words, index) => [`${index} ${words[0]?.slice(0, 9).replace(harmful, '?')}`, { words }] as const),
)('%s', async (_, { words }) => {
  const { status, stdout, stderr } = await svc(words)
  const said = `${stdout}${stderr}`
  expect(status).toBeLessThan(5)
  expect(said.split('\n').filter((line) => harmful.test(line))).toEqual([])
  expect(said.split('\n').filter((line) => command.test(line))).toEqual([])
})

test('YAML is read back as it was', () => {
  const slice = { apiVersion: 'v1', kind: 'Service', metadata: { name: evil, labels: { [evil]: note } } }
  expect(
    readText('a.yaml', manifestYaml(slice), { namespace: '', named: true }).resources[0]?.manifest,
  ).toEqual(slice)
})
