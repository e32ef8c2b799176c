import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { program } from '../../bed/lifecycle/programs.js'
import { openWorld } from '../../bed/world.js'
import { readText } from '../../../src/sources/files/documents.ts'
import type { Service } from '../../../src/world/types/manifest.ts'
import { invocations } from '../kubectl-invocations.ts'
import { runNew } from '../run-new.ts'

// what the real kubectl prints for each invocation that it documents, next to ours; UPDATE=1 writes docs/kubectl.md
const page = new URL('../../../docs/kubectl.md', import.meta.url)
const work = mkdtempSync(join(tmpdir(), 'svc-kubectl-'))
const world = openWorld()
let namespace = ''

const http = { containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8000 }] }] }
const udp = {
  containers: [{ name: 'main', image: 'main', ports: [{ containerPort: 4100, protocol: 'UDP' }] }],
}

function workload(apiVersion: string, kind: string, [name, spec]: readonly [string, object]) {
  const labels = { app: name }
  const selector = kind === 'ReplicationController' ? labels : { matchLabels: labels }
  return {
    apiVersion,
    kind,
    metadata: { name },
    spec: { replicas: 0, selector, template: { metadata: { labels }, spec: spec } },
  }
}

beforeAll(async () => {
  namespace = await world.namespace('kubectl')
  const at = (root: string, resource: string) => `${root}/namespaces/${namespace}/${resource}`
  const nginx = workload('v1', 'ReplicationController', ['nginx', http])
  writeFileSync(join(work, 'nginx-controller.yaml'), JSON.stringify(nginx))
  await world.api.post(at('/api/v1', 'replicationcontrollers'), nginx)
  await world.api.post(
    at('/api/v1', 'replicationcontrollers'),
    workload('v1', 'ReplicationController', ['streamer', udp]),
  )
  await world.api.post(at('/apis/apps/v1', 'replicasets'), workload('apps/v1', 'ReplicaSet', ['nginx', http]))
  await world.api.post(at('/apis/apps/v1', 'deployments'), workload('apps/v1', 'Deployment', ['nginx', http]))
  await world.api.post(at('/apis/apps/v1', 'statefulsets'), workload('apps/v1', 'StatefulSet', ['db', http]))
  await world.service(namespace, 'nginx', {
    selector: { app: 'nginx' },
    ports: [{ port: 80, targetPort: 8000 }],
  })
  await world.pod({
    namespace,
    name: 'valid-pod',
    labels: { app: 'valid', 'pod-template-hash': '5f7' },
    ports: [{ name: 'http', containerPort: 8000 }],
  })
})
afterAll(async () => {
  await world.close()
  rmSync(work, { recursive: true, force: true })
})

function kubectl(words: readonly string[]): string {
  const argv = [...words, '--dry-run=client', '-o', 'json', '-n', namespace]
  try {
    const options = {
      env: { ...process.env, KUBECONFIG: world.kubeconfig },
      cwd: work,
      encoding: 'utf8',
      stdio: 'pipe',
    } as const
    return shown(execFileSync(program('kubectl'), argv, options))
  } catch (error) {
    return oneLine(String((error as { stderr?: string }).stderr))
  }
}

async function svc(words: readonly string[]): Promise<string> {
  const live = words.includes('--from') ? ['-n', namespace, '--kubeconfig', world.kubeconfig] : []
  const placed = words.map((word) => (word.endsWith('.yaml') ? join(work, word) : word))
  const outcome = await runNew([...placed, ...live])
  return outcome.printed === undefined ? oneLine(outcome.refused) : shown(outcome.printed)
}

/** One line of YAML with what both tools decide; not the namespace, which is chance, and not what servers write. */
function shown(text: string): string {
  const { resources } = readText('printed', text, { namespace: 'default', named: true })
  const [resource] = resources
  if (resource === undefined) throw new Error(`no manifest: ${text}`)
  const { metadata = {}, spec = {} } = resource.manifest as Service
  const { name, labels, annotations } = metadata
  return flow({ name, ...(labels && { labels }), ...(annotations && { annotations }), ...spec })
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' && /^\d+$/.test(value) ? `"${value}"` : String(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}: ${flow(item)}`)
    .join(', ')}}`
}

function oneLine(text: string): string {
  return `refused: ${text.trim().replaceAll('\n', '; ').replaceAll(/\s+/g, ' ').replaceAll(namespace, 'NAMESPACE').replaceAll(work, '.')}`
}

test('docs/kubectl.md says what both tools print', async () => {
  const sections: string[] = []
  for (const { kubectl: theirs, svc: ours, why } of invocations) {
    const rows = [
      `| \`kubectl ${theirs}\` | \`${kubectl(theirs.split(' '))}\` |`,
      `| \`svc new ${ours}\` | \`${await svc(ours.split(' '))}\` |`,
    ]
    sections.push(`| command | prints |\n|---|---|\n${rows.join('\n')}\n\n${why}\n`)
  }
  const text = `# \`svc new\` and kubectl

What \`kubectl create service\` and \`kubectl expose\` document, what kubectl 1.36 prints for it (\`--dry-run=client\`), what \`svc new\` prints,
and why that differs. Written by \`UPDATE=1 npm run test:bed kubectl-invocations\`, which also checks it. Without \`apiVersion\`, \`kind\`,
\`namespace\` and \`status\`. The workloads: \`nginx\` declares the port \`http\` 8000, \`streamer\` 4100/UDP, and \`valid-pod\` comes from a ReplicaSet.

${sections.join('\n')}`
  if (process.env['UPDATE'] === '1') writeFileSync(page, text)
  expect(text).toBe(readFileSync(page, 'utf8'))
  expect(invocations.length).toBeGreaterThan(20)
})
