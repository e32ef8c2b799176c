/** The real controllers and the real RBAC, over fake nodes and pods. */
import { openWorld, until } from '../world.js'

/** @typedef {import('../tiers/kubernetes.js').Manifest} Manifest */

/** Yields what was expected and what was seen. */
export async function* cases() {
  const world = openWorld('control-plane')
  try {
    const namespace = await write(world)
    yield* compareSlices(await world.settledSlices(namespace), namespace)
    yield* compareNames(world, namespace)
    yield* compareAccess(world, namespace)
    yield* compareValidation(world, namespace)
  } finally {
    await world.close()
  }
}

/** @param {import('../world.js').BedWorld} world */
async function write(world) {
  const namespace = await world.namespace('smoke')
  await world.node({ name: 'smoke-a', zone: 'zone-a', addresses: ['192.0.2.11'] })
  const web = {
    namespace,
    labels: { app: 'web' },
    node: 'smoke-a',
    ports: [{ name: 'http', containerPort: 8080 }],
  }
  await world.pod({ ...web, name: 'ready', ip: '10.244.9.1' })
  await world.pod({ ...web, name: 'not-ready', ip: '10.244.9.2', ready: false })
  await world.pod({ ...web, name: 'terminating', ip: '10.244.9.3', terminating: true })
  await world.pod({ ...web, name: 'failed', ip: '10.244.9.4', phase: 'Failed' })
  const ports = (/** @type {string | number} */ targetPort) => [{ port: 80, targetPort }]
  await world.service(namespace, 'matching', { selector: { app: 'web' }, ports: ports('http') })
  await world.service(namespace, 'wrong-selector', { selector: { app: 'wbe' }, ports: ports('http') })
  await world.service(namespace, 'unknown-port-name', { selector: { app: 'web' }, ports: ports('htpt') })
  await world.service(namespace, 'no-selector', { ports: ports(8080) })
  return namespace
}

/** @param {Manifest[]} slices @param {string} namespace */
function* compareSlices(slices, namespace) {
  const of = (/** @type {string} */ name) =>
    slices.filter(({ metadata }) => metadata.labels['kubernetes.io/service-name'] === name)
  const conditions = of('matching')
    .flatMap((slice) => slice.endpoints ?? [])
    .map((/** @type {Manifest} */ endpoint) => [
      endpoint.targetRef.name,
      endpoint.conditions.ready,
      endpoint.conditions.serving,
      endpoint.conditions.terminating,
      endpoint.zone,
    ])
  yield {
    name: `${namespace}/matching: endpoints and their conditions`,
    expected: [
      ['not-ready', false, false, false, 'zone-a'],
      ['ready', true, true, false, 'zone-a'],
      ['terminating', false, true, true, 'zone-a'],
    ],
    actual: conditions.sort(),
  }
  yield {
    name: 'matching: the named port is resolved',
    expected: [8080],
    actual: of('matching').flatMap(({ ports }) => ports.map((/** @type {Manifest} */ port) => port.port)),
  }
  yield {
    name: 'a wrong selector makes one slice without endpoints',
    expected: [0],
    actual: of('wrong-selector').map(({ endpoints }) => (endpoints ?? []).length),
  }
  yield {
    name: 'a targetPort that no pod names makes a slice without ports',
    expected: [0],
    actual: of('unknown-port-name').map(({ ports }) => (ports ?? []).length),
  }
  yield { name: 'no selector, no slice', expected: 0, actual: of('no-selector').length }
}

/** @param {import('../world.js').BedWorld} world @param {string} namespace */
async function* compareNames(world, namespace) {
  const resolver = world.resolver()
  if (!resolver) return
  const { items } = await world.api.get(`/api/v1/namespaces/${namespace}/services`)
  const address = items.find((/** @type {Manifest} */ { metadata }) => metadata.name === 'matching').spec
    .clusterIP
  const domain = `${namespace}.svc.cluster.local`
  const known = () => resolver.resolve4(`matching.${domain}`).catch(() => undefined)
  yield {
    name: 'the name has the clusterIP',
    expected: [address],
    actual: await until('CoreDNS knows it', known),
  }
  const absent = await resolver.resolve4(`absent.${domain}`).catch((error) => error.code)
  yield { name: 'no Service, no name', expected: 'ENOTFOUND', actual: absent }
}

/** @param {import('../world.js').BedWorld} world @param {string} namespace */
async function* compareAccess({ api }, namespace) {
  const pods = `/api/v1/namespaces/${namespace}/pods`
  const services = `/api/v1/namespaces/${namespace}/services`
  yield {
    name: 'a stranger may not list pods',
    expected: 403,
    actual: (await api.ask(pods, { as: 'stranger' })).status,
  }
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  await api.post(`${rbac}/roles`, {
    metadata: { name: 'reads-services' },
    rules: [{ apiGroups: [''], resources: ['services'], verbs: ['get', 'list'] }],
  })
  await api.post(`${rbac}/rolebindings`, {
    metadata: { name: 'reads-services' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reads-services' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'half-blind' }],
  })
  // The authorizer learns of a new binding through a watch, a moment after it is written.
  const opened = async () => (await api.ask(services, { as: 'half-blind' })).status === 200 || undefined
  yield {
    name: 'a Role for Services opens Services',
    expected: true,
    actual: await until('the role is bound', opened, { seconds: 10 }),
  }
  yield {
    name: 'a Role for Services leaves pods closed',
    expected: 403,
    actual: (await api.ask(pods, { as: 'half-blind' })).status,
  }
}

/** @param {import('../world.js').BedWorld} world @param {string} namespace */
async function* compareValidation({ api }, namespace) {
  const path = `/api/v1/namespaces/${namespace}/services?dryRun=All&fieldValidation=Strict`
  const create = (/** @type {string} */ body) =>
    api.ask(path, { method: 'POST', body, contentType: 'application/yaml' })
  const bad = await create(
    '{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 70000}]}}',
  )
  const causes = bad.body.details.causes.map((/** @type {Manifest} */ cause) => [cause.reason, cause.field])
  yield {
    name: 'a port out of range is refused',
    expected: [422, ['FieldValueInvalid', 'spec.ports[0].port']],
    actual: [bad.status, causes[0]],
  }
  const warned = await create(
    '{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {clusterIP: None, sessionAffinity: ClientIP, ports: [{port: 80}]}}',
  )
  yield {
    name: 'a useless field is answered with a warning',
    expected: [201, true],
    actual: [warned.status, warned.warnings.length > 0],
  }
}
