import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { checkEndpointSlice, checkService, type CheckResult } from '../../../src/validate/check.ts'
import { newestVersion } from '../../../src/kube/core/versions.ts'
import { stateFolder } from '../../bed/lifecycle/places.js'
import { kubeconfigOf } from '../../bed/world.js'
import { generateService, generateSlice } from '../generate-service.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { RawApi, type Answer } from '../raw-api.ts'
import { ourWords, said } from '../said.ts'
import { writeYaml } from '../write-yaml.ts'

// manifests as YAML text, sent as they are to a real API server (a dry run), against what we say of the same text; a tenth of
// them also to servers that emulate the two minor versions before: with the gates of each, and the warnings of the newest
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const most = Number(process.env['CASES'] ?? 3000)
const batch = 16

const older = process.env['SVC_BED_KUBECONFIG'] === undefined ? ['1.35', '1.34'] : []
const versions = [newestVersion, ...older]

/** A second control plane next to the one that runs. */
function bed(verb: 'up' | 'down', version: string): NodeJS.ProcessEnv {
  const env = { ...process.env, SVC_BED_VERSION: version }
  const program = join(import.meta.dirname, '..', '..', 'bed', 'bed.js')
  const { status, stderr } = spawnSync(process.execPath, [program, verb, 'control-plane'], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return env
}

function olderCluster(version: string): string {
  return join(stateFolder('control-plane', bed('up', version)), 'kubeconfig')
}

afterAll(() => {
  for (const version of older) bed('down', version)
})

test.each(versions)(
  'YAML as text to %s',
  async (version) => {
    const isNewest = version === newestVersion
    const cases = isNewest ? most : Math.ceil(most / 10)
    const api = new RawApi(isNewest ? kubeconfigOf() : olderCluster(version))
    const different: string[] = []
    let accepted = 0
    let compared = 0
    for (let start = 0; start < cases; start += batch) {
      await Promise.all(
        Array.from({ length: batch }, async (_, index) => {
          const random = new Random(seed * 1009 + start + index)
          const isService = random.chance(0.85)
          const text = writeYaml(random, isService ? generateService(random) : generateSlice(random))
          const answer = await api.create(
            text,
            isService
              ? '/api/v1/namespaces/default/services'
              : '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
          )
          const options = {
            serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'],
            dryRun: true,
            kubernetesVersion: version,
          }
          const result = isService ? checkService(text, options) : checkEndpointSlice(text, options)
          if (answer.status < 300) accepted++
          const [they, we] = [theirs(answer), ours(result)].map((words) =>
            JSON.stringify(isNewest ? words : { ...words, warnings: [] }),
          )
          if (isOfTheRequest(answer)) return
          compared++
          if (they !== we)
            different.push(
              `${JSON.stringify(text)}\n  they: ${they} ${answer.message ?? ''}\n  we:   ${we} ${JSON.stringify(result.errors.slice(0, 3))}`,
            )
        }),
      )
    }
    api.close()
    recordProof({
      id: 'yaml-raw',
      what: 'YAML texts as raw requests: verdict, type and field of each error; of 1.36 warnings too',
      against: 'kube-apiserver',
      kubernetes: isNewest ? version : `${version} (emulated)`,
      cases: compared,
      disagreements: different.length,
      seed,
      repeat: 'CASES=20000 npm run test:bed apiserver-live',
    })
    expect(accepted).toBeGreaterThan(cases * 0.05)
    expect(different.slice(0, 30).join('\n')).toBe('')
  },
  3_600_000,
)

/** The manifest may be right, but was sent to another namespace. */
function isOfTheRequest({ message = '' }: Answer): boolean {
  return message.startsWith('the namespace of the provided object')
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
