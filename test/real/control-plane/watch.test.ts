import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openWorld } from '../../bed/world.js'

// svc ls -w against a real API server: rows again as they change, until Ctrl-C
const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')
const world = openWorld()
let namespace = ''

beforeAll(async () => {
  namespace = await world.namespace('watched')
  await world.service(namespace, 'web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] })
  await world.service(namespace, 'other', { selector: { app: 'other' }, ports: [{ port: 80 }] })
})
afterAll(() => world.close())

function watch(...words: string[]) {
  const child = spawn(process.execPath, [bin, 'ls', '-w', '-n', namespace, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (part: Buffer) => (said.stdout += part.toString()))
  child.stderr.on('data', (part: Buffer) => (said.stderr += part.toString()))
  const ended = new Promise<NodeJS.Signals | number | null>((done) =>
    child.once('exit', (code, signal) => done(signal ?? code)),
  )
  return { said, ended, child }
}
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (holds()) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('it does not become true')
}

test('prints all rows, then those that change, and ends with Ctrl-C as kubectl does', async () => {
  const { said, ended, child } = watch('--kubeconfig', world.kubeconfig)
  try {
    await until(() => /other/.test(said.stdout) && /web/.test(said.stdout))
    const before = said.stdout
    expect(before.match(/^NAMESPACE/gm)).toHaveLength(1)
    await world.pod({ namespace, name: 'web-1', labels: { app: 'web' }, ports: [{ containerPort: 8080 }] })
    await until(() => /web .*healthy/.test(said.stdout.slice(before.length)))
    const after = said.stdout.slice(before.length)
    expect(after).not.toMatch(/other|NAMESPACE/)
    await world.api.delete(`/api/v1/namespaces/${namespace}/services/other`, {})
    await until(() => said.stderr.includes(`${namespace}/other is deleted`))
  } finally {
    child.kill('SIGINT')
  }
  expect(await ended).toBe('SIGINT')
})

test('goes on where connections break', async () => {
  const config = JSON.parse(readFileSync(world.kubeconfig, 'utf8')) as {
    clusters: [{ cluster: { server: string } }]
  }
  const { port } = new URL(config.clusters[0].cluster.server)
  const open = new Set<Socket>()
  const door = createServer((client) => {
    const server = connect(Number(port), '127.0.0.1')
    for (const socket of [client, server]) open.add(socket.on('error', () => undefined))
    client.pipe(server).pipe(client)
  })
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done))
  config.clusters[0].cluster.server = `https://127.0.0.1:${(door.address() as AddressInfo).port}`
  const folder = mkdtempSync(join(tmpdir(), 'svc-watch-'))
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(config))
  const { said, ended, child } = watch('--kubeconfig', join(folder, 'kubeconfig'))
  try {
    await until(() => /web/.test(said.stdout))
    const before = said.stdout
    for (const socket of open) socket.destroy()
    await world.api.patch(`/api/v1/namespaces/${namespace}/pods/web-1/status`, {
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    })
    await until(() => /web /.test(said.stdout.slice(before.length)))
  } finally {
    child.kill('SIGINT')
    door.close()
    // what its end leaves open would keep this process
    void ended.then(() => open.forEach((socket) => socket.destroy()))
    rmSync(folder, { recursive: true })
  }
  expect(await ended).toBe('SIGINT')
})
