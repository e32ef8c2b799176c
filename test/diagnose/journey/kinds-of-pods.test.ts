import { expect, test } from '@jest/globals'
import { legsTo } from '../../../src/diagnose/journey/leg.ts'
import type { Asked } from '../../../src/diagnose/journey/asked.ts'
import type { Way } from '../../../src/diagnose/journey/model.ts'
import { worldsOf } from '../../../src/diagnose/journey/worlds.ts'
import { servicePorts, typeOf } from '../../../src/kube/core/defaults.ts'
import { fieldsRead } from '../../../src/kube/references/redact/fields-read.ts'
import type { World } from '../../../src/world/world.ts'
import { Random } from '../../real/random.ts'
import { worldOf } from '../../world-of.ts'
import { randomWorld, type Manifest } from './random-world.ts'

/** `svc ls` looks at one pod of each kind: what it says of the others must be what is found of each of them alone. */

type Fields = Record<string, unknown>

/** What makes a copy of a pod another kind of pod, or the same kind. */
const changes: readonly ((pod: Manifest, random: Random) => void)[] = [
  () => undefined,
  () => undefined,
  ({ spec }) => void ((spec as Fields)['nodeName'] = 'n2'),
  ({ status }) => status && void ((status as Fields)['startTime'] = '2026-01-02T00:00:00Z'),
  ({ status }) => status && void ((status as Fields)['phase'] = 'Failed'),
  ({ status }) => status && void ((status as Fields)['conditions'] = [{ type: 'Ready', status: 'False' }]),
  ({ status }) =>
    status &&
    void ((status as Fields)['containerStatuses'] = [
      { name: 'c', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ]),
  ({ status }) =>
    status &&
    void ((status as Fields)['containerStatuses'] = [
      { name: 'c', ready: true, state: { running: { startedAt: '2026-01-03T00:00:00Z' } } },
    ]),
  ({ spec }) => void delete ((spec as { containers: Fields[] }).containers[0] ?? {})['ports'],
  ({ spec }, random) =>
    void Object.assign((spec as { containers: Fields[] }).containers[0] ?? {}, {
      ports: [{ name: 'http', containerPort: random.of([8080, 9090]), protocol: random.of(['TCP', 'UDP']) }],
    }),
  ({ spec }) =>
    void Object.assign((spec as { containers: Fields[] }).containers[0] ?? {}, {
      args: ['--listen=127.0.0.1:8080'],
    }),
  ({ metadata }) => void (metadata['labels'] = { ...(metadata['labels'] as object), component: 'worker' }),
  ({ metadata }) => void (metadata['deletionTimestamp'] = '2026-01-02T00:00:00Z'),
  ({ metadata }) =>
    void (metadata['ownerReferences'] = [
      { apiVersion: 'batch/v1', kind: 'Job', name: 'once', uid: 'j', controller: true },
    ]),
]

function copiesOf(pod: Manifest, random: Random): Manifest[] {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const copy = structuredClone(pod)
    const ip = `10.245.${random.below(250)}.${random.below(250)}`
    Object.assign(copy.metadata, { name: `${String(pod.metadata['name'])}-${index}`, uid: `copy-${index}` })
    if (typeof copy['status'] === 'object')
      Object.assign(copy['status'] as object, { podIP: ip, podIPs: [{ ip }] })
    random.of(changes)(copy, random)
    return copy
  })
}

/** As a command reads it from a cluster, with more pods of each kind. */
function crowded(seed: number): World {
  const random = new Random(seed)
  const trim = fieldsRead()
  const { manifests } = randomWorld(seed)
  const slices = random.below(2) === 0
  return worldOf(
    manifests
      .flatMap((each) => (each.kind === 'Pod' ? [each, ...copiesOf(each, random)] : [each]))
      .filter(({ kind }) => slices || kind !== 'EndpointSlice')
      .map((each) =>
        each.kind === 'Pod' ? { ...trim(structuredClone(each)), apiVersion: 'v1', kind: 'Pod' } : each,
      ),
  )
}

const plain = ({ others: _others, ...way }: Way): Way => way
const verdictOf = ({ end: { outcome, stage, doubtful, grounds, cause } }: Way) =>
  [outcome, stage, doubtful, grounds, cause].join()

// at size: WORLDS=5000 npm run jest -- test/diagnose/journey/kinds-of-pods
const worlds = Number(process.env['WORLDS'] ?? 24)
const seed = Number(process.env['SEED'] ?? 7)

test('one pod of each kind meets what each of them meets alone', () => {
  let spared = 0
  for (let number = 0; number < worlds; number++) {
    const world = crowded(seed * 1_000_003 + number)
    for (const service of world.all('Service')) {
      if (typeOf(service.manifest) === 'ExternalName') continue
      const isHeadless = typeOf(service.manifest) === 'Headless'
      for (const { port, protocol } of servicePorts(service.manifest)) {
        const asked: Asked = {
          worlds: worldsOf(world),
          caller: { is: 'any', namespace: '', vantages: [{ kind: 'pod' }] },
          senders: [],
          protocol,
          port,
        }
        const to = { service, ...(isHeadless ? {} : { via: 'cluster-ip' as const }) }
        const each = legsTo(asked, to).flatMap(({ ways }) => ways)
        const kinds = legsTo({ ...asked, oneOfEachKind: true }, to).flatMap(({ ways }) => ways)
        // those that are looked at are the first of their kind, and found to be as they are alone
        const places = kinds.map((way) =>
          each.findIndex(({ name, address }) => name === way.name && address === way.address),
        )
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        expect(kinds.map(plain)).toEqual(places.map((place) => each[place]))
        const said = kinds.flatMap((way) =>
          [way, ...(way.others ?? [])].map(({ name, address }) => [`${name} ${address}`, verdictOf(way)]),
        )
        expect(Object.fromEntries(said)).toEqual(
          Object.fromEntries(each.map((way) => [`${way.name} ${way.address}`, verdictOf(way)])),
        )
        spared += each.length - kinds.length
      }
    }
  }
  expect(spared).toBeGreaterThan(worlds / 8)
})
