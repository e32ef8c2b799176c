import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'

// files of a git repository held against an earlier revision; nothing is checked out
const work = mkdtempSync(join(tmpdir(), 'svc-git-'))
const hasGit = spawnSync('git', ['--version']).status === 0
const run = (words: string, cwd = work) =>
  svc(['lint', ...words.split(' ')], { cwd, env: { HOME: work, PATH: process.env['PATH'] ?? '' } })

const service = (name: string, app: string, port = 80) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${app}}, ports: [{port: ${port}}]}\n`
const pod = (app: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${app}, labels: {app: ${app}}}\nspec: {containers: [{name: c, image: c, ports: [{containerPort: 80}]}]}\n`

function git(...args: string[]): void {
  const identity = ['-c', 'user.email=a@example.org', '-c', 'user.name=a', '-c', 'commit.gpgsign=false']
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: work })
  if (status !== 0) throw new Error(String(stderr))
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(work, file)), { recursive: true })
  writeFileSync(join(work, file), text)
}

beforeAll(() => {
  if (!hasGit) return
  git('init', '-q', '-b', 'main')
  write('deploy/old fault.yaml', service('old', 'cahrt'))
  write('deploy/web.yaml', service('web', 'web'))
  write('deploy/pods.yaml', [pod('web'), pod('chart')].join('---\n'))
  write('deploy/gone.yaml', service('gone', 'web'))
  write('deploy/node_modules/fault.yaml', service('fault', 'wbe') + '---\n' + pod('web'))
  git('add', '.')
  git('commit', '-q', '-m', 'all')
  git('checkout', '-q', '-b', 'change')
  write('deploy/pods.yaml', [pod('wbe'), pod('chart')].join('---\n'))
  write('deploy/new.yaml', service('new', 'chrat'))
  unlinkSync(join(work, 'deploy/gone.yaml'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const faultsIn = (text: string) =>
  [...text.matchAll(/^(\S.*):\d+:\d+ \w+ \[(.*)\]$/gm)].map(([, file, rule]) => `${file} ${rule}`)

;(hasGit ? describe : describe.skip)('files against a git revision', () => {
  test.each([
    ['deploy --complete', ['new', 'old fault', 'web']],
    ['deploy --complete --before main --only-new', ['new', 'web']],
    ['deploy --complete --before HEAD --only-new --changed', ['new', 'web']],
    ['deploy/new.yaml deploy/pods.yaml --complete --before main --only-new', ['new']],
    ['deploy --complete --changed', ['new', 'web']],
    ['. --complete --changed --before main', ['new', 'web']],
    ['./deploy/ --complete --before main --only-new', ['new', 'web']],
  ])('svc lint %s', async (words, files) => {
    const { stdout, stderr, status } = await run(words)
    expect(stderr).toBe('')
    expect(status).toBe(1)
    const found = faultsIn(stdout).map((line) => line.replace(/^(?:deploy\/)?(.*)\.yaml.*/, '$1'))
    expect([...new Set(found)]).toEqual(files)
  })

  test('a folder that is named is read at the revision as it is on disk, whatever it is called', async () => {
    const { stdout, stderr, status } = await run(
      'deploy/node_modules --complete --before main --only-new -o json',
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ findings: [], baseline: { known: 1, fixed: [] } })
  })

  test('what the revision had is counted', async () => {
    const { stdout } = await run('deploy --complete --before main --only-new')
    expect(stdout).toMatch(/1 in main too/)
    expect(
      JSON.parse((await run('deploy --complete --before main --only-new -o json')).stdout),
    ).toMatchObject({
      baseline: { of: 'main', known: 1, fixed: [] },
    })
  })

  test('a folder below the root of the repository', async () => {
    const { stdout } = await run('. --complete --before main --only-new --changed', join(work, 'deploy'))
    expect(faultsIn(stdout).length).toBe(2)
    expect((await run('../deploy --complete --before main --only-new', join(work, 'deploy'))).status).toBe(1)
  })

  test('a change of a Service is compared with the revision', async () => {
    write('deploy/web.yaml', service('web', 'web').replace('spec: {', 'spec: {clusterIP: None, '))
    const { stdout } = await run('deploy/web.yaml --before main')
    write('deploy/web.yaml', service('web', 'web'))
    expect(stdout).toMatch(/clusterIP/)
  })

  test.each([
    ['deploy --before mian', /there is no such path, and no such git revision/],
    ['deploy --before --only-new', /--before/],
    ['deploy/*.yaml --before main', /deploy\/\*\.yaml cannot be read at an earlier revision/],
    ['deploy --only-new', /--before/],
  ])('svc lint %s is a usage error', async (words, said) => {
    const { status, stderr } = await run(words)
    expect(stderr).toMatch(said)
    expect(status).toBe(2)
  })

  test('outside of a repository git says so', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'svc-no-git-'))
    writeFileSync(join(empty, 'web.yaml'), service('web', 'web'))
    const { status, stderr } = await run('web.yaml --changed', empty)
    rmSync(empty, { recursive: true })
    expect(stderr).toMatch(/not a git repository/)
    expect(status).toBe(4)
  })
})
