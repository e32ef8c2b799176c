import { monitoredNamespaces, monitoredServices, servicesWith } from '../../kube/references/monitors.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly namespaces?: readonly string[]
  /** Services that are not labelled so, but whose pods are chosen by these labels. */
  readonly bySelector?: string
}

export const serviceMonitorSelectsNothing = defineRule<'ServiceMonitor', Data>({
  id: 'service-monitor-selects-nothing',
  title: 'a ServiceMonitor selects no Service',
  severity: 'error',
  subject: ['ServiceMonitor'],
  evidence: ['Service'],
  why:
    'The selector of a ServiceMonitor is compared with the labels of Services, not with their selectors and not with the labels of pods, in its own ' +
    'namespace where namespaceSelector says nothing. Where it matches none, Prometheus has no target and reports nothing.',
  source: 'https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
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
    if (monitoredServices(world, monitor).length > 0) return
    const namespaces = monitoredNamespaces(monitor)
    const [bySelector] = servicesWith(world, monitor, ({ spec }) => spec?.selector).map(nameOf)
    yield defined({
      at: ['spec', 'selector'],
      data: defined({ namespaces, bySelector }),
      absence: 'bare' as const,
      absentFrom: namespaces?.length === 1 ? namespaces[0] : undefined,
    })
  },

  message: ({ namespaces, bySelector }) => ({
    text: `the selector matches no Service ${namespaces === undefined ? 'in any namespace' : `in namespace ${namespaces.join(', ')}`}`,
    ...(bySelector === undefined
      ? {}
      : { hint: `${bySelector} selects pods by these labels, but does not carry them itself` }),
  }),
})
