import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  checkEndpointSlice,
  checkEndpointSliceUpdate,
  checkService,
  checkServiceUpdate,
  type CheckOptions,
  type CheckResult,
} from '../../../src/validate/check.ts'
import { kubernetesVersions, newestVersion } from '../../../src/kube/core/versions.ts'
import { Oracle } from '../../bed/oracle.js'
import {
  generateService,
  generateSlice,
  generateSliceUpdate,
  generateUpdate,
  smaller,
  type Json,
  type Manifest,
} from '../generate-service.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// random manifests: what Kubernetes' own code says to them, against what we say. CASES=200000 is the full run, and a tenth
// for each older version, which the newest code emulates: its gates, but not its warnings; VERSION=1.34 asks one in full
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 5000)
const only = process.env['VERSION']
const batch = 500

// one after the other
let version = newestVersion
let oracle: Oracle

interface Question {
  readonly asked: Readonly<Record<string, Json>>
  readonly families: readonly ('IPv4' | 'IPv6')[]
  readonly said: (options: CheckOptions) => CheckResult
}
interface Answer {
  readonly verdict: string
  readonly message?: string
  readonly panic?: string
  readonly errors?: readonly { readonly type: string; readonly field: string }[]
  readonly warnings?: readonly string[]
}

// the in-memory allocators of the oracle know these ranges
const ranges = { IPv4: '10.96.0.0/16', IPv6: 'fd00:96::/108' }

const service = (manifest: Json): Question['asked'] => ({ op: 'create', manifest })
const asService = (manifest: Json) => ({
  asked: service(manifest),
  said: (options: CheckOptions) => checkService(manifest, options),
})
const asSlice = (manifest: Json) => ({
  asked: service(manifest),
  said: (options: CheckOptions) => checkEndpointSlice(manifest, options),
})
const asUpdate = (pair: Json) => {
  const { old = null, next = null } = pair as Manifest
  const said = (options: CheckOptions) => {
    const first = checkService(old, options)
    return first.errors.length > 0 ? first : checkServiceUpdate(old, next, options)
  }
  return { asked: { op: 'update', old, new: next }, said }
}

const asSliceUpdate = (pair: Json) => {
  const { old = null, next = null } = pair as Manifest
  const said = (options: CheckOptions) => {
    const first = checkEndpointSlice(old, options)
    return first.errors.length > 0 ? first : checkEndpointSliceUpdate(old, next, options)
  }
  return { asked: { op: 'update', old, new: next }, said }
}

describe.each(only === undefined ? kubernetesVersions.toReversed() : [only])('Kubernetes %s', (asked) => {
  beforeAll(() => {
    version = asked
    oracle = new Oracle(asked === newestVersion ? {} : { emulate: asked })
  })
  afterAll(() => oracle.close())

  test.each([
    ['Services', 1, generateService, asService],
    ['EndpointSlices', 0.25, generateSlice, asSlice],
    ['updates', 0.25, generateUpdate, asUpdate],
    ['updates of EndpointSlices', 0.25, generateSliceUpdate, asSliceUpdate],
  ] as const)(
    '%s',
    async (what, share, generate, ask) => {
      const count = Math.ceil(cases * share * (asked === newestVersion || only !== undefined ? 1 : 0.1))
      const different = new Map<string, string>()
      let accepted = 0
      let skipped = 0
      for (let start = 0; start < count; start += batch) {
        const made = Array.from({ length: Math.min(batch, count - start) }, (_, index) => {
          const random = new Random(seed * 1009 + start + index)
          const families = random.of([['IPv4'], ['IPv4', 'IPv6']] as const)
          const manifest = generate(random) as Json
          return { manifest, families, ...ask(manifest) }
        })
        const answers = (await oracle.askAll(
          made.map(({ asked, families }) => ({ ...asked, families: [...families] }) as never),
        )) as Answer[]
        for (const [index, question] of made.entries()) {
          const answer = answers[index] as Answer
          if (answer.verdict === 'accept') accepted++
          if (answer.panic !== undefined || isKnown(question.said(optionsOf(question.families)))) skipped++
          else if (!same(question, answer)) {
            const [key, text] = await inItsSmallestForm({ ...question, ask, isShrunk: different.size < 40 })
            different.set(key, different.get(key) ?? text)
          }
        }
      }
      recordProof({
        id: `api-server-${what.toLowerCase().replaceAll(' ', '-')}`,
        what: `${what}: verdict, type and field of each error; of 1.36 warnings too`,
        against: 'code of the API server',
        kubernetes: version === newestVersion ? version : `${version} (emulated)`,
        cases: count - skipped,
        disagreements: different.size,
        seed,
        repeat: 'CASES=200000 npm run test:bed apiserver-fuzz',
      })
      expect(accepted).toBeGreaterThan(count / 20)
      expect([...different.values()].join('\n')).toBe('')
    },
    3_600_000,
  )
})

/** A difference in its smallest form; its key is what both say. */
async function inItsSmallestForm({
  manifest,
  families,
  ask,
  isShrunk,
}: Pick<Question, 'families'> & { manifest: Json; ask: typeof asService; isShrunk: boolean }) {
  const minimal = isShrunk ? await shrink(manifest, families, ask) : manifest
  const { asked, said } = ask(minimal)
  const real = (await oracle.ask({ ...asked, families: [...families] } as never)) as Answer
  const key = `${JSON.stringify(summaryOf(real))} we: ${JSON.stringify(ours(said(optionsOf(families))))}`
  return [
    key,
    `${JSON.stringify(minimal)} ${families.join()}\n  they: ${key}\n  ${real.message ?? ''}`,
  ] as const
}

async function shrink(manifest: Json, families: Question['families'], ask: typeof asService): Promise<Json> {
  for (const less of smaller(manifest)) {
    if (!JSON.stringify(less).includes('"name"')) continue
    const question = { ...ask(less), families }
    const answer = (await oracle.ask({ ...question.asked, families: [...families] } as never)) as Answer
    if (answer.panic === undefined && !('error' in answer) && !same(question, answer))
      return shrink(less, families, ask)
  }
  return manifest
}

function optionsOf(families: Question['families']): CheckOptions {
  return { kubernetesVersion: version, serviceCidrs: families.map((family) => ranges[family]) }
}

function same({ said, families }: Question, answer: Answer): boolean {
  const result = said(optionsOf(families))
  return isKnown(result) || JSON.stringify(ours(result)) === JSON.stringify(summaryOf(answer))
}

/**
 * What the oracle leaves out: IPAddress objects, in which a real server first notices that a Service has no usable name,
 * and the handler, which merges equal owners. Emulating 1.33 is also not its code, which checked a generateName again.
 */
function isKnown({ errors, warnings }: CheckResult): boolean {
  if (warnings.some((warning) => !isOfValidation(warning))) return true
  if (version === '1.33' && errors.some(({ field }) => field === 'metadata.generateName')) return true
  return (
    errors.length === 1 && errors.some(({ field, at }) => field === 'spec.clusterIPs' && at[0] === 'metadata')
  )
}

const typed = new Set(['Required', 'Invalid', 'NotSupported', 'Forbidden', 'Duplicate', 'TooLong', 'TooMany'])

function ours({ errors, warnings }: CheckResult) {
  const named = errors.filter(({ type }) => typed.has(type)).map(({ type, field }) => `${type} ${field}`)
  return {
    verdict: errors.length === 0 ? 'accept' : 'reject',
    errors: [...new Set(named)].toSorted(),
    warnings: errors.length === 0 ? warnings.filter(isCompared) : [],
  }
}

function summaryOf({ verdict, errors = [], warnings = [] }: Answer) {
  const named = errors
    .map(({ type, field }) => [type.replace('FieldValue', ''), field] as const)
    .filter(([type]) => typed.has(type))
  return {
    verdict,
    errors: [...new Set(named.map(([type, field]) => `${type} ${field}`))].toSorted(),
    warnings: verdict === 'accept' ? warnings.filter(isCompared) : [],
  }
}

/** Emulation leaves warnings as they are. */
function isCompared(warning: string): boolean {
  return version === newestVersion && isOfValidation(warning)
}

function isOfValidation(warning: string): boolean {
  return !warning.startsWith('.metadata.ownerReferences')
}
