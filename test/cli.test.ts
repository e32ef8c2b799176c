import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { formatsOf } from '../src/report/formats.ts'
import { conforms } from './conforms.ts'
import { svc as run, type Surroundings } from './svc.ts'

// the command line as users run it, in this process; test/process.test.ts runs the built one as processes
const root = join(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'svc-cli-'))
const example = join(root, 'examples', 'chat-api')

const service = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: ${spec}\n`
const healthy = `${service('web', '{selector: {app: web}, ports: [{port: 80}]}')}---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}
`

const onNodes = `${service('web', '{type: NodePort, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]}')}---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}}
spec: {nodeName: n1, containers: [{name: web, image: web}]}
status: {phase: Running, podIPs: [{ip: 10.244.1.11}], conditions: [{type: Ready, status: "True"}]}
---
{apiVersion: v1, kind: Node, metadata: {name: n1}}
---
{apiVersion: v1, kind: Node, metadata: {name: n2}}
`

beforeAll(() => {
  mkdirSync(join(work, 'empty'))
  writeFileSync(join(work, 'nodes.yaml'), onNodes)
  writeFileSync(join(work, 'healthy.yaml'), healthy)
  const inShop = healthy.replaceAll('{name: web', '{name: web, namespace: shop')
  writeFileSync(join(work, 'shop.yaml'), inShop)
  writeFileSync(
    join(work, 'shop-and-more.yaml'),
    `${inShop}---\n${service('other', '{ports: [{port: 80}]}')}`,
  )
  writeFileSync(join(work, 'alone.yaml'), service('web', '{selector: {app: web}, ports: [{port: 80}]}'))
  const pinned = (address: string) =>
    service('web', `{clusterIP: ${address}, selector: {app: web}, ports: [{port: 80}]}`)
  writeFileSync(join(work, 'pinned.yaml'), pinned('10.96.0.10'))
  writeFileSync(join(work, 'headless.yaml'), pinned('None'))
  writeFileSync(join(work, 'broken.yaml'), `${healthy}---\nkind: [unclosed\n`)
  writeFileSync(join(work, 'binary.yaml'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]))
  writeFileSync(join(work, 'garbage.yaml'), 'x9!q '.repeat(2 * 1024 * 1024))
  writeFileSync(
    join(work, 'template.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\nspec: {}\n',
  )
  writeFileSync(join(work, 'kubeconfig-broken'), 'clusters: [\n')
  writeFileSync(join(work, 'kubeconfig-nowhere'), kubeconfig('http://127.0.0.1:1'))
  const hostile = '"\\u001b[2J\\u001b[31m::error::forged\\n::error file=x::forged ##[error] ::error ::forged"'
  writeFileSync(
    join(work, 'hostile.yaml'),
    service('web', `{selector: {app: ${hostile}}, ports: [{port: 80, targetPort: ${hostile}}]}`),
  )
})

afterAll(() => rmSync(work, { recursive: true, force: true }))

function kubeconfig(server: string): string {
  return `apiVersion: v1
kind: Config
current-context: prod
clusters: [{name: c, cluster: {server: "${server}"}}]
users: [{name: u, user: {token: secret-token}}]
contexts: [{name: prod, context: {cluster: c, user: u}}]
`
}

const svc = (args: readonly string[], options: Surroundings = {}) =>
  run(args, { cwd: work, ...options, env: { HOME: work, ...options.env } })

describe('exit codes, and where things are said', () => {
  test.each([
    [['lint', 'healthy.yaml'], 0, 'nothing wrong', ''],
    [['lint', 'alone.yaml'], 0, 'cannot know', ''],
    [['lint', 'alone.yaml', '--complete'], 1, 'matches no pod', ''],
    [['lint', 'broken.yaml'], 4, 'not valid YAML', ''],
    [['lint', 'binary.yaml'], 4, 'binary file', ''],
    [['lint', 'garbage.yaml'], 4, 'too large for a manifest', ''],
    [['lint', 'template.yaml'], 4, 'helm template RELEASE CHART | svc lint -', ''],
    [['lint', 'empty'], 3, 'no Service in empty (0 files read)', ''],
    [['lint', 'nowhere.yaml'], 4, '', 'nowhere.yaml does not exist'],
    [['lint', 'healthy.yaml', '--fial-on', 'note'], 2, '', 'did you mean --fail-on?'],
    [['lint', 'healthy.yaml', '--fail-on', 'fatal'], 2, '', 'error, warning, note'],
    [['lint', 'healthy.yaml', '-l', 'a b c'], 2, '', 'label selector'],
    [['lint', 'healthy.yaml', '--context', 'prod'], 2, '', 'files and a cluster'],
    [['lint', '-', '--fix'], 2, '', '--fix edits files'],
    [['lint', 'pinned.yaml', '--before', 'alone.yaml'], 0, 'does not say', ''],
    [['lint', 'alone.yaml', '--before', 'pinned.yaml'], 0, 'nothing found, 1 not decided', ''],
    [['lint', 'headless.yaml', '--before', 'pinned.yaml'], 1, 'refuses the change of spec.clusterIPs[0]', ''],
    [['lint', '--before', 'pinned.yaml'], 2, '', '--before needs the new files too'],
    [['lint', 'alone.yaml', '--before', 'live', '--before', 'pinned.yaml'], 2, '', './live'],
    [['lint', 'alone.yaml', '--before', 'nowhere.yaml'], 2, '', 'no such path, and no such git revision'],
    [
      [
        'lint',
        'alone.yaml',
        '--before',
        'live',
        '--kubeconfig',
        'kubeconfig-nowhere',
        '--request-timeout',
        '2s',
      ],
      4,
      '',
      '127.0.0.1:1',
    ],
    [['lnt'], 2, '', 'did you mean lint?'],
    [['trace'], 2, '', 'needs TARGET'],
    [['trace', 'a b', '-f', 'healthy.yaml'], 2, '', 'is not a target'],
    [['trace', 'web', '-f', 'healthy.yaml'], 0, 'WORKS web', ''],
    // a dump of one namespace: its names are meant; of several, those of the default one
    [['trace', 'web', '-f', 'shop.yaml'], 0, 'WORKS web', ''],
    [['trace', 'web', '-f', 'shop.yaml', '-n', 'default'], 3, 'UNDECIDED', ''],
    [['trace', 'web', '-f', 'shop-and-more.yaml'], 3, 'web.shop', ''],
    [['trace', 'web', '-f', 'alone.yaml'], 3, 'UNDECIDED', ''],
    [['endpoints', 'wbe1', '-f', 'healthy.yaml'], 2, '', 'there is no Service "wbe1"'],
    [['endpoints', 'web', '-f', 'nodes.yaml', '--matrix'], 0, 'node/n2   1           1             1', ''],
    [['endpoints', 'web', '-f', 'nodes.yaml', '--complete', '--from', 'external'], 0, 'dropped', ''],
    [['endpoints', 'web', '-f', 'nodes.yaml', '--from', 'wbe-1'], 2, '', 'did you mean "web-1"?'],
    [['endpoints', 'web', '-f', 'nodes.yaml', '--via', 'node-port'], 2, '', 'add --from or --matrix'],
    [['endpoints', 'web', '-f', 'healthy.yaml', '--matrix'], 3, '', 'there is no node to compare'],
    [['who', 'web', '-f', 'healthy.yaml'], 0, 'no reference to Service default/web', ''],
    [['who', 'wbe1', '-f', 'healthy.yaml'], 2, '', 'there is no Service "wbe1"'],
    [['ls', '-f', 'empty'], 3, '', 'no Service in empty (0 files read)'],
    [['explain', 'selector-matches-nothin'], 2, '', 'did you mean selector-matches-nothing?'],
    [['presets', 'vlm'], 2, '', 'did you mean vllm?'],
    [['presets', 'vllm'], 0, '+     - name: http', ''],
    [['new', 'clusterip', 'llm', '--preset', 'vllm'], 0, 'targetPort: 8000', ''],
    [['new', 'clusterip', 'web'], 2, '', 'add --port 80'],
    [['new', 'clusterip', '9web', '--port', '80'], 2, '', 'begin with a letter'],
    [['new', 'clustrip', 'web'], 2, '', 'clusterip'],
    [['new', 'headless', 'db', '--port', '80:5432'], 2, '', 'translates no port'],
    [['new'], 2, '', 'svc new TYPE NAME --port PORT'],
    [['new', '--wizard'], 2, '', 'there is no terminal to ask at'],
    [['new', '--help-me-choose'], 0, 'Who calls it?', ''],
    [['new', '--from', 'healthy.yaml'], 0, 'app: web', ''],
    [['new', 'clusterip', 'web', '-p', '80', '--into', 'new.yaml', '--apply'], 2, '', '--into'],
    [['new', 'clusterip', 'web', '-p', '80', '--comments', 'teach'], 0, '# What clients dial.', ''],
    [['new', 'externalname', 'db', '--external-name', '192.0.2.7'], 2, '', 'is an address'],
    [
      ['new', 'externalname', 'db', '--external-name', 'db.example.com'],
      0,
      'externalName: db.example.com',
      '',
    ],
    [['--version'], 0, 'svc ', ''],
    [['lint', '--help'], 0, 'USAGE', ''],
    [['completion', 'bash'], 0, 'complete -o default -F _svc', ''],
    [['completion', 'powershell'], 2, '', 'bash'],
  ])('svc %j', async (args, status, says, complains) => {
    const result = await svc(args)
    expect(result).toMatchObject({ status })
    expect(result.stdout).toContain(says)
    expect(result.stderr).toContain(complains)
    if (complains !== '') expect(result.stdout).toBe('')
  })

  test('svc new -h is one screen of a terminal', async () => {
    const { stdout } = await svc(['new', '-h'], { env: { COLUMNS: '80' } })
    const lines = stdout.split('\n')
    expect(lines.length).toBeLessThanOrEqual(44)
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
    expect(lines.join('\n')).toContain('--publish-not-ready')
  })

  test('svc new says what the type gives and does not, and edits its own file without a second change', async () => {
    const first = await svc(['new', 'nodeport', 'web', '-p', '80', '--into', 'own.yaml'])
    expect(first).toMatchObject({ status: 0, stdout: '' })
    expect(first.stderr).toContain('not an Ingress')
    const edit = ['new', '--edit', 'own.yaml', '--node-port', '30080']
    expect(await svc([...edit, '--diff'])).toMatchObject({ status: 1 })
    expect((await svc(edit)).stderr).toContain('own.yaml changed')
    expect((await svc(edit)).stderr).toContain('own.yaml says it already')
    expect(await svc([...edit, '--diff'])).toMatchObject({ status: 0, stdout: '' })
  })

  test('standard input is read for -, and for nothing else', async () => {
    expect(await svc(['lint', '-'], { input: healthy })).toMatchObject({ status: 0 })
    expect(
      await svc(['lint', '-', '--complete'], {
        input: service('web', '{selector: {app: web}, ports: [{port: 80}]}'),
      }),
    ).toMatchObject({ status: 1 })
    expect((await svc(['new', '--from', '-'], { input: healthy })).stdout).toContain('app: web')
    expect((await svc(['explain'], { input: healthy })).stdout).toContain('selector-matches-nothing')
  })
})

describe('the cluster', () => {
  test.each([
    ['kubeconfig-missing', 2, 'kubeconfig-missing'],
    ['kubeconfig-broken', 2, 'kubeconfig-broken'],
    ['kubeconfig-nowhere', 4, 'http://127.0.0.1:1'],
  ])('%s', async (file, status, says) => {
    const result = await svc(['lint', '--kubeconfig', file])
    expect(result).toMatchObject({ status, stdout: '' })
    expect(result.stderr).toContain(says)
    expect(result.stderr).not.toContain('secret-token')
  })

  test('a context that is not there is named, with those that are', async () => {
    const result = await svc(['ls', '--kubeconfig', 'kubeconfig-nowhere', '--context', 'prd'])
    expect(result).toMatchObject({ status: 2, stdout: '' })
    expect(result.stderr).toContain('prod')
  })
})

describe('machine formats', () => {
  const conforming: readonly (readonly [string, readonly string[]])[] = [
    ['lint', ['lint', example, '-o', 'json']],
    ['lint', ['lint', 'broken.yaml', 'alone.yaml', '-o', 'json']],
    ['trace', ['trace', 'chat-api', '-f', example, '-o', 'json']],
    ['trace', ['trace', 'chat-api', '--from', 'deploy/frontend', '-f', example, '-o', 'json']],
    ['endpoints', ['endpoints', '-f', example, '-o', 'json']],
    ['endpoints', ['endpoints', '-f', 'healthy.yaml', '-o', 'json']],
    ['endpoints', ['endpoints', '-f', example, '--from', 'external', '-o', 'json']],
    ['endpoints', ['endpoints', '-f', 'nodes.yaml', '--matrix', '-o', 'json']],
    ['endpoints', ['endpoints', '-f', 'nodes.yaml', '--from', 'web-1', '-o', 'json']],
    ['ls', ['ls', '-f', example, '-o', 'json']],
    ['who', ['who', 'chat-api', '-f', example, '-o', 'json']],
    ['explain', ['explain', '-o', 'json']],
    ['presets', ['presets', '-o', 'json']],
  ]

  test('every command that writes JSON has a schema, and a run that conforms to it', () => {
    const writers = Object.entries(formatsOf).filter(
      // svc new writes manifests, whose schema is that of Kubernetes
      ([command, formats]) => command !== 'new' && (formats as readonly string[]).includes('json'),
    )
    expect([...new Set(conforming.map(([schema]) => schema))].toSorted()).toEqual(
      writers.map(([command]) => command).toSorted(),
    )
  })

  test('every schema is a valid one', () => {
    const folder = join(import.meta.dirname, '..', 'schemas')
    for (const file of readdirSync(folder)) {
      const schema = JSON.parse(readFileSync(join(folder, file), 'utf8')) as object
      expect({ file, valid: new Ajv().validateSchema(schema) }).toEqual({ file, valid: true })
    }
  })

  test.each(conforming)('%s conforms to its schema: svc %j', async (schema, args) => {
    expect(conforms(schema, JSON.parse((await svc(args)).stdout))).toEqual([])
  })

  test.each([
    [['lint', 'nowhere.yaml', '-o', 'json'], 'input-unreadable'],
    [['lint', 'nowhere.yaml', '--output=json'], 'input-unreadable'],
    [['trace', 'a b', '-o', 'json'], 'usage'],
    [['ls', '-f', 'empty', '-o', 'json'], 'undecided'],
    [['ls', '--kubeconfig', 'kubeconfig-nowhere', '-o', 'json'], 'cluster-unreachable'],
    [['lint', '--nope', '-o', 'json'], 'usage'],
  ])('an error is JSON on stderr, and stdout is empty: svc %j', async (args, code) => {
    const { stdout, stderr } = await svc(args)
    expect(stdout).toBe('')
    const error = JSON.parse(stderr) as { error: { code: string } }
    expect(conforms('error', error)).toEqual([])
    expect(error.error.code).toBe(code)
  })

  test('text from a manifest neither moves the cursor nor forges a workflow command', async () => {
    for (const args of [
      ['lint', 'hostile.yaml', '--complete'],
      ['trace', 'web', '-f', 'hostile.yaml', '--complete'],
      ['ls', '-f', 'hostile.yaml', '--complete'],
      ['endpoints', '-f', 'hostile.yaml'],
    ]) {
      for (const format of args[0] === 'lint' ? ['text', 'github'] : ['text']) {
        const { stdout, stderr } = await svc([...args, '-o', format])
        expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
        // the runner looks behind spaces too
        expect(stdout).not.toMatch(/^\s*::error (?!title=svc)/m)
        expect(stdout).not.toMatch(/##\[/)
        if (args[0] === 'lint') expect(stdout).toContain('forged')
      }
    }
  })
})

describe('colour', () => {
  const hasColor = async (env: Record<string, string>, ...args: string[]) =>
    (await svc(['lint', example, ...args], { env })).stdout.includes('\u001B[')
  test.each([
    [{}, [], false],
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ NO_COLOR: '1' }, ['--color', 'always'], true],
    [{ FORCE_COLOR: '1' }, ['--color', 'never'], false],
  ])('%j %j', async (env, args, expected) => {
    expect(await hasColor(env as Record<string, string>, ...args)).toBe(expected)
  })
})

describe('--fix', () => {
  test('fixes the files, keeps what it need not touch, and has nothing left to do', async () => {
    const folder = join(work, 'fixable')
    mkdirSync(folder)
    for (const name of ['service.yaml', 'client.yaml', 'model-server.yaml']) {
      writeFileSync(join(folder, name), readFileSync(join(example, name), 'utf8').replaceAll('\n', '\r\n'))
    }
    const before = readFileSync(join(folder, 'service.yaml'), 'utf8')
    expect(await svc(['lint', folder, '--fix'])).toMatchObject({ status: 0 })
    const after = readFileSync(join(folder, 'service.yaml'), 'utf8')
    expect(after).toBe(before.replace('chat-apl', 'chat-api').replace('htpp', 'http'))
    const again = await svc(['lint', folder, '--fix'])
    expect(again).toMatchObject({ status: 0, stderr: '' })
    expect(readFileSync(join(folder, 'service.yaml'), 'utf8')).toBe(after)
  })
})

describe('the README tells the truth', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/<!-- printed by: svc (.*) -->\n```console\n\$ svc \1\n([\s\S]*?)```/g)]

  test('it shows what svc prints', () => {
    expect(blocks.length).toBe(2)
  })

  test.each(blocks.map(([, command = '', output = '']) => [command, output]))(
    'svc %s',
    async (command, output) => {
      expect((await run(command.split(' '), { cwd: root })).stdout).toBe(output)
    },
  )
})
