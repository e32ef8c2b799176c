import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readLiveAround, readLiveAsked, type LiveResult } from '../src/commands/shared/read-live.ts'
import { traceQuestion } from '../src/commands/shared/trace-question.ts'
import { parseClient } from '../src/diagnose/journey/client.ts'
import { parseTarget } from '../src/diagnose/journey/target.ts'
import { readText } from '../src/sources/files/documents.ts'
import { trace } from '../src/trace/trace.ts'
import { kindOf, kinds } from '../src/world/kinds.ts'
import { buildWorld } from '../src/world/world.ts'
import { covering } from './covering.ts'
import { cleanUp, kubeconfig, pod, start, stopServers, write } from './sources/cluster-fixtures.ts'
import { body, type ListApi } from './sources/kubernetes-list-api.ts'
import { svc } from './svc.ts'

/** A live trace asks for what it looks at alone. What it answers is what it would answer if everything had been read. */

const folder = join(import.meta.dirname, 'trace')
const objects: Record<string, readonly unknown[]> = {}
let server: ListApi
let config: string

beforeAll(async () => {
  server = await start({ objects })
  config = write(kubeconfig(server.url))
})
afterAll(async () => {
  await stopServers()
  cleanUp()
})

interface Asked {
  readonly target: string
  readonly namespace: string
  readonly from?: string
}

function readQuestion(line: string): Asked {
  const words = line.trim().split(/\s+/)
  const after = (flag: string) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined)
  const from = after('--from')
  const namespace = after('-n') ?? 'default'
  return { target: words[0] ?? '', namespace, ...(from === undefined ? {} : { from }) }
}

/** Puts objects into the cluster, as one keeps them: each with a uid. */
function serve(text: string): void {
  const { resources } = readText('world.yaml', text, { namespace: 'default', named: false })
  for (const { resource } of Object.values(kinds)) objects[resource] = []
  const seen = new Set<string>()
  for (const { manifest, namespace, name } of resources) {
    const kind = kindOf(manifest)
    const key = `${kind} ${namespace} ${name}`
    if (kind === undefined || seen.has(key)) continue
    seen.add(key)
    const { resource } = kinds[kind]
    const metadata = { uid: key, ...manifest.metadata, ...(namespace === undefined ? {} : { namespace }) }
    objects[resource] = [...(objects[resource] ?? []), { ...manifest, metadata }]
  }
}

const flags = () => ({
  kubeconfig: config,
  'all-namespaces': false,
  complete: false,
  'request-timeout': '5s',
  io: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} },
})

function answerOf({ result, serverVersion = '' }: LiveResult, asked: Asked) {
  const { confirm, ...rest } = trace(buildWorld({ ...result, kubernetesVersion: serverVersion }), asked)
  return JSON.parse(JSON.stringify({ ...rest, confirm })) as unknown
}

// each reads a cluster twice; FULL=1 takes all of them, else they are a few that have each kind and each form of a question
const all = readdirSync(folder)
const scenarios =
  process.env['FULL'] === undefined
    ? covering(all, featuresOf, Number(process.env['SEED'] ?? Date.now()))
    : all

/** The kinds of a scenario, and what names its target and its client. */
function featuresOf(name: string): string[] {
  const { target, from = '' } = readQuestion(readFileSync(join(folder, name, 'question.txt'), 'utf8'))
  const world = readFileSync(join(folder, name, 'world.yaml'), 'utf8')
  const forms = Object.keys(parseTarget(target) ?? {}).map((form) => `target by ${form}`)
  return [...(world.match(/^kind: \w+$/gm) ?? []), ...forms, `from ${parseClient(from)?.is ?? 'anywhere'}`]
}

describe('what is read of a cluster is enough', () => {
  test.each(scenarios)('%s', async (name) => {
    const asked = readQuestion(readFileSync(join(folder, name, 'question.txt'), 'utf8'))
    serve(readFileSync(join(folder, name, 'world.yaml'), 'utf8'))
    const question = traceQuestion(asked)
    const options = { ...flags(), namespace: asked.namespace }
    const everything = await readLiveAround(options, [...question.kinds, 'Event'], question.around)
    const narrow = await readLiveAsked(options, question)
    expect(answerOf(narrow, asked)).toEqual(answerOf(everything, asked))
  })
})

describe('what is asked of a cluster', () => {
  const labels = { app: 'web', 'pod-template-hash': '5d4' }
  const named = (name: string, namespace: string, more = {}) => ({ metadata: { name, namespace, ...more } })
  const running = (name: string, namespace: string, ip: string, more: object) => ({
    ...named(name, namespace, { uid: name, ...more }),
    spec: {
      nodeName: 'n1',
      containers: [
        { name: 'main', ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }] },
      ],
    },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  })
  const service = (name: string, namespace: string, clusterIP: string, spec: object) => ({
    ...named(name, namespace, { uid: name }),
    spec: { type: 'ClusterIP', clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ...spec },
  })
  const sliceOf = (name: string, namespace: string, port: object, target: readonly [string, string]) => ({
    ...named(`${name}-x1`, namespace, {
      labels: {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    }),
    addressType: 'IPv4',
    ports: [port],
    endpoints: [
      {
        addresses: [target[1]],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', namespace, name: target[0], uid: target[0] },
      },
    ],
  })
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4', uid: 'rs', controller: true }
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main' }] } }
  const shop = {
    nodes: [
      { metadata: { name: 'n1' }, status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] } },
    ],
    namespaces: [{ metadata: { name: 'shop' } }, { metadata: { name: 'kube-system' } }],
    services: [
      service('web', 'shop', '10.96.0.7', {
        selector: { app: 'web' },
        ports: [{ port: 80, targetPort: 8080 }],
      }),
      service('kube-dns', 'kube-system', '10.96.0.10', {
        selector: { 'k8s-app': 'kube-dns' },
        ports: [{ name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' }],
      }),
    ],
    endpointslices: [
      sliceOf('web', 'shop', { name: '', port: 8080, protocol: 'TCP' }, ['web-1', '10.1.0.4']),
      sliceOf('kube-dns', 'kube-system', { name: 'dns', port: 53, protocol: 'UDP' }, [
        'coredns-1',
        '10.1.0.9',
      ]),
    ],
    deployments: [
      {
        ...named('web', 'shop', { uid: 'd' }),
        spec: { selector: { matchLabels: { app: 'web' } }, template },
      },
    ],
    configmaps: [
      {
        ...named('coredns', 'kube-system'),
        data: {
          Corefile:
            '.:53 {\n  kubernetes cluster.local in-addr.arpa ip6.arpa\n  forward . /etc/resolv.conf\n}\n',
        },
      },
    ],
  }
  const web = running('web-1', 'shop', '10.1.0.4', { labels, ownerReferences: [owner] })
  const dns = running('coredns-1', 'kube-system', '10.1.0.9', { labels: { 'k8s-app': 'kube-dns' } })
  const others = Array.from({ length: 1500 }, (_, index) =>
    pod(`other-${index}`, 'shop', { uid: `o${index}` }),
  )

  const own = Object.values(kinds).filter(({ custom }) => custom === undefined)
  const builtIn = Object.fromEntries(own.map(({ resource }) => [resource, []]))
  const groups = [...new Set(own.map(({ group }) => group))].map((name) => ({
    name,
    versions: [{ groupVersion: `${name}/v1` }],
  }))

  test.each([
    ['web', undefined],
    ['web.shop', undefined],
    ['http://web:80/', undefined],
    ['web', 'pod/web-1'],
    ['web', 'deploy/web'],
    ['web', 'external'],
  ])('svc trace %s --from %s: few requests, and no list of all pods', async (target, from) => {
    const plain = await start({
      objects: { ...builtIn, ...shop, pods: [web, dns, ...others] },
      reply: ({ path }) =>
        path === '/apis' ? body(JSON.stringify({ groups }), 'application/json') : undefined,
    })
    const client = from === undefined ? [] : ['--from', from]
    const argv = [
      'trace',
      target,
      ...client,
      '-n',
      'shop',
      '--kubeconfig',
      write(kubeconfig(plain.url)),
      '-o',
      'json',
    ]
    const { stdout, stderr } = await svc(argv)
    expect(stderr).toBe('')
    const { verdict } = JSON.parse(stdout) as { verdict: { status: string } }
    expect(verdict.status).toBe(from === 'external' ? 'broken' : 'works')
    const asked = plain.seen.map(({ path, query }) => `${path}?${String(query)}`)
    expect(asked.filter((path) => path.includes('/pods') && !path.includes('Selector='))).toEqual([])
    expect(asked.toSorted()).toHaveLength(Math.min(asked.length, 15))
  })
})
