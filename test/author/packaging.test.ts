import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { companionsOf } from '../../src/author/companions/index.ts'
import { helmTemplate } from '../../src/author/helm.ts'
import type { Intent } from '../../src/author/intent.ts'
import { kustomizeFiles, kustomizeStream } from '../../src/author/kustomize.ts'
import { newService } from '../../src/author/new-service.ts'
import { writeFolder, writeOut } from '../../src/commands/new/output.ts'

const service = (more: Partial<Intent> = {}) =>
  newService({ type: 'clusterip', name: 'web', selector: { app: 'web' }, ports: [{ port: 80 }], ...more })

// that these render to the manifest they came from is proved by Helm itself, in test/real/control-plane/presets.test.ts
describe('a Helm template', () => {
  test('takes everything that changes from one deployment to the next from the values', () => {
    const subject = service({
      type: 'nodeport',
      ports: [{ name: 'http', port: 80, targetPort: 'web', nodePort: 30080 }],
      annotations: { 'a.example.com/b': 'true', braces: '{{ "x" }}' },
      externalTrafficPolicy: 'Local',
    })
    expect(helmTemplate(subject)).toBe(`{{- $service := .Values.service | default dict }}
apiVersion: v1
kind: Service
metadata:
  name: {{ $service.name | default "web" }}
  {{- with $service.labels | default dict }}
  labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with mergeOverwrite (dict "a.example.com/b" "true" "braces" "{{ \\"x\\" }}") ($service.annotations | default dict) }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ $service.type | default "NodePort" }}
  selector:
    {{- toYaml ($service.selector | default (dict "app" "web")) | nindent 4 }}
  ports:
    {{- toYaml ($service.ports | default (list (dict "name" "http" "port" 80 "targetPort" "web" "nodePort" 30080))) | nindent 4 }}
  externalTrafficPolicy: Local
`)
  })

  test.each([
    ['headless', service({ type: 'headless' }), /^ {2}clusterIP: None$/m],
    [
      'externalname',
      newService({ type: 'externalname', name: 'db', ports: [], externalName: 'db.example.com' }),
      /^ {2}type: ExternalName$/m,
    ],
  ])('of type %s stays of that type', (_, subject, line) => {
    expect(helmTemplate(subject)).toMatch(line)
    expect(helmTemplate(subject)).not.toContain('$service.type')
  })

  test('is of the Service alone', () => {
    const subject = service()
    expect(() => writeOut([subject, ...companionsOf(subject, { networkPolicy: true })], 'helm')).toThrow(
      /writes the Service alone/,
    )
  })
})

describe('kustomize', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'svc-kustomize-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const subject = service()
  const all = [subject, ...companionsOf(subject, { networkPolicy: true })]

  test('is a kustomization and a file for each resource', () => {
    const files = kustomizeFiles(all)
    expect(files.map(({ name }) => name)).toEqual([
      'kustomization.yaml',
      'web-service.yaml',
      'web-networkpolicy.yaml',
    ])
    expect(kustomizeStream(files)).toMatch(
      /^# kustomization\.yaml\napiVersion: kustomize\.config\.k8s\.io\/v1beta1\nkind: Kustomization\nresources:\n {2}- web-service\.yaml\n {2}- web-networkpolicy\.yaml\n---\n# web-service\.yaml\napiVersion: v1\n/,
    )
  })

  test('is written into a folder, once', () => {
    const inside = join(folder, 'base')
    expect(writeFolder(inside, all).length).toBe(3)
    expect(readdirSync(inside).toSorted()).toEqual(
      kustomizeFiles(all)
        .map(({ name }) => name)
        .toSorted(),
    )
    expect(writeFolder(inside, all)).toEqual([])
  })

  test('is added to a kustomization that is there, whose other lines stay', () => {
    const before = '# ours\nnamespace: apps # theirs\nresources:\n  - deploy.yaml # first\n\nlabels: []\n'
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'kustomization.yaml'), before)
    writeFolder(folder, [subject])
    expect(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')).toBe(
      '# ours\nnamespace: apps # theirs\nresources:\n  - deploy.yaml # first\n  - web-service.yaml\n\nlabels: []\n',
    )
    expect(writeFolder(folder, [subject])).toEqual([])
  })

  test('gets its resources where a kustomization has none', () => {
    const [kustomization] = kustomizeFiles([subject], 'namespace: apps\n')
    expect(kustomization?.text).toBe('namespace: apps\nresources:\n  - web-service.yaml\n')
  })

  test.each(['- a\n- b\n', 'resources: all\n', 'a: [\n', 'just text\n'])(
    'leaves alone what is not a kustomization: %j',
    (text) => {
      expect(() => kustomizeFiles([subject], text)).toThrow(/is not a kustomization/)
    },
  )

  test('overwrites no file that says something else', () => {
    writeFileSync(join(folder, 'web-service.yaml'), 'mine\n')
    expect(() => writeFolder(folder, [subject])).toThrow(/web-service\.yaml says something else/)
    expect(readdirSync(folder)).toEqual(['web-service.yaml'])
  })

  test('is written into folders only', () => {
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'other', 'kustomization.yaml'), { recursive: true })
    // below /proc nothing can be made, as root neither
    const below = existsSync('/proc/self') ? ['/proc/none/below'] : []
    for (const where of ['file', 'file/below', 'other', ...below])
      expect(() => writeFolder(resolve(folder, where), [subject])).toThrow(/--folder .* cannot be used: E/)
    expect(readdirSync(join(folder, 'other'))).toEqual(['kustomization.yaml'])
  })

  test('has a folder to itself', () => {
    expect(() => writeFolder(folder, [subject], 'yaml')).toThrow(/--folder is for -o kustomize/)
  })
})
