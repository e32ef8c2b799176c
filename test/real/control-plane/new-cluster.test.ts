import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openWorld, until } from '../../bed/world.js'
import { runNew } from '../run-new.ts'

// svc new against a live cluster: where a workload comes from, and where a Service goes
const world = openWorld()
let namespace = ''
const group = `svc-${Date.now()}.example.com`
const crd = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions`

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] },
}

beforeAll(async () => {
  namespace = await world.namespace('new')
  await world.api.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name: 'web' },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template },
  })
  await world.api.post(crd, {
    metadata: { name: `trainers.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        plural: 'trainers',
        singular: 'trainer',
        kind: 'Trainer',
        listKind: 'TrainerList',
        shortNames: ['trn'],
      },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  })
  await until(
    'the custom resource is served',
    async () => {
      const body = {
        apiVersion: `${group}/v1`,
        kind: 'Trainer',
        metadata: { name: 'llm' },
        spec: { workers: { template } },
      }
      const answer = await world.api.ask(`/apis/${group}/v1/namespaces/${namespace}/trainers`, {
        method: 'POST',
        body,
      })
      return answer.status === 201 || undefined
    },
    { seconds: 20 },
  )
})
afterAll(async () => {
  await world.api.ask(`${crd}/trainers.${group}`, { method: 'DELETE' })
  await world.close()
})

async function svc(line: string) {
  const outcome = await runNew([...line.split(' '), '-n', namespace, '--kubeconfig', world.kubeconfig])
  return outcome.printed === undefined ? { refused: outcome.refused } : outcome
}

test('a Deployment and a custom resource of the cluster', async () => {
  expect(await svc('--from deploy/web')).toMatchObject({
    printed: expect.stringContaining('targetPort: http'),
  })
  for (const word of ['trainer', 'trn', 'trainers', `trainer.${group}`])
    expect(await svc(`--from ${word}/llm`)).toMatchObject({ printed: expect.stringContaining('app: web') })
  expect(await svc('--from deploy/wbe')).toMatchObject({
    refused: expect.stringContaining('did you mean web?'),
  })
  expect(await svc('--from trainer/none')).toMatchObject({ refused: expect.stringContaining('not found') })
  expect(await svc('--from foo/none')).toMatchObject({
    refused: expect.stringContaining('serves no kind "foo"'),
  })
})

test('dry run, diff, create, again, change, conflict', async () => {
  const path = `/api/v1/namespaces/${namespace}/services/web`
  expect(await svc('web -p 80:http --dry-run=server')).toMatchObject({
    printed: expect.stringMatching(/^service\/web created in .*nothing was changed/),
  })
  expect((await world.api.ask(path)).status).toBe(404)
  expect(await svc('web -p 80:http --diff')).toMatchObject({
    printed: expect.stringContaining('+  name: web'),
    exitCode: 1,
  })
  expect((await world.api.ask(path)).status).toBe(404)
  expect(await svc('web -p 80:http --apply --dry-run=client')).toMatchObject({
    printed: expect.stringContaining('kind: Service'),
  })
  expect((await world.api.ask(path)).status).toBe(404)
  expect(await svc('web -p 80:http --apply')).toMatchObject({
    printed: expect.stringContaining('service/web created in'),
  })
  expect(await svc('web -p 80:http --apply')).toMatchObject({
    printed: expect.stringContaining('service/web unchanged in'),
  })
  expect(await svc('web -p 80:http --diff')).toMatchObject({ printed: '', exitCode: 0 })
  expect(await svc('web -p 80:http --session-affinity client-ip --apply')).toMatchObject({
    printed: expect.stringContaining('configured'),
  })
  const { body } = await world.api.ask(path)
  expect(body.spec.sessionAffinity).toBe('ClientIP')
  expect(body.metadata.managedFields.map(({ manager }: { manager: string }) => manager)).toEqual(['svc'])
  await world.api.patch(path, { spec: { selector: { app: 'other' } } })
  expect(await svc('web -p 80:http --apply')).toMatchObject({
    refused: expect.stringContaining('--force-conflicts'),
  })
  expect(await svc('web -p 80:http --apply --force-conflicts')).toMatchObject({
    printed: expect.stringContaining('configured'),
  })
  expect(await svc('web -p 80:http --cluster-ip 192.0.2.1 --apply')).toMatchObject({
    refused: expect.stringMatching(/clusterIP|immutable/i),
  })
})
