import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import type { Service, ServicePort } from '../../src/world/types/manifest.ts'
import { svc } from '../svc.ts'

// `--edit` and `--into`: what no flag names stays, byte for byte; what goes is said before it goes
const folder = mkdtempSync(join(tmpdir(), 'svc-keeps-'))
const file = join(folder, 'service.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => svc(['new', ...args], { cwd: folder })

async function edited(text: string, ...args: string[]) {
  writeFileSync(file, text)
  const { status, stderr } = await run(...args)
  return { status, stderr, text: readFileSync(file, 'utf8') }
}

const api = `apiVersion: v1
kind: Service
metadata:
  name: api # of the shop
spec:
  selector: {app: api, tier: back}
  sessionAffinity: ClientIP
  ports:
    - name: http # for clients
      port: 80
      targetPort: http
`

describe('a port', () => {
  test.each([
    ['--edit', ['api', '--edit', 'service.yaml', '--port', '81']],
    ['--into', ['api', '--into', 'service.yaml', '--port', '81']],
    ['--into with a type', ['clusterip', 'api', '--into', 'service.yaml', '--port', '81']],
  ])('%s keeps the name, the target and the comment', async (_, args) => {
    const { text, status } = await edited(api, ...args)
    expect(status).toBe(0)
    expect(text).toBe(api.replace('port: 80', 'port: 81'))
  })

  const two = `${api}    - name: metrics # of Prometheus\n      port: 9090\n`
  test.each([
    ['by its name', ['--port', 'metrics=9091'], (text: string) => text.replace('port: 9090', 'port: 9091')],
    [
      'by its name, as people also write it',
      ['--port', 'metrics:9091'],
      (text: string) => text.replace('port: 9090', 'port: 9091'),
    ],
    [
      'by its number',
      ['--port', '80:web'],
      (text: string) => text.replace('targetPort: http', 'targetPort: web'),
    ],
    ['that is new', ['--port', 'grpc=9000'], (text: string) => `${text}    - name: grpc\n      port: 9000\n`],
  ])('%s', async (_, args, wanted) => {
    expect((await edited(two, 'api', '--edit', 'service.yaml', ...args)).text).toBe(wanted(two))
  })

  test('without a name does not stand for any of several', async () => {
    const { status, stderr, text } = await edited(two, 'api', '--edit', 'service.yaml', '--port', '81')
    expect({ status, text }).toEqual({ status: 2, text: two })
    expect(stderr).toContain('could be meant to change any of http, metrics')
    expect(stderr).toContain('--port http=81')
  })

  test('takes its name from the workload', async () => {
    writeFileSync(
      join(folder, 'sts.yaml'),
      `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: etcd}
spec:
  serviceName: etcd
  selector: {matchLabels: {app: etcd}}
  template:
    metadata: {labels: {app: etcd}}
    spec: {containers: [{name: etcd, image: etcd, ports: [{name: client, containerPort: 2379}, {name: peer, containerPort: 2380}]}]}
`,
    )
    const { stdout } = await run('--from', 'sts.yaml', '--port', '2379')
    expect((parse(stdout) as Service).spec?.ports).toEqual([{ name: 'client', port: 2379 }])
    const named = await run('--from', 'sts.yaml', '--port', 'other:2379')
    expect((parse(named.stdout) as Service).spec?.ports).toEqual([{ name: 'other', port: 2379 }])
  })
})

test('what a new type does not have is said before it goes', async () => {
  const old = api.replace('spec:\n', 'spec:\n  type: NodePort\n  externalTrafficPolicy: Local\n')
  const { stderr, text } = await edited(old, 'headless', 'api', '--edit', 'service.yaml')
  expect(text).not.toContain('Local')
  const lines = stderr.split('\n')
  expect(
    lines.findIndex((line) => line === 'removes .spec.externalTrafficPolicy (Local)'),
  ).toBeGreaterThanOrEqual(0)
  expect(lines.findIndex((line) => line.startsWith('removes .spec.externalTrafficPolicy'))).toBeLessThan(
    lines.findIndex((line) => line.includes('service.yaml changed')),
  )
})

describe('whatever a manifest says', () => {
  const word = fc.stringMatching(/^[a-z]{2,6}$/)
  const labels = fc.dictionary(word, word, { minKeys: 1, maxKeys: 3 })
  const port = fc.record(
    {
      name: word,
      port: fc.integer({ min: 1, max: 65_535 }),
      targetPort: fc.oneof(word, fc.integer({ min: 1, max: 65_535 })),
      protocol: fc.constantFrom('TCP', 'UDP'),
      appProtocol: fc.constantFrom('http', 'kubernetes.io/h2c'),
    },
    { requiredKeys: ['name', 'port'] },
  )
  const ports = fc
    .uniqueArray(port, { minLength: 1, maxLength: 3, selector: ({ name }) => name })
    .filter((all) => new Set(all.map((each) => `${each.port}/${each.protocol ?? 'TCP'}`)).size === all.length)
  const service = fc.record({
    labels,
    annotations: labels,
    selector: labels,
    ports,
    others: fc.subarray([
      '  sessionAffinity: ClientIP # sticky',
      '  internalTrafficPolicy: Cluster',
      '  # a field of a version to come\n  fieldToCome: {a: [1, "2"]}',
      '  publishNotReadyAddresses: false',
    ]),
    comments: fc.boolean(),
    newline: fc.constantFrom('\n', '\r\n'),
  })
  type Given = typeof service extends fc.Arbitrary<infer T> ? T : never

  function write({
    labels: own,
    annotations,
    selector,
    ports: all,
    others,
    comments,
    newline,
  }: Given): string {
    const note = (text: string) => (comments ? ` # ${text}` : '')
    const pairs = (map: Record<string, string>) =>
      Object.entries(map).map(([key, value]) => `    ${key}: "${value}"${note(key)}`)
    const lines = [
      `# a header`,
      'apiVersion: v1',
      'kind: Service',
      'metadata:',
      `  name: web${note('its name')}`,
      '  labels:',
      ...pairs(own),
      '  annotations:',
      ...pairs(annotations),
      'spec:',
      ...others.flatMap((text) => text.split('\n')),
      '  selector:',
      ...pairs(selector),
      '  ports:',
      ...all.flatMap(({ name, ...rest }) => [
        `    - name: "${name}"${note(name)}`,
        ...Object.entries(rest).map(([key, value]) => `      ${key}: ${value}${note(key)}`),
      ]),
      '---',
      '# another document\nkind:   ConfigMap\napiVersion: v1\nmetadata: {name: other}',
      '',
    ]
    return lines.join('\n').replaceAll('\n', newline)
  }

  /** Flags, and what the object says then. */
  const changes: readonly ((manifest: Service) => { flags: string[]; wanted: Service })[] = [
    ({ metadata, ...rest }) => ({
      flags: ['--annotation', 'zz=new'],
      wanted: { ...rest, metadata: { ...metadata, annotations: { ...metadata?.annotations, zz: 'new' } } },
    }),
    ({ spec, ...rest }) => ({
      flags: ['--internal-traffic-policy', 'local'],
      wanted: { ...rest, spec: { ...spec, internalTrafficPolicy: 'Local' } },
    }),
    (manifest) => {
      const [first, change] = ofFirstPort(manifest)
      const protocol = first.protocol === 'UDP' ? '/udp' : ''
      return { flags: ['--port', `${first.name}=31999${protocol}`], wanted: change({ port: 31_999 }) }
    },
    (manifest) => {
      const [first, change] = ofFirstPort(manifest)
      return { flags: ['--app-protocol', `${first.name}=grpc`], wanted: change({ appProtocol: 'grpc' }) }
    },
  ]

  function ofFirstPort({ spec, ...rest }: Service) {
    const [first, ...others] = spec?.ports ?? []
    if (first === undefined) throw new Error('no port')
    const change = (fields: Partial<ServicePort>): Service => ({
      ...rest,
      spec: { ...spec, ports: [{ ...first, ...fields }, ...others] },
    })
    return [first, change] as const
  }

  test('it stays, but for the line of the flag', async () => {
    let written = 0
    await fc.assert(
      fc.asyncProperty(service, fc.constantFrom(...changes), async (given, change) => {
        const text = write(given)
        const [document = '', ...others] = text.split(/^---\r?\n/m)
        const { flags, wanted } = change(parse(document) as Service)
        const after = await edited(text, 'web', '--edit', 'service.yaml', ...flags)
        // what an API server refuses is refused before anything is written
        if (after.status !== 0) return expect(after.text).toBe(text)
        written++
        const [changed = '', ...same] = after.text.split(/^---\r?\n/m)
        expect(parse(changed)).toEqual(wanted)
        expect(same).toEqual(others)
        const before = text.split('\n')
        const kept = new Set(after.text.split('\n'))
        expect(before.filter((line) => !kept.has(line)).length).toBeLessThanOrEqual(1)
        expect(after.text.split('\n').length - before.length).toBeLessThanOrEqual(1)
        expect(after.stderr).not.toContain('removes ')
      }),
      { numRuns: 15 },
    )
    expect(written).toBeGreaterThan(4)
  })
})
