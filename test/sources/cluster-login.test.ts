import { readFileSync } from 'node:fs'
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'
import { cleanUp, kubeconfig, start, stopServers, write } from './cluster-fixtures.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

afterEach(stopServers)
afterAll(cleanUp)

/** A credential plugin that notes each of its runs. */
function counting(file: string) {
  const script = `require('node:fs').appendFileSync(${JSON.stringify(file)}, 'x')
    process.stdout.write('{"status":{"token":"t0p"}}')`
  return { exec: { command: process.execPath, args: ['-e', script] } }
}

const web = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.9', selector: { app: 'web' }, ports: [{ port: 80 }] },
}

test('reading and probing share one log-in', async () => {
  const tls = selfSignedCertificate()
  const server = await start({ objects: { services: [web] }, tls })
  const cluster = { 'certificate-authority-data': Buffer.from(tls.cert).toString('base64') }
  const runs = write('')
  const config = write(kubeconfig(server.url, { cluster, user: counting(runs) }))
  const { stdout } = await svc(['trace', 'web:80', '--probe', '--kubeconfig', config, '-o', 'json'])
  const { probe } = JSON.parse(stdout) as { probe: { requests: number } }
  expect(probe.requests).toBeGreaterThan(0)
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(
    server.seen.map(() => 'Bearer t0p'),
  )
  expect(readFileSync(runs, 'utf8')).toBe('x')
})
