// Measures how long it takes to find the pods of every Service in a large cluster: alone in its process, memory and all.
import { candidatesOf } from '../../src/kube/endpointslice/candidates.ts'
import { selectionOf } from '../../src/kube/endpointslice/selection.ts'
import { buildWorld } from '../../src/world/world.ts'

const services = 10_000
const pods = 150_000
const namespaces = 200

const world = buildWorld({ resources: makeResources(), coverage: [{ state: 'complete', because: 'made' }] })
const pass = process.cpuUsage()
let seen = 0
for (const { manifest } of world.all('Pod')) if (Object.hasOwn(manifest.metadata.labels, 'app')) seen++
const onePass = cpuSince(pass)
const before = memory()
const start = process.cpuUsage()
let matches = 0
for (const service of world.all('Service')) matches += selectionOf(world, service).selected.length
const joined = cpuSince(start)
const after = memory()
const second = process.cpuUsage()
let listed = 0
for (const service of world.all('Service'))
  listed += candidatesOf(world, service).filter((candidate) => candidate.in).length
const judged = cpuSince(second)
process.stdout.write(
  `${JSON.stringify({ seen, onePass, joined, judged, matches, listed, mebibytes: (after - before) / 2 ** 20 })}\n`,
)

/** Of the processor, so that a busy machine does not count. */
function cpuSince(start) {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function memory() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function makeResources() {
  const resources = []
  const origin = { label: 'made', locate: () => undefined, comments: () => [] }
  const add = (kind, index, name, rest) => {
    const namespace = `team-${index % namespaces}`
    const made = {
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace, uid: name, ...rest.metadata },
      ...rest.body,
    }
    // parsed, as what comes from an API server
    const manifest = JSON.parse(JSON.stringify(made))
    resources.push({
      apiVersion: 'v1',
      kind,
      namespace: manifest.metadata.namespace,
      name: manifest.metadata.name,
      manifest,
      origin,
    })
  }
  for (let index = 0; index < services; index++) {
    const app = `model-${index}`
    add('Service', index, app, {
      body: { spec: { selector: { app, tier: 'serving' }, ports: [{ port: 80, targetPort: 'http' }] } },
    })
  }
  for (let index = 0; index < pods; index++) {
    const owner = index % services
    const name = `model-${owner}-7c9d8b6f5-${index}`
    add('Pod', owner, name, { metadata: podMetadata(owner), body: podBody(index) })
  }
  // as an API server lists them
  return resources.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

function key({ namespace, name }) {
  return `${namespace}/${name}`
}

function podMetadata(owner) {
  const app = `model-${owner}`
  return {
    labels: {
      app,
      tier: 'serving',
      'app.kubernetes.io/name': app,
      'app.kubernetes.io/part-of': 'models',
      'pod-template-hash': '7c9d8b6f5',
      version: `v${owner % 7}`,
    },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${app}-7c9d8b6f5`, controller: true },
    ],
  }
}

function podBody(index) {
  const ip = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
  return {
    spec: {
      nodeName: `n${index % 1000}`,
      containers: [{ name: 'server', ports: [{ name: 'http', containerPort: 8080 }] }],
    },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}
