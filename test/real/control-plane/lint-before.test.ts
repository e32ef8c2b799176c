import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openWorld } from '../../bed/world.js'
import { conforms } from '../../conforms.ts'
import { editCases } from '../edit-cases.ts'
import { madeOwn } from '../generate-edit.ts'
import type { Manifest } from '../generate-service.ts'
import { causesOf, Kubectl, type Heard } from '../kubectl.ts'
import { recordProof } from '../proof.ts'
import { Random } from '../random.ts'

// `svc lint --before live` of files, against what kubectl and the API server say when the same files are applied
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const rounds = Number(process.env['ROUNDS'] ?? 1)
const size = 40
const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')
const work = mkdtempSync(join(tmpdir(), 'svc-before-'))
const world = openWorld()
const kubectl = new Kubectl(world, work)

beforeAll(() => kubectl.start())
afterAll(async () => {
  await kubectl.stop()
  await world.close()
  rmSync(work, { recursive: true, force: true })
})

interface Finding {
  readonly rule: string
  readonly verdict: string
  readonly type?: string
  readonly field?: string
  readonly resource: { readonly name: string }
}

/** What lint says that the server will refuse of the Services in a file. */
function linted(file: string): (name: string) => Finding[] {
  const flags = ['--before', 'live', '--kubeconfig', world.kubeconfig, '-o', 'json']
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'lint', file, ...flags], {
    encoding: 'utf8',
  })
  expect([stderr, status === 0 || status === 1]).toEqual(['', true])
  const result = JSON.parse(stdout) as { findings: Finding[] }
  expect(conforms('lint', result)).toEqual([])
  const refusals = result.findings.filter(
    ({ rule, verdict }) => verdict === 'broken' && ['api-server-rejects', 'allocation-taken'].includes(rule),
  )
  return (name) => refusals.filter(({ resource }) => resource.name === name)
}

/** Some refusals have no type and no field. */
function wordsOf(refusals: readonly { readonly type?: string; readonly field?: string }[]): string[] {
  const words = refusals.map(({ type = '', field = '' }) => (field === '' ? 'untyped' : `${type} ${field}`))
  return [...new Set(words)].toSorted()
}

function writeAll(name: string, manifests: readonly Manifest[]): string {
  const file = join(work, name)
  writeFileSync(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'))
  return file
}

/** The same of kubectl. */
function refusedBy(heard: Heard): string[] {
  if (heard.isDone) return []
  const words = wordsOf(causesOf(heard)).filter((text) => text !== 'untyped')
  return words.length === 0 ? ['untyped'] : words
}

const named = (manifests: readonly Manifest[]) =>
  manifests.map((manifest) => [String((manifest['metadata'] as Manifest)['name']), manifest] as const)

test('edits of objects in the cluster', async () => {
  const namespace = await world.namespace('before')
  const made = editCases.map((one, slot) => ({
    ...one,
    ...madeOwn(one, slot, { name: `edit-${slot}`, namespace }),
    id: `edit-${slot}`,
  }))
  await kubectl.send(
    made.map(({ id, old }) => [id, old] as const),
    ['apply'],
  )
  for (const { id, between } of made)
    if (between !== undefined)
      await world.api.patch(`/api/v1/namespaces/${namespace}/services/${id}`, between)
  // what kubectl does not send, no server gives a type and a field
  const readable = made.filter(({ refused = [] }) => !refused.includes('kubectl'))
  const said = linted(
    writeAll(
      'edits.yaml',
      readable.map(({ next }) => next),
    ),
  )
  const heard = await kubectl.send(
    readable.map(({ id, next }) => [id, next] as const),
    ['apply', '--dry-run=server'],
  )
  const outcome = (id: string) => refusedBy(heard.get(id) as Heard)
  expect(readable.map(({ name, id }) => [name, wordsOf(said(id))])).toEqual(
    readable.map(({ name, id }) => [name, outcome(id)]),
  )
  expect(readable.filter(({ id }) => said(id).length > 0).length).toBeGreaterThan(2)
})

test('the ways around', async () => {
  const namespace = await world.namespace('before')
  const service = (spec: Manifest): Manifest => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace },
    spec,
  })
  const ports = [{ name: 'tcp', port: 53, protocol: 'TCP' }]
  const both = [...ports, { name: 'udp', port: 53, protocol: 'UDP' }]
  const send = async (spec: Manifest, ...args: string[]) =>
    (await kubectl.send([['web', service(spec)]], args)).get('web') as Heard
  const stored = async () => (await world.api.get(`/api/v1/namespaces/${namespace}/services/web`)) as Manifest

  await send({ ports }, 'apply')
  expect(refusedBy(await send({ ports, clusterIP: 'None' }, 'apply'))).toEqual(['Invalid spec.clusterIPs[0]'])
  await send({ ports, clusterIP: 'None' }, 'apply', '--force')
  expect(await stored()).toMatchObject({ spec: { clusterIP: 'None' } })
  expect(refusedBy(await send({ ports, clusterIP: '10.96.0.60' }, 'replace'))).toEqual([
    'Invalid spec.clusterIPs[0]',
  ])
  await send({ ports, clusterIP: '10.96.0.60' }, 'replace', '--force')
  expect(await stored()).toMatchObject({ spec: { clusterIP: '10.96.0.60', ports } })
  await send({ ports: both }, 'apply')
  expect(await stored()).toMatchObject({ spec: { ports } })
  await send({ ports: both }, 'apply', '--server-side')
  expect(await stored()).toMatchObject({ spec: { ports: both } })
})

/**
 * We name all that is taken, and the server the first of it. A Service that is refused for other reasons as well may
 * hear of what is taken first.
 */
function agree(findings: readonly Finding[], heard: Heard): boolean {
  const [ours, theirs] = [wordsOf(findings), refusedBy(heard)]
  if (ours.length === 0 || theirs.length === 0) return ours.length === theirs.length
  const isTaken = String(heard.exchange?.answer['message'] ?? '').includes('already allocated')
  if (isTaken && findings.every(({ rule }) => rule !== 'allocation-taken')) return true
  return isTaken ? theirs.every((words) => ours.includes(words)) : ours.join() === theirs.join()
}

test('what is taken', async () => {
  let compared = 0
  const different: string[] = []
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    const random = new Random(seed * 1009 + round)
    const namespaces = [await world.namespace('taken'), await world.namespace('taken')]
    const held = Array.from({ length: 12 }, (_, index) =>
      greedy(random, `held-${index}`, random.of(namespaces)),
    )
    await kubectl.sendInOrder(named(held), ['apply'])
    const asked = Array.from({ length: size }, (_, index) =>
      greedy(random, `new-${index}`, random.of(namespaces)),
    )
    // some are there already, and are to have something else
    const next = [...asked, ...held.filter(() => random.chance(0.4)).map((one) => regreedy(random, one))]
    const said = linted(writeAll('taken.yaml', next))
    const heard = await kubectl.sendInOrder(named(next), ['apply'])
    for (const [name, manifest] of named(next)) {
      const answer = heard.get(name) as Heard
      compared++
      if (!answer.isDone) refused++
      if (agree(said(name), answer)) continue
      const both = `  they: ${refusedBy(answer).join()}\n  we:   ${wordsOf(said(name)).join()}`
      different.push(`${JSON.stringify(manifest)}\n${both}`)
    }
    for (const namespace of namespaces) await kubectl.removeServices(namespace)
  }
  recordProof({
    id: 'allocation-taken',
    what: '`svc lint --before live`: which Service asks for what another one has, type and field of the refusal',
    against: 'kubectl and kube-apiserver',
    kubernetes: '1.36',
    cases: compared,
    disagreements: different.length,
    seed,
    repeat: 'ROUNDS=8 npm run test:bed lint-before',
  })
  expect(different.slice(0, 10).join('\n')).toBe('')
  expect(refused).toBeGreaterThan(rounds * 5)
})

const few = (start: number) => Array.from({ length: 16 }, (_, index) => start + index)
// one that lacks the second of two addresses keeps the first for minutes: pairs share no address with others
const [ports, ips, pairs] = [few(30_010), few(20), few(40)]

/** A Service that asks for addresses and node ports of a small number of them, which no server gives by itself. */
function greedy(random: Random, name: string, namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: wishes(random) }
}

function wishes(random: Random): Manifest {
  const nodePort = () => (random.chance(0.8) ? { nodePort: random.of(ports) } : {})
  const twice = random.of(ports)
  return random.of<() => Manifest>([
    () => ({ clusterIP: `10.96.0.${random.of(ips)}`, ports: [{ port: 80 }] }),
    () => ({ ipFamilies: ['IPv6'], clusterIP: `fd00:96::${random.of(ips)}`, ports: [{ port: 80 }] }),
    () => {
      const pair = random.of(pairs)
      const clusterIP = `10.96.0.${pair}`
      const clusterIPs = [clusterIP, `fd00:96::${pair}`]
      return { ipFamilyPolicy: 'RequireDualStack', clusterIP, clusterIPs, ports: [{ port: 80 }] }
    },
    () => ({ type: 'NodePort', ports: [{ port: 80, ...nodePort() }] }),
    () => ({
      type: 'NodePort',
      ports: [
        { name: 'a', port: 80, ...nodePort() },
        { name: 'b', port: 81, ...nodePort() },
      ],
    }),
    () => ({
      type: 'LoadBalancer',
      ports: [
        { name: 'a', port: 80, nodePort: twice },
        { name: 'b', port: 80, protocol: 'UDP', nodePort: twice },
      ],
    }),
    () => ({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: random.of(ports),
      ports: [{ port: 80, ...nodePort() }],
    }),
    () => ({ type: 'ExternalName', externalName: 'example.com' }),
  ])()
}

function regreedy(random: Random, { spec: _spec, ...rest }: Manifest): Manifest {
  return { ...rest, spec: wishes(random) }
}
