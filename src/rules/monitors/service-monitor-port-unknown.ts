import { nameFix } from '../../diagnose/name-fix.ts'
import { servicePorts } from '../../kube/core/defaults.ts'
import { monitoredNamespaces, monitoredServices } from '../../kube/references/monitors.ts'
import { namesHint } from '../../text/did-you-mean.ts'
import { nearest } from '../../text/nearest.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: string
  readonly services: readonly string[]
  readonly names: readonly string[]
  readonly meant?: string
}

export const serviceMonitorPortUnknown = defineRule<'ServiceMonitor', Data>({
  id: 'service-monitor-port-unknown',
  title: 'a ServiceMonitor names a port that the Service does not have',
  severity: 'error',
  subject: ['ServiceMonitor'],
  evidence: ['Service'],
  why:
    '`port` of an endpoint is the name of a port of the Service. Where no selected Service has a port of that name, Prometheus drops every target: the ' +
    'job is there, and empty. A Service with one unnamed port has no name to use.',
  source: 'https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {selector: {app: chat-api}, ports: [{name: metrics, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: chat-api}
spec: {selector: {matchLabels: {app: chat-api}}, endpoints: [{port: metrcs}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {selector: {app: chat-api}, ports: [{name: metrics, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: chat-api}
spec: {selector: {matchLabels: {app: chat-api}}, endpoints: [{port: metrics}]}
`,

  *check(monitor, world) {
    const services = monitoredServices(world, monitor)
    if (services.length === 0) return
    const names = services.flatMap(({ manifest }) => servicePorts(manifest).flatMap(({ name }) => name || []))
    for (const [index, { port }] of (monitor.manifest.spec?.endpoints ?? []).entries()) {
      if (!port || names.includes(port)) continue
      const [meant] = nearest(port, names)
      const at = ['spec', 'endpoints', index, 'port']
      yield defined({
        at,
        data: defined({ port, services: services.map(nameOf), names, meant }),
        related: services.map((resource) => ({
          resource,
          at: ['spec', 'ports'],
          note: 'a Service that it chooses',
        })),
        // of several namespaces there may be more Services to choose from
        ...(monitoredNamespaces(monitor)?.length === 1 && services.length === 1
          ? {}
          : { absence: 'bare' as const }),
        fix: nameFix(monitor, at, { meant, names }),
      })
    }
  },

  message: ({ port, services, names, meant }) => ({
    text: `no port of ${joinList(services, 3)} is named ${quote(port)}`,
    hint: namesHint(meant, names, {
      said: 'the ports are named',
      otherwise: 'give the port of the Service that name',
    }),
  }),
})
