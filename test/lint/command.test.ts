import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { formatsOf } from '../../src/report/formats.ts'
import { conforms } from '../conforms.ts'
import { svc } from '../svc.ts'

// what `svc lint` reports, previews and says where there is nothing to check
const work = mkdtempSync(join(tmpdir(), 'svc-lint-'))
const example = join(import.meta.dirname, '..', '..', 'examples', 'chat-api')
const run = (...args: string[]) => svc(['lint', ...args], { cwd: work, env: { HOME: work } })

/** An error, a warning and a note, each in a Service of its own. */
const graded = `apiVersion: v1
kind: Service
metadata: {name: ends}
spec: {selector: {app: wbe}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: hash}
spec: {selector: {app: web, pod-template-hash: abc}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: undecided}
spec: {selector: {app: idle}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: idle}
spec:
  replicas: 0
  selector: {matchLabels: {app: idle}}
  template: {metadata: {labels: {app: idle}}, spec: {containers: [{name: c, image: idle}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web, pod-template-hash: abc}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}
`

beforeAll(() => {
  writeFileSync(join(work, 'graded.yaml'), graded)
  for (const folder of ['empty', 'kustomized', 'chart', 'others', 'deploy', 'crlf', 'open'])
    mkdirSync(join(work, folder))
  writeFileSync(join(work, 'kustomized', 'kustomization.yaml'), 'resources: [../base]\n')
  writeFileSync(join(work, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: chat\nversion: 0.1.0\n')
  writeFileSync(join(work, 'others', 'values.yaml'), 'replicas: 3\n')
  for (const file of readdirSync(example).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(join(example, file), 'utf8')
    writeFileSync(join(work, 'deploy', file), text)
    writeFileSync(join(work, 'crlf', `a ${file}`), text.replaceAll('\n', '\r\n'))
    writeFileSync(join(work, 'open', file), text.trimEnd())
  }
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('--min-severity and --quiet', () => {
  const severities = ['note', 'warning', 'error'] as const

  /** The severities that a report shows, by the words of its format. */
  function shown(format: string, text: string): string[] {
    const words: Record<string, RegExp> = {
      text: / (error|warning|note) \[/g,
      json: /"severity": "(error|warning|note)"/g,
      sarif: /"ruleId": "[^"]*",\s*(?:"ruleIndex": \d+,\s*)?"level": "(error|warning|note)"/g,
      github: /^::(error|warning|notice) /gm,
      junit: /<failure message="[^"]*" type="(error|warning)"|<system-out>/g,
      gitlab: /"severity": "(critical|minor|info)"/g,
      rdjson: /"severity": "(ERROR|WARNING|INFO)"/g,
      checkstyle: /severity="(error|warning|info)"/g,
      markdown: /^\| \S+ (error|warning|note) \|/gm,
    }
    const meanings: Record<string, string> = {
      notice: 'note',
      critical: 'error',
      minor: 'warning',
      info: 'note',
    }
    const pattern = words[format]
    if (pattern === undefined) throw new Error(`this test does not know how ${format} shows a severity`)
    const found = [...text.matchAll(pattern)].map(([, word = 'note']) => word.toLowerCase())
    return [...new Set(found.map((word) => meanings[word] ?? word))]
  }

  test.each(formatsOf.lint.flatMap((format) => severities.map((least) => [format, least] as const)))(
    'svc lint -o %s --min-severity %s',
    async (format, least) => {
      const all = shown(format, (await run('graded.yaml', '-o', format)).stdout)
      expect(all.toSorted()).toEqual(['error', 'note', 'warning'])
      const { stdout, status } = await run('graded.yaml', '-o', format, '--min-severity', least)
      expect(shown(format, stdout).toSorted()).toEqual(severities.slice(severities.indexOf(least)).toSorted())
      // what is hidden still counts
      expect(status).toBe(1)
      if (least === 'error') expect((await run('graded.yaml', '-o', format, '--quiet')).stdout).toBe(stdout)
    },
  )

  test('the summary counts what is shown, and says how much is not', async () => {
    expect((await run('graded.yaml', '-q')).stdout).toMatch(
      /1 error in 3 Services .*2 hidden by --min-severity/,
    )
    const json: unknown = JSON.parse((await run('graded.yaml', '-q', '-o', 'json')).stdout)
    expect(conforms('lint', json)).toEqual([])
    expect(json).toMatchObject({ summary: { errors: 1, warnings: 0, notes: 0, hidden: 2 } })
    expect((await run('graded.yaml', '--fail-on', 'warning', '-q')).status).toBe(1)
    expect((await run('deploy', '--min-severity', 'error')).stdout).not.toContain('hidden')
  })
})

describe('--fix --diff', () => {
  test.each(['deploy', 'crlf', 'open'])(
    'of %s is a patch that git apply takes, and writes nothing',
    async (folder) => {
      const textsOf = (at: string) =>
        readdirSync(at).map((file) => [file, readFileSync(join(at, file), 'utf8')] as const)
      const before = textsOf(join(work, folder))
      const { stdout, stderr, status } = await run(folder, '--fix', '--diff')
      expect(textsOf(join(work, folder))).toEqual(before)
      expect(status).toBe(1)
      expect(stderr).toContain('would fix ')
      expect((await run(folder, '--fix-dry-run')).stdout).toBe(stdout)
      const [patched, fixed] = [`${folder}-patched`, `${folder}-fixed`]
      for (const copy of [patched, fixed]) {
        mkdirSync(join(work, copy, folder), { recursive: true })
        for (const [file, text] of before) writeFileSync(join(work, copy, folder, file), text)
      }
      const git = spawnSync('git', ['apply', '-'], {
        cwd: join(work, patched),
        input: stdout,
        encoding: 'utf8',
      })
      expect(git.stderr).toBe('')
      await run(join(fixed, folder), '--fix')
      expect(textsOf(join(work, patched, folder))).toEqual(textsOf(join(work, fixed, folder)))
      expect(textsOf(join(work, patched, folder))).not.toEqual(before)
    },
  )

  test('of what needs no fix is empty', async () => {
    await run('deploy', '--fix')
    expect(await run('deploy', '--fix', '--diff')).toMatchObject({ status: 0, stdout: '' })
  })
})

describe('nothing to check', () => {
  test.each([
    ['empty', 'no Service in empty (0 files read): name a folder or file with manifests, in YAML or JSON'],
    ['kustomized', 'build the kustomization first: kubectl kustomize kustomized | svc lint -'],
    ['chart', 'render the chart first: helm template chart | svc lint -'],
    ['others', 'no Service in others (1 file read): name the files that hold Services'],
  ])('%s', async (folder, says) => {
    const text = await run(folder)
    expect(text.status).toBe(3)
    expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(says)
    // a machine format says it on stderr
    const json = await run(folder, '-o', 'json')
    expect({ status: json.status, said: json.stderr }).toEqual({
      status: 3,
      said: expect.stringContaining(says),
    })
    for (const command of ['ls', 'endpoints']) {
      const { status, stderr } = await svc([command, `${folder}/`], { cwd: work })
      expect(status).toBe(3)
      expect(stderr).toContain(`no Service in ${folder}/`)
    }
  })
})
