import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'

// a repository as a newcomer has one: manifests among many files that are none, linted without a flag
const work = mkdtempSync(join(tmpdir(), 'svc-mixed-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const run = (words: string) => svc(['lint', ...words.split(' ')], { cwd: work, env: { HOME: work } })

type Write = (n: number) => Readonly<Record<string, string>>

/** Files that belong to others; each kind is written many times over. */
const foreign: readonly Write[] = [
  (n) => ({
    [`.github/workflows/w${n}.yml`]: `on: push\njobs: {a: {runs-on: x, steps: [{run: "echo \${{ github.ref }}"}]}}\n`,
  }),
  (n) => ({
    [`ci/w${n}.yaml`]: `on: [push]\njobs:\n  build:\n    runs-on: ubuntu\n    steps:\n      - run: |\n          kubectl apply -f - <<EOF\n          apiVersion: v1\n          kind: Service\n          EOF\n`,
  }),
  (n) => ({
    [`app${n}/docker-compose.yml`]:
      'services:\n  web: {image: web, ports: ["80:80"], deploy: {replicas: 2}}\nvolumes: {data: {}}\n',
  }),
  (n) => ({ [`app${n}/.gitlab-ci.yml`]: 'include: [{local: a.yml}]\nx: !reference [.a, script]\n' }),
  (n) => ({
    [`charts/c${n}/Chart.yaml`]: `apiVersion: v2\nname: c${n}\nversion: 0.1.0\n`,
    [`charts/c${n}/values.yaml`]: 'service:\n  kind: ClusterIP\n  apiVersion: v1\n  port: 80\n',
    [`charts/c${n}/templates/service.yaml`]:
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n  {{- with .Values.labels }}\n  labels: {{- toYaml . | nindent 4 }}\n  {{- end }}\nspec: {ports: [{port: {{ .Values.service.port }}}]}\n',
    [`charts/c${n}/templates/broken.yaml`]:
      '{{- if .Values.on }}\napiVersion: apps/v1\nkind: Deployment\n\tspec: {{ fail "no"\n{{- end }}\n',
    [`charts/c${n}/crds/crd.yaml`]: `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things${n}.example.org}\nspec: {group: example.org, names: {kind: Thing, plural: things${n}}, scope: Namespaced, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {kind: {type: string}, apiVersion: {type: string}}}}}]}\n`,
  }),
  (n) => ({
    [`api/openapi${n}.yaml`]:
      'openapi: 3.1.0\ninfo: {title: t, version: "1"}\npaths: {/a: {get: {responses: {"200": {description: ok}}}}}\ncomponents:\n  schemas:\n    Object:\n      properties:\n        kind: {type: string}\n        apiVersion: {type: string}\n',
  }),
  (n) => ({
    [`web${n}/package.json`]: `{"name": "w${n}", "scripts": {"kind": "kind create cluster"}}\n`,
    [`web${n}/tsconfig.json`]: '{\n  // comments\n  "compilerOptions": {"strict": true,},\n}\n',
  }),
  (n) => ({
    [`data/lines${n}.json`]: '{"kind": "a", "apiVersion": 1}\n{"kind": "b"}\n',
    [`data/empty${n}.json`]: '',
  }),
  (n) => ({
    [`ansible/play${n}.yml`]:
      '- hosts: all\n  tasks:\n    - name: apply\n      k8s:\n        definition: {apiVersion: v1, kind: Service, metadata: {name: "{{ name }}"}}\n',
  }),
  (n) => ({
    [`jinja/t${n}.yaml`]:
      '{% for s in services %}\napiVersion: v1\nkind: Service\nmetadata: {name: {{ s }}}\n{% endfor %}\n',
  }),
  (n) => ({
    [`docs/mkdocs${n}.yml`]:
      'markdown_extensions:\n  - emoji: {emoji_index: !!python/name:material.twemoji}\n',
    [`docs/cloud${n}.yaml`]:
      'AWSTemplateFormatVersion: "2010-09-09"\nResources: {B: {Type: "AWS::S3::Bucket", Properties: {Name: !Sub "${A}-b"}}}\n',
  }),
  (n) => ({
    [`custom/thing${n}.yaml`]: `apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: t${n}}\nspec: {anything: [1, 2]}\n`,
  }),
  (n) => ({
    [`prometheus/rules${n}.yml`]:
      'groups: [{name: g, rules: [{alert: A, expr: up == 0, annotations: {d: "{{ $labels.kind }}"}}]}]\n',
  }),
  (n) => ({
    [`tests/${n}-assert.yaml`]: 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: 80}\n',
    [`tests/testdata/bad${n}.yaml`]: 'apiVersion: v1\nkind: Service\nspec: [\n',
  }),
]

const manifests: Write = (n) => ({
  [`deploy/app${n}/service.yaml`]: `apiVersion: v1\nkind: Service\nmetadata: {name: app${n}}\nspec: {selector: {app: app${n}}, ports: [{port: 80, targetPort: ${n === 7 ? 'htpp' : 'http'}}]}\n`,
  [`deploy/app${n}/deployment.yaml`]: `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app${n}}\nspec: {selector: {matchLabels: {app: app${n}}}, template: {metadata: {labels: {app: app${n}}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 80}]}]}}}\n`,
})

// FULL=1 writes a thousand of them
const count = process.env['FULL'] === undefined ? 12 : 48
let written = 0
beforeAll(() => {
  for (let n = 0; n < count; n++)
    for (const write of [...foreign, manifests])
      for (const [file, text] of Object.entries(write(n))) {
        mkdirSync(dirname(join(work, file)), { recursive: true })
        writeFileSync(join(work, file), text)
        written++
      }
})

const fault = 'deploy/app7/service.yaml'

test('only what is wrong in manifests is said, and no foreign file is an error', async () => {
  expect(written).toBeGreaterThan(20 * count)
  const { status, stdout, stderr } = await run('. -o json')
  const { findings, unread, summary } = JSON.parse(stdout)
  expect(unread).toEqual([])
  expect(
    findings.map(({ rule, location }: { rule: string; location: { file: string } }) => [rule, location.file]),
  ).toEqual([['target-port-name-unknown', fault]])
  expect(summary).toMatchObject({ services: count, errors: 1 })
  const leftOut = `^left out: \\d+ templates, ${count} assertions of tests, 1 folder of test data; .*\\n$`
  expect(stderr).toMatch(new RegExp(leftOut))
  expect(status).toBe(1)
})

test('adopting takes one command, and the next run is green, also where a file is renamed; a new mistake is not', async () => {
  expect(await run('. --write-baseline svc-baseline.json')).toMatchObject({ status: 0, stdout: '' })
  rmSync(join(work, fault))
  writeFileSync(join(work, 'deploy/app7/renamed.yaml'), `# moved\n${manifests(7)[fault] ?? ''}`)
  const { status, stdout } = await run('. --baseline svc-baseline.json')
  expect(stdout).toMatch(new RegExp(`^nothing wrong in ${count} Services .*1 in the baseline too$`, 'm'))
  expect(status).toBe(0)
  const other = 'deploy/app8/service.yaml'
  writeFileSync(join(work, other), (manifests(8)[other] ?? '').replace('http', 'htp'))
  const next = await run('. --baseline svc-baseline.json -o github')
  expect(next.stdout).toMatch(/^::error [^\n]*file=deploy\/app8\/service\.yaml,line=4[^\n]*\n$/)
  expect(next.status).toBe(1)
})
