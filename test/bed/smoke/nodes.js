/** Real pods, real DNS, real packets. */
import { randomInt } from 'node:crypto'
import { deploy, deployment, eventually, fromOutside, fromPod } from '../packets.js'
import { addresses, nodes } from '../tiers/addresses.js'
import { openWorld } from '../world.js'

/** @typedef {import('../packets.js').Met} Met */

// Another one in each run: while an earlier namespace is still going, its Service answers on the address too.
const balancer = addresses.loadBalancers.replace('0/24', `${randomInt(1, 255)}`)
const outcomes = (/** @type {Met[]} */ met) => [...new Set(met.map(({ outcome }) => outcome))].sort()
const bodies = (/** @type {Met[]} */ met) => [...new Set(met.map(({ body }) => body))].sort()
const all = (/** @type {string} */ outcome) => (/** @type {Met[]} */ met) =>
  met.every((each) => each.outcome === outcome)

/** Yields what was expected and what was seen. */
export async function* cases() {
  const world = openWorld('nodes')
  try {
    const namespace = await world.namespace('smoke')
    const [client = ''] = await deploy(world, namespace, deployment({ name: 'client' }))
    const backends = await deploy(world, namespace, deployment({ name: 'web', replicas: 2 }))
    const ask = (/** @type {string[]} */ ...argv) => fromPod(world, { namespace, pod: client }, argv)
    const nodePort = await writeServices(world, namespace)
    yield* compareNames(namespace, backends, ask)
    yield* compareNodePorts(backends, nodePort)
    yield* compareFamilies(world, { namespace, backends }, ask)
    yield* compareLoadBalancer(world, namespace, backends)
    yield* compareMistakes(ask)
    yield* compareReadiness(world, { namespace, backends }, ask)
  } finally {
    await world.close()
  }
}

/** @param {import('../world.js').BedWorld} world @param {string} namespace */
async function writeServices(world, namespace) {
  const selector = { app: 'web' }
  const { spec } = await world.service(namespace, 'web', {
    type: 'NodePort',
    selector,
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  })
  await world.service(namespace, 'headless', {
    clusterIP: 'None',
    selector,
    ports: [{ name: 'http', port: 8080 }],
  })
  await world.service(namespace, 'wrong-port', { selector, ports: [{ port: 80, targetPort: 8081 }] })
  await world.service(namespace, 'wrong-selector', {
    selector: { app: 'wbe' },
    ports: [{ port: 80, targetPort: 8080 }],
  })
  return spec.ports[0].nodePort
}

/** @param {string} namespace @param {string[]} backends @param {(...argv: string[]) => Promise<Met[]>} ask */
async function* compareNames(namespace, backends, ask) {
  const both = (/** @type {Met[]} */ met) => bodies(met).length === 2 && all('answered')(met)
  const short = await eventually(() => ask('get', '-times', '20', 'http://web'), both)
  yield { name: 'a pod reaches both backends by the short name', expected: backends, actual: bodies(short) }
  const full = await ask('get', `http://web.${namespace}.svc.cluster.local`)
  yield { name: 'and by the full name', expected: ['answered'], actual: outcomes(full) }
  const [addresses] = await ask('resolve', 'headless')
  yield {
    name: 'a headless name has an address for each backend',
    expected: 2,
    actual: addresses?.addresses?.length,
  }
  const [record] = await ask('srv', `_http._tcp.headless.${namespace}.svc.cluster.local`)
  yield {
    name: 'SRV names the port',
    expected: [':8080', ':8080'],
    actual: record?.addresses?.map((target) => target.slice(target.lastIndexOf(':'))),
  }
  yield {
    name: 'a name that no Service has',
    expected: ['no-name'],
    actual: outcomes(await ask('get', 'http://absent')),
  }
}

/** @param {string[]} backends @param {number} nodePort */
async function* compareNodePorts(backends, nodePort) {
  for (const node of nodes) {
    const met = await fromOutside(['get', '-times', '20', `http://${node.address}:${nodePort}`])
    yield {
      name: `from outside, the NodePort of ${node.name} leads to both backends`,
      expected: backends,
      actual: bodies(met),
    }
  }
  yield {
    name: 'from outside there is no way to a clusterIP',
    expected: ['no-route'],
    actual: outcomes(await fromOutside(['get', 'http://10.96.0.1:443'])),
  }
}

/**
 * @param {import('../world.js').BedWorld} world @param {{namespace: string, backends: string[]}} deployed
 * @param {(...argv: string[]) => Promise<Met[]>} ask
 */
async function* compareFamilies(world, { namespace, backends }, ask) {
  const { spec } = await world.service(namespace, 'dual', {
    type: 'NodePort',
    ipFamilyPolicy: 'RequireDualStack',
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 'http' }],
  })
  const [, ip] = spec.clusterIPs
  const both = (/** @type {Met[]} */ met) => bodies(met).length === 2 && all('answered')(met)
  const inside = await eventually(() => ask('get', '-times', '20', `http://[${ip}]`), both)
  yield { name: 'a pod reaches both backends in IPv6', expected: backends, actual: bodies(inside) }
  const url = `http://[${nodes[0]?.address6}]:${spec.ports[0].nodePort}`
  const outside = await fromOutside(['get', '-times', '20', url])
  yield { name: 'and so does the NodePort in IPv6', expected: backends, actual: bodies(outside) }
}

/** @param {import('../world.js').BedWorld} world @param {string} namespace @param {string[]} backends */
async function* compareLoadBalancer(world, namespace, backends) {
  const { metadata, status } = await world.service(namespace, 'lb', {
    type: 'LoadBalancer',
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 'http' }],
  })
  yield { name: 'a LoadBalancer without a provider stays pending', expected: {}, actual: status.loadBalancer }
  const path = `/api/v1/namespaces/${namespace}/services/${metadata.name}/status`
  await world.api.patch(path, { status: { loadBalancer: { ingress: [{ ip: balancer }] } } })
  const ask = () => fromOutside(['get', '-times', '20', `http://${balancer}`])
  const met = await eventually(ask, (each) => bodies(each).length === 2 && all('answered')(each))
  yield { name: 'with an address it answers from outside', expected: backends, actual: bodies(met) }
}

/** @param {(...argv: string[]) => Promise<Met[]>} ask */
async function* compareMistakes(ask) {
  for (const [name, why] of [
    ['wrong-port', 'nobody listens'],
    ['wrong-selector', 'there is no endpoint'],
  ]) {
    const met = await eventually(() => ask('get', '-times', '5', `http://${name}`), all('refused'))
    yield { name: `${name} is refused, for ${why}`, expected: ['refused'], actual: outcomes(met) }
  }
}

/**
 * @param {import('../world.js').BedWorld} world @param {{namespace: string, backends: string[]}} deployed
 * @param {(...argv: string[]) => Promise<Met[]>} ask
 */
async function* compareReadiness(world, { namespace, backends: [first = '', second = ''] }, ask) {
  const web = () => ask('get', '-times', '20', 'http://web')
  const sees =
    (/** @type {string[]} */ ...names) =>
    (/** @type {Met[]} */ met) =>
      JSON.stringify(bodies(met)) === JSON.stringify(names)
  const switchReady = (/** @type {string} */ to) => fromPod(world, { namespace, pod: first }, ['ready', to])
  await switchReady('off')
  yield {
    name: 'a pod that is not ready drops out',
    expected: [second],
    actual: bodies(await eventually(web, sees(second))),
  }
  await switchReady('on')
  yield {
    name: 'and returns when it is ready',
    expected: [first, second],
    actual: bodies(await eventually(web, sees(first, second))),
  }
}
