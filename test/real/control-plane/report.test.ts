import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parseAllDocuments } from 'yaml'
import { installReportKinds } from '../../bed/beside.js'
import { program } from '../../bed/lifecycle/programs.js'
import { openWorld } from '../../bed/world.js'
import { lintedKinds } from '../../../src/commands/shared/kinds.ts'
import { kinds } from '../../../src/world/kinds.ts'
import { RecordingProxy } from '../recording-proxy.ts'

// svc report with the rights of deploy/ and no others, on a real API server with the real CRDs of openreports.io
const root = join(import.meta.dirname, '..', '..', '..')
const bin = join(root, 'bin', 'run.js')
const folder = mkdtempSync(join(tmpdir(), 'svc-report-'))
const world = openWorld()
const kubectl =
  process.env['SVC_BED_KUBECONFIG'] === undefined ? (program('kubectl') ?? 'kubectl') : 'kubectl'
const ask = (...words: string[]) =>
  execFileSync(kubectl, ['--kubeconfig', world.kubeconfig, ...words], { encoding: 'utf8' })
const reports = '/apis/openreports.io/v1alpha1'
const kubeconfig = join(folder, 'kubeconfig')
let proxy: RecordingProxy
let namespace = ''

interface Report {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string }
  readonly summary: Readonly<Record<string, number>>
  readonly results?: readonly { readonly rule?: string; readonly policy: string; readonly message: string }[]
}

beforeAll(async () => {
  await installReportKinds(world.api)
  writeFileSync(join(folder, 'deploy.yaml'), execFileSync(kubectl, ['kustomize', join(root, 'deploy')]))
  ask('apply', '--server-side', '-f', join(folder, 'deploy.yaml'))
  namespace = await world.namespace('reported')
  await world.pod({ namespace, name: 'web-1', labels: { app: 'web' }, ports: [{ containerPort: 8080 }] })
  await world.service(namespace, 'good', {
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 8080 }],
  })
  await world.service(namespace, 'bad', { selector: { app: 'wbe' }, ports: [{ port: 80, targetPort: 8080 }] })
  await world.settledSlices(namespace)
  const token = ask('create', 'token', 'svc-report', '-n', 'svc-report').trim()
  proxy = new RecordingProxy(world.kubeconfig, token)
  await proxy.listen(kubeconfig)
})
afterAll(async () => {
  await proxy?.close()
  ask('delete', '--ignore-not-found', '--wait=false', '-f', join(folder, 'deploy.yaml'))
  ask('delete', '--ignore-not-found', 'clusterreports.openreports.io', 'svc-lint')
  await world.close()
  rmSync(folder, { recursive: true })
})

function report(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, 'report', '--kubeconfig', kubeconfig, ...words],
      (error, stdout, stderr) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
      },
    )
  })
}
const written = () => world.api.get(`${reports}/namespaces/${namespace}/reports/svc-lint`) as Promise<Report>

describe('with the rights of deploy/', () => {
  test('it lists what its role names, writes reports, and asks for nothing else', async () => {
    const { status, stdout, stderr } = await report('--apply')
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/^wrote \d+ reports/),
    })
    const asked = new Set(proxy.asked)
    // what cannot be listed would be named in the ClusterReport
    expect(await world.api.get(`${reports}/clusterreports/svc-lint`)).toMatchObject({ summary: { error: 0 } })
    expect([...asked].filter((line) => /secrets/.test(line))).toEqual([])
    const lists = [...asked].flatMap((line) => /^GET \/apis?\/(?:.*\/)?([a-z]+)$/.exec(line)?.[1] ?? [])
    const listed = lintedKinds.map((kind) => kinds[kind].resource)
    const known = new Set<string>([...listed, 'events', 'version', 'apis', 'api'])
    expect(lists.filter((resource) => !known.has(resource) && !/^v\d/.test(resource))).toEqual([])
    const changes = [...asked].filter((line) => !line.startsWith('GET '))
    expect(changes.length).toBeGreaterThan(2)
    for (const line of changes)
      expect(line).toMatch(
        /^PATCH \/apis\/openreports\.io\/v1alpha1\/(?:namespaces\/[^/]+\/)?(?:cluster)?reports\/svc-lint$/,
      )
  })

  test('a Report has what lint says, and takes the place of the one before', async () => {
    const first = await written()
    expect(first.summary).toMatchObject({ pass: 1, fail: 1, error: 0 })
    expect(first.results?.[0]).toMatchObject({
      policy: 'selector-matches-nothing',
      message: expect.stringContaining('wbe'),
      resources: [{ kind: 'Service', namespace, name: 'bad' }],
    })
    ask('patch', 'service', 'bad', '-n', namespace, '-p', '{"spec":{"selector":{"app":"web"}}}')
    await world.settledSlices(namespace)
    expect(await report('--apply')).toMatchObject({ status: 0 })
    const second = await written()
    expect(second.summary).toMatchObject({ pass: 2, fail: 0, error: 0 })
    expect(second.results ?? []).toEqual([])
    expect(second.metadata.uid).toBe(first.metadata.uid)
  })

  test('what it prints is what kubectl applies', async () => {
    const { stdout } = await report('-n', namespace)
    const [printed, ...others] = parseAllDocuments(stdout).map((document) => document.toJS() as Report)
    expect(others).toEqual([])
    expect(printed?.metadata).toMatchObject({ name: 'svc-lint', namespace })
    writeFileSync(join(folder, 'printed.yaml'), stdout)
    ask('apply', '--server-side', '--force-conflicts', '-f', join(folder, 'printed.yaml'))
    expect((await written()).summary).toEqual(printed?.summary)
  })

  test('it may not read Secrets, and may change nothing else', () => {
    const may = (...words: string[]) => {
      try {
        return ask('auth', 'can-i', ...words, '--as', 'system:serviceaccount:svc-report:svc-report', '-A')
      } catch (error) {
        return (error as { stdout: string }).stdout
      }
    }
    const no = [
      ['get', 'secrets'],
      ['list', 'secrets'],
      ['get', 'pods'],
      ['watch', 'pods'],
      ['patch', 'services'],
      ['delete', 'reports.openreports.io'],
      ['create', 'pods/exec'],
    ]
    for (const words of no) expect([words, may(...words).trim()]).toEqual([words, 'no'])
    expect(may('list', 'pods').trim()).toBe('yes')
  })

  test('a right that is taken away is named in the ClusterReport, and no Service counts as passed', async () => {
    const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/svc-report-read'
    const { rules } = (await world.api.get(role)) as { rules: { resources: string[] }[] }
    const without = rules.map((rule) => ({
      ...rule,
      resources: rule.resources.filter((resource) => resource !== 'pods'),
    }))
    await world.api.patch(role, { rules: without })
    try {
      await until(async () => (await report('-n', namespace)).status === 3)
      expect(await report('--apply')).toMatchObject({ status: 3, stderr: expect.stringContaining('wrote') })
      const cluster = (await world.api.get(`${reports}/clusterreports/svc-lint`)) as Report
      expect(cluster.results?.map(({ policy, message }) => `${policy}: ${message}`)).toContainEqual(
        expect.stringMatching(/^not-read: list pods.*may not list pods/),
      )
      expect((await written()).summary).toMatchObject({ pass: 0, fail: 0 })
    } finally {
      await world.api.patch(role, { rules })
    }
  })

  test('without the right to write them, the right is named', async () => {
    ask('delete', 'clusterrolebinding', 'svc-report-write')
    await until(async () => (await report('--apply')).status === 3)
    expect((await report('--apply')).stderr).toMatch(/cannot patch resource "(?:cluster)?reports"/)
    ask('apply', '--server-side', '-f', join(folder, 'deploy.yaml'))
  })
})

/** RBAC follows the API by a moment. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 20; tries++) if (await holds()) return
  throw new Error('it does not become true')
}
