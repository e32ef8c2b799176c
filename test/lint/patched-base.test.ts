import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'

const work = mkdtempSync(join(tmpdir(), 'svc-patched-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const service = `apiVersion: v1
kind: Service
metadata: {name: manager}
spec: {selector: {app: manager}, ports: [{port: 8443, targetPort: https}]}
`
const manager = (containers: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: manager}
spec:
  selector: {matchLabels: {app: manager}}
  template:
    metadata: {labels: {app: manager}}
    spec: {containers: [${containers}]}
`

let repositories = 0

/** A repository of its own. */
function repositoryOf(files: Readonly<Record<string, string>>): string {
  const root = join(work, `repository-${repositories++}`)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

/** What a trace says of it: `works`, `broken`, `undecided`; and what that takes for granted of overlays. */
async function traceOf(files: Readonly<Record<string, string>>, target: string) {
  const { stdout } = await svc(['trace', target, '-o', 'json', '.'], {
    cwd: repositoryOf(files),
    env: { HOME: work },
  })
  const { verdict, assumptions } = JSON.parse(stdout) as {
    verdict: { status: string }
    assumptions: string[]
  }
  return {
    status: verdict.status,
    assumes: assumptions.filter((text) => text.includes('as it is') || text.includes('as they are')),
  }
}

/** What lint says of a repository: `rule verdict`. */
async function findingsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = repositoryOf(files)
  const { stdout } = await svc(['lint', '-o', 'json', '.'], { cwd: root, env: { HOME: work } })
  const { findings } = JSON.parse(stdout) as {
    findings: { rule: string; verdict: string; severity: string }[]
  }
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, verdict }) => `${rule} ${verdict}`)
}

const health = '{name: manager, image: m, ports: [{name: health, containerPort: 8081}]}'
const base = {
  'base/all.yaml': `${service}---\n${manager(health)}`,
  'base/kustomization.yaml': 'resources: [all.yaml]\n',
}
const overlay = (more: string) => ({ 'overlay/kustomization.yaml': `resources: [../base]\n${more}` })
const proxy = manager('{name: proxy, ports: [{name: https, containerPort: 8443}]}')
const add =
  '- {op: add, path: /spec/template/spec/containers/-, value: {name: proxy, ports: [{name: https, containerPort: 8443}]}}'
const target = '{kind: Deployment, name: manager}'

// a port may come with a patch, and then it is not missing from the base
test.each<[string, Readonly<Record<string, string>>, string]>([
  ['no overlay', {}, 'broken'],
  ['an overlay without a patch', overlay(''), 'broken'],
  [
    'a patch file that is merged',
    { ...overlay('patches: [{path: proxy.yaml}]\n'), 'overlay/proxy.yaml': proxy },
    'unknown',
  ],
  [
    'the same of an older kustomize',
    { ...overlay('patchesStrategicMerge: [proxy.yaml]\n'), 'overlay/proxy.yaml': proxy },
    'unknown',
  ],
  [
    'a patch in the kustomization itself',
    overlay(`patches:\n- patch: |-\n${proxy.replaceAll(/^/gm, '    ')}\n`),
    'unknown',
  ],
  [
    'a patch of operations',
    { ...overlay(`patches: [{path: add.yaml, target: ${target}}]\n`), 'overlay/add.yaml': add },
    'unknown',
  ],
  [
    'operations in the kustomization itself',
    overlay(`patches:\n- target: {kind: Deployment, name: "man.*"}\n  patch: |-\n    ${add}\n`),
    'unknown',
  ],
  [
    'operations on objects whose names have a form',
    overlay(`patches:\n- target: {kind: Deployment, name: "man[a-z]+"}\n  patch: |-\n    ${add}\n`),
    'unknown',
  ],
  [
    'operations on names of a form that takes a matcher hours',
    overlay(`patches:\n- target: {kind: Deployment, name: "((m|a|n)+)+x"}\n  patch: |-\n    ${add}\n`),
    'broken',
  ],
  [
    'a component that patches',
    {
      ...overlay('components: [../proxy]\n'),
      'proxy/kustomization.yaml':
        'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches: [{path: proxy.yaml}]\n',
      'proxy/proxy.yaml': proxy,
    },
    'unknown',
  ],
  [
    'a patch of the image alone',
    overlay(`patches:\n- patch: |-\n${manager('{name: manager, image: other}').replaceAll(/^/gm, '    ')}\n`),
    'broken',
  ],
  [
    'a patch of another object',
    {
      ...overlay('patches: [{path: proxy.yaml}]\n'),
      'overlay/proxy.yaml': proxy.replace('name: manager', 'name: other'),
    },
    'broken',
  ],
  [
    'a patch of a kustomization that has another base',
    {
      'elsewhere/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: proxy.yaml}]\n',
      'elsewhere/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
      'elsewhere/proxy.yaml': proxy,
    },
    'broken',
  ],
])('a named port in a base: %s', async (_, files, verdict) => {
  expect(await findingsOf({ ...base, ...files })).toEqual([`target-port-name-unknown ${verdict}`])
  const { status } = await traceOf({ ...base, ...files }, 'manager')
  expect(status).toBe(verdict === 'unknown' ? 'undecided' : 'broken')
})

test('what works as it is written, works with that said', async () => {
  const written = { ...base, 'base/all.yaml': `${service}---\n${proxy}` }
  expect(await traceOf(written, 'manager')).toEqual({ status: 'works', assumes: [] })
  const file = join('overlay', 'kustomization.yaml')
  const patch = `patches:\n- target: ${target}\n  patch: |-\n    ${add}\n`
  expect(await traceOf({ ...written, ...overlay(patch) }, 'manager')).toEqual({
    status: 'works',
    assumes: [`Deployment manager as it is written: ${file} patches it`],
  })
  expect(await traceOf({ ...written, ...overlay('namePrefix: prod-\n') }, 'manager')).toEqual({
    status: 'works',
    assumes: ['names and namespaces as they are written: a kustomization changes them'],
  })
})

const denyAll = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-all}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`
const collector = `apiVersion: v1
kind: Pod
metadata: {name: collector, labels: {app: manager}}
spec: {containers: [{name: c, image: i, ports: [{name: other, containerPort: 1}], env: [{name: WEB_URL, value: "http://manager:8443"}]}]}
`
const whole = {
  'base/service.yaml': service,
  'base/manager.yaml': manager('{name: manager, image: m, ports: [{name: https, containerPort: 8443}]}'),
  'base/kustomization.yaml': 'resources: [service.yaml, manager.yaml]\n',
  'deny/deny.yaml': denyAll,
  'deny/kustomization.yaml': 'resources: [deny.yaml]\n',
  'collector/collector.yaml': collector,
  'collector/kustomization.yaml': 'resources: [collector.yaml]\n',
}

test('what no kustomization applies together is not judged together', async () => {
  expect(await findingsOf(whole)).toEqual([])
  const all = { 'all/kustomization.yaml': 'resources: [../base, ../deny, ../collector]\n' }
  expect(await findingsOf({ ...whole, ...all })).toContain('policy-dns-blocked broken')
  expect(await findingsOf({ ...whole, ...all })).toContain('target-port-differs-between-pods broken')
})

const webhook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hooks}
webhooks:
  - {name: a.example.com, clientConfig: {service: {name: manager, namespace: system, path: /}}, admissionReviewVersions: [v1], sideEffects: None}
`
const twice = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: A}\n`
const named = {
  'hooks/hooks.yaml': webhook,
  'hooks/service.yaml': service.replace('name: manager', 'name: manager, namespace: team'),
  'hooks/kustomization.yaml': 'resources: [hooks.yaml, service.yaml, ../one, ../two]\n',
  'one/one.yaml': twice,
  'one/kustomization.yaml': 'resources: [one.yaml]\n',
  'two/two.yaml': twice.replace('A', 'B'),
  'two/kustomization.yaml': 'resources: [two.yaml]\n',
}

test.each(['namespace: team', 'namePrefix: team-', 'nameSuffix: -team'])(
  'what a kustomization names itself is not judged by the names in its texts: %s',
  async (line) => {
    expect(await findingsOf(named)).toEqual(
      expect.arrayContaining(['webhook-service-missing broken', 'object-written-twice broken']),
    )
    const given = Object.entries(named).map(([file, text]) => [
      file,
      file.endsWith('kustomization.yaml') ? `${line}\n${text}` : text,
    ])
    const found = await findingsOf(Object.fromEntries(given) as Record<string, string>)
    expect(found.filter((each) => /webhook|twice/.test(each) && each.endsWith('broken'))).toEqual([])
  },
)
