// Installs what `npm publish` would send into an empty folder, without a network, and tries it there.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'svc-packed-'))
const largest = 6 * 1024 * 1024

try {
  const packed = JSON.parse(npm(['pack', '--json', '--pack-destination', work, root]))
  writeFileSync(join(work, 'package.json'), '{"private": true}')
  npm(['install', '--offline', '--no-audit', '--no-fund', join(work, packed[0].filename)])
  const modules = join(work, 'node_modules')
  assert.deepEqual(
    readdirSync(modules).filter((name) => !name.startsWith('.')),
    ['kubectl-svc'],
  )
  const installed = join(modules, 'kubectl-svc')
  const size = sizeOf(installed)
  assert.ok(size <= largest, `${size} bytes are unpacked`)
  const { scripts, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.equal(scripts[name], undefined)
  assert.equal(dependencies, undefined)

  assert.match(svc('--version'), /^svc \d/)
  assert.match(svc('new', 'clusterip', 'web', '--port', '80'), /kind: Service/)
  writeFileSync(join(work, 'web.yaml'), svc('new', 'clusterip', 'web', '--port', '80'))
  assert.match(svc('lint', '*.yaml', '--color', 'always'), /1 Service/)
  assert.match(svc('explain', 'selector-matches-nothing'), /EndpointSlice/)
  assert.match(svc('completion', 'bash'), /complete /)
  const library = `import { newService } from 'kubectl-svc'; console.log(typeof newService)`
  assert.equal(
    execFileSync(process.execPath, ['--input-type=module', '-e', library], { cwd: work }).toString(),
    'function\n',
  )
  await throughProxy()
  console.log(`one package, ${(size / 1024 / 1024).toFixed(1)} MiB; it runs`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Only the Kubernetes client, which is a script of its own, knows how to go through a proxy. */
async function throughProxy() {
  const asked = []
  const proxy = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"kind": "List", "items": [], "groups": [], "gitVersion": "v1.34.0"}')
  }).listen(0, '127.0.0.1')
  proxy.on('connect', (request, socket) => {
    asked.push(request.url)
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    proxy.emit('connection', socket)
  })
  await new Promise((resolve) => proxy.once('listening', resolve))
  const cluster = {
    server: 'http://cluster.invalid',
    'proxy-url': `http://127.0.0.1:${proxy.address().port}`,
  }
  const config = {
    'current-context': 'c',
    clusters: [{ name: 'c', cluster }],
    contexts: [{ name: 'c', context: { cluster: 'c' } }],
  }
  writeFileSync(join(work, 'kubeconfig'), JSON.stringify(config))
  const child = spawn(command(), ['ls', '--kubeconfig', 'kubeconfig'], { cwd: work, stdio: 'inherit' })
  await new Promise((resolve) => child.once('close', resolve))
  proxy.closeAllConnections()
  proxy.close()
  assert.equal(asked[0], 'cluster.invalid:80')
  assert.ok(asked.some((url) => url.startsWith('/api/v1/')))
}

function command() {
  return join(work, 'node_modules', '.bin', 'svc')
}

function svc(...args) {
  const env = { ...process.env, XDG_CACHE_HOME: join(work, 'cache') }
  return execFileSync(command(), args, { cwd: work, env, stdio: ['ignore', 'pipe', 'ignore'] }).toString()
}

function npm(args) {
  return execFileSync('npm', args, { cwd: work, stdio: ['ignore', 'pipe', 'inherit'] }).toString()
}

function sizeOf(path) {
  const facts = lstatSync(path)
  if (!facts.isDirectory()) return facts.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
