import { expect, test } from '@jest/globals'
import { dependents } from '../src/diagnose/dependents.ts'
import { describeEndpoints } from '../src/inspect/endpoints.ts'
import { healthOf } from '../src/inspect/health.ts'
import { fieldsRead } from '../src/kube/references/redact/fields-read.ts'
import { redact } from '../src/kube/references/redact/redact.ts'
import { lint } from '../src/lint/lint.ts'
import { rules } from '../src/rules/index.ts'
import { readText } from '../src/sources/files/documents.ts'
import { trace } from '../src/trace/trace.ts'
import { kindOf } from '../src/world/kinds.ts'
import { formatPath } from '../src/world/place.ts'
import { buildWorld, type World } from '../src/world/world.ts'
import { clusterConfigurationOf } from './cluster-configuration.ts'
import { randomWorld } from './diagnose/journey/random-world.ts'
import { expectEqual } from './expect-equal.ts'
import { Random } from './real/random.ts'
import { fixtures } from './fixtures.ts'
import { complete, resourceOf, worldOf } from './world-of.ts'

/** A snapshot redacts, and no verdict may hang on what it leaves out: held for every World that the fixtures make. */

// no cluster holds what the API server refuses
const held = fixtures.filter(({ name }) => !name.startsWith('rules/api-server-rejects/'))

/** The same objects as a cluster lists them: nothing says where they are. */
function live(text: string): World {
  const { resources } = readText('world.yaml', text, {
    namespace: 'default',
    named: false,
  })
  return worldOf(
    resources
      // custom resources of other kinds are not listed
      .filter(({ manifest }) => kindOf(manifest) !== undefined)
      .map(({ manifest, namespace }) => {
        const { metadata } = manifest
        return { ...manifest, metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }) } }
      }),
  )
}

/** Undefined where nothing is left out, so that the verdicts are the same in any case. */
function snapshotOf(world: World): World | undefined {
  const items = world.resources.map(({ manifest, namespace = '' }) => redact(world, manifest, namespace))
  const text = JSON.stringify(items)
  if (text === JSON.stringify(world.resources.map(({ manifest }) => manifest))) return undefined
  const written = JSON.parse(text) as (typeof items)[number][]
  return buildWorld({ resources: written.map((manifest) => resourceOf(manifest)), coverage: [complete] })
}

function verdictsOf(world: World) {
  const services = world.all('Service')
  const callers = [
    undefined,
    ...world.all('Deployment').map(({ name, namespace }) => `${namespace}/deploy/${name}`),
  ]
  return {
    lint: lint(world, rules).findings.map(({ rule, verdict, resource, path, message }) => ({
      rule,
      verdict,
      resource,
      path,
      message,
    })),
    services: services.map((service) => ({
      name: service.name,
      health: healthOf(world, service).health,
      endpoints: describeEndpoints(world, service),
      dependents: dependents(world, service).map(({ reference, ok, because }) => [
        reference.kind,
        formatPath(reference.path),
        ok,
        because,
      ]),
      traces: callers.slice(0, 3).map((from) => {
        const question = {
          target: service.name,
          namespace: service.namespace ?? '',
          ...(from === undefined ? {} : { from }),
        }
        const { verdict, hops } = trace(world, question)
        return { verdict, hops: hops.map(({ id, status, because }) => [id, status, because]) }
      }),
    })),
  }
}

/** What a controller or a program said in its own words, which may hold anything, is quoted of a cluster alone. */
function withoutQuotes(value: object, messages: ReadonlySet<string>): object {
  if (messages.size === 0) return value
  const unquoted = (text: string) =>
    [...messages].reduce(
      (left, message) => left.replaceAll(`: ${message}`, '').replaceAll(` (${message})`, ''),
      text,
    )
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === 'string' ? unquoted(item) : item,
  ) as object
}

function messagesIn(world: World): ReadonlySet<string> {
  const messages = new Set<string>()
  for (const { manifest } of world.resources)
    collectMessages(
      manifest.kind === 'Event' ? manifest : (manifest as { status?: unknown }).status,
      messages,
    )
  return messages
}

function collectMessages(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (key === 'message' && typeof item === 'string' && item !== '') into.add(item.replace(/\.$/, ''))
    else collectMessages(item, into)
  }
}

/** Of pods a live command keeps the fields that are read; not even words may change. */
function asRead(world: World): World {
  const trim = fieldsRead()
  const resources = world.resources.map(({ manifest }) =>
    // a list says once of what kind its objects are
    resourceOf(kindOf(manifest) === 'Pod' ? { ...trim(manifest), apiVersion: 'v1', kind: 'Pod' } : manifest),
  )
  return buildWorld({ resources, coverage: [complete] })
}

// FULL=1 takes all files, else a run takes every other one, and the pods of every third one of them: the next run others
const share = process.env['FULL'] === undefined ? 3 : 1
const turn = Number(process.env['SEED'] ?? Date.now()) % 6
const named = held
  .filter((_, index) => share === 1 || index % 2 === turn % 2)
  .map(({ name, text }, index) => [name, text, index] as const)

test.each(named)(
  'a snapshot, and what is kept of pods, give the verdicts of all of it: %s',
  (_, text, index) => {
    const world = live(text)
    const snapshot = snapshotOf(world)
    const hasPods = (index + turn) % share === 0 && world.all('Pod').length > 0
    if (snapshot === undefined && !hasPods) return
    const verdicts = verdictsOf(world)
    const messages = messagesIn(world)
    // without anything that is quoted the two keep the same, and are asked at once
    const both = hasPods && snapshot !== undefined && messages.size === 0
    if (hasPods) expectEqual(verdictsOf(asRead(both ? snapshot : world)), verdicts)
    if (snapshot !== undefined && !both)
      expectEqual(withoutQuotes(verdictsOf(snapshot), messages), withoutQuotes(verdicts, messages))
  },
)

// at size: SEED=1 WORLDS=2000 npm run jest -- test/snapshot-keeps-verdicts -t random
const worlds = Number(process.env['WORLDS'] ?? 4)
const seed = Number(process.env['SEED'] ?? 1)

test(`a snapshot of ${worlds} random clusters gives their verdicts`, () => {
  let compared = 0
  for (let number = 0; number < worlds; number++) {
    const own = seed * 1_000_003 + number
    // what decides besides Services: of every second world
    const more = number % 2 === 0 ? [] : clusterConfigurationOf(new Random(own))
    const world = worldOf([...randomWorld(own).manifests, ...more])
    const snapshot = snapshotOf(world)
    if (snapshot === undefined) continue
    compared++
    const messages = messagesIn(world)
    expect({ number, ...withoutQuotes(verdictsOf(snapshot), messages) }).toEqual({
      number,
      ...withoutQuotes(verdictsOf(world), messages),
    })
  }
  expect(compared).toBeGreaterThan(0)
}, 3_600_000)
