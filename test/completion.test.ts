import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { presets } from '../src/author/presets/index.ts'
import { formatsOf } from '../src/report/formats.ts'
import { svc } from './svc.ts'

// what a tab offers; in the shells themselves where they are installed
const work = mkdtempSync(join(tmpdir(), 'svc-complete-'))
const bin = join(import.meta.dirname, '..', 'bin')
const manifests = `apiVersion: v1
kind: Service
metadata: {name: chat-api, namespace: default}
spec: {selector: {app: chat}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: frontend}
spec: {selector: {matchLabels: {app: f}}, template: {metadata: {labels: {app: f}}}}
`

beforeAll(() => {
  mkdirSync(join(work, 'deploy'))
  writeFileSync(join(work, 'deploy', 'all.yaml'), manifests)
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const offers = async (...words: string[]) => {
  const { stdout, stderr, status } = await svc(['__complete', ...words], { cwd: work, env: { HOME: work } })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout.split('\n').slice(0, -1)
}

describe('svc __complete', () => {
  test.each<[string[], string[]]>([
    [['li'], ['lint']],
    [['help', 'tr'], ['trace']],
    [['lint', '--outp'], ['--output']],
    [['lint', '-o', 'sar'], ['sarif']],
    [['lint', '-o', ''], [...formatsOf.lint].toSorted()],
    [['lint', '--fail-on=w'], ['--fail-on=warning']],
    [['lint', '--rule', 'selector-matches-n'], ['selector-matches-nothing']],
    [['explain', 'selector-matches-n'], ['selector-matches-nothing']],
    [['presets', 'vl'], ['vllm']],
    [['new', '--preset', ''], presets.map(({ id }) => id).toSorted()],
    [['new', 'cluster'], ['clusterip']],
    [['completion', 'z'], ['zsh']],
    [['trace', 'deploy/', 'ch'], ['chat-api']],
    [
      ['who', '-f', 'deploy', ''],
      ['chat-api', 'shop/web'],
    ],
    [['endpoints', '-f', 'deploy', '-n', 'shop', 'w'], ['web']],
    [['trace', '-f', 'deploy', 'chat-api', '--from', 'dep'], ['deploy/frontend']],
    // a file is meant, which is the shell's own business, or nothing is known
    [['lint', ''], []],
    [['lint', '-f', ''], []],
    [['trace', ''], []],
    [['nope', ''], []],
  ])('%j', async (words, expected) => expect(await offers(...words)).toEqual(expected))
})

describe('from a cluster', () => {
  const names = (kind: string, ...items: string[]) => ({
    kind: `${kind}List`,
    apiVersion: 'v1',
    metadata: { resourceVersion: '1' },
    items: items.map((name) => ({
      metadata: { name, namespace: kind === 'Namespace' ? undefined : 'default' },
    })),
  })
  const lists: Record<string, object> = {
    '/api/v1/namespaces': names('Namespace', 'default', 'shop'),
    '/api/v1/namespaces/default/services': names('Service', 'chat-api', 'other'),
  }
  let isSlow = false
  const server = createServer(({ url = '' }, response) => {
    const body = lists[url.split('?')[0] ?? '']
    if (!isSlow)
      response
        .writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(body ?? {}))
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as AddressInfo
    mkdirSync(join(work, '.kube'))
    writeFileSync(
      join(work, '.kube', 'config'),
      `{current-context: prod, clusters: [{name: c, cluster: {server: "http://127.0.0.1:${port}"}}], contexts: [{name: prod, context: {cluster: c}}, {name: test, context: {cluster: c}}]}`,
    )
    // loads what asks a cluster: in the limit for an answer there is no room for it on a busy machine
    await offers('ls', '-n', '')
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    rmSync(join(work, '.kube'), { recursive: true })
  })

  test('contexts, namespaces and Services', async () => {
    expect(await offers('ls', '--context', '')).toEqual(['prod', 'test'])
    expect(await offers('ls', '-n', '')).toEqual(['default', 'shop'])
    expect(await offers('trace', 'ch')).toEqual(['chat-api'])
  })

  test('that is slow: nothing', async () => {
    isSlow = true
    expect(await offers('trace', 'ch')).toEqual([])
    isSlow = false
  })
})

describe('in a shell', () => {
  const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0
  const env = { PATH: `${work}/bin:${process.env['PATH'] ?? ''}`, HOME: work }
  const ask = (shell: string, script: string) => {
    const { stdout, stderr } = spawnSync(shell, ['-c', script], { cwd: work, env, encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.split('\n').filter((word) => word !== '')
  }

  beforeAll(() => {
    mkdirSync(join(work, 'bin'))
    writeFileSync(join(work, 'bin', 'svc'), `#!/bin/sh\nexec "${process.execPath}" "${bin}/run.js" "$@"\n`, {
      mode: 0o755,
    })
  })

  test.each([
    ['lint --rule selector-matches-n', ['selector-matches-nothing']],
    ['lint --fail-on=w', ['warning']],
  ])('bash: svc %s', async (line, expected) => {
    const { stdout: script } = await svc(['completion', 'bash'])
    const words = `svc ${line}`.replaceAll('=', ' = ').split(' ').filter(Boolean)
    const set = `COMP_LINE='svc ${line}' COMP_POINT=\${#COMP_LINE} COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}`
    expect(
      ask('bash', `${script}\n${set}\nCOMP_POINT=\${#COMP_LINE}; _svc; printf '%s\\n' "\${COMPREPLY[@]}"`),
    ).toEqual(expected)
  })

  ;(has('fish') ? test : test.skip)('fish', async () => {
    const { stdout: script } = await svc(['completion', 'fish'])
    expect(ask('fish', `${script}\ncomplete -C 'svc lint --rule selector-matches-n'`)).toEqual([
      'selector-matches-nothing',
    ])
  })

  ;(has('zsh') ? test : test.skip)('zsh', async () => {
    const { stdout: script } = await svc(['completion', 'zsh'])
    const stubs = `compdef() { : }; compadd() { shift; print -l -- "$@" }; _files() { print files }`
    expect(
      ask('zsh', `${stubs}\n${script}\nwords=(svc lint --rule selector-matches-n); CURRENT=4; _svc`),
    ).toEqual(['selector-matches-nothing'])
    expect(ask('zsh', `${stubs}\n${script}\nwords=(svc lint ''); CURRENT=3; _svc`)).toEqual(['files'])
  })

  test('kubectl asks kubectl_complete-svc, and wants a directive last', () => {
    expect(ask('sh', `'${bin}/kubectl_complete-svc' explain selector-matches-n`)).toEqual([
      'selector-matches-nothing',
      ':0',
    ])
  })
})
