import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { errorStyleOf, formats, formatsOf, type Format } from '../src/report/formats.ts'
import { commands } from '../src/commands/index.ts'
import { conforms } from './conforms.ts'
import { svc } from './svc.ts'

// what is typed wrongly, or the way other tools want it: one sentence, one example, exit code 2
const work = mkdtempSync(join(tmpdir(), 'svc-usage-'))
const example = join(import.meta.dirname, '..', 'examples', 'chat-api')

beforeAll(() => {
  mkdirSync(join(work, 'deploy'))
  mkdirSync(join(work, 'chat-api'))
  for (const file of readdirSync(example).filter((name) => name.endsWith('.yaml')))
    writeFileSync(join(work, 'deploy', file), readFileSync(join(example, file)))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const run = (args: readonly string[], env = {}) => svc(args, { cwd: work, env: { HOME: work, ...env } })

describe('what is nearly right', () => {
  test.each([
    [['trce', 'chat-api'], '"trce" is not a command; did you mean trace?', 'svc trace chat-api'],
    [['list'], 'did you mean ls or lint?', 'svc ls'],
    [['get', 'svc'], 'did you mean ls or endpoints?', 'svc ls'],
    [['get', 'services', '-n', 'shop'], 'did you mean ls or endpoints?', 'svc ls -n shop'],
    [['describe', 'svc', 'chat-api'], 'did you mean endpoints or trace?', 'svc endpoints chat-api'],
    [['logs', 'svc/chat-api'], 'of svc, but of kubectl', 'kubectl logs svc/chat-api'],
    [['apply', '-f', 'deploy/'], 'of svc, but of kubectl', 'kubectl apply -f deploy/'],
    [['delete', 'svc', 'chat-api'], 'of kubectl; did you mean who?', 'svc who chat-api'],
    [['expose', 'deployment', 'web', '-p', '80'], 'new --from?', 'svc new --from deployment/web -p 80'],
    [['edit', 'service.yaml'], 'did you mean new --edit?', 'svc new --edit service.yaml'],
    [['fix', 'deploy/'], 'did you mean lint --fix?', 'svc lint --fix deploy/'],
    [['new', 'api', '80:8080'], 'a port is written with --port: 80:8080', 'svc new api --port 80:8080'],
    [['new', 'lb', 'api', '-p', '80'], '"lb" is not a value of TYPE', 'did you mean loadbalancer?'],
    [['new', 'api', '--type', 'np', '-p', '80'], '"np" is not a value of --type', 'did you mean nodeport?'],
    [['new', 'api', '-p', '99999'], 'invalid --port value "99999"', 'the port "99999" must be a number'],
    [['new', 'api', '-p', '80:8o80x-'], 'invalid --port value', 'the target port "8o80x-" must be'],
    [['new', 'api', '-p', '80/tpc'], 'invalid --port value', 'the protocol "tpc" must be tcp, udp or sctp'],
    [['new', 'api', '-p', '80:8080/TCP:http'], 'invalid --port value', 'as in 80, http=80:8080'],
    [['presets', 'aws'], '"aws" is not a preset', 'did you mean eks?'],
    [['trace', 'deploy', 'chat'], 'takes one name, then files', 'svc trace chat deploy'],
    [['who', 'deploy', 'chat'], 'takes one name, then files', 'svc who chat deploy'],
    [['trace', 'chat-api', '8080'], '"8080" is neither a file nor a folder', 'svc trace chat-api:8080'],
    [['trace', 'chat-api', '--port', '8080'], '--port is not a flag', 'svc trace chat-api:8080'],
    [['trace', 'deployments/chat-model'], 'has no address of its own', 'svc trace chat-model'],
    [['trace', 'deployment.apps/chat-model'], 'has no address of its own', 'svc trace chat-model'],
    [['lint', 'deploy/', '--ignore', 'x'], '--ignore is not a flag', '# svc-ignore: RULE REASON'],
    [['explain', 'nothing'], '"nothing" is not a rule', 'selector-matches-nothing'],
    [['endpoints', 'default/chat-apl', 'deploy/'], 'no Service "default/chat-apl"', 'default/chat-api?'],
    [
      ['endpoints', 'shop/chat-api', 'deploy/'],
      'no Service "shop/chat-api"',
      'did you mean default/chat-api?',
    ],
    [['endpoints', 'chat-api', 'deploy'], 'there is no kubeconfig', 'write ./deploy'],
    [
      ['trace', 'chat-api', 'deploy/', '--from', 'chat-modl'],
      'no Pod and no Node "chat-modl"',
      'did you mean deploy/chat-model?',
    ],
    [
      ['trace', 'chat-api', 'deploy/', '--from', 'default/chat-model'],
      'no Pod and no Node "chat-model"',
      'did you mean deploy/chat-model?',
    ],
    [
      ['trace', 'chat-api', 'deploy/', '--from', 'deployment.apps/model'],
      'no Deployment "model"',
      'did you mean deploy/chat-model?',
    ],
    [
      ['trace', 'chat-api', 'deploy/', '--from', 'web/deploy/chat-model'],
      'in namespace web',
      'did you mean deploy/chat-model?',
    ],
    [['trace', 'chat-api', 'deploy/', '--from', 'deplyo/web'], 'invalid --from value', 'write pod/NAME'],
    [['trace', 'chat-api', 'deploy/', '--from', 'svc/chat-api'], 'invalid --from value', 'write pod/NAME'],
    [['diff', 'old', 'new'], '"diff" is not a command', 'svc lint new/ --before old/'],
    [['frobnicate'], '"frobnicate" is not a command', 'svc --help'],
    [['help', 'lnt'], 'did you mean lint?', 'svc lint'],
    [['-n', 'shop', 'ls'], 'the command comes first', 'svc ls -n shop'],
    [['lint', '--fial-on', 'note'], 'did you mean --fail-on?', 'svc lint deploy/ --fail-on'],
    [['lint', '--format', 'json'], 'did you mean --output?', '-o json'],
    [['ls', '--ns', 'shop'], 'did you mean --namespace?', 'svc ls -n shop'],
    [['ls', 'deploy/', '-w'], '--watch watches a cluster, not files', 'leave out --watch'],
    [
      ['lint', '--rule', 'selector-matches-nothin'],
      'did you mean selector-matches-nothing?',
      '--rule selector-matches-nothing',
    ],
    [['lint', '--fail-on', 'warn'], 'did you mean warning?', '--fail-on warning'],
    [['lint', '-o', 'jsn'], 'it is text, json', '--output json'],
    [['completion', 'tcsh'], 'it is bash, zsh, fish', 'svc completion bash'],
    [['completion'], 'needs SHELL', 'svc completion'],
    [['explain', 'selector-matches'], 'selector-matches-nothing', 'did you mean'],
    [
      ['new', 'clusterip', 'web', '-p', '80', '--preset', 'aws'],
      '"aws" is not a preset',
      'did you mean eks?',
    ],
    [['presets', 'vlm'], '"vlm" is not a preset', 'vllm'],
    [['explain', 'a', 'b'], 'does not take "b"', 'svc explain'],
    [['lint', '--fail-on'], '--fail-on needs a value: error, warning, note', 'svc lint'],
    [['trace'], 'svc trace needs TARGET', 'svc trace http://'],
    [['trace', 'deploy/'], '"deploy/" is a path', 'svc trace http://'],
    [['trace', 'chat-apl', 'nowhere'], '"nowhere" is neither a file nor a folder', 'svc trace http://'],
    [['who'], 'svc who needs SERVICE', 'svc who shop/chat-api'],
    [['endpoints', 'chat-apl', 'deploy/'], 'there is no Service "chat-apl"', 'did you mean chat-api?'],
    [['endpoints', 'web', 'deploy', '-f', 'deploy'], 'there is no Service', 'svc ls'],
    [['new', 'clusterip', 'web', '--into', 'a', '--edit', 'b'], 'cannot be given together', 'svc new --help'],
    [
      ['new', 'clusterip', 'web', '-p', '80', '--force-conflicts'],
      '--force-conflicts needs --apply',
      '--apply',
    ],
  ])('svc %j', async (args, says, shows) => {
    const { status, stdout, stderr } = await run(args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    const [first = '', second, ...rest] = stderr.trimEnd().split('\n')
    expect(`${first}\n${second}`).toContain(says)
    expect(`${first}\n${second}`).toContain(shows)
    expect(rest).toEqual([])
  })
})

describe('names are taken as kubectl takes them', () => {
  test.each([
    'svc chat-api',
    'service chat-api',
    'services chat-api',
    'svc/chat-api',
    'services/chat-api',
    'default/svc/chat-api',
    'default/chat-api',
    'svc.chat-api',
    'chat-api.default',
    'chat-api.default.svc.cluster.local',
  ])('of a Service: %s', async (words) => {
    for (const command of ['endpoints', 'who', 'ls']) {
      const { status, stdout, stderr } = await run([command, ...words.split(' '), 'deploy/', '-o', 'name'])
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' })
      expect(stdout).toMatch(command === 'ls' ? /^service\/chat-api\n$/ : /\n|^$/)
    }
  })

  test.each(['svc', 'services'])('of the kind alone: svc ls %s', async (word) => {
    expect((await run(['ls', word, 'deploy/', '-o', 'name'])).stdout).toBe('service/chat-api\n')
  })

  test('svc new service clusterip NAME', async () => {
    const { status, stdout } = await run(['new', 'service', 'clusterip', 'web', '--tcp=80:8080'])
    expect({ status, named: stdout.includes('name: web') }).toEqual({ status: 0, named: true })
  })
})

describe('a file that is not there', () => {
  test.each([
    ['deploy/service.yml', 'does not exist', 'did you mean deploy/service.yaml?'],
    ['deploy/servcie.yaml', 'does not exist', 'did you mean deploy/service.yaml?'],
    ['nowhere/x.yaml', 'does not exist', 'give files, folders, glob patterns, or - for standard input'],
    ['deploy/*.yml', 'matches no file', 'give files, folders'],
  ])('svc lint %s', async (path, says, shows) => {
    const { status, stderr } = await run(['lint', path])
    expect(status).toBe(4)
    expect(stderr).toContain(says)
    expect(stderr).toContain(shows)
  })
})

describe('nothing of the parser itself shows', () => {
  const garbage = [
    ['--nope'],
    ['--nope=1', '-Z'],
    ['a', 'b', 'c', '--output'],
    ['-o', 'nope'],
    ['--color', 'red'],
  ]
  test.each(Object.keys(commands).flatMap((id) => garbage.map((words) => [[id, ...words]])))(
    'svc %j',
    async (args) => {
      const { status, stdout, stderr } = await run(args)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).not.toMatch(
        /Nonexistent|Unexpected|Missing|Expected|See more help|expects|The following/,
      )
      expect(stderr.trimEnd().split('\n').length).toBe(2)
    },
  )
})

describe('an error is written as its format says', () => {
  const cases = Object.entries(formatsOf).flatMap(([command, all]) =>
    all.map((format: Format) => [command, format] as const),
  )
  test.each(cases)('svc %s -o %s --nope', async (command, format) => {
    for (const words of [
      ['-o', format],
      [`-o=${format}`],
      [`-o${format}`],
      ['--output', format],
      [`--output=${format}`],
    ]) {
      const { status, stdout, stderr } = await run([command, ...words, '--nope'])
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      const style = formats[format].errors
      if (style === 'json') expect(conforms('error', JSON.parse(stderr))).toEqual([])
      else if (style === 'github')
        expect(stderr).toMatch(/^::error title=svc%3A usage::--nope is not a flag.*\n$/)
      else expect(stderr).toMatch(/^svc: --nope is not a flag/)
    }
  })

  test('of an unknown command too', async () => {
    expect(JSON.parse((await run(['lnt', '-o', 'json'])).stderr)).toMatchObject({ error: { code: 'usage' } })
    expect((await run(['lnt', '-o', 'github'])).stderr).toMatch(/^::error /)
    expect(errorStyleOf('constructor')).toBe('text')
  })

  test('with file and line where the error has a place', async () => {
    const { status, stderr } = await run(['lint', 'nowhere.yaml', '-o', 'github'])
    expect(status).toBe(4)
    expect(stderr).toMatch(/^::error title=svc%3A input-unreadable/)
  })
})

describe('paths are taken the same way everywhere', () => {
  const outputs: Record<string, string> = {
    lint: 'selector-matches-nothing',
    ls: 'chat-api',
    endpoints: 'chat-api',
    'trace chat-api': 'chat-api',
    'who chat-api': 'client.yaml',
    'endpoints chat-api': 'chat-api',
  }
  const ways = [
    ['deploy/'],
    ['./deploy'],
    ['-f', 'deploy'],
    ['deploy/service.yaml', 'deploy/model-server.yaml', 'deploy/client.yaml'],
  ]
  test.each(
    Object.entries(outputs).flatMap(([command, says]) => ways.map((way) => [command, way, says] as const)),
  )('svc %s %j', async (command, way, says) => {
    const { status, stdout, stderr } = await run([...command.split(' '), ...way])
    expect(stderr).toBe('')
    expect(stdout).toContain(says)
    expect([0, 1]).toContain(status)
  })

  test('a bare word is a folder only where no name can be meant', async () => {
    expect(await run(['ls', 'deploy'])).toMatchObject({ status: 0 })
    expect(await run(['trace', 'chat-api', 'deploy'])).toMatchObject({ status: 1 })
    // a folder of that name is there as well
    const { stderr } = await run(['endpoints', 'chat-api'])
    expect(stderr).toContain('kubeconfig')
  })

  test('names choose among what was read', async () => {
    expect((await run(['ls', 'chat-api', 'deploy', '-o', 'name'])).stdout).toBe('service/chat-api\n')
    expect(await run(['ls', 'chat-apl', 'deploy'])).toMatchObject({ status: 2 })
  })
})

describe('help', () => {
  const shown = ['', ...Object.keys(commands)].flatMap((id) =>
    [60, 80, 120].map((columns) => [id, columns] as const),
  )
  test.each(shown)('svc %s --help at %d columns', async (id, columns) => {
    const { status, stdout } = await svc([...(id === '' ? [] : [id]), '--help'], {
      env: { COLUMNS: String(columns) },
    })
    expect(status).toBe(0)
    for (const line of stdout.split('\n').filter((text) => !/^ +(svc|helm|source|kubectl) /.test(text)))
      expect(line.length).toBeLessThanOrEqual(columns)
    expect(stdout).toMatchSnapshot()
  })

  test('the short one of a command with many flags is one screen', async () => {
    const { stdout } = await svc(['new', '-h'], { env: { COLUMNS: '80' } })
    expect(stdout.split('\n').length).toBeLessThanOrEqual(44)
    expect(stdout).toContain('--publish-not-ready')
  })

  test.each([
    [['help', 'ls']],
    [['ls', '-h']],
    [['ls', '--help']],
    [['--help', 'ls']],
    [['ls', 'deploy', '--help']],
  ])('%j is the help of ls', async (args) => expect((await svc(args)).stdout).toContain('svc ls [PATH...]'))
})
