import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import type { Kind } from '../../../src/world/kinds.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { openWorld, until } from '../../bed/world.js'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { disagreement, predict } from '../registration-verdict.ts'
import { randomRegistered, type Registered } from '../random-registrations.ts'

// webhooks, aggregated APIs and conversions with Services of all sorts: what lint says of each, and what the API server says
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const count = Number(process.env['CASES'] ?? 24)
const random = new Random(seed)
const bed = openWorld()
const { clusters } = JSON.parse(readFileSync(bed.kubeconfig, 'utf8')) as {
  clusters: { cluster: { 'certificate-authority-data': string } }[]
}
const caBundle = clusters[0]?.cluster['certificate-authority-data']
const admission = '/apis/admissionregistration.k8s.io/v1'
const aggregation = '/apis/apiregistration.k8s.io/v1/apiservices'
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

let namespace = ''
const cases: Registered[] = []
const made: string[] = []

/** What is not in the namespace, and so does not go with it. */
async function make(collection: string, name: string, manifest: Record<string, unknown>): Promise<void> {
  made.push(`${collection}/${name}`)
  await bed.create(collection, { ...manifest, metadata: { name } })
}

beforeAll(async () => {
  namespace = await bed.namespace('calls')
  for (let index = 0; index < count; index++) {
    const item = randomRegistered(random, `s${index}`)
    cases.push(item)
    if (item.service !== undefined) await bed.service(namespace, item.name, item.service)
    if (item.slice === undefined) continue
    await bed.create(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      metadata: { name: item.name, labels: { 'kubernetes.io/service-name': item.name } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.7'], conditions: { ready: true } }],
      ports: item.slice.map((name, at) => ({ name, port: 8000 + at, protocol: 'TCP' })),
    })
  }
}, 120_000)

afterAll(async () => {
  for (const path of made) await bed.api.ask(path, { method: 'DELETE' })
  await bed.close()
}, 120_000)

const serviceOf = ({ name, port }: Registered) => ({
  namespace,
  name,
  ...(port === undefined ? {} : { port }),
})

async function readWorld(kinds: readonly Kind[]): Promise<World> {
  return buildWorld(
    await readCluster({
      kubeconfig: bed.kubeconfig,
      allNamespaces: true,
      requestTimeoutMs: 30_000,
      kinds: ['Service', ...kinds],
    }),
  )
}

function record(id: string, what: string, compared: readonly (string | undefined)[]): void {
  const differences = compared.filter((item) => item !== undefined)
  recordProof({
    id,
    what,
    against: 'kube-apiserver',
    kubernetes: '1.36',
    cases: compared.length,
    disagreements: differences.length,
    seed,
    repeat: 'CASES=150 npm run test:bed registrations',
  })
  expect({ seed, differences: differences.slice(0, 3) }).toEqual({ seed, differences: [] })
}

/** The text of the server's refusal, once the registration has reached it. */
async function refusal(name: string): Promise<string> {
  const ask = async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps?dryRun=All`
    const { status, body } = await bed.api.ask(path, { method: 'POST', body: { metadata: { name } } })
    return status < 400 ? undefined : (body as { message: string }).message
  }
  return until(`the webhook for ${name} is called`, ask, { seconds: 10 })
}

test('requests that a webhook is for fail with the words that we predict', async () => {
  for (const item of cases) {
    const kind = random.of(['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'])
    const webhook = {
      name: 'check.example.com',
      clientConfig: { caBundle, service: serviceOf(item) },
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      timeoutSeconds: 1,
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      matchConditions: [{ name: 'mine', expression: `object.metadata.name == "${item.name}"` }],
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    }
    await make(`${admission}/${kind}`, `${namespace}-${item.name}`, { webhooks: [webhook] })
  }
  const world = await readWorld(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])
  const compared: (string | undefined)[] = []
  const faults = new Set<string>()
  for (const { name } of cases) {
    const object = `${namespace}-${name}`
    const validating = world.get('ValidatingWebhookConfiguration', undefined, object) !== undefined
    const kind = validating ? 'ValidatingWebhookConfiguration' : 'MutatingWebhookConfiguration'
    const prediction = predict(world, kind, object)
    faults.add(prediction.fault ?? 'none')
    const said = await refusal(name)
    compared.push(disagreement(said, prediction, 'webhook'))
  }
  record('registrations-webhooks', 'webhooks: what lint finds, and the words of the refusal', compared)
  expect(faults.size).toBeGreaterThan(2)
}, 300_000)

test('a webhook that leads somewhere is answered, and one that may fail is passed over', async () => {
  const name = `${namespace}-answered`
  const webhook = (service: object, failurePolicy: string, mine: string) => ({
    name: `${mine}.example.com`,
    clientConfig: { caBundle, service },
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    failurePolicy,
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    matchConditions: [{ name: 'mine', expression: `object.metadata.name == "${mine}"` }],
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
  })
  const webhooks = [
    webhook({ namespace: 'default', name: 'kubernetes', path: '/no-such-path' }, 'Fail', 'answered'),
    webhook({ namespace, name: 'nobody' }, 'Ignore', 'ignored'),
    webhook({ namespace, name: 'nobody' }, 'Fail', 'refused'),
  ]
  await make(`${admission}/validatingwebhookconfigurations`, name, { webhooks })
  const world = await readWorld(['ValidatingWebhookConfiguration'])
  const { rules } = predict(world, 'ValidatingWebhookConfiguration', name)
  expect(rules).toEqual(['webhook-service-missing', 'webhook-service-missing'])
  expect(await refusal('answered')).toMatch(/could not find the requested resource$/)
  expect(await refusal('refused')).toMatch(/service "nobody" not found$/)
  const path = `/api/v1/namespaces/${namespace}/configmaps?dryRun=All`
  await bed.api.post(path, { metadata: { name: 'ignored' } })
}, 60_000)

interface Available {
  readonly reason: string
  readonly message: string
}

/** The condition of an APIService once it is there. */
function available(name: string): Promise<Available> {
  const ask = async () => {
    const { status } = (await bed.api.get(`${aggregation}/${name}`)) as {
      status?: { conditions?: (Available & { type: string })[] }
    }
    return status?.conditions?.find(({ type }) => type === 'Available')
  }
  return until(`the API server has judged ${name}`, ask, { seconds: 60 })
}

/** What the aggregator finds before it calls; lint speaks of the Service there, and not of the APIService. */
const withoutEndpoints = new Set(['EndpointsNotFound', 'MissingEndpoints'])

test('an APIService is not available for the reason that we predict', async () => {
  const nameOf = ({ name }: Registered) => `v1.${name}.${namespace}.example.com`
  for (const item of cases) {
    const spec = {
      group: nameOf(item).slice(3),
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
    }
    const service = serviceOf(item)
    await make(aggregation, nameOf(item), { spec: { ...spec, insecureSkipTLSVerify: true, service } })
  }
  const world = await readWorld(['APIService'])
  const reasons = new Map<string, number>()
  const compared: (string | undefined)[] = []
  for (const item of cases) {
    const prediction = predict(world, 'APIService', nameOf(item))
    const { reason, message } = await available(nameOf(item))
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    // a headless Service without a ready pod is called by no one
    const early = withoutEndpoints.has(reason) && prediction.fault === 'headless'
    compared.push(early ? undefined : disagreement(message, prediction, 'api'))
  }
  process.stdout.write(`${[...reasons].map(([reason, number]) => `${number} ${reason}`).join(', ')}\n`)
  record('registrations-apis', 'APIServices: what lint finds, and the words of the condition', compared)
  expect(reasons.size).toBeGreaterThan(2)
}, 600_000)

/** Two versions, so that reading the one that is not stored needs a conversion. */
function definition(group: string, service: object): Record<string, unknown> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const version = (name: string) => ({ name, served: true, storage: name === 'v1', schema })
  return {
    spec: {
      group,
      names: { plural: 'things', singular: 'thing', kind: 'Thing' },
      scope: 'Namespaced',
      versions: [version('v1'), version('v2')],
      conversion: {
        strategy: 'Webhook',
        webhook: { clientConfig: { caBundle, service }, conversionReviewVersions: ['v1'] },
      },
    },
  }
}

test('an object of another version cannot be read, with the words that we predict', async () => {
  const some = cases.slice(0, Math.min(40, Math.ceil(count / 3)))
  const groupOf = ({ name }: Registered) => `${name}.things.${namespace}.example.com`
  const collection = (item: Registered, version: string) =>
    `/apis/${groupOf(item)}/${version}/namespaces/${namespace}/things`
  for (const item of some) {
    const group = groupOf(item)
    await make(definitions, `things.${group}`, definition(group, serviceOf(item)))
    const kind = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'one' } }
    const write = () => bed.api.ask(collection(item, 'v1'), { method: 'POST', body: kind })
    await until(`${group} is served`, async () => ((await write()).status < 400 ? true : undefined), {
      seconds: 60,
    })
  }
  const world = await readWorld(['CustomResourceDefinition'])
  const compared = []
  for (const item of some) {
    const { status, body } = await bed.api.ask(`${collection(item, 'v2')}/one`)
    const prediction = predict(world, 'CustomResourceDefinition', `things.${groupOf(item)}`)
    expect(status).toBe(500)
    compared.push(disagreement((body as { message: string }).message, prediction, 'webhook'))
  }
  record('registrations-conversions', 'conversions: what lint finds, and the words of the refusal', compared)
}, 600_000)
