import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { Service } from '../src/world/types/manifest.ts'
import { formats, formatsOf } from '../src/report/formats.ts'
import { commands } from '../src/commands/index.ts'
import { svc } from './svc.ts'

// every command line of the README and of docs/ runs; what a page shows below one is what it prints, as cli.test.ts holds
const root = join(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'svc-docs-'))
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

beforeAll(() => {
  mkdirSync(join(work, 'examples'))
  cpSync(join(root, 'examples', 'chat-api'), join(work, 'examples', 'chat-api'), { recursive: true })
  cpSync(join(root, 'examples', 'chat-api'), join(work, 'deploy'), { recursive: true })
  if (hasGit)
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '.'],
      [...identity, 'commit', '-q', '-m', 'all'],
    ])
      spawnSync('git', args, { cwd: work })
  writeFileSync(
    join(work, 'kubeconfig'),
    `{current-context: c, clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}], contexts: [{name: c, context: {cluster: c}}]}`,
  )
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const hasGit = spawnSync('git', ['--version']).status === 0
const identity = ['-c', 'user.email=a@example.org', '-c', 'user.name=a', '-c', 'commit.gpgsign=false']

const commandLine = /^(?: {4}|- run: |\$ )(?:source <\()?(?:cat \S+ \| )?(svc [^|>)#]+)(.*)$/

/** Command lines in code blocks, indented or fenced: without a prompt, comments, or what they are piped into. */
function commandLinesOf(page: string): { line: string; live: boolean }[] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .flatMap((text) => {
      const [, line, rest = ''] = commandLine.exec(text) ?? []
      return line === undefined ? [] : [{ line: line.trim(), live: rest.includes('# the live cluster') }]
    })
}

const lines = pages
  .flatMap((page) => commandLinesOf(page).map((each) => ({ page, ...each })))
  .filter(({ line }) => hasGit || !/--before main/.test(line))

test('the pages show commands', () => expect(lines.length).toBeGreaterThan(12))

test.each(lines)('$page: $line', async ({ line, live }) => {
  const [, ...words] = line.split(/\s+/)
  const input = readFileSync(join(work, 'deploy', 'service.yaml'), 'utf8')
  const env = { HOME: work, ...(live ? { KUBECONFIG: join(work, 'kubeconfig') } : {}) }
  const { status, stderr } = await svc(words, { cwd: work, env, input })
  // without a cluster, what needs one gets as far as asking it
  expect({ status, stderr: status > 1 ? stderr : '' }).toEqual(
    live
      ? { status: 4, stderr: expect.stringContaining('127.0.0.1:1') }
      : { status: expect.any(Number), stderr: '' },
  )
  expect(live ? [4] : [0, 1]).toContain(status)
})

describe('the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')

  test('names every command in its table', () => {
    const named = [...readme.matchAll(/^\| `svc ([a-z]+)/gm)].map(([, name]) => name)
    const inTable = Object.keys(commands).filter((name) => name !== 'completion')
    expect(new Set(named)).toEqual(new Set(inTable))
  })

  test('names no flag that there is not', async () => {
    const flags = new Set<string>()
    for (const load of Object.values(commands)) {
      const { flags: own, baseFlags } = await load()
      for (const name of Object.keys({ ...own, ...baseFlags })) flags.add(`--${name}`)
    }
    const named = [...readme.matchAll(/`svc[^`]*`|`--[^`]*`/g)].flatMap(
      ([text]) => text.match(/--[a-z][a-z-]+/g) ?? [],
    )
    expect(named.filter((flag) => !flags.has(flag))).toEqual([])
  })

  test('says how to install what is not published', () => {
    expect(readme).not.toMatch(/npx kubectl-svc|npm install -g kubectl-svc/)
    expect(readme).toContain('npm ci && npm run build')
  })
})

describe('docs/kubectl.md', () => {
  const rows = readFileSync(join(root, 'docs', 'kubectl.md'), 'utf8').matchAll(
    /^\| `svc new ([^`]+)` \| `(.*)` \|$/gm,
  )
  const http = { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8000 }] }] }
  const udp = { containers: [{ name: 'main', ports: [{ containerPort: 4100, protocol: 'UDP' }] }] }
  const workload = (kind: string, name: string, spec: object) => ({
    apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      selector: kind === 'ReplicationController' ? { app: name } : { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec },
    },
  })
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'valid-pod', labels: { app: 'valid', 'pod-template-hash': '5f7' } },
    spec: http,
  }
  const workloads = [
    workload('ReplicationController', 'nginx', http),
    workload('ReplicationController', 'streamer', udp),
    workload('ReplicaSet', 'nginx', http),
    workload('Deployment', 'nginx', http),
    workload('StatefulSet', 'db', http),
    pod,
  ]

  beforeAll(() => {
    writeFileSync(
      join(work, 'workloads.yaml'),
      workloads.map((each) => `---\n${JSON.stringify(each)}\n`).join(''),
    )
    writeFileSync(join(work, 'nginx-controller.yaml'), JSON.stringify(workloads[0]))
  })

  // the page was written from a cluster that holds these workloads; here they are in a file
  const shown = [...rows].map(([, line = '', printed = '']) => [line, printed])
  // that no pod has a label only a cluster shows: that row runs in the bed alone
  const inFiles = shown.filter(([, printed = '']) => !printed.includes('matches no pod'))

  test('has one row that needs a cluster', () => expect(shown.length - inFiles.length).toBe(1))

  test.each(inFiles)('svc new %s', async (line = '', printed = '') => {
    const from = line.includes('--from') ? ['-f', 'workloads.yaml'] : []
    const { stdout, stderr } = await svc(['new', ...line.split(' '), ...from], { cwd: work })
    const refused = /^refused: (.*); (.*)$/.exec(printed)
    if (refused !== null) return expect(stderr).toBe(`svc: ${refused[1]}\n  ${refused[2]}\n`)
    const { metadata, spec } = parse(stdout) as Service
    expect({ ...metadata, ...spec }).toEqual(parse(printed))
  })
})

test('every format of a command is described', () => {
  for (const all of Object.values(formatsOf))
    for (const format of all) expect(formats[format].gives).not.toBe('')
})
