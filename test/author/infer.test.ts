import { describe, expect, test } from '@jest/globals'
import type { PortChoice } from '../../src/author/infer/infer-ports.ts'
import { inferService, type InferOptions } from '../../src/author/infer/infer.ts'
import { newService } from '../../src/author/new-service.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { toResource } from '../../src/world/resource.ts'
import { buildWorld } from '../../src/world/world.ts'

interface Shape {
  readonly kind?: string
  readonly apiVersion?: string
  readonly spec?: object
  readonly labels?: object
  readonly pod?: object
}

const http = { name: 'http', containerPort: 8080 }
const metrics = { name: 'metrics', containerPort: 9090 }
const container = (...ports: object[]) => ({ containers: [{ name: 'main', image: 'main', ports }] })

function deployment({ kind = 'Deployment', apiVersion = 'apps/v1', spec, labels, pod }: Shape = {}): object {
  const template = { metadata: { labels: labels ?? { app: 'web' } }, spec: pod ?? container(http, metrics) }
  return {
    apiVersion,
    kind,
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template, ...spec },
  }
}

const leaderWorkerSet = {
  apiVersion: 'leaderworkerset.x-k8s.io/v1',
  kind: 'LeaderWorkerSet',
  metadata: { name: 'llm' },
  spec: {
    leaderWorkerTemplate: {
      size: 4,
      leaderTemplate: { metadata: { labels: { role: 'leader' } }, spec: container({ containerPort: 8000 }) },
      workerTemplate: { spec: container() },
    },
  },
}

const roles = {
  head: {
    metadata: { labels: { app: 'head' } },
    spec: container({ name: 'dashboard', containerPort: 8265 }),
  },
  worker: { metadata: { labels: { app: 'worker' } }, spec: container() },
}
const rayCluster = {
  apiVersion: 'ray.io/v1',
  kind: 'RayCluster',
  metadata: { name: 'llm' },
  spec: {
    headGroupSpec: { template: roles.head },
    workerGroupSpecs: [{ template: roles.worker }, { template: roles.worker }],
  },
}
const pyTorchJob = {
  apiVersion: 'kubeflow.org/v1',
  kind: 'PyTorchJob',
  metadata: { name: 'llm' },
  spec: { pytorchReplicaSpecs: { Worker: { template: roles.worker }, Master: { template: roles.head } } },
}

const pod = (owner?: object, labels = { app: 'web', 'pod-template-hash': '5f7' }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-5f7-x', labels, ...(owner && { ownerReferences: [owner] }) },
  spec: container(http),
})
const replicaSet = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5f7', controller: true, uid: 'u' }

function infer(documents: readonly object[], wanted: Partial<InferOptions> = {}) {
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n')
  const read = readText('test.yaml', text, { namespace: 'default', named: true })
  expect(read.unread).toEqual([])
  const world = buildWorld({ ...read, coverage: [{ state: 'complete', because: 'these are all' }] })
  const [workload] = world.resources
  if (workload === undefined) throw new Error('nothing to infer from')
  return { world, ...inferService(world, workload, { ports: 'app', given: [], ...wanted }) }
}

describe('a Service from a workload', () => {
  const target = { name: 'http', port: 8080, targetPort: 'http' }
  test.each<[string, readonly object[], Partial<InferOptions>, object, RegExp]>([
    [
      'ports for clients, under their names',
      [deployment()],
      {},
      { type: 'clusterip', name: 'web', selector: { app: 'web' }, ports: [target] },
      /left out metrics \(9090\).*--ports all/,
    ],
    [
      'all ports on request',
      [deployment()],
      { ports: 'all' },
      { ports: [target, { name: 'metrics', port: 9090, targetPort: 'metrics' }] },
      /http \(8080\), metrics \(9090\)/,
    ],
    ['the metrics alone', [deployment()], { ports: 'metrics' }, { ports: [{ port: 9090 }] }, /left out http/],
    ['ports by name or number', [deployment()], { ports: ['8080'] }, { ports: [target] }, /left out metrics/],
    [
      'a label of a release is left out',
      [
        deployment({
          spec: { selector: { matchLabels: { app: 'web', version: '1.2' } } },
          labels: { app: 'web', version: '1.2' },
        }),
      ],
      {},
      { selector: { app: 'web' } },
      /left out version=1\.2/,
    ],
    [
      'an expression that allows one value is a label, another is left out',
      [
        deployment({
          labels: { app: 'web', tier: 'front' },
          spec: {
            selector: {
              matchExpressions: [
                { key: 'tier', operator: 'In', values: ['front'] },
                { key: 'app', operator: 'In', values: ['web', 'api'] },
              ],
            },
          },
        }),
      ],
      {},
      { selector: { tier: 'front' } },
      /left out app In web, api/,
    ],
    [
      'a pod: the selector of the Deployment that its hash betrays is not known, so its labels without the hash',
      [pod(replicaSet)],
      {},
      { selector: { app: 'web' }, ports: [target] },
      /left out pod-template-hash=5f7/,
    ],
    [
      'a StatefulSet: headless, named as it says, without targetPort',
      [deployment({ kind: 'StatefulSet', spec: { serviceName: 'peers' } })],
      {},
      { type: 'headless', name: 'peers', ports: [{ name: 'http', port: 8080 }] },
      /headless and named peers/,
    ],
    [
      'a StatefulSet behind a virtual IP, with a word about the other Service',
      [deployment({ kind: 'StatefulSet', spec: { serviceName: 'peers' } })],
      { type: 'clusterip' },
      { type: 'clusterip', name: 'web', ports: [target] },
      /also wants a headless Service named peers/,
    ],
    [
      'a LeaderWorkerSet: leaders only',
      [leaderWorkerSet],
      {},
      {
        selector: {
          'leaderworkerset.sigs.k8s.io/name': 'llm',
          'leaderworkerset.sigs.k8s.io/worker-index': '0',
        },
        ports: [{ port: 8000 }],
      },
      /leaders only/,
    ],
    [
      'a RayCluster: its head',
      [rayCluster],
      {},
      {
        selector: { 'ray.io/cluster': 'llm', 'ray.io/node-type': 'head' },
        ports: [{ name: 'dashboard', port: 8265, targetPort: 'dashboard' }],
      },
      /the head only/,
    ],
    [
      'a PyTorchJob: its master',
      [pyTorchJob],
      {},
      {
        selector: {
          'training.kubeflow.org/job-name': 'llm',
          'training.kubeflow.org/replica-type': 'master',
        },
        ports: [{ port: 8265 }],
      },
      /the master only/,
    ],
    [
      'an elastic PyTorchJob: workers, by their labels',
      [
        {
          ...pyTorchJob,
          spec: {
            pytorchReplicaSpecs: {
              Worker: {
                template: { ...roles.worker, spec: container({ name: 'rdzv', containerPort: 29400 }) },
              },
            },
          },
        },
      ],
      {},
      { selector: { app: 'worker' }, ports: [{ port: 29400 }] },
      /selects pods with app=worker/,
    ],
    [
      'a custom resource, by its shape',
      [deployment({ kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' })],
      {},
      { selector: { app: 'web' }, ports: [target] },
      /from Rollout default\/web/,
    ],
    [
      'a Job without labels, by the name that Kubernetes gives its pods',
      [deployment({ kind: 'Job', apiVersion: 'batch/v1', labels: {}, spec: { selector: undefined } })],
      {},
      { selector: { 'batch.kubernetes.io/job-name': 'web' } },
      /which the Job gives them/,
    ],
    [
      'a sidecar counts, a port that occurs twice counts once, UDP stays UDP',
      [
        deployment({
          pod: {
            ...container(
              { name: 'dns', containerPort: 53, protocol: 'UDP' },
              { containerPort: 53, protocol: 'UDP' },
            ),
            initContainers: [
              { name: 'once', image: 'x', ports: [{ containerPort: 1 }] },
              { name: 'side', image: 'x', restartPolicy: 'Always', ports: [http] },
            ],
          },
        }),
      ],
      {},
      { ports: [{ name: 'dns', port: 53, targetPort: 'dns', protocol: 'UDP' }, target] },
      /dns \(53\/UDP\)/,
    ],
    [
      'no declared port: a probe knows',
      [
        deployment({
          pod: { containers: [{ name: 'm', image: 'm', readinessProbe: { httpGet: { port: 3000 } } }] },
        }),
      ],
      {},
      { ports: [{ port: 3000 }] },
      /took 3000 from readiness probe 3000/,
    ],
    [
      'a given port goes to the only port for clients',
      [deployment()],
      { given: [{ port: 80 }] },
      { ports: [{ port: 80, targetPort: 'http' }] },
      /port 80 goes to http/,
    ],
    [
      'a given port that is declared stays',
      [deployment()],
      { given: [{ port: 9090 }] },
      { ports: [{ port: 9090 }] },
      /selects pods with app=web/,
    ],
  ])('%s', (_, documents, wanted, expected, said) => {
    const { world, ...inferred } = infer(documents, wanted)
    expect(inferred).toMatchObject(expected)
    expect(inferred.said.join('\n')).toMatch(said)
    // what was inferred is right for the very world that it was inferred from
    const service = newService(inferred)
    const resource = toResource(service, 'default', {
      label: 'new',
      locate: () => undefined,
      comments: () => [],
    })
    const { findings } = lint(buildWorld({ ...world, resources: [...world.resources, resource] }), rules)
    expect(findings.filter((finding) => finding.resource === resource)).toEqual([])
  })

  test.each<[string, object, PortChoice, RegExp]>([
    [
      'no label that lasts',
      pod(undefined, { 'pod-template-hash': '5f7' } as never),
      'app',
      /no label that lasts/,
    ],
    [
      'a workload that does not select its own pods',
      deployment({ labels: { app: 'other' } }),
      'app',
      /selects app=web, which its own pods do not have/,
    ],
    [
      'no port at all',
      deployment({ pod: { containers: [{ name: 'm', image: 'm' }] } }),
      'app',
      /declares no port/,
    ],
    [
      'two hints that differ',
      deployment({
        pod: {
          containers: [
            {
              name: 'm',
              image: 'm',
              env: [{ name: 'PORT', value: '80' }],
              readinessProbe: { httpGet: { port: 81 } },
            },
          ],
        },
      }),
      'app',
      /mentions readiness probe 81, env PORT=80/,
    ],
    ['no port of that name', deployment(), ['grpc'], /has no such port/],
    [
      'something without pods',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } },
      'app',
      /no pod template/,
    ],
  ])('is refused for %s', (_, document, ports, complaint) => {
    expect(() => infer([document], { ports })).toThrow(complaint)
  })
})
