import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { commands } from '../src/commands/index.ts'
import { isRunning } from './is-running.ts'

// what only a process of the built command line can show; everything else it does is tested without one, in cli.test.ts
const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin', 'run.js')
const work = mkdtempSync(join(tmpdir(), 'svc-process-'))

const service =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n'

beforeAll(() => writeFileSync(join(work, 'alone.yaml'), service))
afterAll(() => rmSync(work, { recursive: true, force: true }))

// it never answers
const server = createServer(() => undefined)
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('streams and the exit code are those of the process', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [bin, ...args], { cwd: work, encoding: 'utf8', input: service })
  expect(run('lint', '-', '--complete')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('matches no pod'),
    stderr: '',
  })
  expect(run('lnt')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('lint') })
})

test('packages that are loaded when they are wanted are in the build', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [bin, ...args], { cwd: work, encoding: 'utf8', input: '' })
  // tinyglobby and chalk
  expect(run('lint', '*.yaml', '--color', 'always')).toMatchObject({
    stderr: '',
    stdout: expect.stringContaining('\u001b['),
  })
})

test('a reader that leaves early is no failure', async () => {
  const child = spawn(process.execPath, [bin, 'explain', '-o', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect({ code, said }).toEqual({ code: 0, said: '' })
})

// as on a full disk: every write fails after the file is open
test.each([['lint --fix'], ['new clusterip api --port 80 --into']])(
  '%s loses nothing where nothing can be written',
  (line) => {
    if (process.platform === 'win32') return
    const folder = mkdtempSync(join(work, 'full-'))
    const file = join(folder, 'web.yaml')
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: web, image: web}]}\n'
    const text = `${service.replace('{app: web}', '{app: wbe}')}---\n${pod}`
    writeFileSync(file, text)
    const limited = ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, bin, ...line.split(' '), file]
    const run = spawnSync('sh', limited, { encoding: 'utf8' })
    expect(run).toMatchObject({ status: 4, stderr: expect.stringContaining('web.yaml cannot be written') })
    expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['web.yaml'], text])
  },
)

test('Ctrl-C ends at once, with 130, while a cluster hangs', async () => {
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  writeFileSync(
    join(work, 'kubeconfig'),
    `{current-context: c, clusters: [{name: c, cluster: {server: "http://127.0.0.1:${port}"}}], contexts: [{name: c, context: {cluster: c}}]}`,
  )
  const child = spawn(process.execPath, [bin, 'lint', '--kubeconfig', 'kubeconfig'], {
    cwd: work,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', (code, name) => resolve(name ?? code)))
  await Promise.race([new Promise((resolve) => server.once('request', resolve)), ended])
  child.kill('SIGINT')
  const signal = await ended
  // a shell calls it 130
  expect(signal).toBe('SIGINT')
})

test('Ctrl-C ends a credential plugin that does not answer, with what it has started', async () => {
  const pids = join(work, 'plugin-pids')
  const plugin = `sleep 300 & echo "$$ $!" > ${pids}.new; mv ${pids}.new ${pids}; wait`
  const user = {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', plugin],
      interactiveMode: 'Never',
    },
  }
  const config = {
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  }
  writeFileSync(join(work, 'plugin'), JSON.stringify(config))
  const child = spawn(process.execPath, [bin, 'lint', '--kubeconfig', 'plugin'], {
    cwd: work,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', (code, name) => resolve(name ?? code)))
  const isThere = () => readdirSync(work).includes('plugin-pids')
  for (let tries = 0; !isThere() && tries < 200; tries++) await later()
  child.kill('SIGINT')
  expect(await ended).toBe('SIGINT')
  const left = () => readFileSync(pids, 'utf8').split(' ').map(Number).filter(isRunning)
  for (let tries = 0; left().length > 0 && tries < 50; tries++) await later()
  expect(left()).toEqual([])
})

const later = () => new Promise((resolve) => setTimeout(resolve, 100))

test('every file of src/commands is a command', () => {
  const files = readdirSync(join(root, 'src', 'commands')).filter((file) => file.endsWith('.ts'))
  expect(Object.keys(commands).map((name) => `${name}.ts`)).toEqual(
    files.filter((file) => file !== 'index.ts').toSorted(),
  )
})

test('the public API is one file, without oclif, chalk or the Kubernetes client', () => {
  const hook =
    'export async function resolve(s, c, n) { const r = await n(s, c); if (r.url.includes("node_modules")) console.error(r.url); return r }'
  const script = `import { register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}))
const api = await import(${JSON.stringify(`file://${join(root, 'dist', 'index.js')}`)})
const world = api.buildWorld(api.readText('x.yaml', ${JSON.stringify(service)}, { namespace: 'default', named: true }))
console.log(api.lint(world, api.rules).summary.services, api.trace(world, { target: 'web', namespace: 'default' }).verdict.status)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('1 undecided\n')
  expect(stderr).toBe('')
  expect(readFileSync(join(root, 'dist', 'index.js'), 'utf8')).not.toMatch(/oclif|chalk|kubernetes-client/i)
})
