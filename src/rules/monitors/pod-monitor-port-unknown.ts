import { nameFix } from '../../diagnose/name-fix.ts'
import { declaredPorts } from '../../kube/core/target-port.ts'
import { monitoredNamespaces, monitoredPods } from '../../kube/references/monitors.ts'
import { namesHint } from '../../text/did-you-mean.ts'
import { nearest } from '../../text/nearest.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: string
  readonly names: readonly string[]
  readonly meant?: string
}

export const podMonitorPortUnknown = defineRule<'PodMonitor', Data>({
  id: 'pod-monitor-port-unknown',
  title: 'a PodMonitor names a port that no container declares',
  severity: 'error',
  subject: ['PodMonitor'],
  evidence: ['Pod'],
  why:
    '`port` of a PodMonitor is the name of a port that a container declares, not that of a Service. Where no selected pod declares a port of that name, ' +
    'Prometheus drops every target: the job is there, and empty.',
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
spec: {selector: {matchLabels: {app: chat-api}}, podMetricsEndpoints: [{port: http}]}
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
    const pods = monitoredPods(world, monitor)
    if (pods.length === 0) return
    const names = [
      ...new Set(pods.flatMap(({ spec }) => declaredPorts(spec).flatMap(({ name }) => name || []))),
    ].toSorted()
    for (const [index, { port }] of (monitor.manifest.spec?.podMetricsEndpoints ?? []).entries()) {
      if (!port || names.includes(port)) continue
      const [meant] = nearest(port, names)
      const [namespace, another] = monitoredNamespaces(monitor) ?? []
      const at = ['spec', 'podMetricsEndpoints', index, 'port']
      yield defined({
        at,
        data: defined({ port, names, meant }),
        related: pods.slice(0, 3).map(({ resource, path }) => ({
          resource,
          at: [...path, 'spec', 'containers'],
          note: 'a pod that it chooses',
        })),
        // of several namespaces there may be more pods to choose from
        ...(namespace !== undefined && another === undefined ? {} : { absence: 'bare' as const }),
        fix: nameFix(monitor, at, { meant, names }),
      })
    }
  },

  message: ({ port, names, meant }) => ({
    text: `no selected pod declares a container port named ${quote(port)}`,
    hint: namesHint(meant, names, {
      said: 'the ports are named',
      otherwise: 'name the port in the pods’ containers',
    }),
  }),
})
