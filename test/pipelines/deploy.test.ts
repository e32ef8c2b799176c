import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse, parseAllDocuments, stringify } from 'yaml'
import ReportCommand from '../../src/commands/report.ts'
import { lintedKinds } from '../../src/commands/shared/kinds.ts'
import { kinds, type Kind } from '../../src/world/kinds.ts'

// deploy/: svc report in a cluster. test/real/control-plane/report.test.ts runs it with its rights on a real API server
const folder = join(import.meta.dirname, '..', '..', 'deploy')
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}
interface Role {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly rules?: readonly Rule[]
}

describe('deploy/rbac.yaml', () => {
  const file = join(folder, 'rbac.yaml')

  /** What `svc report` lists: the kinds of lint, and Events about what does not answer. */
  function rulesRead(): Rule[] {
    const byGroup = new Map<string, string[]>()
    const wanted: readonly Kind[] = [...lintedKinds, 'Event']
    for (const { group, resource } of wanted.map((kind) => kinds[kind]))
      byGroup.set(group, [...(byGroup.get(group) ?? []), resource])
    return [...byGroup]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, resources]) => ({
        apiGroups: [group],
        resources: [...new Set(resources)].toSorted(),
        verbs: ['list'],
      }))
  }

  const texts = () => read('rbac.yaml').split('---\n')

  test('its ClusterRole is what svc report lists; UPDATE=1 writes it', () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'svc-report-read' },
      rules: rulesRead(),
    }
    const [head = '', ...rest] = texts()
    const comment = head.slice(0, head.indexOf('apiVersion:'))
    const written = comment + stringify(role, { collectionStyle: 'any', lineWidth: 0 })
    if (process.env['UPDATE'] !== undefined) writeFileSync(file, [written, ...rest].join('---\n'))
    expect(parse(texts()[0] ?? '')).toEqual(role)
  })

  test('nothing is read but lists, no Secret, and nothing is written but reports', () => {
    const roles = parseAllDocuments(read('rbac.yaml'))
      .map((document) => document.toJS() as Role)
      .filter(({ kind }) => kind === 'ClusterRole')
    expect(roles.map(({ metadata }) => metadata.name)).toEqual(['svc-report-read', 'svc-report-write'])
    for (const { apiGroups, resources, verbs } of roles[0]?.rules ?? []) {
      expect(verbs).toEqual(['list'])
      expect([...apiGroups, ...resources]).not.toContain('*')
      expect(resources).not.toContain('secrets')
    }
    expect(roles[1]?.rules).toEqual([
      { apiGroups: ['openreports.io'], resources: ['clusterreports', 'reports'], verbs: ['create', 'patch'] },
    ])
  })
})

test('the flags of the CronJob are flags of svc report', () => {
  const { spec } = parse(read('cronjob.yaml')) as {
    spec: { jobTemplate: { spec: { template: { spec: { containers: { args: string[] }[] } } } } }
  }
  const [command, ...words] = spec.jobTemplate.spec.template.spec.containers[0]?.args ?? []
  expect(command).toBe('report')
  for (const word of words.filter((each) => each.startsWith('--')))
    expect(Object.keys(ReportCommand.flags)).toContain(word.slice(2))
})

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
;(hasKubectl ? test : test.skip)('kubectl builds the kustomization, all of it in one namespace', () => {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const objects = parseAllDocuments(stdout).map(
    (document) => document.toJS() as { kind: string; metadata: { namespace?: string }; subjects?: object[] },
  )
  expect(objects.map(({ kind }) => kind).toSorted()).toEqual([
    'ClusterRole',
    'ClusterRole',
    'ClusterRoleBinding',
    'ClusterRoleBinding',
    'CronJob',
    'Namespace',
    'ServiceAccount',
  ])
  for (const { kind, metadata, subjects } of objects) {
    if (!kind.startsWith('ClusterRole') && kind !== 'Namespace') expect(metadata.namespace).toBe('svc-report')
    for (const subject of subjects ?? []) expect(subject).toMatchObject({ namespace: 'svc-report' })
  }
})
