/** Kubernetes' own packages, asked through the oracle program. */
import { readFileSync } from 'node:fs'
import { Oracle } from '../oracle.js'

/** @typedef {import('../oracle.js').Answer} Answer */

/** Yields what was expected and what was answered. */
export async function* cases() {
  const oracle = new Oracle()
  try {
    yield* compareCreates(oracle)
    yield* compareUpdate(oracle)
    yield* compareWorld(oracle)
    yield* comparePolicy(oracle)
  } finally {
    oracle.close()
  }
  yield* compareEmulation()
}

/** What a real API server of 1.36.3 said to these manifests is recorded. @param {Oracle} oracle */
async function* compareCreates(oracle) {
  const recorded = JSON.parse(readFileSync(new URL('service-create.json', import.meta.url), 'utf8'))
  const families = ['IPv4', 'IPv6']
  const answers = await oracle.askAll(
    recorded.map((/** @type {any} */ { yaml }) => ({ op: 'create', manifest: yaml, families })),
  )
  const inShort = (/** @type {Answer} */ { verdict, errors }) => [
    verdict,
    ...errors.map((/** @type {any} */ { type, field }) => `${type} ${field}`).sort(),
  ]
  for (const [index, { name, results }] of recorded.entries()) {
    yield {
      name: `create: ${name}`,
      expected: inShort(results['1.36.3']),
      actual: inShort(answers[index] ?? {}),
    }
  }
}

/** @param {Oracle} oracle */
async function* compareUpdate(oracle) {
  const service = (/** @type {object} */ spec) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { ports: [{ port: 80 }], ...spec },
  })
  const answer = await oracle.ask({
    op: 'update',
    old: service({ clusterIP: '10.96.0.7' }),
    new: service({ clusterIP: '10.96.0.8' }),
  })
  const fields = answer.errors.map((/** @type {any} */ { field }) => field)
  yield {
    name: 'update: a clusterIP may not change',
    expected: ['reject', 'spec.clusterIPs[0]'],
    actual: [answer.verdict, fields[0]],
  }
}

/** @param {Oracle} oracle */
async function* compareWorld(oracle) {
  const metadata = (/** @type {string} */ name, labels = {}) => ({ name, namespace: 'x', labels })
  const node = (/** @type {string} */ name) => ({
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
  })
  const pod = (/** @type {string} */ name, /** @type {string} */ nodeName, /** @type {string} */ ip) => ({
    metadata: metadata(name, { app: 'web' }),
    spec: { nodeName, containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  })
  const service = {
    metadata: metadata('web'),
    spec: {
      selector: { app: 'web' },
      internalTrafficPolicy: 'Local',
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      ipFamilies: ['IPv4'],
      ports: [{ port: 80, targetPort: 'http' }],
    },
  }
  const nodes = [node('n1'), node('n2')]
  const pods = [pod('a', 'n1', '10.244.1.1'), pod('b', 'n2', '10.244.2.1'), pod('c', 'absent', '10.244.3.1')]
  const {
    services: [found],
  } = await oracle.ask({ op: 'slices', services: [service], pods, nodes })
  const addresses = found.slices.flatMap((/** @type {any} */ slice) =>
    slice.endpoints.flatMap((/** @type {any} */ endpoint) => endpoint.addresses),
  )
  yield {
    name: 'slices: pods on nodes that exist',
    expected: ['10.244.1.1', '10.244.2.1'],
    actual: addresses.sort(),
  }
  yield {
    name: 'slices: the named port is resolved',
    expected: [8080],
    actual: found.slices.flatMap((/** @type {any} */ slice) =>
      slice.ports.map((/** @type {any} */ port) => port.port),
    ),
  }
  const { choices } = await oracle.ask({ op: 'categorize', services: [service], slices: found.slices, nodes })
  const ready = choices.map((/** @type {any} */ choice) => [choice.node, choice.local])
  yield {
    name: 'categorize: Local means the own node',
    expected: [
      ['n1', ['10.244.1.1:8080']],
      ['n2', ['10.244.2.1:8080']],
    ],
    actual: ready,
  }
}

/** @param {Oracle} oracle */
async function* comparePolicy(oracle) {
  const policies = [
    {
      metadata: { name: 'p', namespace: 'x' },
      spec: {
        podSelector: {},
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 80 }] }],
      },
    },
  ]
  const to = { namespace: 'x', labels: { app: 'db' }, ip: '10.244.1.9' }
  const from = (/** @type {string} */ app) => ({ namespace: 'x', labels: { app }, ip: '10.244.1.8' })
  const flows = [
    { from: from('web'), to, port: 80 },
    { from: from('web'), to, port: 81 },
    { from: from('job'), to, port: 80 },
  ]
  const { verdicts } = await oracle.ask({ op: 'policy', policies, namespaces: { x: {} }, flows })
  yield {
    name: 'policy: one peer, one port',
    expected: [true, false, false],
    actual: verdicts.map((/** @type {any} */ { allowed }) => allowed),
  }
}

/** Names that begin with a digit came with 1.36. */
async function* compareEmulation() {
  const manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: '1a' },
    spec: { ports: [{ port: 80 }] },
  }
  for (const [emulate, expected] of [
    ['1.36', 'accept'],
    ['1.35', 'reject'],
    ['1.34', 'reject'],
  ]) {
    const oracle = new Oracle({ emulate })
    yield {
      name: `create: a leading digit in ${emulate}`,
      expected,
      actual: (await oracle.ask({ op: 'create', manifest })).verdict,
    }
    oracle.close()
  }
}
