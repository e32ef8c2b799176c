import type { Pod, Service } from '../../src/world/types/manifest.ts'

/** The Service and the pods of the scenarios in the tables: three ready pods on three nodes in two zones. */

export function service(spec: Service['spec'] = {}, metadata: Service['metadata'] = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  }
}

/** `pod(2)` is p2 on n2 with 10.244.2.12. */
export function pod(number: number, change: { metadata?: object; spec?: object; status?: object } = {}): Pod {
  const ip = `10.244.${number}.1${number}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p${number}`,
      namespace: 'shop',
      uid: `uid-${number}`,
      labels: { app: 'web' },
      ...change.metadata,
    },
    spec: {
      nodeName: `n${number}`,
      containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }],
      ...change.spec,
    },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
      ...change.status,
    },
  }
}

export function node(
  number: number,
  labels: Record<string, string> = { 'topology.kubernetes.io/zone': number < 3 ? 'a' : 'b' },
) {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: `n${number}`, labels } }
}

export const nodes = [node(1), node(2), node(3)]
export const notReady = { conditions: [{ type: 'Ready', status: 'False' }] }

/** A workload with one pod template, as a manifest. */
export function workload(
  kind: string,
  change: { metadata?: object; labels?: object; spec?: object; podSpec?: object } = {},
) {
  const groups: Record<string, string> = { ReplicationController: 'v1', Job: 'batch/v1', CronJob: 'batch/v1' }
  const template = {
    metadata: { labels: change.labels ?? { app: 'web' } },
    spec: { containers: [{ name: 'web' }], ...change.podSpec },
  }
  const spec = { template, ...change.spec }
  return {
    apiVersion: groups[kind] ?? 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: 'shop', ...change.metadata },
    spec: kind === 'CronJob' ? { jobTemplate: { spec } } : spec,
  }
}
