/**
 * Worlds in a real API server, for tests: namespaces, nodes, pods as a kubelet would report them, Services, and the
 * EndpointSlices that the real controllers make of them. Neither kubelet nor scheduler is needed: a pod is what its status says.
 */
import { randomBytes } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stateFolder } from './lifecycle/places.js'
import { until } from './tiers/component.js'
import { ApiError, connect } from './tiers/kubernetes.js'

export { ApiError, until }

/** @typedef {import('./tiers/kubernetes.js').Manifest} Manifest */
/** @typedef {{name: string, zone?: string, cpu?: string, addresses?: string[], labels?: Record<string, string>}} NodeSpec */
/**
 * @typedef {object} PodSpec
 * @property {string} namespace
 * @property {string} name
 * @property {string} [node] a node that exists; on a missing one a pod gets no endpoint. Default: `bed-node`
 * @property {Record<string, string>} [labels]
 * @property {Manifest[]} [ports] containerPorts of its one container
 * @property {string | null} [ip] default: the next free one; null for a pod that has none yet
 * @property {string} [phase] default: Running
 * @property {boolean} [ready] default: true
 * @property {boolean} [terminating] deleted, and still within its grace period
 * @property {Manifest} [spec] merged over the generated spec
 * @property {Manifest} [status] merged over the generated status
 */
/** @typedef {{seconds?: number, quiet?: number}} Settling `quiet`: milliseconds without a change that count as settled */

let addressesGiven = 0

/**
 * The kubeconfig of the cluster under test: that of SVC_BED_KUBECONFIG, else of the running tier.
 * @param {import('./lifecycle/places.js').Tier} [tier]
 */
export function kubeconfigOf(tier = 'control-plane') {
  const file = process.env.SVC_BED_KUBECONFIG || join(stateFolder(tier), 'kubeconfig')
  if (!existsSync(file))
    throw new Error(`no cluster: run "node test/bed/bed.js up ${tier}", or set SVC_BED_KUBECONFIG`)
  return file
}

/** @param {import('./lifecycle/places.js').Tier} [tier] */
export function openWorld(tier = 'control-plane') {
  return new BedWorld(kubeconfigOf(tier), { kubelets: tier === 'nodes' })
}

export class BedWorld {
  /** @param {string} kubeconfig @param {{kubelets?: boolean}} [options] kubelets: pods are real and end by themselves */
  constructor(kubeconfig, { kubelets = false } = {}) {
    this.kubeconfig = kubeconfig
    this.kubelets = kubelets
    this.api = connect(kubeconfig)
    /** @type {string[]} */
    this.namespaces = []
    /** @type {Promise<void> | undefined} */
    this.bedNodeMade = undefined
    /** @type {string | undefined} */
    this.sentinelNamespace = undefined
  }

  /** A new namespace; the name gets a tail, so that runs do not meet. @param {string} [prefix] */
  async namespace(prefix = 'bed', labels = {}) {
    const name = `${prefix}-${randomBytes(4).toString('hex')}`
    await this.api.post('/api/v1/namespaces', { metadata: { name, labels } })
    this.namespaces.push(name)
    return name
  }

  /** A node without a kubelet, Ready; one that exists stays as it is. @param {NodeSpec} node */
  async node({ name, zone, cpu = '8', addresses = ['192.0.2.1'], labels = {} }) {
    const topology = {
      'kubernetes.io/hostname': name,
      ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}),
    }
    const answer = await this.api.ask('/api/v1/nodes', {
      method: 'POST',
      body: { metadata: { name, labels: { ...topology, ...labels } } },
    })
    if (answer.status === 409) return
    if (answer.status >= 400) throw new ApiError(`POST node ${name}`, answer)
    await this.api.patch(`/api/v1/nodes/${name}/status`, {
      status: {
        addresses: addresses.map((address) => ({ type: 'InternalIP', address })),
        allocatable: { cpu, memory: '16Gi', pods: '1000' },
        conditions: [
          { type: 'Ready', status: 'True', reason: 'Bed', lastHeartbeatTime: new Date().toISOString() },
        ],
      },
    })
  }

  /** @param {PodSpec} pod */
  async pod(pod) {
    const { namespace, name, node = 'bed-node', labels = {}, ports = [], spec = {} } = pod
    if (node === 'bed-node') await this.bedNode()
    const containers = [{ name: 'main', image: 'bed', ports }]
    const place = `/api/v1/namespaces/${namespace}/pods`
    const body = {
      metadata: { name, labels },
      spec: { nodeName: node, terminationGracePeriodSeconds: 3600, containers, ...spec },
    }
    await until(`the pod ${name} is admitted`, () => this.admitted(place, body), { seconds: 10 })
    const patched = await this.api.patch(`${place}/${name}/status`, { status: podStatus(pod, node) })
    if (!pod.terminating) return patched
    return this.api.delete(`${place}/${name}`, { gracePeriodSeconds: 3600 })
  }

  /** In other clusters a new namespace refuses pods until its default ServiceAccount exists. @param {string} place @param {Manifest} body */
  async admitted(place, body) {
    const answer = await this.api.ask(place, { method: 'POST', body })
    if (answer.status === 403 && /serviceaccount|service account/i.test(answer.body.message)) return undefined
    if (answer.status >= 400) throw new ApiError(`POST ${place}`, answer)
    return true
  }

  bedNode() {
    this.bedNodeMade ??= this.node({ name: 'bed-node' })
    return this.bedNodeMade
  }

  /** @param {string} namespace @param {string} name @param {Manifest} spec @param {Manifest} [metadata] */
  service(namespace, name, spec, metadata = {}) {
    return this.api.post(`/api/v1/namespaces/${namespace}/services`, {
      metadata: { name, ...metadata },
      spec,
    })
  }

  /** Any object of any kind, to its collection. @param {string} collection for example `/apis/apps/v1/namespaces/x/deployments` @param {Manifest} manifest */
  create(collection, manifest) {
    return this.api.post(collection, manifest)
  }

  /** The EndpointSlices of a namespace as they are now. @param {string} namespace @returns {Promise<Manifest[]>} */
  async slices(namespace) {
    return (await this.api.get(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)).items
  }

  /**
   * The slices of these namespaces once the controller is done with all that was written before the call.
   *
   * First a Service and a pod of our own: the controller sees objects in the order in which they were written, so when it has
   * made their slice, it has seen the rest. Then a while without a change: it repeats what failed on a stale cache after 1 s.
   * @param {string | string[]} namespaces @param {Settling} [settling] @returns {Promise<Manifest[]>}
   */
  async settledSlices(namespaces, { seconds = 30, quiet = 1200 } = {}) {
    const wanted = [namespaces].flat()
    await this.sentinel(seconds)
    let last = ''
    let since = Date.now()
    return until(
      'the EndpointSlices settle',
      async () => {
        const slices = (await Promise.all(wanted.map((namespace) => this.slices(namespace)))).flat()
        const now = JSON.stringify(slices.map(({ metadata }) => [metadata.uid, metadata.resourceVersion]))
        if (now !== last) [last, since] = [now, Date.now()]
        return Date.now() - since >= quiet ? slices : undefined
      },
      { seconds, every: 200 },
    )
  }

  /**
   * The slices as soon as they please `expected`, which settles faster than waiting for silence; after `seconds` as they are,
   * so that the caller can show the difference. @param {string} namespace @param {(slices: Manifest[]) => boolean} expected
   */
  async slicesWhen(namespace, expected, seconds = 10) {
    const end = Date.now() + seconds * 1000
    for (;;) {
      const slices = await this.slices(namespace)
      if (expected(slices) || Date.now() > end) return slices
      await new Promise((done) => setTimeout(done, 100))
    }
  }

  /** @param {number} seconds */
  async sentinel(seconds) {
    this.sentinelNamespace ??= await this.namespace('bed-sentinel')
    const namespace = this.sentinelNamespace
    const name = `sentinel-${randomBytes(4).toString('hex')}`
    await this.service(namespace, name, { selector: { sentinel: name }, ports: [{ port: 1 }] })
    await this.pod({ namespace, name, labels: { sentinel: name } })
    const selector = `labelSelector=kubernetes.io/service-name%3D${name}`
    await until(
      'the controller reaches the sentinel',
      async () => {
        const { items } = await this.api.get(
          `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?${selector}`,
        )
        return items.some((/** @type {Manifest} */ slice) => slice.endpoints?.length > 0) || undefined
      },
      { seconds },
    )
  }

  /**
   * A resolver that asks the bed's CoreDNS (tier control-plane) through node:dns: what it answers, not what a client's search
   * list makes of it. A Service is known a moment after it is written. Other clusters have none that can be reached.
   */
  resolver() {
    const file = join(dirname(this.kubeconfig), 'dns')
    if (!existsSync(file)) return undefined
    const resolver = new Resolver({ tries: 2, timeout: 2000 })
    resolver.setServers([readFileSync(file, 'utf8').trim()])
    return resolver
  }

  /** Removes a namespace; without kubelets its pods would wait for them for ever. @param {string} namespace */
  async remove(namespace) {
    if (!this.kubelets)
      await this.api.delete(`/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`, undefined)
    await this.api.delete(`/api/v1/namespaces/${namespace}`, undefined)
    this.namespaces = this.namespaces.filter((each) => each !== namespace)
  }

  /** Removes every namespace that was made through this object, and lets go of the connections. */
  async close() {
    await Promise.all(this.namespaces.map((namespace) => this.remove(namespace)))
    this.api.close()
  }
}

/** What a kubelet would have written. @param {PodSpec} pod @param {string} node */
function podStatus({ ip = nextAddress(), phase = 'Running', ready = true, status = {} }, node) {
  const condition = (/** @type {string} */ type, /** @type {boolean} */ holds) => ({
    type,
    status: holds ? 'True' : 'False',
  })
  const addresses = ip === null ? {} : { podIP: ip, podIPs: [{ ip }], hostIP: '192.0.2.1' }
  return {
    phase,
    ...addresses,
    startTime: new Date().toISOString(),
    conditions: [
      condition('PodScheduled', node !== ''),
      condition('Initialized', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    ...status,
  }
}

function nextAddress() {
  addressesGiven += 1
  return `10.244.${128 + ((addressesGiven >> 8) & 127)}.${addressesGiven & 255}`
}
