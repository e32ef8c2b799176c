import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openWorld } from '../../bed/world.js'
import { RecordingProxy } from '../recording-proxy.ts'

// what each command asks of a real API server, taken down on the way there: nothing is changed, and no Secret is read
const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')
const folder = mkdtempSync(join(tmpdir(), 'svc-reads-'))
const kubeconfig = join(folder, 'kubeconfig')
const world = openWorld()
const proxy = new RecordingProxy(world.kubeconfig)
let namespace = ''

beforeAll(async () => {
  namespace = await world.namespace('reads')
  await world.pod({ namespace, name: 'web-1', labels: { app: 'web' }, ports: [{ containerPort: 8080 }] })
  await world.service(namespace, 'web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] })
  await world.api.post(`/api/v1/namespaces/${namespace}/secrets`, {
    metadata: { name: 'key' },
    stringData: { token: 'never-read' },
  })
  await proxy.listen(kubeconfig)
})
afterAll(async () => {
  await proxy.close()
  await world.close()
  rmSync(folder, { recursive: true })
})

const commands = [
  ['lint'],
  ['lint', '-A', '--complete'],
  ['trace', 'web', '--from', 'web-1'],
  ['trace', 'web', '--probe=plan'],
  ['ls', '-A'],
  ['endpoints', 'web'],
  ['who', 'web'],
  ['report'],
  ['snapshot'],
  ['new', 'clusterip', 'web', '--from', 'pod/web-1', '--port', '80'],
]

test.each(commands.map((words) => [words.join(' '), words] as const))(
  '%s reads, and no Secret',
  async (_, words) => {
    const before = proxy.asked.length
    // the proxy answers in this process
    const { stdout, stderr, status } = await ran([...words, '-n', namespace, '--kubeconfig', kubeconfig])
    const asked = proxy.asked.slice(before)
    expect([status !== 4 && status !== 5 && status !== 2, stderr.slice(0, 500)]).toEqual([
      true,
      expect.anything(),
    ])
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.filter((each) => /secrets/.test(each))).toEqual([])
    // whether something is allowed is asked by a review, which is created and not kept
    expect(asked.filter((each) => !/^GET |^POST \/apis\/authorization\.k8s\.io\//.test(each))).toEqual([])
    expect(`${stdout}${stderr}`).not.toContain('never-read')
  },
)

function ran(argv: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...argv], (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}
