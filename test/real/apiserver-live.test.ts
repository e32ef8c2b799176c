import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { expect, test } from '@jest/globals'
import { checkEndpointSlice, checkService, type CheckResult } from '../../src/check/check.ts'
import { kubeconfigOf } from '../bed/world.js'
import { generateService, generateSlice } from './generate-service.ts'
import { recordProof } from './proof.ts'
import { Random } from './random.ts'
import { ourWords, said } from './said.ts'
import { writeYaml } from './write-yaml.ts'

// manifests as YAML text, sent as they are to a real API server (a dry run), against what we say of the same text
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 3000)
const batch = 16

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string }
  }[]
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string }
  }[]
}
const { clusters, users } = JSON.parse(readFileSync(kubeconfigOf(), 'utf8')) as Kubeconfig
const cluster = clusters[0]?.cluster
const user = users[0]?.user
const decoded = (text = '') => Buffer.from(text, 'base64')
const agent = new Agent({
  keepAlive: true,
  ca: decoded(cluster?.['certificate-authority-data']),
  cert: decoded(user?.['client-certificate-data']),
  key: decoded(user?.['client-key-data']),
})

interface Answer {
  readonly status: number
  readonly warnings: readonly string[]
  readonly message?: string
  readonly causes: readonly { readonly reason: string; readonly field: string }[]
}

test('YAML as text', async () => {
  const different: string[] = []
  let accepted = 0
  let compared = 0
  for (let start = 0; start < cases; start += batch) {
    await Promise.all(
      Array.from({ length: batch }, async (_, index) => {
        const random = new Random(seed * 1009 + start + index)
        const isService = random.chance(0.85)
        const text = writeYaml(random, isService ? generateService(random) : generateSlice(random))
        const answer = await send(
          text,
          isService
            ? '/api/v1/namespaces/default/services'
            : '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
        )
        const options = { serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'], dryRun: true }
        const result = isService ? checkService(text, options) : checkEndpointSlice(text, options)
        if (answer.status < 300) accepted++
        const [they, we] = [JSON.stringify(theirs(answer)), JSON.stringify(ours(result))]
        if (isOfTheRequest(answer)) return
        compared++
        if (they !== we)
          different.push(
            `${JSON.stringify(text)}\n  they: ${they} ${answer.message ?? ''}\n  we:   ${we} ${JSON.stringify(result.errors.slice(0, 3))}`,
          )
      }),
    )
  }
  agent.destroy()
  recordProof({
    id: 'yaml-raw',
    what: 'YAML texts as raw requests: verdict, type and field of each error, warnings',
    against: 'kube-apiserver',
    kubernetes: '1.36',
    cases: compared,
    disagreements: different.length,
    seed,
    repeat: 'CASES=20000 npm run test:bed apiserver-live',
  })
  expect(accepted).toBeGreaterThan(cases * 0.05)
  expect(different.slice(0, 30).join('\n')).toBe('')
}, 3_600_000)

function send(text: string, path: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const sent = request(
      new URL(`${path}?dryRun=All&fieldValidation=Strict`, cluster?.server),
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/yaml', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        response.on('end', () => {
          const { message, details } = JSON.parse(body) as {
            message?: string
            details?: { causes?: Answer['causes'] }
          }
          const warnings = (response.rawHeaders ?? []).filter(
            (_, index, all) => all[index - 1]?.toLowerCase() === 'warning',
          )
          done({
            status: response.statusCode ?? 0,
            warnings: warnings.map(unescaped),
            causes: details?.causes ?? [],
            ...(message === undefined ? {} : { message }),
          })
        })
      },
    )
    sent.on('error', fail).end(text)
  })
}

/** The manifest may be right, but was sent to another namespace. */
function isOfTheRequest({ message = '' }: Answer): boolean {
  return message.startsWith('the namespace of the provided object')
}

/** `299 - "text"` */
function unescaped(header: string): string {
  return Buffer.from(header.slice(7, -1), 'latin1').toString('utf8').replaceAll('\\"', '"')
}

function ours(result: CheckResult) {
  return { ...ourWords(result), warnings: result.errors.length === 0 ? result.warnings : [] }
}

function theirs({ status, causes, warnings }: Answer) {
  const errors = causes.map(({ reason, field }) => ({
    type: (reason ?? '').replace('FieldValue', ''),
    field,
  }))
  return { ...said(status < 300, errors), warnings: status < 300 ? warnings : [] }
}
