import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  checkEndpointSliceApply,
  checkServiceApply,
  checkServiceUpdate,
  type CheckOptions,
  type CheckResult,
} from '../../../src/validate/check.ts'
import { valueAt } from '../../../src/world/place.ts'
import { openWorld } from '../../bed/world.js'
import { editCases } from '../edit-cases.ts'
import { generateEdit, madeOwn, type Edit } from '../generate-edit.ts'
import { generateSliceUpdate, type Json, type Manifest } from '../generate-service.ts'
import { causesOf, Kubectl, objectOf, type Heard } from '../kubectl.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'
import { ourWords, said, type Said } from '../said.ts'

// random edits of a Service, made by kubectl: the older manifest is applied, the newer one is applied over it and sent to
// replace it; what is answered and what is stored then, against what we say of the two manifests, and of the stored object
// and the newer manifest. PAIRS=1500 is the full run
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const pairs = Number(process.env['PAIRS'] ?? 60)
const batch = 30
// slices share nothing
const crowd = 200
const options: CheckOptions = { serviceCidrs: ['10.96.0.0/16', 'fd00:96::/108'] }

const work = mkdtempSync(join(tmpdir(), 'svc-edits-'))
const world = openWorld()
const kubectl = new Kubectl(world, work)

beforeAll(() => kubectl.start())
afterAll(async () => {
  await kubectl.stop()
  await world.close()
  rmSync(work, { recursive: true, force: true })
})

interface Case extends Edit {
  readonly name: string
  /** The object that the older manifest has become. */
  readonly live: Manifest
}

interface Compared {
  readonly pair: readonly [Json, Json]
  readonly heard: Heard
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

  add({ pair, heard, live }: Compared, result: CheckResult): void {
    const they = theirs(heard, live)
    const we = ours(result)
    const message = String(heard.exchange?.answer['message'] ?? '')
    const isSame = JSON.stringify(they) === JSON.stringify(completed(we, they))
    // another Service of this run has it, which cannot be known; and a dry run picks ports that the Service itself has
    if (!isSame && /already allocated|duplicate nodePort/.test(message)) return
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
  await kubectl.send(files('old'), ['apply', '-n', namespace])
  for (const [slot, { between }] of own.entries())
    if (between !== undefined)
      await world.api.patch(`/api/v1/namespaces/${namespace}/services/case-${slot}`, between)
  const applied = await kubectl.send(files('next'), ['apply', '-n', namespace])
  for (const [slot, { name, refused = [], becomes = {}, warnings = 0 }] of own.entries()) {
    const heard = applied.get(`case-${slot}`) as Heard
    const { errors } = said(heard.isDone, causesOf(heard))
    expect([name, heard.isDone || heard.exchange ? errors : ['kubectl']]).toEqual([name, refused])
    expect([name, heard.exchange?.warnings.length ?? 0]).toEqual([name, warnings])
    for (const [path, wanted] of Object.entries(becomes))
      expect([name, path, valueAt(heard.exchange?.answer, path.split('.'))]).toEqual([name, path, wanted])
  }
  await kubectl.removeServices(namespace)
}, 300_000)

test('edits through kubectl', async () => {
  const tallies = {
    files: new Tally('`kubectl apply` of an edit, known by its two manifests'),
    live: new Tally('`kubectl apply` of an edit to the object in the cluster'),
    replace: new Tally('`kubectl replace` of the object in the cluster'),
  }
  for (let start = 0; start < pairs; start += batch) {
    const namespace = await world.namespace('edits')
    const cases = await changedByOthers(await applyFirst(start, namespace), namespace)
    const files = cases.map(({ name, next }) => [name, next] as const)
    const replaced = await kubectl.send(files, ['replace', '--dry-run=server', '-n', namespace])
    // its own way to the patch strategies takes kubectl most of a second for each object
    const fast = start % (batch * 10) === 0 ? [] : ['--openapi-patch=false']
    const applied = await kubectl.send(files, ['apply', '-n', namespace, ...fast])
    for (const { name, old, next, live, between } of cases) {
      const [heard, putInPlace] = [applied, replaced].map((all) => all.get(name)) as [Heard, Heard]
      if (between === undefined)
        tallies.files.add({ pair: [old, next], heard, live }, checkServiceApply(old, next, options))
      tallies.live.add({ pair: [live, next], heard, live }, checkServiceApply(live, next, options))
      const replacement = checkServiceUpdate(live, next, { ...options, dryRun: true })
      tallies.replace.add({ pair: [live, next], heard: putInPlace, live }, replacement)
    }
    await kubectl.removeServices(namespace)
  }
  prove(Object.entries(tallies))
}, 3_600_000)

function prove(tallies: readonly (readonly [id: string, Tally])[]): void {
  for (const [id, { what, compared, different }] of tallies)
    recordProof({
      id: `edits-${id}`,
      what: `${what}: verdict, type and field of each error, warnings, and the object that comes of it`,
      against: 'kubectl and kube-apiserver',
      kubernetes: '1.36',
      cases: compared,
      disagreements: different.length,
      seed,
      repeat: 'PAIRS=1500 npm run test:bed control-plane/edits',
    })
  for (const [, { compared, accepted, different }] of tallies) {
    expect(different.slice(0, 8).join('\n')).toBe('')
    expect(compared).toBeGreaterThan(pairs * 0.3)
    expect(accepted).toBeGreaterThan(pairs * 0.1)
  }
}

test('edits of EndpointSlices through kubectl', async () => {
  const slices = new Tally('`kubectl apply` of an edit of an EndpointSlice in the cluster')
  for (let start = 0; start < pairs; start += crowd) {
    const namespace = await world.namespace('edits')
    const made = Array.from({ length: Math.min(crowd, pairs - start) }, (_, slot) => {
      const name = `slice-${start + slot}`
      const { old, next } = generateSliceUpdate(new Random(seed * 1009 + start + slot))
      const own = (slice: Manifest) => ({
        ...slice,
        metadata: { ...(slice['metadata'] as Manifest), name, namespace },
      })
      return { name, old: own(old), next: own(next) }
    })
    const created = await kubectl.send(
      made.map(({ name, old }) => [name, old] as const),
      ['apply'],
    )
    const cases = made.flatMap(({ name, next }) => {
      const live = objectOf(created.get(name) as Heard)
      return live === undefined ? [] : [{ name, next, live }]
    })
    const applied = await kubectl.send(
      cases.map(({ name, next }) => [name, next] as const),
      ['apply', '--openapi-patch=false'],
    )
    for (const { name, next, live } of cases) {
      const heard = applied.get(name) as Heard
      slices.add({ pair: [live, next], heard, live }, checkEndpointSliceApply(live, next))
    }
  }
  prove([['slices', slices]])
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
  const created = await kubectl.send(
    made.map(({ name, old }) => [name, old] as const),
    ['apply', '-n', namespace],
  )
  return made.flatMap((one): Case[] => {
    const { isDone, exchange } = created.get(one.name) as Heard
    return isDone && exchange !== undefined ? [{ ...one, live: exchange.answer as Manifest }] : []
  })
}

/** What others change before the edit comes. */
function changedByOthers(cases: readonly Case[], namespace: string): Promise<Case[]> {
  const changed = cases.map(async ({ between, ...one }) => {
    if (between === undefined) return one
    const answer = await world.api.ask(`/api/v1/namespaces/${namespace}/services/${one.name}`, {
      method: 'PATCH',
      body: between,
      contentType: 'application/merge-patch+json',
    })
    return answer.status < 300 ? { ...one, between, live: answer.body as Manifest } : one
  })
  return Promise.all(changed)
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
function theirs(heard: Heard, live: Manifest): Outcome {
  if (!heard.isDone) return { said: said(false, causesOf(heard)), warnings: [] }
  const object = comparable(objectOf(heard) ?? live)
  return { said: said(true, []), warnings: heard.exchange?.warnings ?? [], object }
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
function comparable({ metadata, spec, endpoints, ports, addressType }: Manifest): Json {
  const kept = Object.entries(metadata as Manifest).filter(([key]) => ownMetadata.includes(key))
  const own = { metadata: Object.fromEntries(kept) }
  if (addressType === undefined) return sorted({ ...own, spec: spec ?? null })
  // the server writes conditions and lists also where there are none
  const full = ((endpoints ?? []) as Manifest[]).map((endpoint) => ({ conditions: {}, ...endpoint }))
  return sorted({ ...own, addressType, endpoints: full, ports: ports ?? [] })
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
