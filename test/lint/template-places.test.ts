import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { formatsOf } from '../../src/report/formats.ts'
import { conforms } from '../conforms.ts'
import { svc } from '../svc.ts'

// `helm template … | svc lint -`: findings are about the templates, and no line is made up
const work = mkdtempSync(join(tmpdir(), 'svc-templates-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const deployment = `# Source: chat/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 80}]}]}
`
const service = (name: string, source: string, targetPort: string) => `# Source: ${source}
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: chat
  ports:
    - port: 80
      targetPort: ${targetPort}
`
const template = service('{{ .Release.Name }}', '-', 'htpp').replace(/^.*\n/, '')

beforeAll(() => {
  const files = {
    'deploy/chart/Chart.yaml': 'apiVersion: v2\nname: "chat"\nversion: 0.1.0\n',
    'deploy/chart/templates/literal.yaml': `{{- if .Values.on }}\n${template}{{- end }}\n`,
    'deploy/chart/templates/value.yaml': template.replace('htpp', '{{ .Values.port }}'),
    'deploy/chart/templates/twice.yaml': `${template}---\n${template}`,
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, file)), { recursive: true })
    writeFileSync(join(work, file), text)
  }
})

const lint = async (source: string, args: readonly string[] = [], more = '') => {
  const input = `---\n${deployment}---\n${service('web', source, 'htpp')}${more}`
  const run = await svc(['lint', '-', '--complete', ...args], { cwd: work, input })
  expect(run.stderr).toBe('')
  return run
}
const findingOf = async (source: string, more = '') => {
  const { stdout } = await lint(source, ['-o', 'json'], more)
  const output = JSON.parse(stdout)
  expect(conforms('lint', output)).toEqual([])
  return output.findings[0]
}
const inChart = 'deploy/chart/templates'

describe('a finding in what helm template wrote', () => {
  test('has the line of the template where the rendered line is one of its own', async () => {
    expect(await findingOf('chat/templates/literal.yaml')).toMatchObject({
      rule: 'target-port-name-unknown',
      template: `${inChart}/literal.yaml`,
      location: { file: `${inChart}/literal.yaml`, line: 11, column: 19, endLine: 11, endColumn: 23 },
      rendered: { file: '<stdin>', line: 22, column: 19 },
    })
  })

  test.each([
    ['a value', 'chat/templates/value.yaml', `${inChart}/value.yaml`],
    ['a line that is there twice', 'chat/templates/twice.yaml', `${inChart}/twice.yaml`],
    ['a template that is not here', 'chat/templates/other.yaml', 'chat/templates/other.yaml'],
    ['a chart that is not here', 'redis/templates/literal.yaml', 'redis/templates/literal.yaml'],
  ])('has the template alone for %s', async (_, source, file) => {
    const finding = await findingOf(source)
    expect(finding).toMatchObject({ template: file, rendered: { file: '<stdin>', line: 22 } })
    expect(finding).not.toHaveProperty('location')
  })

  test.each(['/etc/passwd', '../deploy/chart/templates/literal.yaml', 'chat/../../x.yaml'])(
    'does not follow %s',
    async (source) => {
      const finding = await findingOf(source)
      expect(finding).toMatchObject({ location: { file: '<stdin>', line: 22 } })
      expect(finding).not.toHaveProperty('template')
    },
  )

  test('is named by its template in every format, and none makes up a line', async () => {
    const file = `${inChart}/value.yaml`
    for (const format of formatsOf.lint) {
      const { stdout, status } = await lint('chat/templates/value.yaml', ['-o', format])
      expect({ format, status, isNamed: stdout.includes(file) }).toEqual({ format, status: 1, isNamed: true })
      expect(stdout).not.toContain(`${file}:22`)
    }
    const { stdout } = await lint('chat/templates/value.yaml', ['-o', 'github'])
    expect(stdout).toMatch(new RegExp(`^::error title=[^,]+,file=${file}::\\.spec\\.ports`))
    const sarif = JSON.parse((await lint('chat/templates/value.yaml', ['-o', 'sarif'])).stdout)
    expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: file, uriBaseId: 'SRCROOT' },
    })
  })

  test('shows the rendered lines to people', async () => {
    const { stdout } = await lint('chat/templates/value.yaml')
    expect(stdout).toContain(
      `${inChart}/value.yaml .spec.ports[0].targetPort error [target-port-name-unknown]\n`,
    )
    expect(stdout).toMatch(/rendered as <stdin>:22:19\n +21 \|.*\n +22 \| +targetPort: htpp\n/)
    expect((await lint('chat/templates/literal.yaml')).stdout).toMatch(/literal\.yaml:11:19 [^|]*\n +10 \|/)
  })

  test('is silenced by a comment of the template', async () => {
    const text = service(
      'web',
      'chat/templates/value.yaml',
      'htpp # svc-ignore: target-port-name-unknown set later',
    )
    const { stdout, status } = await svc(['lint', '-', '--complete'], {
      cwd: work,
      input: `---\n${deployment}---\n${text}`,
    })
    expect(stdout).toMatch(/1 suppressed/)
    expect(status).toBe(0)
  })
})

test('documents of different templates are still judged together', async () => {
  const more = `---\n${service('api', 'chat/charts/api/templates/svc.yaml', 'http')}`
  const { stdout } = await lint('chat/templates/value.yaml', [], more)
  expect(stdout).toMatch(/1 error in 2 Services/)
})

describe('trace and who name the template, too', () => {
  const rendered = (source: string) => {
    const client = `# Source: chat/templates/client.yaml
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: c, image: i, env: [{name: CHAT_URL, value: "http://chat"}]}]}
`
    return `---\n${deployment}---\n${service('chat', source, 'htpp')}---\n${client}`
  }
  const run = (source: string, ...words: string[]) => svc(words, { cwd: work, input: rendered(source) })

  test.each([
    ['chat/templates/literal.yaml', 'deploy/chart/templates/literal.yaml:11:19'],
    // of a template that is not at hand, or whose line is another one, its name alone
    ['chat/templates/twice.yaml', 'deploy/chart/templates/twice.yaml'],
    ['chat/templates/gone.yaml', 'chat/templates/gone.yaml'],
  ])('%s: the edit that trace proposes is in %s', async (source, place) => {
    const { stdout } = await run(source, 'trace', 'chat', '-', '--complete')
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`fix: [^:]* in ${place.replaceAll('.', '\\.')}(?: |$)`),
    )
    expect(stdout).not.toContain('<stdin>')
  })

  test('who', async () => {
    const source = 'chat/templates/literal.yaml'
    expect((await run(source, 'who', 'chat', '-')).stdout).toContain('chat/templates/client.yaml')
    const { stdout } = await run(source, 'who', 'chat', '-', '-o', 'json')
    expect(conforms('who', JSON.parse(stdout))).toEqual([])
    const { dependents } = JSON.parse(stdout) as { dependents: { kind: string }[] }
    expect(dependents).toContainEqual(
      expect.objectContaining({
        template: 'chat/templates/client.yaml',
        rendered: expect.objectContaining({ file: '<stdin>' }),
      }),
    )
  })
})
