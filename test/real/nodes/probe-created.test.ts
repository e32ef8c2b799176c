import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { deploy, deployment } from '../../bed/packets.js'
import { openWorld, until } from '../../bed/world.js'
import { makeWorld, podsOf, svc, type TraceSeen } from '../probe/stage.ts'

// what a probe creates, when it is allowed to: it is gone afterwards, whatever happens
const bed = openWorld('nodes')
const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')
const plain = {
  name: '',
  server: { args: ['odd', 'plain'] },
  target: 'web.$NS',
  status: 'works',
  says: /./,
} as const

afterAll(() => bed.close())

async function probed(namespace: string, ...flags: string[]): Promise<TraceSeen> {
  const { stdout, stderr } = await svc(bed, [
    'trace',
    `web.${namespace}`,
    '-n',
    namespace,
    ...flags,
    '-o',
    'json',
  ])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as TraceSeen
}

const leftOut = ({ probe }: TraceSeen) =>
  probe.leftOut.map(({ step, because }) => `${step}: ${because}`).join('\n')

describe('a pod like the client', () => {
  test.each(['baseline', 'restricted'])('in a namespace that enforces %s', async (level) => {
    const namespace = await bed.namespace('probe', { 'pod-security.kubernetes.io/enforce': level })
    await makeWorld(bed, namespace, { ...plain, server: { ...plain.server, restricted: true } })
    const before = await podsOf(bed, namespace)
    const seen = await probed(namespace, '--probe=pod')
    expect(seen.verdict).toMatchObject({ status: 'works', grounds: 'observed' })
    expect(seen.verdict.summary).toMatch(/a pod like any of namespace \S+ connects to/)
    expect(await podsOf(bed, namespace)).toEqual(before)
  })

  test('where a webhook denies pods: said, and nothing is left', async () => {
    const namespace = await bed.namespace('probe')
    await makeWorld(bed, namespace, plain)
    const hooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'
    await bed.create(hooks, {
      metadata: { name: namespace },
      webhooks: [
        {
          name: 'deny.example.com',
          clientConfig: { url: 'https://127.0.0.1:1/deny' },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          failurePolicy: 'Fail',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          timeoutSeconds: 2,
        },
      ],
    })
    try {
      const before = await podsOf(bed, namespace)
      const seen = await probed(namespace, '--probe=pod')
      expect(leftOut(seen)).toMatch(/create a pod .*deny\.example\.com/)
      expect(seen.verdict).toMatchObject({ status: 'works', grounds: 'observed' })
      expect(await podsOf(bed, namespace)).toEqual(before)
    } finally {
      await bed.api.delete(`${hooks}/${namespace}`, undefined)
    }
  })

  test('an image that is not there', async () => {
    const namespace = await bed.namespace('probe')
    await makeWorld(bed, namespace, plain)
    const before = await podsOf(bed, namespace)
    const seen = await probed(namespace, '--probe=pod', '--probe-image=registry.invalid/none:1')
    expect(leftOut(seen)).toMatch(/pull/)
    expect(await podsOf(bed, namespace)).toEqual(before)
  })

  test('is not adopted by the ReplicaSet of the client, whose labels it has', async () => {
    const namespace = await bed.namespace('probe')
    await makeWorld(bed, namespace, plain)
    const pods = await deploy(bed, namespace, deployment({ name: 'cli', replicas: 2 }))
    const seen = await probed(namespace, '--from', 'deploy/cli', '--probe=pod')
    expect(seen.verdict).toMatchObject({ status: 'works', grounds: 'observed' })
    const after = ((await podsOf(bed, namespace)) as { name: string }[]).map(({ name }) => name)
    expect(after).toHaveLength(pods.length + 1)
    expect(new Set(after)).toEqual(new Set([...pods, 'web']))
  })

  test('is not created where a Service would send to it', async () => {
    const namespace = await bed.namespace('probe')
    await makeWorld(bed, namespace, { ...plain, client: 'app' })
    await bed.service(namespace, 'peers', {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { app: 'cli' },
      ports: [{ port: 8080 }],
    })
    expect(leftOut(await probed(namespace, '--from', 'pod/cli', '--probe=pod'))).toMatch(
      /Service \S+\/peers publishes pods that are not ready/,
    )
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('is deleted after %s', async (signal) => {
    const namespace = await bed.namespace('probe')
    await makeWorld(bed, namespace, plain)
    const before = await podsOf(bed, namespace)
    const child = spawn(
      process.execPath,
      [bin, 'trace', `web.${namespace}`, '-n', namespace, '--probe=pod'],
      {
        env: { ...process.env, KUBECONFIG: bed.kubeconfig },
        stdio: 'ignore',
      },
    )
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
    await until(
      'the pod of the probe is there',
      async () => JSON.stringify(await podsOf(bed, namespace)).includes('svc-probe-') || undefined,
      { seconds: 60, every: 50 },
    )
    child.kill(signal)
    expect(await ended).toBe(130)
    expect(await podsOf(bed, namespace)).toEqual(before)
  })
})

test('a container that is added to the client looks from there, and is said to stay', async () => {
  const namespace = await bed.namespace('probe')
  await makeWorld(bed, namespace, { ...plain, client: 'bare' })
  const seen = await probed(namespace, '--from', 'pod/cli', '--probe=debug')
  expect(seen.verdict.summary).toMatch(/Pod \S+\/cli connects to/)
  expect(seen.probe.leftBehind?.join('\n')).toMatch(/container svc-probe-\S+ of Pod \S+\/cli/)
})

test('a DNS server that does not answer, one of two', async () => {
  const namespace = await bed.namespace('probe')
  await makeWorld(bed, namespace, plain)
  const system = '/api/v1/namespaces/kube-system/pods'
  const { items } = (await bed.api.get(`${system}?labelSelector=k8s-app%3Dkube-dns`)) as {
    items: { metadata: { name: string } }[]
  }
  const victim = items[0]?.metadata.name ?? ''
  const rule =
    "nft add table inet engine && nft add chain inet engine in '{ type filter hook input priority 0; }' && nft add rule inet engine in meta l4proto '{ tcp, udp }' th dport 53 drop && sleep 3600"
  await bed.api.patch(`${system}/${victim}/ephemeralcontainers`, {
    spec: {
      ephemeralContainers: [
        {
          name: 'filter',
          image: 'bed.local/nft:1',
          imagePullPolicy: 'Never',
          command: ['sh', '-c', rule],
          securityContext: { capabilities: { add: ['NET_ADMIN'] } },
        },
      ],
    },
  })
  try {
    await new Promise((done) => setTimeout(done, 4000))
    const { verdict } = await probed(namespace, '--probe')
    expect(verdict).toMatchObject({ status: 'degraded', hop: 'name' })
    expect(verdict.summary).toMatch(
      new RegExp(`1 of 2 DNS servers: DNS server kube-system/${victim} does not answer`),
    )
  } finally {
    await bed.api.delete(`${system}/${victim}`, undefined)
  }
})
