import { proposed, setting, together, type Fix } from '../../diagnose/fix.ts'
import { objectLabelSlip } from '../../diagnose/label-slip.ts'
import {
  monitoredNamespaces,
  monitoredServices,
  servicesWith,
  servicesAround,
} from '../../kube/references/monitors.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { labelOf } from '../../world/labels.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { ServiceMonitor } from '../../world/types/registrations.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly namespaces?: readonly string[]
  /** A label that is nearly the one that is asked for. */
  readonly meant?: string
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
    const [bySelector] = servicesWith(world, monitor, 'selector')
    const slip = objectLabelSlip(
      monitor.manifest.spec?.selector ?? {},
      servicesAround(world, monitor, 'labels'),
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
          { resource: slip.resource, at: ['metadata', 'labels', slip.key], note: 'the label that is there' },
        ],
        fix: setting(monitor, at, slip.meant),
      }
      return
    }
    yield defined({
      at: ['spec', 'selector'],
      data: defined({ namespaces, bySelector: bySelector && nameOf(bySelector) }),
      absence: 'bare' as const,
      absentFrom: namespaces?.length === 1 ? namespaces[0] : undefined,
      fix: bySelector && labelling(bySelector, monitor),
    })
  },

  message: ({ namespaces, meant, bySelector }) => ({
    text: `the selector matches no Service ${namespaces === undefined ? 'in any namespace' : `in namespace ${namespaces.join(', ')}`}`,
    ...(bySelector === undefined
      ? meant === undefined
        ? {}
        : { hint: `did you mean ${quote(meant)}?` }
      : { hint: `${bySelector} selects pods by these labels, but does not carry them itself` }),
  }),
})

/** The labels that a monitor asks for, given to a Service; undefined where it asks by more than labels. */
function labelling(service: Resource, { manifest }: Resource<ServiceMonitor>): Fix | undefined {
  const { matchLabels = {}, matchExpressions = [] } = manifest.spec?.selector ?? {}
  if (matchExpressions.length > 0) return undefined
  const fixes = Object.entries(matchLabels).flatMap(([key, value]) =>
    labelOf(service.manifest.metadata?.labels, key) === value
      ? []
      : setting(service, ['metadata', 'labels', key], value),
  )
  return proposed(together(fixes))
}
