import { isHeadless, selectorOf, slip, type Application, type Json } from '../broken-applications.ts'
import type { Row } from './rows.ts'

const labelsOf = (app: Application) => app.template.metadata['labels'] as Json

/** A workload of another application. */
function workloadOf(name: string, labels: Json, container: Json = {}): Json {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'registry.example/other:1', ...container }] },
      },
    },
  }
}

export const selectorRows: readonly Row[] = [
  {
    what: 'the hash of a rollout that is over',
    rule: 'selector-matches-nothing',
    around: (app) => {
      app.around.push(livePod(app, `${app.target}-6f8d9-x2k4p`, { 'pod-template-hash': '6f8d9' }))
    },
    put: (app) => {
      selectorOf(app)['pod-template-hash'] = '5c4b7'
      return !isHeadless(app)
    },
  },
  {
    what: 'a label of one version in the selector',
    rule: 'selector-volatile-label',
    around: (app) => {
      labelsOf(app)['version'] = '1.4.2'
    },
    put: (app) => {
      selectorOf(app)['version'] = '1.4.2'
      return true
    },
    works: true,
  },
  {
    what: 'a Service in another namespace than its pods',
    rule: 'selector-matches-nothing',
    around: (app) => {
      for (const { metadata } of [app.service, app.workload, app.client] as unknown as { metadata: Json }[])
        metadata['namespace'] = 'store'
      app.asked = { target: `${app.target}:${app.port}`, from: 'pod/client', namespace: 'store' }
    },
    put: (app) => {
      app.service.metadata['namespace'] = 'default'
      // the client calls it where it is meant to be
      delete (app.client['spec'] as { containers: Json[] }).containers[0]?.['env']
      return !isHeadless(app)
    },
  },
  {
    what: 'a worker of the same label that serves nothing',
    rule: 'selector-matches-several-apps',
    around: (app) => {
      labelsOf(app)['role'] = 'web'
      selectorOf(app)['role'] = 'web'
      app.around.push(workloadOf(`${app.target}-worker`, { ...labelsOf(app), role: 'worker' }))
    },
    put: (app) => {
      delete selectorOf(app)['role']
      return !isHeadless(app)
    },
  },
  {
    what: 'a value under another key',
    rule: 'selector-matches-nothing',
    put: (app) => {
      const selector = selectorOf(app)
      delete selector['app']
      selector['run'] = app.target
      return Object.keys(selector).length === 1
    },
  },
  {
    what: 'a workload that is scaled to none',
    rule: 'endpoints-no-pods',
    put: (app) => {
      ;(app.workload['spec'] as Json)['replicas'] = 0
      return app.workload['kind'] !== 'DaemonSet'
    },
  },
  {
    what: 'a serviceName that is a slip',
    rule: 'stateful-set-service-missing',
    put: (app) => {
      ;(app.workload['spec'] as Json)['serviceName'] = slip(app.target)
      return isHeadless(app)
    },
    works: true,
  },
  {
    what: 'a StatefulSet that names the Service of another application',
    rule: 'stateful-set-service-selects-others',
    around: (app) => {
      app.around.push(workloadOf('cache', { app: 'cache' }, { ports: [{ containerPort: 6379 }] }), {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'cache' },
        spec: { selector: { app: 'cache' }, ports: [{ port: 6379 }] },
      })
    },
    put: (app) => {
      ;(app.workload['spec'] as Json)['serviceName'] = 'cache'
      return isHeadless(app)
    },
    works: true,
  },
]

/** A running pod of the workload, as a cluster shows it. */
export function livePod(app: Application, name: string, more: Json = {}): Json {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...labelsOf(app), ...more } },
    spec: structuredClone(app.template.spec),
    status: {
      phase: 'Running',
      podIP: '10.1.0.4',
      podIPs: [{ ip: '10.1.0.4' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}
