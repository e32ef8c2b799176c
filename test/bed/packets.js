/** Real pods and real packets, for tests of tier (c): run a client in a pod or outside of the cluster and read what it met. */
import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { program } from './lifecycle/programs.js'
import { images } from './tiers/images.js'
import { until } from './tiers/component.js'

export { images }

/** @typedef {import('./world.js').BedWorld} BedWorld */
/** @typedef {import('./tiers/kubernetes.js').Manifest} Manifest */
/** @typedef {{outcome: string, status?: number, body?: string, addresses?: string[], detail?: string}} Met one line of bedapp's output */

const run = promisify(execFile)
const bed = join(fileURLToPath(new URL('.', import.meta.url)), 'bed.js')

/**
 * What `bedapp ARGV` meets, run by exec in a pod of the bed's image. @param {BedWorld} world
 * @param {{namespace: string, pod: string}} place @param {string[]} argv @returns {Promise<Met[]>}
 */
export async function fromPod(world, { namespace, pod }, argv) {
  const { stdout } = await run(
    program('kubectl'),
    ['exec', '-n', namespace, pod, '--', '/bin/bedapp', ...argv],
    { env: { ...process.env, KUBECONFIG: world.kubeconfig } },
  )
  return lines(stdout)
}

/** What `bedapp ARGV` meets on a machine outside of the cluster, on the nodes' network. @param {string[]} argv @returns {Promise<Met[]>} */
export async function fromOutside(argv) {
  const { stdout } = await run(process.execPath, [bed, 'shell', 'nodes', '--', 'bedapp', ...argv])
  return lines(stdout)
}

/** @typedef {{network: 'http' | 'udp', address: string, times: number, timeout: number}} Packets what `bedapp meet` is asked */

/** A client that answers any number of questions at once, through one process that stays in its place. */
export class Prober {
  /** @param {string} file @param {string[]} argv @param {NodeJS.ProcessEnv} [env] */
  constructor(file, argv, env = process.env) {
    this.child = spawn(file, argv, { stdio: ['pipe', 'pipe', 'inherit'], env })
    /** @type {Map<number, {done: (met: Met[]) => void, fail: (error: Error) => void}>} */
    this.waiting = new Map()
    this.asked = 0
    createInterface({ input: this.child.stdout, crlfDelay: Infinity }).on('line', (line) => {
      const { id, met } = JSON.parse(line)
      this.waiting.get(id)?.done(met)
      this.waiting.delete(id)
    })
    this.child.once('exit', (code) => {
      for (const { fail } of this.waiting.values()) fail(new Error(`the client ended with exit code ${code}`))
    })
  }

  /** @param {BedWorld} world @param {{namespace: string, pod: string}} place */
  static inPod(world, { namespace, pod }) {
    const env = { ...process.env, KUBECONFIG: world.kubeconfig }
    return new Prober(
      program('kubectl'),
      ['exec', '-i', '-n', namespace, pod, '--', '/bin/bedapp', 'meet'],
      env,
    )
  }

  static outside() {
    return new Prober(process.execPath, [bed, 'shell', 'nodes', '--', 'bedapp', 'meet'])
  }

  /** @param {Packets} packets @returns {Promise<Met[]>} */
  meet(packets) {
    const id = ++this.asked
    return new Promise((done, fail) => {
      this.waiting.set(id, { done, fail })
      this.child.stdin.write(`${JSON.stringify({ id, ...packets })}\n`)
    })
  }

  close() {
    this.child.stdin.end()
  }
}

/** @param {string} stdout */
function lines(stdout) {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/**
 * A Deployment of the bed's server. Its pods answer with their name, are ready while /ready says so, and end at once.
 * @param {{name: string, labels?: Record<string, string>, replicas?: number, args?: string[], port?: Manifest, pod?: Manifest}} wanted
 */
export function deployment({
  name,
  labels = { app: name },
  replicas = 1,
  args = ['serve'],
  port = { name: 'http', containerPort: 8080 },
  pod = {},
}) {
  const container = {
    name: 'app',
    image: images.app,
    imagePullPolicy: 'Never',
    args,
    ports: [port],
    readinessProbe: {
      httpGet: { path: '/ready', port: port.containerPort },
      periodSeconds: 1,
      failureThreshold: 1,
    },
  }
  const spec = {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    containers: [container],
    ...pod,
  }
  return {
    metadata: { name, labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  }
}

/** Creates a Deployment and waits until its replicas are ready; returns their names. @param {BedWorld} world @param {string} namespace @param {Manifest} manifest */
export async function deploy({ api }, namespace, manifest) {
  const { name } = manifest.metadata
  await api.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, manifest)
  await until(
    `${manifest.spec.replicas} pods of ${name} are ready`,
    async () => {
      const { status } = await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`)
      return (status.readyReplicas ?? 0) === manifest.spec.replicas || undefined
    },
    { every: 100 },
  )
  const { items } = await api.get(`/api/v1/namespaces/${namespace}/pods`)
  const selected = (/** @type {Manifest} */ { metadata }) =>
    Object.entries(manifest.spec.selector.matchLabels).every(
      ([key, value]) => metadata.labels?.[key] === value,
    )
  return items
    .filter(selected)
    .map((/** @type {Manifest} */ { metadata }) => metadata.name)
    .sort()
}

/**
 * Asks until what was met pleases: kube-proxy follows the API by a moment. Returns the last answer, pleasing or not, so that
 * a test can show it. @param {() => Promise<Met[]>} ask @param {(met: Met[]) => boolean} pleases
 */
export async function eventually(ask, pleases, seconds = 15) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const met = await ask()
    if (pleases(met) || Date.now() > end) return met
    await new Promise((done) => setTimeout(done, 200))
  }
}
