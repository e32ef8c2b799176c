import { hasEnded } from '../../kube/workload/pod-source.ts'
import { setting } from '../../diagnose/fix.ts'
import { labelSlip } from '../../diagnose/label-slip.ts'
import {
  monitoredNamespaces,
  monitoredPods,
  servicesWith,
  podsAround,
} from '../../kube/references/monitors.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { nameOf } from '../../world/resource.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly namespaces?: readonly string[]
  /** A label that is nearly the one that is asked for. */
  readonly meant?: string
  /** A Service that is labelled so. */
  readonly service?: string
}

export const podMonitorSelectsNothing = defineRule<'PodMonitor', Data>({
  id: 'pod-monitor-selects-nothing',
  title: 'a PodMonitor selects no pod',
  severity: 'error',
  subject: ['PodMonitor'],
  evidence: ['Pod'],
  why:
    'The selector of a PodMonitor is compared with the labels of pods, not with those of Services, in its own namespace where namespaceSelector says ' +
    'nothing. Where it matches none, Prometheus has no target and reports nothing.',
  source: 'https://prometheus-operator.dev/docs/developer/getting-started/#using-podmonitors',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat, labels: {app: chat}}
spec: {selector: {app: chat-api}, ports: [{name: http, port: 80, targetPort: metrics}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{name: metrics, containerPort: 9090}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: chat-api}
spec: {selector: {matchLabels: {app: chat}}, podMetricsEndpoints: [{port: metrics}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat, labels: {app: chat}}
spec: {selector: {app: chat-api}, ports: [{name: http, port: 80, targetPort: metrics}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{name: metrics, containerPort: 9090}]}]}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: chat-api}
spec: {selector: {matchLabels: {app: chat-api}}, podMetricsEndpoints: [{port: metrics}]}
`,

  *check(monitor, world) {
    if (monitoredPods(world, monitor).length > 0) return
    const namespaces = monitoredNamespaces(monitor)
    const [service] = servicesWith(world, monitor, 'labels').map(nameOf)
    const slip = labelSlip(
      monitor.manifest.spec?.selector ?? {},
      podsAround(world, monitor),
      (pod) => !hasEnded(pod),
    )
    if (slip !== undefined) {
      const at = ['spec', 'selector', 'matchLabels', slip.key]
      yield {
        at,
        side: 'value',
        data: defined({ namespaces, meant: `${slip.key}=${slip.meant}` }),
        absence: 'near-miss',
        severity: 'warning',
        related: [
          {
            resource: slip.resource,
            at: [...slip.path, 'metadata', 'labels', slip.key],
            note: 'the label that is there',
          },
        ],
        fix: setting(monitor, at, slip.meant),
      }
      return
    }
    yield defined({
      at: ['spec', 'selector'],
      data: defined({ namespaces, service }),
      absence: 'bare' as const,
      absentFrom: namespaces?.length === 1 ? namespaces[0] : undefined,
    })
  },

  message: ({ namespaces, meant, service }) => ({
    text: `the selector matches no pod ${namespaces === undefined ? 'in any namespace' : `in namespace ${namespaces.join(', ')}`}`,
    ...(service === undefined
      ? meant === undefined
        ? {}
        : { hint: `did you mean ${quote(meant)}?` }
      : { hint: `these are labels of ${service}; a ServiceMonitor selects by those` }),
  }),
})
