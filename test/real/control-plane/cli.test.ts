import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openWorld } from '../../bed/world.js'
import { conforms } from '../../conforms.ts'

// the command line against a real API server and the real controllers, with pods as a kubelet would report them
const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')
const work = mkdtempSync(join(tmpdir(), 'svc-real-'))
const world = openWorld()
let shop = ''

const http = [{ name: 'http', containerPort: 8080 }]
const probed = {
  containers: [
    {
      name: 'main',
      image: 'bed',
      ports: http,
      readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
    },
  ],
}

beforeAll(async () => {
  shop = await world.namespace('shop')
  for (const name of ['chat-1', 'chat-2', 'chat-3']) {
    await world.pod({ namespace: shop, name, labels: { app: 'chat-api' }, spec: probed })
  }
  const unready = {
    containerStatuses: [
      {
        name: 'main',
        ready: false,
        restartCount: 4,
        image: 'x',
        imageID: 'x',
        state: { waiting: { reason: 'CrashLoopBackOff' } },
      },
    ],
  }
  for (const name of ['slow-1', 'slow-2']) {
    await world.pod({
      namespace: shop,
      name,
      labels: { app: 'slow' },
      ready: false,
      spec: probed,
      status: unready,
    })
  }
  const ports = (targetPort: number | string) => [{ port: 80, targetPort }]
  await world.service(shop, 'healthy', { selector: { app: 'chat-api' }, ports: ports('http') })
  await world.service(shop, 'wrong-selector', { selector: { app: 'chat-apl' }, ports: ports('http') })
  await world.service(shop, 'wrong-name', { selector: { app: 'chat-api' }, ports: ports('htpp') })
  await world.service(shop, 'wrong-number', { selector: { app: 'chat-api' }, ports: ports(9999) })
  await world.service(shop, 'not-ready', { selector: { app: 'slow' }, ports: ports('http') })
  await world.settledSlices(shop)
})

afterAll(async () => {
  await world.close()
  rmSync(work, { recursive: true, force: true })
})

function svc(...args: string[]) {
  const all = [bin, ...args, '--kubeconfig', world.kubeconfig]
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    encoding: 'utf8',
    cwd: work,
    env: { PATH: process.env['PATH'] ?? '' },
  })
  return { status, stdout, stderr }
}

interface Finding {
  readonly rule: string
  readonly verdict: string
  readonly resource: { readonly name: string }
}

function findingsOf(stdout: string): string[] {
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  return findings
    .map(
      ({ rule, verdict, resource }) => `${resource.name} ${rule}${verdict === 'broken' ? '' : ` ${verdict}`}`,
    )
    .toSorted()
}

const expectedFindings = [
  'not-ready endpoints-none-ready',
  'wrong-name endpoints-without-port',
  'wrong-name target-port-name-unknown',
  'wrong-number target-port-undeclared',
  'wrong-selector selector-matches-nothing',
]

describe('live', () => {
  test('lint finds what is wrong, and nothing else', () => {
    const { status, stdout } = svc('lint', '-n', shop, '-o', 'json')
    expect(conforms('lint', JSON.parse(stdout))).toEqual([])
    expect(findingsOf(stdout)).toEqual(expectedFindings)
    expect(status).toBe(1)
  })

  test.each([
    ['healthy', 'works', undefined, undefined],
    ['wrong-selector', 'broken', 'endpoints', 'selector-matches-nothing'],
    ['wrong-name', 'broken', 'port', 'target-port-name-unknown'],
    ['wrong-number', 'undecided', 'port', 'target-port-undeclared'],
    ['not-ready', 'broken', 'endpoints', 'endpoints-none-ready'],
    ['healthy:81', 'broken', 'service', 'client-port-not-in-service'],
    ['healthy:8080', 'broken', 'service', 'client-uses-target-port'],
    ['helathy', 'broken', 'name', 'client-names-missing-service'],
  ])('trace of %s: %s at %s', (target, status, hop, cause) => {
    const result = JSON.parse(svc('trace', target, '-n', shop, '-o', 'json').stdout) as { verdict: object }
    expect(conforms('trace', result)).toEqual([])
    expect(result.verdict).toMatchObject({ status, ...(hop === undefined ? {} : { hop, cause }) })
  })

  test('the patch that trace proposes is accepted, and fixes it', async () => {
    const { fix } = JSON.parse(svc('trace', 'wrong-selector', '-n', shop, '-o', 'json').stdout) as {
      fix: { patch: object[] }
    }
    const place = `/api/v1/namespaces/${shop}/services/wrong-selector`
    const answer = await world.api.ask(`${place}?dryRun=All`, {
      method: 'PATCH',
      body: fix.patch,
      contentType: 'application/json-patch+json',
    })
    expect(answer.status).toBe(200)
    expect(answer.body.spec.selector).toEqual({ app: 'chat-api' })
  })

  test('endpoints: predicted and actual slices agree, each pod is explained', () => {
    const { services } = JSON.parse(svc('endpoints', '-n', shop, '-o', 'json').stdout) as {
      services: { name: string; remarks?: string[]; candidates: { because: string }[] }[]
    }
    const drift = services.flatMap(({ name, remarks = [] }) =>
      remarks.filter((text) => text.includes('slices')).map((text) => `${name}: ${text}`),
    )
    expect(drift).toEqual([])
    expect(services.find(({ name }) => name === 'not-ready')?.candidates[0]?.because).toContain(
      'CrashLoopBackOff, 4 restarts',
    )
  })

  test('ls says how each Service does', () => {
    const { services } = JSON.parse(svc('ls', '-n', shop, '-o', 'json').stdout) as {
      services: { name: string; health: string }[]
    }
    expect(services.map(({ name, health }) => `${name} ${health}`)).toEqual([
      'healthy healthy',
      'not-ready broken',
      'wrong-name broken',
      // its pods declare another port, and a program may listen where nothing says so: as a trace says
      'wrong-number unknown',
      'wrong-selector broken',
    ])
  })

  test('what RBAC forbids is undecided, not broken and not a crash', () => {
    const { status, stdout, stderr } = svc('lint', '-n', shop, '-o', 'json', '--as', 'nobody-in-particular')
    expect(stderr).toContain('may not list services')
    expect(status).toBe(3)
    expect(findingsOf(stdout)).toEqual([])
    expect(svc('trace', 'healthy', '-n', shop, '--as', 'nobody-in-particular')).toMatchObject({ status: 3 })
  })
})

describe('a snapshot', () => {
  test('says the same as the cluster, and keeps no values', () => {
    const file = join(work, 'snapshot.json')
    expect(svc('snapshot', '-n', shop, '-w', file)).toMatchObject({ status: 0 })
    const text = readFileSync(file, 'utf8')
    expect(conforms('snapshot', JSON.parse(text))).toEqual([])
    const { stdout } = spawnSync(process.execPath, [bin, 'lint', file, '-o', 'json'], { encoding: 'utf8' })
    expect(findingsOf(stdout)).toEqual(expectedFindings)
    const traced = spawnSync(process.execPath, [bin, 'trace', 'wrong-selector', '-n', shop, '-f', file], {
      encoding: 'utf8',
    })
    expect(traced.stdout).toContain('BROKEN wrong-selector at endpoints')
  })
})
