import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { lintFlags } from '../../src/commands/lint/flags.ts'

// the pieces that pipelines use: their steps as a shell runs them, with the built command line on the PATH
const root = join(import.meta.dirname, '..', '..')
const work = mkdtempSync(join(tmpdir(), 'svc-pieces-'))
const path = `${join(work, 'bin')}:${process.env['PATH'] ?? ''}`
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const has = (program: string) => spawnSync(program, ['--version']).error === undefined

const identity = ['-c', 'user.email=a@example.org', '-c', 'user.name=a', '-c', 'commit.gpgsign=false']
function git(cwd: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** A repository `origin` with the example, and a shallow clone of it, as a checkout makes one, in which the selector is misspelt. */
beforeAll(() => {
  mkdirSync(join(work, 'bin'))
  writeFileSync(
    join(work, 'bin', 'svc'),
    `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin', 'run.js')}' "$@"\n`,
  )
  chmodSync(join(work, 'bin', 'svc'), 0o755)
  if (!has('git')) return
  const origin = join(work, 'origin')
  cpSync(join(root, 'examples', 'chat-api'), join(origin, 'deploy'), { recursive: true })
  writeFileSync(
    join(origin, 'old.yaml'),
    read('examples/chat-api/service.yaml').replaceAll('chat-api', 'old'),
  )
  git(origin, 'init', '-q', '-b', 'main')
  git(origin, 'add', '.')
  git(origin, 'commit', '-q', '-m', 'all')
  git(work, 'clone', '-q', '--depth', '1', `file://${origin}`, 'checkout')
  const service = join(work, 'checkout', 'deploy', 'service.yaml')
  writeFileSync(service, readFileSync(service, 'utf8').replace('app: chat-apl', 'app: chat-apo'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

interface Step {
  readonly name: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}

describe('action.yml', () => {
  const action = parse(read('action.yml')) as {
    inputs: Record<string, { default: string }>
    runs: { steps: Step[] }
  }

  /** The values of `${{ … }}` as GitHub would put them in. */
  function environment(env: Readonly<Record<string, string>> = {}, base = ''): Record<string, string> {
    const values: Record<string, string> = { 'github.base_ref': base }
    for (const [name, { default: value }] of Object.entries(action.inputs)) values[`inputs.${name}`] = value
    return Object.fromEntries(
      Object.entries(env).map(([name, text]) => [
        name,
        text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, key: string) => values[key] ?? ''),
      ]),
    )
  }

  function runSteps(base: string) {
    const summary = join(work, 'summary.md')
    writeFileSync(summary, '')
    const runs = action.runs.steps.map(({ run, env }) =>
      spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], {
        cwd: join(work, 'checkout'),
        encoding: 'utf8',
        env: { PATH: path, HOME: work, GITHUB_STEP_SUMMARY: summary, ...environment(env, base) },
      }),
    )
    return { last: runs.at(-1), failed: runs.slice(0, -1).filter(({ status }) => status !== 0), summary }
  }

  ;(has('bash') && has('git') ? test : test.skip)('its steps annotate, and write SARIF and a summary', () => {
    const all = runSteps('').last
    expect(all?.stdout).toMatch(/^::error .*file=deploy\/service\.yaml,/m)
    expect(all?.stdout).toMatch(/file=old\.yaml/)
    const { last, failed, summary } = runSteps('main')
    expect(failed.filter(({ stderr }) => !stderr.includes('fetch'))).toEqual([])
    expect(last).toMatchObject({ status: 1, stderr: '' })
    expect(last?.stdout).toMatch(/^::error .*file=deploy\/service\.yaml,/m)
    // what the pull request did not touch was there before
    expect(last?.stdout).not.toMatch(/file=old\.yaml/)
    expect(readFileSync(summary, 'utf8')).toMatch(/^### svc lint: /)
    const sarif = JSON.parse(readFileSync(join(work, 'checkout', 'svc.sarif'), 'utf8')) as { version: string }
    expect(sarif.version).toBe('2.1.0')
  })
})

test('every flag in the pieces is one of svc lint', () => {
  const texts = ['action.yml', '.pre-commit-hooks.yaml', 'templates/svc-lint.yml'].map(read).join('\n')
  const used = [...texts.matchAll(/(?<=[ ("])--(changed|before|only-new|baseline|fail-on)\b/g)].map(
    ([, name = '']) => name,
  )
  expect(used.length).toBeGreaterThan(3)
  for (const name of used) expect(Object.keys(lintFlags)).toContain(name)
})

test('the hook of pre-commit has what its file format demands', () => {
  for (const hook of parse(read('.pre-commit-hooks.yaml')) as object[])
    expect(hook).toMatchObject({
      id: expect.any(String),
      name: expect.any(String),
      entry: expect.any(String),
      language: 'system',
    })
})

test('the component of GitLab: inputs are declared, and its script is a shell script', () => {
  const [head, body] = parseAllDocuments(read('templates/svc-lint.yml')).map(
    (document) => document.toJS() as { spec?: { inputs: object }; 'svc-lint'?: { script: string[] } },
  )
  const inputs = Object.keys(head?.spec?.inputs ?? {})
  const used = [...read('templates/svc-lint.yml').matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(
    ([, name]) => name,
  )
  expect(new Set(used)).toEqual(new Set(inputs))
  const script = body?.['svc-lint']?.script ?? []
  expect(script.length).toBeGreaterThan(0)
  expect(spawnSync('sh', ['-n'], { input: script.join('\n'), encoding: 'utf8' }).stderr).toBe('')
})

describe('a release', () => {
  const build = join(work, 'build')
  const out = join(build, 'release')
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/release/manifests.js'), ...args, '--build', build], {
      encoding: 'utf8',
    })

  test('archives, checksums, and what krew and Homebrew read of them', () => {
    mkdirSync(build, { recursive: true })
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'])
      writeFileSync(join(build, `svc-${platform}`), platform)
    expect(run('v1.2.3', 'https://example.org/a/svc')).toMatchObject({ status: 0, stderr: '' })
    const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8')
    for (const [, sha256, name = ''] of sums.matchAll(/^(\w+) {2}(.+)$/gm))
      expect(
        createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex'),
      ).toBe(sha256)
    const plugin = parse(readFileSync(join(out, 'check-service.yaml'), 'utf8')) as {
      metadata: { name: string }
      spec: {
        version: string
        shortDescription: string
        platforms: { uri: string; sha256: string; bin: string }[]
      }
    }
    // https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/
    expect(plugin).toMatchObject({
      apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
      kind: 'Plugin',
    })
    expect(plugin.metadata.name).toMatch(/^[a-z]+(?:-[a-z]+)+$/)
    expect(plugin.spec.version).toBe('v1.2.3')
    expect(plugin.spec.shortDescription.length).toBeLessThanOrEqual(50)
    expect(plugin.spec.platforms).toHaveLength(4)
    for (const { uri, sha256, bin } of plugin.spec.platforms) {
      expect(sums).toContain(`${sha256}  ${uri.split('/').at(-1)}`)
      expect(bin).toBe('kubectl-svc')
    }
    const formula = readFileSync(join(out, 'kubectl-svc.rb'), 'utf8')
    for (const [, sha256] of sums.matchAll(/^(\w+) {2}/gm)) expect(formula).toContain(`sha256 "${sha256}"`)
  })

  test.each([[[]], [['1.2.3', 'https://example.org']], [['v1.2.3', 'example.org']]])(
    '%j is no release',
    (args) => {
      expect(run(...args)).toMatchObject({ status: 1, stderr: expect.stringContaining('usage:') })
    },
  )

  test('the workflow runs scripts that there are, in steps that a shell reads', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const { jobs } = parse(read('.github/workflows/release.yml')) as {
      jobs: Record<string, { steps: { run?: string }[] }>
    }
    const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run: text }) => text ?? []))
    // each a command of its own: it must end where its text ends
    const script = runs.map((text) => `{\n${text}\n}\n`).join('')
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('')
    for (const text of runs) {
      for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:]+)/g))
        expect(Object.keys(scripts)).toContain(name)
      for (const [file] of text.matchAll(/scripts\/[\w/.-]+\.js/g))
        expect(existsSync(join(root, file))).toBe(true)
    }
  })
})
