import fc, { type Arbitrary } from 'fast-check'
import { defined } from '../../src/world/defined.ts'

/** A manifest that makes pods, and what `--from FILE#…` calls it. */
export interface RandomWorkload {
  readonly manifest: object
  readonly called: string
}

const sometimes = <T>(arbitrary: Arbitrary<T>, weight = 3): Arbitrary<T | undefined> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary })

const names = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('web', 'chat-api', 'db', 'llama-3-70b', 'a') },
  {
    weight: 2,
    // all of them names of workloads, few of them names of Services
    arbitrary: fc.constantFrom(
      '9web',
      'llama3.1',
      'a'.repeat(63),
      'a'.repeat(64),
      `${'a.'.repeat(60)}b`,
      '0',
    ),
  },
)

/** The first one three times as often as the other. */
function mostly<T>(usual: T, other: T): [T, T, T, T] {
  return [usual, usual, usual, other]
}

const labelKeys = fc.constantFrom(
  'app',
  'tier',
  'version',
  'release',
  'pod-template-hash',
  'y',
  '1',
  'no',
  '__proto__',
  'constructor',
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/version',
  'helm.sh/chart',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/component',
  'x'.repeat(63),

  `${'a.'.repeat(100)}example.com/name`,
  'statefulset.kubernetes.io/pod-name',
  'controller-revision-hash',
)
const labelValues = fc.constantFrom(
  'web',
  'chat-api',
  '',
  'yes',
  'null',
  '1',
  '1.10',
  '0x10',
  '2020-01-01',
  'v1.2.3',
  '~',
  'a'.repeat(63),
  '1e3',
  'true',
  'A_b.c-9',
  '012',
)
// fast-check's own dictionaries would lose __proto__
const labels: Arbitrary<Readonly<Record<string, string>>> = fc
  .uniqueArray(fc.tuple(labelKeys, labelValues), { selector: ([key]) => key, minLength: 0, maxLength: 4 })
  .chain((pairs) => fc.constantFrom(...mostly<[string, string][]>([...pairs, ['app', 'web']], pairs)))
  .map((pairs) => Object.fromEntries(pairs))

const containerPort = fc
  .record({
    name: sometimes(
      fc.constantFrom('http', 'grpc', 'metrics', 'a', 'http-metrics', 'x1', 'admin', 'a-very-long-por', '8x'),
      7,
    ),
    containerPort: fc.constantFrom(80, 8080, 8000, 9090, 443, 53, 1, 65_535, 15_090, 6379),
    protocol: sometimes(fc.constantFrom('TCP', 'UDP', 'SCTP')),
    hostPort: sometimes(fc.constantFrom(80, 8080), 1),
  })
  .map((port) => defined(port))

const probe = fc.constantFrom(
  { httpGet: { path: '/healthz', port: 8080 } },
  { httpGet: { path: '/', port: 'http' } },
  { tcpSocket: { port: 6379 } },
  { grpc: { port: 9000 } },
  { exec: { command: ['true'] } },
)
const clues = fc.oneof(
  fc.constant({}),
  probe.map((readinessProbe) => ({ readinessProbe })),
  fc.constantFrom('8000', 'x', '', '70000').map((value) => ({ env: [{ name: 'PORT', value }] })),
  fc
    .constantFrom(['--port', '8000'], ['--port=8000'], ['serve', ':8000'], ['--port'], ['-p', '80'])
    .map((args) => ({ args })),
)

const container = fc
  .record({ ports: sometimes(fc.array(containerPort, { minLength: 1, maxLength: 3 }), 8), clue: clues })
  .map(({ ports, clue }) => defined({ name: 'main', image: 'example.com/main:1', ports, ...clue }))

const podSpec = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: sometimes(
      container.map((init) => [{ ...init, name: 'beside', restartPolicy: 'Always' }]),
      1,
    ),
    hostNetwork: sometimes(fc.boolean(), 1),
  })
  .map(({ containers, ...rest }) =>
    defined({
      containers: containers.map((one, index) => ({ ...one, name: `main-${index}` })),
      ...rest,
    }),
  )

interface Parts {
  readonly name: string
  readonly metadata: object
  readonly template: object
  readonly other: object
  readonly spec: object
  readonly labels: Readonly<Record<string, string>>
  readonly selector: object | undefined
}

const parts: Arbitrary<Parts> = fc
  .record({
    name: names,
    ownLabels: sometimes(labels),
    namespace: sometimes(fc.constantFrom('shop', 'default', 'prod'), 3),
    labels,
    spec: podSpec,
    otherSpec: podSpec,
    selects: fc.constantFrom(
      'all',
      'all',
      'all',
      'all',
      'first',
      'expression',
      'range',
      'strange',
      'nothing',
    ),
  })
  .map(({ name, ownLabels, namespace, spec, otherSpec, selects, ...rest }) => ({
    name,
    metadata: defined({ name, namespace, labels: ownLabels }),
    template: { metadata: { labels: rest.labels }, spec },
    other: { metadata: { labels: rest.labels }, spec: otherSpec },
    spec,
    labels: rest.labels,
    selector: selectorOf(rest.labels, selects),
  }))

function selectorOf(labels: Readonly<Record<string, string>>, how: string): object | undefined {
  const entries = Object.entries(labels)
  const [first] = entries
  if (how === 'all') return { matchLabels: labels }
  if (how === 'strange') return { matchLabels: { ...labels, other: 'pods' } }
  if (how === 'nothing' || first === undefined) return undefined
  const [key, value] = first
  if (how === 'first') return { matchLabels: Object.fromEntries([first]) }
  if (how === 'expression') return { matchExpressions: [{ key, operator: 'In', values: [value] }] }
  return { matchLabels: labels, matchExpressions: [{ key, operator: 'In', values: [value, 'x'] }] }
}

const shapes: Readonly<Record<string, (parts: Parts) => object>> = {
  Deployment: ({ template, selector }) => of('apps/v1', { replicas: 2, selector, template }),
  StatefulSet: ({ template, selector, name }) =>
    of('apps/v1', { selector, template, serviceName: name.length % 2 === 0 ? name : 'peers' }),
  DaemonSet: ({ template, selector }) => of('apps/v1', { selector, template }),
  ReplicaSet: ({ template, selector }) => of('apps/v1', { selector, template }),
  ReplicationController: ({ template, labels }) => of('v1', { selector: labels, template }),
  Job: ({ template }) => of('batch/v1', { template }),
  CronJob: ({ template }) => of('batch/v1', { schedule: '0 * * * *', jobTemplate: { spec: { template } } }),
  Pod: ({ spec, labels }) => ({ apiVersion: 'v1', metadata: { labels }, spec }),
  LeaderWorkerSet: ({ template, other }) =>
    of('leaderworkerset.x-k8s.io/v1', {
      leaderWorkerTemplate: { size: 4, leaderTemplate: template, workerTemplate: other },
    }),
  RayCluster: ({ template, other }) =>
    of('ray.io/v1', {
      headGroupSpec: { rayStartParams: {}, template },
      workerGroupSpecs: [{ groupName: 'gpu', rayStartParams: {}, template: other }],
    }),
  PyTorchJob: ({ template, other }) =>
    of('kubeflow.org/v1', { pytorchReplicaSpecs: { Master: { template }, Worker: { template: other } } }),
  InferenceService: ({ spec }) => of('serving.kserve.io/v1beta1', { predictor: spec }),
  Rollout: ({ template, selector }) => of('argoproj.io/v1alpha1', { selector, template }),
}

function of(apiVersion: string, spec: object): object {
  return { apiVersion, spec: defined(spec) }
}

/** What a kind with a pod template may hold: right, strange, and now and then without anything to go by. */
export const randomWorkload: Arbitrary<RandomWorkload> = fc
  .tuple(fc.constantFrom(...Object.keys(shapes)), parts)
  .map(([kind, drawn]) => {
    const { apiVersion, metadata, ...rest } = { metadata: {}, apiVersion: '', ...shapes[kind]?.(drawn) }
    return {
      manifest: { apiVersion, kind, metadata: { ...drawn.metadata, ...metadata }, ...rest },
      called: `${kind}/${drawn.name}`,
    }
  })
