import { images } from '../../bed/packets.js'
import type { Manifest } from '../../../src/world/types/manifest.ts'

// What scenarios of verdicts are made of: objects without a namespace, each scenario is put into one of its own

type Labels = Readonly<Record<string, string>>
export type Object_ = Manifest & { readonly spec?: unknown }

/** How a pod is once it has settled. */
export type PodState = 'ready' | 'not ready' | 'crashing' | 'completed' | 'pending'

export interface PodWish {
  readonly labels?: Labels
  readonly args?: readonly string[]
  /** Container ports by name; `{}` declares none. */
  readonly ports?: Readonly<Record<string, number>>
  /** The port of a readiness probe over HTTP, `/ready` unless it says otherwise; none when absent. */
  readonly probe?: number | { readonly port: number; readonly path: string }
  readonly node?: 'n1' | 'n2'
  readonly env?: Readonly<Record<string, string>>
  readonly spec?: object
  readonly container?: object
}

function containerOf({ args = ['serve'], ports = { http: 8080 }, probe, env = {}, container = {} }: PodWish) {
  const { port, path } =
    typeof probe === 'number' ? { port: probe, path: '/ready' } : (probe ?? { port: 0, path: '' })
  const readinessProbe = { httpGet: { path, port }, periodSeconds: 1, failureThreshold: 1 }
  return {
    name: 'app',
    image: images.app,
    imagePullPolicy: 'Never',
    args,
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    ...(probe === undefined ? {} : { readinessProbe }),
    ...container,
  }
}

function podSpec(wish: PodWish) {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    ...(wish.node === undefined ? {} : { nodeName: wish.node }),
    containers: [containerOf(wish)],
    ...wish.spec,
  }
}

/** A pod of the bed's server; labelled `app: NAME`. */
export function pod(name: string, wish: PodWish = {}): Object_ {
  const labels = wish.labels ?? { app: name }
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: podSpec(wish) }
}

/** A client that sleeps until it is asked. */
export function client(wish: PodWish = {}, name = 'cli'): Object_ {
  return pod(name, { labels: { role: 'client' }, args: ['pause'], ports: {}, ...wish })
}

export function deployment(
  name: string,
  { replicas = 1, ...wish }: PodWish & { readonly replicas?: number } = {},
): Object_ {
  const labels = wish.labels ?? { app: name }
  const template = { metadata: { labels }, spec: podSpec(wish) }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: { replicas, selector: { matchLabels: labels }, template },
  }
}

export function statefulSet(
  name: string,
  serviceName: string,
  { replicas = 2, ...wish }: PodWish & { readonly replicas?: number } = {},
): Object_ {
  const labels = wish.labels ?? { app: name }
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, labels },
    spec: {
      replicas,
      serviceName,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(wish) },
    },
  }
}

/** A Service of port 80 → 8080 that selects `app: NAME`, as far as `spec` says nothing else. */
export function service(name: string, spec: object = {}): Object_ {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }], ...spec },
  }
}

export const headless = { clusterIP: 'None' }
export const withoutSelector = { selector: null }
export const toPort = (targetPort: number | string, port = 80) => ({
  ports: [{ name: 'http', port, targetPort }],
})

export interface SliceWish {
  readonly labelled?: string
  readonly addresses: readonly string[]
  readonly port?: number | null
  readonly portName?: string
  readonly ready?: boolean
  /** The pod that it names with each address. */
  readonly pod?: string
  readonly addressType?: 'IPv4' | 'IPv6'
}

/** An EndpointSlice written by hand. `$POD` in an address is the address of that pod. */
export function slice(name: string, wish: SliceWish): Object_ {
  const {
    labelled = name,
    addresses,
    port = 8080,
    portName = 'http',
    ready = true,
    pod: named,
    addressType = 'IPv4',
  } = wish
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-by-hand`, labels: { 'kubernetes.io/service-name': labelled } },
    addressType,
    ports: port === null ? [] : [{ name: portName, port, protocol: 'TCP' }],
    endpoints: addresses.map((address) => ({
      addresses: [address],
      conditions: { ready },
      ...(named === undefined ? {} : { targetRef: { kind: 'Pod', name: named, namespace: '$NS' } }),
    })),
  } as Object_
}
