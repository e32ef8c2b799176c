import { slip, type Application, type Json } from '../broken-applications.ts'
import type { Row } from './rows.ts'

const operator = 'monitoring.coreos.com/v1'

function serviceMonitor(app: Application): void {
  app.service.metadata['labels'] = { app: app.target }
  app.around.push({
    apiVersion: operator,
    kind: 'ServiceMonitor',
    metadata: { name: 'watch' },
    spec: { selector: { matchLabels: { app: app.target } }, endpoints: [{ port: 'http' }] },
  })
}

function podMonitor(app: Application): void {
  app.around.push({
    apiVersion: operator,
    kind: 'PodMonitor',
    metadata: { name: 'watch' },
    spec: { selector: { matchLabels: { app: app.target } }, podMetricsEndpoints: [{ port: 'http' }] },
  })
}

const spec = ({ around: [monitor] }: Application) => monitor?.['spec'] as Json

export const watcherRows: readonly Row[] = [
  {
    what: 'a ServiceMonitor with a slip in the name of a port',
    rule: 'service-monitor-port-unknown',
    around: serviceMonitor,
    put: (app) => {
      spec(app)['endpoints'] = [{ port: 'htpp' }]
      return true
    },
    works: true,
  },
  {
    what: 'a ServiceMonitor with a slip in its selector',
    rule: 'service-monitor-selects-nothing',
    around: serviceMonitor,
    put: (app) => {
      spec(app)['selector'] = { matchLabels: { app: slip(app.target) } }
      return app.target.length > 6
    },
    works: true,
  },
  {
    what: 'a ServiceMonitor for the labels of the pods',
    rule: 'service-monitor-selects-nothing',
    around: serviceMonitor,
    put: (app) => delete app.service.metadata['labels'],
    works: true,
  },
  {
    what: 'a PodMonitor with a slip in the name of a port',
    rule: 'pod-monitor-port-unknown',
    around: podMonitor,
    put: (app) => {
      spec(app)['podMetricsEndpoints'] = [{ port: 'htpp' }]
      return true
    },
    works: true,
  },
  {
    what: 'a PodMonitor with a slip in its selector',
    rule: 'pod-monitor-selects-nothing',
    around: podMonitor,
    put: (app) => {
      spec(app)['selector'] = { matchLabels: { app: slip(app.target) } }
      return app.target.length > 6
    },
    works: true,
  },
]
