import fc from 'fast-check'
import type { Manifest } from '../../src/world/types/manifest.ts'

// a working application with a client, and what people do to it

export type Json = Record<string, unknown>

/** A working application and its client, in which one thing will be wrong. */
export interface Application {
  service: { spec: Json; metadata: Json } & Json
  workload: Json
  template: { metadata: Json; spec: Json }
  container: Json
  client: Json
  policies: Json[]
  /** Whatever else is there. */
  around: Json[]
  /** What the client calls. */
  target: string
  port: number
  /** The question of a trace, where it is not what the client calls. */
  asked?: { target: string; from?: string; namespace?: string }
}

const names = fc.constantFrom('chat-api', 'orders', 'ledger-web', 'inventory')
const numbers = fc.integer({ min: 1025, max: 29_999 })

export const applications = fc
  .record({
    name: names,
    port: numbers,
    number: numbers,
    named: fc.boolean(),
    extra: fc.boolean(),
    more: fc.boolean(),
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
  })
  .filter(({ port, number }) => port !== number)
  .map(application)

function application({
  name,
  port,
  number,
  named,
  extra,
  more,
  kind,
}: {
  name: string
  port: number
  number: number
  named: boolean
  extra: boolean
  /** A second port, for metrics. */
  more: boolean
  kind: string
}): Application {
  const labels = { app: name, ...(extra ? { 'app.kubernetes.io/component': 'server' } : {}) }
  const isSet = kind === 'StatefulSet'
  const container: Json = {
    name: 'server',
    image: 'registry.example/server:1',
    ports: [
      { name: 'http', containerPort: number },
      ...(more ? [{ name: 'metrics', containerPort: 30_100 }] : []),
    ],
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
          ...(more ? [{ name: 'metrics', port: 30_100 }] : []),
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
    around: [],
    target: name,
    port: isSet ? number : port,
  }
}

/** An ExternalName Service. */
export function aliasTo(name: string, externalName: string): Json {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type: 'ExternalName', externalName },
  }
}

/** A slip of the hand: two letters in the middle change places, or one is doubled. */
export function slip(word: string): string {
  const middle = Math.floor(word.length / 2)
  const [a = '', b = ''] = [word[middle - 1], word[middle]]
  return a === b
    ? word.slice(0, middle) + a + word.slice(middle)
    : word.slice(0, middle - 1) + b + a + word.slice(middle + 1)
}

/** A member of a list that is there. */
export function theFirst<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined) throw new Error('it is empty')
  return item
}

type Fault = (app: Application) => boolean

export const first = (app: Application) => (app.service.spec['ports'] as Json[])[0] as Json
export const isHeadless = ({ service }: Application) => service.spec['clusterIP'] === 'None'
export const selectorOf = ({ service }: Application) => service.spec['selector'] as Record<string, string>

export const lockedOut = 'a policy that lets no client in'

/** Each puts one thing wrong; false where this application has no such thing. */
export const faults: Record<string, Fault> = {
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

export function manifestsOf({ service, workload, client, policies, around }: Application): Manifest[] {
  return structuredClone([service, workload, client, ...policies, ...around]) as unknown as Manifest[]
}
