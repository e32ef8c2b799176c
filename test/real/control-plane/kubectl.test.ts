import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { checkEndpointSlice, checkService, type CheckOptions } from '../../../src/validate/check.ts'
import { splitDocuments } from '../../../src/sources/yaml/chunks.ts'
import { program } from '../../bed/lifecycle/programs.js'
import { kubeconfigOf } from '../../bed/world.js'
import { generateService, generateSlice } from '../generate-service.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { ourWords, said, type Said } from '../said.ts'
import { writeYaml } from '../write-yaml.ts'

// manifests as YAML text, created by kubectl under its strict validation (a dry run of the server), against what we say of
// the same text; one call of kubectl takes a folder of them, and names the file in each of its errors
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const cases = Number(process.env['CASES'] ?? 400)
const batch = 200
const kubectl = process.env['SVC_BED_KUBECONFIG'] === undefined ? program('kubectl') : 'kubectl'
const options: CheckOptions = {
  serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'],
  dryRun: true,
  via: 'kubectl',
}

interface Case {
  readonly file: string
  readonly text: string
  readonly ours: Said
  /** Neither created nor refused: there is nothing in it. */
  readonly isEmpty: boolean
}

test('YAML through kubectl create', async () => {
  const different: string[] = []
  let compared = 0
  let accepted = 0
  for (let start = 0; start < cases; start += batch) {
    const made = Array.from({ length: Math.min(batch, cases - start) }, (_, index) => makeCase(start + index))
    const { created, errors } = await create(made)
    const asked = made.filter(({ text }) => isOneDocument(text))
    const answers = asked.map((one) => ({ ...one, theirs: theirWords(errors.get(one.file)) }))
    for (const { text, ours, isEmpty, theirs, file } of answers) {
      // the manifest may be right, but was sent to another namespace
      if (theirs === undefined) continue
      compared++
      if (theirs.ok) accepted++
      if (isEmpty ? theirs.ok : JSON.stringify(theirs) === JSON.stringify(ours)) continue
      different.push(
        `${JSON.stringify(text)}\n  they: ${JSON.stringify(theirs)} ${errors.get(file) ?? ''}\n  we:   ${JSON.stringify(ours)}`,
      )
    }
    // that nothing was said of a file is proof only when all of them were created
    const silent = made.filter(({ file, isEmpty }) => !errors.has(file) && !isEmpty).length
    expect(created).toBeGreaterThanOrEqual(silent)
  }
  recordProof({
    id: 'yaml-kubectl',
    what: 'YAML texts through `kubectl create`: verdict, type and field of each error',
    against: 'kubectl and kube-apiserver',
    kubernetes: '1.36',
    cases: compared,
    disagreements: different.length,
    seed,
    repeat: 'CASES=4000 npm run test:bed control-plane/kubectl.test',
  })
  expect(different.slice(0, 30).join('\n')).toBe('')
  expect(compared).toBeGreaterThan(cases * 0.8)
  expect(accepted).toBeGreaterThan(cases * 0.05)
}, 3_600_000)

function makeCase(index: number): Case {
  const random = new Random(seed * 1009 + index)
  const isService = random.chance(0.85)
  const text = writeYaml(random, isService ? generateService(random) : generateSlice(random))
  const result = isService ? checkService(text, options) : checkEndpointSlice(text, options)
  const isEmpty = result.errors.some(({ detail }) => detail.endsWith('there is no object in it'))
  return { file: `${String(index).padStart(6, '0')}.yaml`, text, ours: ourWords(result), isEmpty }
}

/** Of several documents kubectl creates what it can; here each text is to have one answer. */
function isOneDocument(text: string): boolean {
  return splitDocuments(text).filter((chunk) => /^(?!---\s*(?:#.*)?$)\s*[^\s#]/m.test(chunk.text)).length <= 1
}

async function create(made: readonly Case[]): Promise<{ created: number; errors: Map<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'svc-kubectl-'))
  try {
    for (const { file, text } of made) writeFileSync(join(folder, file), text)
    const args = ['create', '--dry-run=server', '-o', 'name', '-f', folder, '--kubeconfig', kubeconfigOf()]
    const { stdout, stderr } = await run(args)
    // one by one, or in a list at the end: each names its file, and reaches to where the next one is named
    const told = stderr.split(/(?=\d{6}\.yaml)/).flatMap((part) => {
      const [file] = /^\d{6}\.yaml/.exec(part) ?? []
      return file === undefined ? [] : [[file, part] as const]
    })
    return { created: stdout.split('\n').filter((line) => line !== '').length, errors: new Map(told) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((done, fail) => {
    const child = spawn(kubectl, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const texts = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (part: string) => (texts.stdout += part))
    child.stderr.setEncoding('utf8').on('data', (part: string) => (texts.stderr += part))
    child.once('error', fail).once('close', () => done(texts))
  })
}

const typeOf: Readonly<Record<string, string>> = {
  'Invalid value': 'Invalid',
  'Required value': 'Required',
  'Unsupported value': 'NotSupported',
  'Duplicate value': 'Duplicate',
  'Too long': 'TooLong',
  'Too many': 'TooMany',
  Forbidden: 'Forbidden',
}

function theirWords(error: string | undefined): Said | undefined {
  if (error === undefined) return said(true, [])
  if (/the namespace from the provided object|: namespaces ".*" not found/.test(error)) return undefined
  const [, list = ''] = /" is invalid: (.*)/s.exec(error) ?? []
  const pattern =
    /(?:^|[[ ])([A-Za-z][\w./[\]-]*): (Invalid value|Required value|Unsupported value|Duplicate value|Too long|Too many|Forbidden)/g
  const found = [...list.matchAll(pattern)].map(([, field = '', words = '']) => ({
    type: typeOf[words] ?? '',
    field,
  }))
  return said(false, found)
}
