import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { runProgram } from '../../src/sources/render/run-program.ts'
import { svc } from '../svc.ts'

// charts and kustomizations are rendered by programs of the PATH; here it holds small ones that work alike
const work = mkdtempSync(join(tmpdir(), 'svc-render-'))
const calls = join(work, 'calls')
afterAll(() => rmSync(work, { recursive: true, force: true }))

const program = (name: string, body: string) => {
  const file = join(work, 'bin', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    `#!/bin/sh
PATH=/usr/bin:/bin
{ printf '["${name}"'; printf ', "%s"' "$@"; echo ']'; } >> '${calls}'
${body}`,
  )
  chmodSync(file, 0o755)
}
const helm = `release=$2
chart=$3
if [ -e "$chart/broken" ]; then
  echo 'WARNING: Kubernetes configuration file is group-readable' >&2
  echo 'Error: found in Chart.yaml, but missing in charts/ directory: redis' >&2
  exit 1
fi
port=http
while [ $# -gt 0 ]; do
  if [ "$1" = --values ]; then port=$(sed -n 's/^.*port: //p' "$2"); fi
  shift
done
name=$(sed -n 's/^name: //p' "$chart/Chart.yaml")
for file in "$chart"/templates/*; do
  printf -- '---\n# Source: %s/templates/%s\n' "$name" "$(basename "$file")"
  sed -e "s/{{ .Values.port }}/$port/g" -e "s/{{ .Release.Name }}/$release/g" "$file"
done
`
const kustomize = `for folder; do :; done
cat "$folder/built.txt"`

const web = (targetPort: string, name = 'web') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: ${targetPort}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 80}]}]}
`
const chartOf = (name: string, type = 'application') =>
  `apiVersion: v2\nname: ${name}\ntype: ${type}\nversion: 0.1.0\n`

beforeAll(() => {
  const files = {
    'charts/web/Chart.yaml': chartOf('shop'),
    'charts/web/templates/web.yaml': web('{{ .Values.port }}', '{{ .Release.Name }}'),
    'charts/web/charts/db/Chart.yaml': chartOf('db'),
    'charts/web/charts/db/templates/db.yaml': web('{{ .Values.port }}', '{{ .Release.Name }}-db'),
    'charts/web/prod.yaml': 'port: htpp\n',
    'charts/broken/Chart.yaml': chartOf('broken'),
    'charts/broken/broken': '',
    'charts/broken/templates/web.yaml': web('{{ .Values.port }}'),
    'charts/common/Chart.yaml': chartOf('common', 'library'),
    'charts/common/templates/web.yaml': web('{{ .Values.port }}'),
    'k/base/kustomization.yaml': 'resources: [web.yaml]\n',
    'k/base/web.yaml': web('http'),
    'k/prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: port.yaml}]\n',
    'k/prod/port.yaml':
      'kind: Service\napiVersion: v1\nmetadata: {name: web}\nspec: {ports: [{port: 80, targetPort: htpp}]}\n',
    'k/prod/built.txt': web('htpp'),
    'k/dev/kustomization.yaml': 'resources: [../base]\n',
    'k/dev/built.txt': web('http'),
    'conf/chart/Chart.yaml': chartOf('conf'),
    'conf/chart/templates/web.yaml': web('{{ .Values.port }}'),
    'conf/values.yaml': 'port: htpp\n',
    'conf/other/Chart.yaml': chartOf('other'),
    'conf/other/templates/web.yaml': web('{{ .Values.port }}'),
    'conf/svc.config.yaml':
      'charts:\n  - {path: chart, values: [values.yaml], release: shop, namespace: shop}\n',
    'conf/lost.yaml': 'charts: [{path: gone}]\n',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, file)), { recursive: true })
    writeFileSync(join(work, file), text)
  }
  program('helm', helm)
  program('kubectl', kustomize)
})
beforeEach(() => writeFileSync(calls, ''))

const run = async (words: string, { cwd = work, path = join(work, 'bin') } = {}) =>
  svc(['lint', ...words.split(' ')], { cwd, env: { HOME: work, PATH: path } })
const called = () =>
  readFileSync(calls, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
    .map((line) => JSON.parse(line) as string[])

describe('--helm', () => {
  test('renders each chart that can be, and names what it leaves out', async () => {
    const { status, stdout, stderr } = await run('charts --helm --values charts/web/prod.yaml')
    expect(stderr).toBe(
      [
        'rendered with helm template: charts/web',
        'not rendered: charts/common: is a library chart',
        'not rendered: charts/broken: helm template failed: found in Chart.yaml, but missing in charts/ directory: redis',
        'left out: 2 templates; render templates first, such as charts/broken/templates/web.yaml: helm template CHART | svc lint -',
        '',
      ].join('\n'),
    )
    expect(stdout).toContain(
      'charts/web/templates/web.yaml .spec.ports[0].targetPort error [target-port-name-unknown]',
    )
    expect(stdout).toContain('rendered as charts/web/<helm template>:11:19')
    expect(stdout).toContain('charts/broken/Chart.yaml unread')
    expect(status).toBe(1)
    expect(called()).toEqual([
      expect.arrayContaining(['helm', 'template', 'broken']),
      ['helm', 'template', 'web', join(work, 'charts/web'), '--values', join(work, 'charts/web/prod.yaml')],
    ])
  })

  test('a chart that fails is an input that cannot be read', async () => {
    expect(await run('charts/broken --helm')).toMatchObject({ status: 4 })
    expect(await run('charts/web --helm')).toMatchObject({ status: 0 })
  })

  test('is rendered once where files are fixed in rounds', async () => {
    await run('charts/web k/base --helm --fix')
    expect(called()).toHaveLength(1)
  })

  test('without helm on the PATH, charts are left out as without the flag', async () => {
    const { status, stderr } = await run('charts/web --helm', { path: join(work, 'nowhere') })
    expect(stderr).toContain('not rendered: charts/web: helm is not on the PATH\n')
    expect(status).toBe(3)
  })

  test.each([
    ['--helm', /render what is among files/],
    ['charts --values x.yaml', /--helm/],
  ])('svc lint %s is a usage error', async (words, said) => {
    const { status, stderr } = await run(words)
    expect(stderr).toMatch(said)
    expect(status).toBe(2)
    expect(called()).toEqual([])
  })
})

const hasGit = spawnSync('git', ['--version']).status === 0
;(hasGit ? describe : describe.skip)('of a revision', () => {
  const repository = join(work, 'repository')
  const file = (path: string, text: string) => {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), text)
  }
  const git = (...args: string[]) => {
    const identity = ['-c', 'user.email=a@example.org', '-c', 'user.name=a', '-c', 'commit.gpgsign=false']
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: repository,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  const lint = async (words: string) => {
    const { stdout, stderr, status } = await run(`${words} -o json`, { cwd: repository })
    const { findings } = JSON.parse(stdout) as { findings: { resource: { name: string }; rule: string }[] }
    return { stderr, status, found: findings.map(({ rule, resource }) => `${rule} ${resource.name}`) }
  }
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('svc-revision-'))

  beforeAll(() => {
    file('charts/web/Chart.yaml', chartOf('web'))
    file('charts/web/templates/old.yaml', web('{{ .Values.port }}', 'old'))
    file('charts/web/values-ci.yaml', 'port: http\n')
    file('k/kustomization.yaml', 'resources: [web.yaml]\n')
    file('k/web.yaml', web('http', 'built'))
    file('k/built.txt', web('htpp', 'built'))
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-q', '-m', 'all')
    // the values break what was there, a template brings another one
    file('charts/web/values-ci.yaml', 'port: htpp\n')
    file('charts/web/templates/new.yaml', web('{{ .Values.port }}', 'new'))
  })

  const helm = '. --helm --values charts/web/values-ci.yaml'
  const rule = 'target-port-name-unknown'

  test.each([
    [`${helm} --before main --only-new`, [`${rule} new`, `${rule} old`]],
    [`${helm} --changed`, [`${rule} new`, `${rule} old`]],
    // what was built was wrong before
    ['. --kustomize --before main --only-new', []],
    ['. --kustomize --changed', []],
  ])('svc lint %s', async (words, expected) => {
    const before = left()
    const { found, stderr } = await lint(words)
    expect(found.toSorted()).toEqual(expected)
    expect(stderr).toMatch(
      words.includes('helm') ? /^rendered with helm template: /m : /^rendered with kubectl/m,
    )
    expect(left()).toEqual(before)
    expect(git('status', '--short').split('\n').toSorted()).toEqual(
      ['', ' M charts/web/values-ci.yaml', '?? charts/web/templates/new.yaml'].toSorted(),
    )
  })

  test('it is rendered with the values that it has, of a folder that is removed again', async () => {
    await lint(`${helm} --before main --only-new`)
    const folders = called().map((words) => words[3] ?? '')
    expect(folders.filter((folder) => folder.startsWith(repository))).toHaveLength(1)
    const [other] = called().filter((words) => words[3]?.startsWith(repository) === false)
    expect(other?.[2]).toBe('web')
    expect(other?.[5]).toBe(join(other?.[3] ?? '', 'values-ci.yaml'))
    expect(existsSync(other?.[3] ?? '/')).toBe(false)
  })

  test('the name of a revision is in what is said of it', async () => {
    expect((await lint(`${helm} --before main`)).stderr).toContain(
      'rendered with helm template: main:./charts/web\n',
    )
  })

  test('links and names that lead out of the folder are not followed', async () => {
    symlinkSync('/etc', join(repository, 'charts', 'web', 'etc'))
    git('add', '.')
    git('commit', '-q', '-m', 'link')
    const { found, status } = await lint(`${helm} --before HEAD --only-new`)
    expect({ found, status }).toEqual({ found: [], status: 0 })
  })
})

test('nothing is rendered unasked', async () => {
  expect((await run('charts k')).stderr).not.toMatch(/rendered/)
  expect(called()).toEqual([])
})

describe('--kustomize', () => {
  test('builds what no other kustomization takes in, in the place of what it takes in', async () => {
    const { stdout, stderr, status } = await run('k --kustomize')
    expect(stderr).toBe('rendered with kubectl kustomize: k/dev, k/prod\n')
    expect(called().map((words) => words.at(-1))).toEqual([join(work, 'k/dev'), join(work, 'k/prod')])
    // the one of dev is right, and the two are not held against each other
    expect([...stdout.matchAll(/^.*\[.*\]$/gm)].map(String)).toEqual([
      'k/prod/kustomization.yaml .spec.ports[0].targetPort error [target-port-name-unknown]',
    ])
    expect(stdout).toContain('1 error in 2 Services (4 resources read)')
    expect(status).toBe(1)
  })

  test('where there is no kubectl, kustomize does it', async () => {
    program('kustomize', kustomize)
    const path = join(work, 'only')
    mkdirSync(path)
    writeFileSync(join(path, 'kustomize'), readFileSync(join(work, 'bin', 'kustomize')))
    chmodSync(join(path, 'kustomize'), 0o755)
    expect((await run('k/dev --kustomize', { path })).stderr).toBe('rendered with kustomize build: k/dev\n')
  })

  const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
  ;(hasKubectl ? test : test.skip)('real kubectl', async () => {
    const { stdout, stderr } = await run('k --kustomize -o json', { path: process.env['PATH'] ?? '' })
    expect(stderr).toBe('rendered with kubectl kustomize: k/dev, k/prod\n')
    expect(JSON.parse(stdout).findings).toMatchObject([
      { rule: 'target-port-name-unknown', template: 'k/prod/kustomization.yaml' },
    ])
  })
})

describe('svc.config.yaml', () => {
  const cwd = join(work, 'conf')

  test('names charts with values, release and namespace; others are left as they are', async () => {
    const { stdout, stderr } = await run('. -o json', { cwd })
    expect(stderr).toMatch(/^rendered with helm template: chart\nleft out: 1 template;/)
    expect(JSON.parse(stdout).findings).toMatchObject([
      {
        rule: 'target-port-name-unknown',
        resource: { namespace: 'shop' },
        template: 'chart/templates/web.yaml',
      },
    ])
    expect(called()).toEqual([
      [
        'helm',
        'template',
        'shop',
        join(cwd, 'chart'),
        '--values',
        join(cwd, 'values.yaml'),
        '--namespace',
        'shop',
      ],
    ])
  })

  test('holds for every command that reads files', async () => {
    const { stdout } = await svc(['ls', '.', '-o', 'name'], { cwd, env: { PATH: join(work, 'bin') } })
    expect(stdout).toBe('service/web\n')
  })

  test('a chart that is not there is an error of the configuration', async () => {
    const { status, stderr } = await run('. --config lost.yaml', { cwd })
    expect(stderr).toMatch(/lost\.yaml:1:1: gone is not the folder of a chart/s)
    expect(status).toBe(2)
  })
})

describe('a program', () => {
  const script = (text: string) => runProgram([process.execPath, '-e', text], {}, 400)

  test.each([
    ['that hangs', 'setInterval(() => {}, 1000)', /did not end within 0\.4 seconds/],
    ['that fails without a word', 'process.exit(3)', /failed: exit code 3/],
    [
      'that fails with words',
      'console.error("Error: no such chart"); process.exit(1)',
      /failed: no such chart$/,
    ],
  ])('%s', async (_, text, said) => {
    expect(await script(text)).toMatchObject({ failure: expect.stringMatching(said), isMissing: false })
  })

  test('that is not there', async () => {
    expect(await runProgram(['svc-no-such-program', 'x'], { PATH: work }, 400)).toEqual({
      failure: 'svc-no-such-program is not on the PATH',
      isMissing: true,
    })
  })
})
