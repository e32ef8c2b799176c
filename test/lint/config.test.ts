import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { kubernetesVersions } from '../../src/kube/core/versions.ts'
import { rules } from '../../src/rules/index.ts'
import { suppressionRules } from '../../src/lint/suppress.ts'
import { svc } from '../svc.ts'

// svc.config.yaml: what it changes, which one holds, and what is said of a wrong one
const work = mkdtempSync(join(tmpdir(), 'svc-config-'))
const schemaFile = join(import.meta.dirname, '..', '..', 'schemas', 'config.schema.json')

const service = (name: string, namespace = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${namespace}}\nspec: {selector: {app: none}, ports: [{port: 80}]}\n`

function write(file: string, text: string): void {
  mkdirSync(dirname(join(work, file)), { recursive: true })
  writeFileSync(join(work, file), text)
}

const run = (words: string, folder = '.') =>
  svc(words.split(' '), { cwd: join(work, folder), env: { HOME: work } })

/** `FILE SEVERITY RULE` of each finding. */
async function found(words: string, folder?: string): Promise<string[]> {
  const { stdout } = await run(`${words} -o json`, folder)
  const { findings } = JSON.parse(stdout) as {
    findings: { location: { file: string }; severity: string; rule: string; verdict: string }[]
  }
  return findings.map(
    ({ location, severity, rule, verdict }) =>
      `${location.file} ${verdict === 'unknown' ? 'unknown ' : ''}${severity} ${rule}`,
  )
}

beforeEach(() => {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(join(work, '.git'), { recursive: true })
  write('deploy/web.yaml', service('web'))
  write('deploy/legacy/old.yaml', service('old', ', namespace: preview-1'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const rule = 'selector-matches-nothing'

describe('what a configuration changes', () => {
  const all = [`deploy/legacy/old.yaml error ${rule}`, `deploy/web.yaml error ${rule}`]
  test.each([
    [
      'nothing in it',
      '{}',
      [`deploy/legacy/old.yaml unknown error ${rule}`, `deploy/web.yaml unknown error ${rule}`],
    ],
    ['complete', 'complete: true', all],
    ['a rule is off', `complete: true\nrules: {${rule}: off}`, []],
    [
      'a severity',
      `complete: true\nrules: {${rule}: note}`,
      all.map((line) => line.replace('error', 'note')),
    ],
    [
      'all rules are off but one',
      `complete: true\nrules: {"*": off, ${rule}: warning}`,
      all.map((line) => line.replace('error', 'warning')),
    ],
    [
      'by path',
      `complete: true\noverrides: [{paths: ["deploy/legacy/**"], rules: {${rule}: off}}]`,
      all.slice(1),
    ],
    [
      'by namespace',
      `complete: true\noverrides: [{namespaces: ["preview-*"], rules: {"*": off}}]`,
      all.slice(1),
    ],
    [
      'by both, which must both fit',
      `complete: true\noverrides: [{paths: ["deploy/*"], namespaces: ["preview-*"], rules: {"*": off}}]`,
      all,
    ],
    [
      'off but for a folder',
      `complete: true\nrules: {"*": off}\noverrides: [{paths: ["deploy/legacy/**"], rules: {${rule}: error}}]`,
      all.slice(0, 1),
    ],
    [
      'the last override counts',
      `complete: true\noverrides: [{paths: ["**"], rules: {"*": off}}, {paths: ["deploy/web.yaml"], rules: {"*": note}}]`,
      [`deploy/web.yaml note ${rule}`],
    ],
    ['ignored files', `complete: true\nignore: ["**/legacy/**"]`, all.slice(1)],
  ])('%s', async (_name, config, expected) => {
    write('svc.config.yaml', `${config}\n`)
    expect(await found('lint deploy')).toEqual(expected)
    // from a folder below it means the same
    expect(await found('lint .', 'deploy')).toEqual(expected.map((line) => line.replace('deploy/', '')))
  })

  test('failOn, minSeverity and baseline are defaults of flags', async () => {
    write('svc.config.yaml', `complete: true\nfailOn: warning\nrules: {${rule}: warning}\n`)
    expect((await run('lint deploy')).status).toBe(1)
    expect((await run('lint deploy --fail-on error')).status).toBe(0)
    write('svc.config.yaml', `complete: true\nminSeverity: error\nrules: {${rule}: warning}\n`)
    expect(await found('lint deploy')).toEqual([])
    expect(await found('lint deploy --min-severity note')).toHaveLength(2)
    write('svc.config.yaml', 'complete: true\nbaseline: old.json\n')
    expect((await run('lint deploy --write-baseline old.json')).status).toBe(0)
    expect(await found('lint deploy')).toEqual([])
    expect((await run('lint .', 'deploy')).status).toBe(0)
  })

  test('namespaces of parts of the project, in every command', async () => {
    write(
      'svc.config.yaml',
      'sources: [{path: deploy, namespace: shop}, {path: deploy/legacy, namespace: old}]\n',
    )
    write('deploy/legacy/old.yaml', service('old'))
    const { stdout } = await run('ls -f deploy -A -o json')
    const { services } = JSON.parse(stdout) as { services: { namespace: string; name: string }[] }
    expect(services.map(({ namespace, name }) => `${namespace}/${name}`).toSorted()).toEqual([
      'old/old',
      'shop/web',
    ])
  })

  test('the domain of the cluster', async () => {
    write('svc.config.yaml', 'complete: true\nclusterDomain: cluster.example\n')
    expect((await run('trace http://web.default.svc.cluster.example -f deploy')).stdout).toMatch(
      /at endpoints/,
    )
    expect((await run('trace http://web.default.svc.cluster.local -f deploy')).stdout).toMatch(/at name/)
  })

  test('another file by --config, none by --no-config; a rule that is asked for runs', async () => {
    write('svc.config.yaml', `complete: true\nrules: {${rule}: off}\n`)
    write('other.yaml', 'complete: true\n')
    expect(await found('lint deploy --config other.yaml')).toHaveLength(2)
    expect(await found('lint deploy --no-config --complete')).toHaveLength(2)
    expect(await found(`lint deploy --rule ${rule}`)).toHaveLength(2)
  })

  test('a file above the repository, or of a stranger next to none, does not count', async () => {
    write('svc.config.yaml', `rules: {"*": off}\n`)
    mkdirSync(join(work, 'deploy', '.git'))
    expect(await found('lint . --complete', 'deploy')).toHaveLength(2)
    rmSync(join(work, '.git'), { recursive: true })
    rmSync(join(work, 'deploy', '.git'), { recursive: true })
    expect(await found('lint . --complete', 'deploy')).toHaveLength(2)
  })
})

describe('a configuration that is wrong', () => {
  test.each([
    [
      'rules: {selector-matches-nothin: off}',
      1,
      9,
      /"selector-matches-nothin" is not a rule/,
      /did you mean selector-matches-nothing/i,
    ],
    ['complete: yes please', 1, 1, /complete must be true or false/, undefined],
    ['\nkubernetesVersion: 1.35', 2, 1, /kubernetesVersion must be a text/, /write it in quotes: "1.35"/],
    ['kubernetesVersion: "1.2"', 1, 1, /"1.2" is not allowed/, /one of/],
    ['compleet: true', 1, 1, /"compleet" is not a setting/, /did you mean complete/i],
    ['failOn: eror', 1, 1, /failOn: "eror" is not allowed/, /did you mean error/i],
    [
      'overrides:\n  - path: [a]\n    rules: {}',
      2,
      5,
      /"path" is not a setting of overrides.0/,
      /did you mean paths/i,
    ],
    ['overrides:\n  - rules: {}', 2, 5, /overrides.0/, undefined],
    ['sources: [{path: a}]', 1, 11, /lacks "namespace"/, undefined],
    ['rules: [a, b]', 1, 1, /rules must be a mapping/, undefined],
    ['- a', 1, 1, /the configuration must be a mapping/, undefined],
    ['rules: {a: b', 2, 1, /./, undefined],
    ['__proto__: {complete: true}', 1, 1, /"__proto__" is not a setting/, undefined],
    ['a: &a [*a]', 1, 1, /./, undefined],
  ])('%j', async (text, line, column, message, hint) => {
    write('svc.config.yaml', `${text}\n`)
    const { status, stderr } = await run('lint deploy')
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(new RegExp(`^svc: svc\\.config\\.yaml:${line}:${column}: `))
    if (hint !== undefined) expect(stderr).toMatch(hint)
    expect(status).toBe(2)
  })

  test('a file that is not there', async () => {
    const { status, stderr } = await run('lint deploy --config ci/svc.yaml')
    expect(stderr).toMatch(/ci\/svc\.yaml does not exist/)
    expect(status).toBe(4)
  })
})

describe('svc config', () => {
  test('--init writes a configuration that changes nothing, and never over one', async () => {
    expect((await run('config --init')).stderr).toBe('wrote svc.config.yaml\n')
    const bare = await found('lint deploy --no-config')
    expect(await found('lint deploy')).toEqual(bare)
    expect((await run('config --init')).status).toBe(2)
  })

  test('every setting in it is a comment that holds when it is taken for one', async () => {
    await run('config --init')
    const text = readFileSync(join(work, 'svc.config.yaml'), 'utf8')
    write('svc.config.yaml', text.replaceAll(/^# ((?:[a-zA-Z]+:|  ).*)$/gm, '$1'))
    write('svc-baseline.json', '{"version": 1, "findings": []}\n')
    write('charts/shop/Chart.yaml', 'name: shop\n')
    write('overlays/prod/kustomization.yaml', 'resources: []\n')
    expect((await run('lint deploy')).stderr).toBe('')
    const properties = Object.keys(
      (JSON.parse(readFileSync(schemaFile, 'utf8')) as { properties: object }).properties,
    )
    for (const name of properties.filter((property) => property !== '$schema'))
      expect(text).toMatch(new RegExp(`^# ${name}:`, 'm'))
  })

  test('shows what holds and where it is from', async () => {
    write('svc.config.yaml', `complete: true\n\nfailOn: warning\nignore: [a/**]\n`)
    const { stdout } = await run('config', 'deploy')
    expect(stdout).toMatch(/^complete: true # \.\.\/svc\.config\.yaml:1$/m)
    expect(stdout).toMatch(/^failOn: "warning" # \.\.\/svc\.config\.yaml:3$/m)
    expect(stdout).toMatch(/^ignore: \["a\/\*\*"\] # \.\.\/svc\.config\.yaml:4$/m)
    expect(stdout).toMatch(/^minSeverity: "note" # default$/m)
  })
})

test('the schema knows every rule and every version (UPDATE=1 writes it)', () => {
  const text = readFileSync(schemaFile, 'utf8')
  const schema = JSON.parse(text) as {
    properties: { kubernetesVersion: { enum: readonly string[] } }
    definitions: { rules: { properties: Record<string, object> } }
  }
  const level = { $ref: '#/definitions/level' }
  const known = [
    ...rules.map(({ id, title }) => [id, title] as const),
    ...Object.entries(suppressionRules).map(([id, { title }]) => [id, title] as const),
  ]
  schema.properties.kubernetesVersion.enum = [...kubernetesVersions]
  schema.definitions.rules.properties = {
    '*': level,
    ...Object.fromEntries(known.map(([id, title]) => [id, { description: title, allOf: [level] }])),
  }
  const wanted = `${JSON.stringify(schema, null, 2)}\n`
  if (process.env['UPDATE'] !== undefined && JSON.stringify(JSON.parse(text)) !== JSON.stringify(schema))
    writeFileSync(schemaFile, wanted)
  expect(JSON.parse(readFileSync(schemaFile, 'utf8'))).toEqual(schema)
})
