import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  checkEndpointSlice,
  checkService,
  checkServiceUpdate,
  type CheckOptions,
  type CheckResult,
} from '../../../src/validate/check.ts'

// what real API servers, and their code, said to hundreds of manifests: test/kube/oracle/README.md
interface Said {
  readonly verdict: 'accept' | 'reject'
  readonly errors: readonly { readonly type: string | null; readonly field: string }[]
  readonly warnings?: readonly string[]
  readonly stage?: string
}
interface Case {
  readonly name: string
  readonly yaml: string
  readonly results: Readonly<Record<string, Said | readonly Said[]>>
}
interface Update {
  readonly name: string
  readonly old: string
  readonly new: string
  readonly result: Said
  readonly dual: Said | null
}

const cases = (read('service-create.json') as readonly Case[]).filter(
  ({ yaml }) => !yaml.includes('<truncated'),
)
const updates = read('service-update.json') as readonly Update[]

const real: CheckOptions = { kubernetesVersion: '1.36.3', serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'] }
const single: CheckOptions = { serviceCidrs: ['10.96.0.0/12'], via: 'kubectl' }
const dual: CheckOptions = { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'], via: 'kubectl' }

/** Cases in which the code was asked another question than `kubectl create -f` puts; the real server decides. */
const otherQuestion = new Map([
  ['json 80.0', 'sent as JSON; in YAML it is 80'],
  ['json 8e1', 'sent as JSON; in YAML it is 80'],
  ['dup json key', 'sent as JSON, where the server sees both keys'],
  ['dup json port', 'sent as JSON, where the server sees both keys'],
  ['metadata missing', 'without the allocation, which fails first'],
  ['big int annot', 'without the storage, which refuses a resourceVersion'],
])

/** Updates in which the recorded answer was that of a cluster with both families. */
const otherCluster = new Set(['headless change families'])

describe('a real API server 1.36.3', () => {
  const recorded = cases.flatMap(({ name, yaml, results }) =>
    results['1.36.3'] === undefined ? [] : [[name, yaml, results['1.36.3'] as Said] as const],
  )

  test.each(recorded)('%s', (_, yaml, said) => {
    const result = check(yaml, real)
    expect(summary(result)).toEqual(wanted(said))
    if (said.verdict === 'accept') expect(result.warnings).toEqual((said.warnings ?? []).map(unescaped))
  })
})

describe('the code of 1.33, of 1.34, and of 1.34 with the gates of 1.36', () => {
  const versions = [
    ['1.33.3', '1.33.3'],
    ['1.34.1', '1.34.1'],
    ['1.34.1+gates(StrictIPCIDRValidation,RelaxedServiceNameValidation)~=1.36', '1.36'],
  ] as const
  const recorded = cases.flatMap(({ name, yaml, results }) => {
    const runs = versions.flatMap(([run, kubernetesVersion]) => {
      const said = results[run] ?? results['all']
      // of several documents only the first one is asked for
      const first = Array.isArray(said) ? (said[0] as Said) : (said as Said | undefined)
      return first === undefined ? [] : [{ kubernetesVersion, said: first }]
    })
    return runs.length === 0 || otherQuestion.has(name) ? [] : [[name, yaml, runs] as const]
  })

  test.each(recorded)('%s', (_, yaml, runs) => {
    const answers = runs.map(({ kubernetesVersion }) => ({
      kubernetesVersion,
      ...summary(check(yaml, { ...single, kubernetesVersion })),
    }))
    expect(answers).toEqual(
      runs.map(({ kubernetesVersion, said }) => ({ kubernetesVersion, ...wanted(said) })),
    )
  })
})

describe('updates', () => {
  const recorded = updates.flatMap(({ name, old, new: now, result, dual: both }) => [
    [name, old, now, result, otherCluster.has(name) ? dual : single] as const,
    ...(both === null ? [] : [[`${name} with two families`, old, now, both, dual] as const]),
  ])

  test.each(recorded)('%s', (_, old, now, said, options) => {
    expect(summary(checkServiceUpdate(old, now, { ...options, kubernetesVersion: '1.34.1' }))).toEqual(
      wanted(said),
    )
  })
})

// each was found by comparing texts with a real API server 1.36.3, or with kubectl in front of it
describe('YAML that Go reads in its own way', () => {
  const head = 'apiVersion: v1\nkind: Service\n'
  const metadata = (text: string) => `${head}metadata:\n  name: web\n  ${text}\nspec: {ports: [{port: 80}]}\n`
  const spec = (text: string) => `${head}metadata: {name: web}\nspec: {ports: [{port: 80}], ${text}}\n`

  test.each([
    ['a quoted text goes on without indentation', metadata('annotations:\n    a: "x\ny"'), []],
    ['and with too little of it', metadata("annotations:\n    a: 'x\n y'"), []],
    ['so does what is in brackets', metadata('annotations: {a: x,\n b: z\n}'), []],
    ['a comma belongs to the tag in front of it', spec('externalIPs: [!!str, 1.2.3.4]'), []],
    ['but not behind a blank', spec('externalIPs: [!!str , 1.2.3.4]'), ['Invalid spec.externalIPs[0]']],
    ['a bracket behind a tag is refused', spec('selector: {a: !!str}'), ['BadRequest ']],
    ['the largest integer of 64 bits', metadata('generation: 9223372036854775807'), []],
    ['and as a hexadecimal number', metadata('generation: 0x7fffffffffffffff'), []],
    ['and one more', metadata('generation: 9223372036854775808'), ['Decode metadata.generation']],
    ['the least integer of 64 bits', metadata('deletionGracePeriodSeconds: -9223372036854775808'), []],
    [
      'and one less',
      metadata('deletionGracePeriodSeconds: -9223372036854775809'),
      ['Decode metadata.deletionGracePeriodSeconds'],
    ],
    [
      'a tab below a text that is all there is',
      'null\n\t',
      ['Required metadata.name', 'Required spec.ports'],
    ],
    ['a tab below a mapping', 'a: b\n\t', ['BadRequest ']],
    [
      'a merge is a key that occurs twice',
      spec('type: NodePort, <<: {type: ClusterIP}'),
      ['DuplicateField spec.type'],
    ],
  ])('%s', (_, yaml, expected) => {
    const { errors } = checkService(yaml, { ...real, dryRun: true })
    expect(errors.map(({ type, field }) => `${type} ${field}`)).toEqual(expected)
  })

  test.each([
    ['a merge counts where it is', spec('type: NodePort, <<: {type: LoadBalancer}'), 'LoadBalancer'],
    ['what comes behind it counts more', spec('<<: {type: LoadBalancer}, type: NodePort'), 'NodePort'],
    ['of two the last', spec('<<: {type: LoadBalancer}, <<: {type: NodePort}'), 'NodePort'],
    ['of a list the first', spec('<<: [{type: NodePort}, {type: LoadBalancer}]'), 'NodePort'],
    [
      'a tab in front of a bracket',
      `\t\n{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}`,
      'NodePort',
    ],
  ])('kubectl: %s', (_, yaml, type) => {
    const { errors, defaulted } = checkService(yaml, { ...real, via: 'kubectl' })
    expect(errors).toEqual([])
    expect(defaulted).toMatchObject({ spec: { type } })
  })
})

function check(yaml: string, options: CheckOptions): CheckResult {
  return yaml.includes('EndpointSlice') ? checkEndpointSlice(yaml, options) : checkService(yaml, options)
}

/** The server gives a type and a field to only some refusals; the rest is one text, without fields. */
const typed = new Set(['Required', 'Invalid', 'NotSupported', 'Forbidden', 'Duplicate', 'TooLong', 'TooMany'])

function summary({ errors }: CheckResult) {
  const named = errors.filter(({ type }) => typed.has(type)).map(({ type, field }) => `${type} ${field}`)
  return { verdict: errors.length === 0 ? 'accept' : 'reject', errors: [...new Set(named)].toSorted() }
}

function wanted({ verdict, errors }: Said) {
  const named = errors
    .map(({ type, field }) => [type?.replace('FieldValue', '') ?? '', field] as const)
    .filter(([type]) => typed.has(type))
  return { verdict, errors: [...new Set(named.map(([type, field]) => `${type} ${field}`))].toSorted() }
}

function unescaped(header: string): string {
  return header.replaceAll('\\"', '"').replace(/^notation /, 'annotation ')
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`oracle/${name}`, import.meta.url), 'utf8')) as unknown
}
