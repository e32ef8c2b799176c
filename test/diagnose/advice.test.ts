import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { patchOf, type Fix, type PatchOperation } from '../../src/diagnose/fix.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { trace } from '../../src/trace/trace.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'
import type { World } from '../../src/world/world.ts'
import { complete, partial, worldOf } from '../world-of.ts'

// advice is worth its name when it helps: what is proposed is done, and then the finding is gone and the request arrives

type Json = Record<string, unknown>

/** A working application and its client, in which one thing will be wrong. */
interface Application {
  service: { spec: Json; metadata: Json } & Json
  workload: Json
  template: { metadata: Json; spec: Json }
  container: Json
  client: Json
  policies: Json[]
  /** What the client calls. */
  target: string
  port: number
}

const names = fc.constantFrom('chat-api', 'orders', 'ledger-web', 'inventory')
const numbers = fc.integer({ min: 1025, max: 29_999 })

const applications = fc
  .record({
    name: names,
    port: numbers,
    number: numbers,
    named: fc.boolean(),
    extra: fc.boolean(),
    kind: fc.constantFrom('Deployment', 'StatefulSet'),
  })
  .filter(({ port, number }) => port !== number)
  .map(application)

function application({
  name,
  port,
  number,
  named,
  extra,
  kind,
}: {
  name: string
  port: number
  number: number
  named: boolean
  extra: boolean
  kind: string
}): Application {
  const labels = { app: name, ...(extra ? { 'app.kubernetes.io/component': 'server' } : {}) }
  const isSet = kind === 'StatefulSet'
  const container: Json = {
    name: 'server',
    image: 'registry.example/server:1',
    ports: [{ name: 'http', containerPort: number }],
  }
  const template = { metadata: { labels: { ...labels } as Json }, spec: { containers: [container] } as Json }
  const clientContainer = {
    name: 'client',
    image: 'registry.example/client:1',
    env: [{ name: 'API_URL', value: `http://${name}:${isSet ? number : port}` }],
  }
  return {
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: {
        ...(isSet ? { clusterIP: 'None' } : {}),
        selector: { ...labels },
        ports: [
          isSet
            ? { name: 'http', port: number }
            : { name: 'http', port, targetPort: named ? 'http' : number },
        ],
      },
    },
    workload: {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name },
      spec: { ...(isSet ? { serviceName: name } : {}), selector: { matchLabels: { ...labels } }, template },
    },
    template,
    container,
    client: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client', labels: { app: 'client' } },
      spec: { containers: [clientContainer] },
    },
    policies: [],
    target: name,
    port: isSet ? number : port,
  }
}

/** A slip of the hand: two letters in the middle change places, or one is doubled. */
function slip(word: string): string {
  const middle = Math.floor(word.length / 2)
  const [a = '', b = ''] = [word[middle - 1], word[middle]]
  return a === b
    ? word.slice(0, middle) + a + word.slice(middle)
    : word.slice(0, middle - 1) + b + a + word.slice(middle + 1)
}

type Fault = (app: Application) => boolean

const first = (app: Application) => (app.service.spec['ports'] as Json[])[0] as Json
const isHeadless = ({ service }: Application) => service.spec['clusterIP'] === 'None'
const selectorOf = ({ service }: Application) => service.spec['selector'] as Record<string, string>

const lockedOut = 'a policy that lets nobody in'

/** Each puts one thing wrong; false where this application has no such thing. */
const faults: Record<string, Fault> = {
  'a slip in the value of the selector': (app) => {
    selectorOf(app)['app'] = slip(app.target)
    return app.target.length > 6
  },
  'a slip in the key of the selector': (app) => {
    const selector = selectorOf(app)
    const value = selector['app.kubernetes.io/component']
    delete selector['app.kubernetes.io/component']
    selector['app.kubernetes.io/compnoent'] = value ?? ''
    return value !== undefined
  },
  'other labels than those of the workload of that name': (app) => {
    for (const key of Object.keys(selectorOf(app))) selectorOf(app)[key] = `other-${key.length}`
    return true
  },
  'labels on the workload alone': (app) => {
    app.service.spec['selector'] = { tier: 'serving' }
    ;(app.workload['metadata'] as Json)['labels'] = { tier: 'serving' }
    return true
  },
  'a slip in the name of the port': (app) => {
    if (isHeadless(app) || first(app)['targetPort'] !== 'http') return false
    first(app)['targetPort'] = 'htpp'
    return true
  },
  'the number of another port': (app) => {
    if (isHeadless(app) || typeof first(app)['targetPort'] !== 'number') return false
    first(app)['targetPort'] = Number(first(app)['targetPort']) + 1
    return true
  },
  'a declared port that the arguments contradict': (app) => {
    const [port] = app.container['ports'] as Json[]
    app.container['args'] = [`--port=${String(port?.['containerPort'])}`]
    const wrong = Number(port?.['containerPort']) + 7
    Object.assign(port ?? {}, { containerPort: wrong })
    if (typeof first(app)['targetPort'] === 'number') first(app)['targetPort'] = wrong
    return !isHeadless(app)
  },
  'a listener on loopback': (app) => {
    app.container['args'] = ['--host=127.0.0.1']
    return true
  },
  'a probe of another port': (app) => {
    app.container['readinessProbe'] = { tcpSocket: { port: 30_001 } }
    return true
  },
  'a StatefulSet that names another Service': (app) => {
    if (!isHeadless(app)) return false
    ;(app.workload['spec'] as Json)['serviceName'] = 'something-else'
    return true
  },
  'a policy that names the port of the Service': (app) => {
    app.policies.push(
      policy({ app: app.target }, [
        { from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: [{ port: app.port }] },
      ]),
    )
    return !isHeadless(app)
  },
  [lockedOut]: (app) => {
    app.policies.push(policy({ app: app.target }, []))
    return true
  },
}

function policy(matchLabels: Json, ingress: readonly Json[]): Json {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'guard' },
    spec: { podSelector: { matchLabels }, policyTypes: ['Ingress'], ingress },
  }
}

function manifestsOf({ service, workload, client, policies }: Application): Manifest[] {
  return structuredClone([service, workload, client, ...policies]) as unknown as Manifest[]
}

const question = ({ target, port }: Application) => ({
  target: `${target}:${port}`,
  from: 'pod/client',
  namespace: 'default',
})

/** The manifests after a fix; new objects are taken in. */
function after(world: World, fix: Fix): Manifest[] {
  return world.resources.map((resource) =>
    patchOf(fix, resource).reduce((manifest, operation) => patched(manifest, operation), resource.manifest),
  )
}

/** One operation of RFC 6902, on a copy. */
function patched(manifest: Manifest, { op, path, value }: PatchOperation): Manifest {
  const copy = structuredClone(manifest)
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = steps.pop() ?? ''
  const parent = steps.reduce<unknown>((item, step) => (item as Json)[step], copy) as Json | unknown[]
  if (Array.isArray(parent) && last === '-') parent.push(value)
  else if (op === 'remove') Reflect.deleteProperty(parent, last)
  else Reflect.set(parent, last, value)
  return copy
}

/** The objects after the command of a trace: a patch of one, or one more. */
function afterRepair(world: World, command: string, patch: readonly PatchOperation[] = []): Manifest[] {
  const created = /^echo '(.*)' \| kubectl apply -f -$/.exec(command)?.[1]
  const all = world.resources.map(({ manifest }) => manifest)
  if (created !== undefined) return [...all, JSON.parse(created) as Manifest]
  const [, kind, name] = /^kubectl patch (\w+) (\S+)/.exec(command) ?? []
  return all.map((manifest) =>
    manifest.kind.toLowerCase() === kind && manifest.metadata?.name === name
      ? patch.reduce((item, operation) => patched(item, operation), manifest)
      : manifest,
  )
}

const worrying = (world: World) =>
  lint(world, rules).findings.filter(({ severity, verdict }) => severity !== 'note' && verdict === 'broken')

describe.each([
  ['in files that were all read', complete],
  ['in a part of the files', partial],
] as const)('%s', (_, coverage) => {
  test('nothing is wrong with the application itself', () => {
    fc.assert(
      fc.property(applications, (app) => {
        const world = worldOf(manifestsOf(app), [coverage])
        expect(worrying(world).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
        expect(trace(world, question(app)).verdict.status).toBe('works')
      }),
      { numRuns: 8 },
    )
  })

  // a policy more is no edit of what is there: the trace gives the command
  const edited = Object.entries(faults).filter(([what]) => what !== lockedOut)

  test.each(edited)('%s: what is proposed helps', (_what, fault) => {
    fc.assert(
      fc.property(applications, (app) => {
        fc.pre(fault(app))
        let world = worldOf(manifestsOf(app), [coverage])
        const fixable = worrying(world).filter(({ fix }) => fix !== undefined)
        expect(fixable.length).toBeGreaterThan(0)
        for (const { fix, rule } of fixable) {
          const fixed = worldOf(after(world, fix as Fix), [coverage])
          expect(worrying(fixed).map((finding) => finding.rule)).not.toContain(rule)
        }
        for (let round = 0; round < 4; round++) {
          const next = worrying(world).find(({ fix }) => fix !== undefined)
          if (next?.fix !== undefined) world = worldOf(after(world, next.fix), [coverage])
        }
        expect(worrying(world).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
        expect(trace(world, question(app)).verdict.status).toBe('works')
      }),
      { numRuns: 6 },
    )
  })

  // where the trace names one edit, it is the one after which the request arrives
  test.each(Object.entries(faults))('%s: the edit of the trace helps', (_what, fault) => {
    fc.assert(
      fc.property(applications, (app) => {
        fc.pre(fault(app))
        const world = worldOf(manifestsOf(app), [coverage])
        const { verdict, repair } = trace(world, question(app))
        if (verdict.status === 'works' || repair?.command === undefined) return
        const manifests = afterRepair(world, repair.command, repair.patch)
        expect(trace(worldOf(manifests, [coverage]), question(app)).verdict).toMatchObject({
          status: 'works',
        })
      }),
      { numRuns: 6 },
    )
  })
})
