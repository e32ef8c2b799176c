import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { manifestYaml } from '../src/author/print.ts'
import { readText } from '../src/sources/files/documents.ts'
import { formatsOf } from '../src/report/formats.ts'
import { kinds } from '../src/world/kinds.ts'
import { kubeconfig, start, stopServers, write } from './sources/cluster-fixtures.ts'
import * as api from './sources/kubernetes-list-api.ts'
import { svc, type Run } from './svc.ts'

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
  expectClean(await svc(words))
})

/** What has to be clean of all that was said. */
function expectClean({ status, stdout, stderr }: Run): void {
  const lines = `${stdout}${stderr}`.split('\n')
  expect(status).toBeLessThan(5)
  expect(lines.filter((line) => harmful.test(line))).toEqual([])
  expect(lines.filter((line) => command.test(line))).toEqual([])
}

test('lint in each format', async () => {
  const outputs = formatsOf.lint.flatMap((format) => ['-o', `${format}=${join(folder, `out.${format}`)}`])
  const run = await svc(['lint', '--complete', '-f', file, '-f', unparsed, '-o', 'text', ...outputs])
  for (const format of formatsOf.lint)
    expectClean({ ...run, stdout: readFileSync(join(folder, `out.${format}`), 'utf8') })
  expectClean(run)
  for (const format of formatsOf.lint) expectClean(await svc(['lint', unparsed, '-o', format]))
})

/** Files that a project or a colleague brings along, each with something that is quoted where it is used. */
const filesOf: Readonly<Record<string, readonly [Readonly<Record<string, string>>, ...string[][]]>> = {
  'a configuration': [
    {
      'svc.config.yaml': `rules: {${JSON.stringify(note)}: error}\n${JSON.stringify(note)}: 1\n`,
      'keys.yaml': `kubernetesVersion: ${JSON.stringify(note)}\nclusterDomain: ${JSON.stringify(note)}\n`,
      'values.yaml': `rules: {service-without-selector: ${JSON.stringify(note)}}\ncontext: ${JSON.stringify(note)}\n`,
      'broken.yaml': `a: [${note}\n  b: {"`,
    },
    ['lint', file],
    ['config'],
    ...['keys.yaml', 'values.yaml', 'broken.yaml'].flatMap((name) => [
      ['lint', file, '--config', name],
      ['config', '--config', name],
      ['lint', file, '--config', name, '-o', 'github'],
    ]),
  ],
  'a baseline': [
    { 'base.json': JSON.stringify({ version: 1, findings: [note, `x ${note}`] }), 'bad.json': `{${note}` },
    ...formatsOf.lint.map((format) => ['lint', file, '--baseline', 'base.json', '-o', format]),
    ['lint', file, '--baseline', 'bad.json'],
    ['lint', file, '--baseline', note],
  ],
  'a snapshot': [
    {
      'shop.json': JSON.stringify({
        version: 1,
        kind: 'SvcSnapshot',
        takenAt: note,
        context: note,
        serverVersion: note,
        coverage: [
          { state: 'forbidden', because: note, kind: 'Pod', namespace: note },
          { state: 'complete', because: note },
        ],
        items: manifest.items,
      }),
      'old.json': JSON.stringify({ version: note, kind: 'SvcSnapshot' }),
    },
    ...formatsOf.lint.map((format) => ['lint', 'shop.json', '-o', format]),
    ['trace', 'web', '-f', 'shop.json'],
    ['ls', '-f', 'shop.json', '-o', 'wide'],
    ['lint', 'old.json'],
  ],
  'a template of kubectl': [
    {
      'columns.txt': `${note.split('\n')[0]}\n.namespace\n`,
      'path.txt': '{.services[*].name} {.services}\n',
    },
    ['ls', '-f', file, '-o', `custom-columns=A:.name,B:.because`],
    ['ls', '-f', file, '-o', 'jsonpath={.services[*].because}{"\\n"}{.services}'],
    ['ls', '-f', file, '-o', `jsonpath={.services[*]${note}`],
    ['ls', '-f', file, '-o', 'custom-columns-file=columns.txt'],
    ['ls', '-f', file, '-o', 'jsonpath-file=path.txt'],
    ['ls', '-f', file, '--sort-by', note],
  ],
  'names of revisions and files': [
    {},
    ['lint', '--before', note, file],
    ['lint', '-o', `sarif=${note}/x`, file],
    ['lint', '--rule', note, file],
    ['lint', '-l', note, file],
    ['trace', 'db', '--from', note, '-f', file],
    ['explain', note],
    ['presets', note],
    ['completion', note],
    ['lint', '--kubeconfig', note],
    ['lint', '--server', note],
    ['lint', '--context', note],
    ['new', 'clusterip', 'web', '--port', '80', '--annotation', `a=${note}`],
    ['new', 'clusterip', 'web', '--port', '80', '-o', 'helm', '--annotation', `a=${note}`],
    ['new', '--from', note],
  ],
}

test.each(Object.keys(filesOf))('of %s', async (name) => {
  const [files, ...lines] = filesOf[name] ?? [{}]
  const cwd = mkdtempSync(join(folder, 'project-'))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text)
  for (const words of lines) expectClean(await svc(words, { cwd }))
})

const written = 'evil\u202E\n::error::x ##vso[a]b\u001B[2J.yaml'

test('of files that are written, by their names', async () => {
  const cwd = mkdtempSync(join(folder, 'written-'))
  const slip = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: wbe}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}
`
  writeFileSync(join(cwd, written), slip)
  const into = ['new', 'clusterip', 'api', '--port', '80', '--into']
  for (const [words, status] of [
    [['lint', '--fix-dry-run', written], 1],
    [['lint', '--fix', '.'], 0],
    [[...into, written], 0],
    [[...into, written], 0],
    [['new', 'clusterip', 'web', '--port', '81', '--edit', written], 0],
    [['new', 'clusterip', 'api', '--port', '80', '-o', 'kustomize', '--folder', `f${written}`], 0],
    [['lint', '.', '--write-baseline', `b${written}`], 0],
    [['config', '--init', '--config', `c${written}`], 0],
    [['lint', '.', '-o', `sarif=no/${written}`], 4],
  ] as const) {
    const run = await svc(words, { cwd })
    expect([words, run.status]).toEqual([words, status])
    expectClean(run)
  }
})

test('of a kubeconfig, its credential plugins, and of what a shell completes', async () => {
  const plugin = join(folder, 'plugin')
  writeFileSync(plugin, `#!/bin/sh\nprintf '%s' ${JSON.stringify(evil.replaceAll('`', ''))} >&2\nexit 1\n`)
  chmodSync(plugin, 0o755)
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: plugin,
    interactiveMode: 'Never',
    installHint: note,
  }
  const config = write({
    kind: 'Config',
    'current-context': note,
    clusters: [
      { name: note, cluster: { server: 'http://127.0.0.1:1' } },
      { name: 'file', cluster: { server: 'http://127.0.0.1:1', 'certificate-authority': `/no/${note}` } },
    ],
    users: [
      { name: note, user: { exec } },
      { name: 'gone', user: { exec: { ...exec, command: note } } },
      { name: 'key', user: { 'client-key': `/no/${note}`, 'client-certificate': `/no/${note}` } },
    ],
    contexts: [
      { name: note, context: { cluster: note, user: note, namespace: note } },
      { name: 'gone', context: { cluster: note, user: 'gone' } },
      { name: 'key', context: { cluster: note, user: 'key' } },
      { name: 'file', context: { cluster: 'file', user: 'x' } },
      { name: 'lost', context: { cluster: `${note}x`, user: `${note}y` } },
    ],
  })
  const files = ['-f', file]
  for (const words of [
    ...['', 'gone', 'key', 'file', 'lost', 'los', note].map((name) => [
      'ls',
      ...(name === '' ? [] : ['--context', name]),
    ]),
    ['lint', '--contexts', 'all'],
    ['lint', '--contexts', 'all', '-o', 'json'],
    ['lint', '--contexts', `${note},gone`, '-o', 'github'],
    ['ls', '--cluster', note],
    ['ls', '--user', note.slice(0, -1)],
    ['report', '--context', note],
    ['new', '--from', `deploy/${note}`, '--context', note],
  ])
    expectClean(await svc([...words, '--kubeconfig', config, '--request-timeout', '2s']))
  for (const words of [
    ['ls', '--kubeconfig', config, '--context', ''],
    ['ls', '--kubeconfig', config, '--user', ''],
    ['trace', ...files, ''],
    ['trace', 'db', ...files, '--from', ''],
    ['ls', ...files, '-n', ''],
  ]) {
    const { stdout } = await svc(['__complete', ...words])
    // what a shell would put in as it is
    expect(stdout.split('\n').filter((line) => !/^[\w@%+=:,./-]*$/.test(line))).toEqual([])
  }
}, 60_000)

test('of a program that renders', async () => {
  const cwd = mkdtempSync(join(folder, 'chart-'))
  const said = `#!${process.execPath}\nconst note = ${JSON.stringify(note)}\n`
  const program = (path: string, body: string) => {
    writeFileSync(join(cwd, path), said + body)
    chmodSync(join(cwd, path), 0o755)
  }
  writeFileSync(join(cwd, 'Chart.yaml'), `apiVersion: v2\nname: ${JSON.stringify(note)}\nversion: 1.0.0\n`)
  mkdirSync(join(cwd, 'templates'))
  writeFileSync(join(cwd, 'templates', 'a.yaml'), 'kind: {{ x }}\n')
  writeFileSync(join(cwd, 'kustomization.yaml'), 'resources: [x.yaml]\n')
  const env = { PATH: cwd }
  for (const fails of [true, false]) {
    const body = fails
      ? 'console.error(note); process.exit(1)'
      : 'console.log("# Source: " + note + "\\napiVersion: v1\\nkind: Service\\nmetadata: {name: " + JSON.stringify(note) + "}\\n---\\n{" + note)'
    for (const name of ['helm', 'kubectl', 'kustomize']) program(name, body)
    for (const flag of ['--helm', '--kustomize']) {
      const outputs = fails
        ? ['-o', 'github=out.github']
        : formatsOf.lint.flatMap((format) => ['-o', `${format}=out.${format}`])
      const run = await svc(['lint', flag, '.', '-o', 'text', ...outputs], { cwd, env })
      const written = (fails ? ['github'] : formatsOf.lint).map((format) =>
        readFileSync(join(cwd, `out.${format}`), 'utf8'),
      )
      expectClean({ ...run, stdout: [run.stdout, ...written].join('\n') })
    }
  }
})

const whereAllIsRead = [
  ['lint', '-o', 'github'],
  ['trace', 'db'],
  ['endpoints', 'db'],
  ['who', 'db'],
  ['ls', '--stats'],
  ['snapshot'],
]

test('of a cluster', async () => {
  const event = {
    metadata: { name: note, namespace: 'default' },
    involvedObject: { kind: 'Service', name: 'db', namespace: 'default' },
    type: 'Warning',
    reason: note,
    message: note,
  }
  const objects = Object.fromEntries(
    Object.values(kinds).map(({ resource }): [string, unknown[]] => [resource, []]),
  )
  for (const { kind, metadata, ...item } of manifest.items as { kind: string; metadata: object }[])
    objects[`${kind.toLowerCase()}s`]?.push({ ...item, metadata: { namespace: 'default', ...metadata } })
  objects['events']?.push(event)
  const answers: readonly (api.Reply | undefined)[] = [
    undefined,
    api.status(403, note),
    api.status(500, note, { 'Retry-After': '0' }),
    api.status(401, note),
    api.body(note, 'text/plain', 400),
    (response) => {
      response.writeHead(302, { Location: `https://x/${encodeURI(note)}` })
      response.end()
    },
  ]
  const isOf = (answer: api.Reply | undefined, what: string) => (seen: api.Seen) =>
    seen.resource === what || seen.path.includes(`/${what}/`) ? answer : undefined
  try {
    for (const [index, answer] of answers.entries()) {
      const server = await start({ objects, reply: isOf(answer, index % 2 === 0 ? 'pods' : 'services') })
      const config = write(kubeconfig(server.url))
      for (const words of [
        ['lint'],
        ['trace', 'db', '-o', 'json'],
        ['new', 'clusterip', 'db', '--port', '80', '--apply'],
        ...(answer === undefined ? whereAllIsRead : []),
      ])
        expectClean(await svc([...words, '--kubeconfig', config, '--request-timeout', '2s']))
      await stopServers()
    }
  } finally {
    await stopServers()
  }
}, 60_000)

test('YAML is read back as it was', () => {
  const slice = { apiVersion: 'v1', kind: 'Service', metadata: { name: evil, labels: { [evil]: note } } }
  expect(
    readText('a.yaml', manifestYaml(slice), { namespace: '', named: true }).resources[0]?.manifest,
  ).toEqual(slice)
})
