import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  checkServiceApply,
  checkServiceUpdate,
  type CheckOptions,
  type CheckResult,
} from '../../../src/check/check.ts'
import { valueAt } from '../../../src/world/place.ts'
import { program } from '../../bed/lifecycle/programs.js'
import { kubeconfigOf, openWorld } from '../../bed/world.js'
import { editCases } from '../edit-cases.ts'
import { generateEdit, madeOwn, type Edit } from '../generate-edit.ts'
import type { Json, Manifest } from '../generate-service.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { RecordingProxy, type Exchange } from '../recording-proxy.ts'
import { ourWords, said, type Said } from '../said.ts'

// random edits of a Service, made by kubectl: the older manifest is applied, the newer one is applied over it and sent to
// replace it; what is answered and what is stored then, against what we say of the two manifests, and of the stored object
// and the newer manifest. PAIRS=2000 is the full run
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const pairs = Number(process.env['PAIRS'] ?? 60)
const batch = 30
const kubectl = process.env['SVC_BED_KUBECONFIG'] === undefined ? program('kubectl') : 'kubectl'
const options: CheckOptions = { serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'] }

const work = mkdtempSync(join(tmpdir(), 'svc-edits-'))
const kubeconfig = join(work, 'kubeconfig')
const proxy = new RecordingProxy(kubeconfigOf())
const world = openWorld()

beforeAll(() => proxy.listen(kubeconfig))
afterAll(async () => {
  await proxy.close()
  await world.close()
  rmSync(work, { recursive: true, force: true })
})

interface Case extends Edit {
  readonly name: string
  /** The object that the older manifest has become. */
  readonly live: Manifest
}

class Tally {
  readonly what: string
  compared = 0
  accepted = 0
  readonly different: string[] = []

  constructor(what: string) {
    this.what = what
  }

  add(pair: readonly [Json, Json], heard: Heard, result: CheckResult): void {
    const they = theirs(heard)
    const we = ours(result)
    const message = String(heard.exchange?.answer['message'] ?? '')
    const isSame = JSON.stringify(they) === JSON.stringify(completed(we, they))
    // another Service of this run has it, which nobody can know
    if (!isSame && message.includes('already allocated')) return
    this.compared++
    if (they.said.ok) this.accepted++
    if (isSame) return
    const sent = heard.exchange?.sent ?? heard.text
    this.different.push(
      [...pair, `they: ${JSON.stringify(they)} ${message.slice(-300)}`, `we:   ${JSON.stringify(we)}`, sent]
        .map((part) => (typeof part === 'string' ? `  ${part}` : JSON.stringify(part)))
        .join('\n'),
    )
  }
}

test('edits with known results', async () => {
  const namespace = await world.namespace('edits')
  const own = editCases.map((one, slot) => ({
    ...one,
    ...madeOwn(one, slot, { name: `case-${slot}`, namespace }),
  }))
  const files = (side: 'old' | 'next') => own.map((one, slot) => [`case-${slot}`, one[side]] as const)
  await send(files('old'), ['apply', '-n', namespace])
  for (const [slot, { between }] of own.entries())
    if (between !== undefined)
      await world.api.patch(`/api/v1/namespaces/${namespace}/services/case-${slot}`, between)
  const applied = await send(files('next'), ['apply', '-n', namespace])
  for (const [slot, { name, refused = [], becomes = {} }] of own.entries()) {
    const heard = applied.get(`case-${slot}`) as Heard
    const errors = heard.isDone ? [] : theirs(heard).said.errors
    expect([name, heard.isDone || heard.exchange ? errors : ['kubectl']]).toEqual([name, refused])
    for (const [path, wanted] of Object.entries(becomes))
      expect([name, path, valueAt(heard.exchange?.answer, path.split('.'))]).toEqual([name, path, wanted])
  }
  await removeAll(namespace)
}, 300_000)

test('edits through kubectl', async () => {
  const tallies = {
    files: new Tally('`kubectl apply` of an edit, known by its two manifests'),
    live: new Tally('`kubectl apply` of an edit to the object in the cluster'),
    replace: new Tally('`kubectl replace` of the object in the cluster'),
  }
  for (let start = 0; start < pairs; start += batch) {
    const namespace = await world.namespace('edits')
    const cases = await applyFirst(start, namespace)
    const files = cases.map(({ name, next }) => [name, next] as const)
    const replaced = await send(files, ['replace', '--dry-run=server', '-n', namespace])
    // its own way to the patch strategies takes kubectl most of a second for each object
    const fast = start % (batch * 10) === 0 ? [] : ['--openapi-patch=false']
    const applied = await send(files, ['apply', '-n', namespace, ...fast])
    for (const { name, old, next, live } of cases) {
      const heard = { ...(applied.get(name) as Heard), live }
      tallies.files.add([old, next], heard, checkServiceApply(old, next, options))
      tallies.live.add([live, next], heard, checkServiceApply(live, next, options))
      const replacement = checkServiceUpdate(live, next, { ...options, dryRun: true })
      tallies.replace.add([live, next], replaced.get(name) as Heard, replacement)
    }
    await removeAll(namespace)
  }
  for (const [id, { what, compared, different }] of Object.entries(tallies))
    recordProof({
      id: `edits-${id}`,
      what: `${what}: verdict, type and field of each error, warnings, and the object that comes of it`,
      against: 'kubectl and kube-apiserver',
      kubernetes: '1.36',
      cases: compared,
      disagreements: different.length,
      seed,
      repeat: 'PAIRS=2000 npm run test:bed control-plane/edits',
    })
  for (const { compared, accepted, different } of Object.values(tallies)) {
    expect(different.slice(0, 8).join('\n')).toBe('')
    expect(compared).toBeGreaterThan(pairs * 0.6)
    expect(accepted).toBeGreaterThan(pairs * 0.2)
  }
}, 3_600_000)

/** Creates the older manifests; those that are refused are no case. */
async function applyFirst(start: number, namespace: string): Promise<Case[]> {
  const made = Array.from({ length: Math.min(batch, pairs - start) }, (_, slot) => {
    const name = `web-${String(start + slot).padStart(6, '0')}`
    return {
      name,
      ...madeOwn(generateEdit(new Random(seed * 1009 + start + slot)), slot, { name, namespace }),
    }
  })
  const created = await send(
    made.map(({ name, old }) => [name, old] as const),
    ['apply', '-n', namespace],
  )
  return made.flatMap((one): Case[] => {
    const { isDone, exchange } = created.get(one.name) as Heard
    return isDone && exchange !== undefined ? [{ ...one, live: exchange.answer as Manifest }] : []
  })
}

/** What came of one file: what kubectl says, and the last thing that it asked of the server. */
interface Heard {
  readonly isDone: boolean
  readonly exchange?: Exchange | undefined
  /** The object until then. */
  readonly live?: Manifest
  /** All that kubectl said of the run. */
  readonly text: string
}

/** Runs kubectl on files, each with one object, and hears what it does for each. */
async function send(
  files: readonly (readonly [name: string, manifest: Json])[],
  args: readonly string[],
): Promise<ReadonlyMap<string, Heard>> {
  const folder = mkdtempSync(join(work, 'files-'))
  for (const [name, manifest] of files) writeFileSync(join(folder, `${name}.json`), JSON.stringify(manifest))
  const all = [
    ...args,
    '-o',
    'name',
    '-f',
    folder,
    '--kubeconfig',
    kubeconfig,
    '--cache-dir',
    join(work, 'cache'),
  ]
  const { stdout, stderr } = await run(all)
  const done = new Set(stdout.split('\n').map((line) => line.replace(/^service\//, '')))
  const exchanges = new Map(proxy.take().map((exchange) => [nameIn(exchange), exchange]))
  return new Map(
    files.map(([name]) => [
      name,
      {
        isDone: done.has(name),
        exchange: exchanges.get(name),
        text: done.has(name) ? '' : stderr.slice(-2000),
      },
    ]),
  )
}

/** A new object is sent to the list. */
function nameIn({ path, sent }: Exchange): string {
  const last = path.split('/').at(-1) ?? ''
  if (last !== 'services') return last
  return (JSON.parse(sent) as { metadata: { name: string } }).metadata.name
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

/** Finalizers of the edits would keep the objects for ever. */
async function removeAll(namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/services`
  const { items } = (await world.api.get(path)) as { items: { metadata: { name: string } }[] }
  for (const { metadata } of items) {
    await world.api.patch(`${path}/${metadata.name}`, { metadata: { finalizers: null } })
    await world.api.ask(`${path}/${metadata.name}`, { method: 'DELETE' })
  }
}

interface Outcome {
  readonly said: Said
  readonly warnings: readonly string[]
  readonly object?: Json | undefined
}

function ours(result: CheckResult): Outcome {
  const { errors, warnings, defaulted } = result
  if (errors.length > 0) return { said: ourWords(result), warnings: [] }
  return { said: ourWords(result), warnings, object: comparable(defaulted as Manifest) }
}

/** Where nothing changes, kubectl asks for nothing. */
function theirs({ isDone, exchange, live }: Heard): Outcome {
  if (isDone) {
    const object = comparable((exchange?.answer ?? live) as Manifest)
    return { said: said(true, []), warnings: exchange?.warnings ?? [], object }
  }
  const { details } = (exchange?.answer ?? {}) as {
    details?: { causes?: { reason: string; field: string }[] }
  }
  const causes = details?.causes ?? []
  return {
    said: said(
      false,
      causes.map(({ reason, field }) => ({ type: reason.replace('FieldValue', ''), field })),
    ),
    warnings: [],
  }
}

const ownMetadata = [
  'name',
  'namespace',
  'generateName',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
]

/** What a manifest can say of an object, in one order. */
function comparable({ metadata, spec }: Manifest): Json {
  const kept = Object.entries(metadata as Manifest).filter(([key]) => ownMetadata.includes(key))
  return sorted({ metadata: Object.fromEntries(kept), spec: spec ?? null })
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value).toSorted()
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]))
}

/** With the picks of the server, where we leave them open. */
function completed(we: Outcome, they: Outcome): Outcome {
  const spec = (we.object as { spec?: Manifest } | undefined)?.spec
  const picked = (they.object as { spec?: Manifest } | undefined)?.spec
  if (spec === undefined || picked === undefined) return we
  const taken = Object.entries(picked).filter(
    ([key]) => ['clusterIP', 'clusterIPs', 'healthCheckNodePort'].includes(key) && !Object.hasOwn(spec, key),
  )
  const ports = Array.isArray(spec['ports']) ? (spec['ports'] as Manifest[]) : undefined
  const full = ports?.map((port, index) => {
    const nodePort = ((picked['ports'] ?? []) as Manifest[])[index]?.['nodePort']
    return nodePort === undefined || Object.hasOwn(port, 'nodePort') ? port : { ...port, nodePort }
  })
  const object = {
    ...(we.object as Manifest),
    spec: { ...spec, ...Object.fromEntries(taken), ...(full && { ports: full }) },
  }
  return { ...we, object: sorted(object) }
}
