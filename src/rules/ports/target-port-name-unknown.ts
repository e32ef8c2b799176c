import { servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { podsMeantBy } from '../../diagnose/pods-meant.ts'
import { fixOfPortName, numberInQuotes, usablePortNames } from '../../diagnose/port-names.ts'
import { resolveTargetPort } from '../../kube/core/target-port.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { count, quote, quoteList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly wanted: string
  readonly lacking: readonly string[]
  readonly of: number
  readonly names: readonly string[]
  readonly inInitContainer?: string
  /** The number that stands there in quotes. */
  readonly digits?: number
}

export const targetPortNameUnknown = defineRule<'Service', Data>({
  id: 'target-port-name-unknown',
  title: 'a named targetPort does not exist on the selected pods',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  why:
    'The EndpointSlice controller looks a named targetPort up in the containers of each pod, by name and protocol, and leaves the ' +
    'port out of the slice for a pod that has none of that name. `kubectl describe` still shows the pod as an endpoint; connections are refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80, targetPort: web}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat-api}
spec:
  selector: {matchLabels: {app: chat-api}}
  template:
    metadata: {labels: {app: chat-api}}
    spec: {containers: [{name: server, image: chat, ports: [{name: http, containerPort: 8080}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat-api}
spec:
  selector: {matchLabels: {app: chat-api}}
  template:
    metadata: {labels: {app: chat-api}}
    spec: {containers: [{name: server, image: chat, ports: [{name: http, containerPort: 8080}]}]}
`,

  *check(service, world) {
    // DNS hands out the pods of a headless Service whatever their ports are called
    if (typeOf(service.manifest) === 'Headless') return
    const podSources = podsMeantBy(world, service)
    for (const port of servicePorts(service.manifest)) {
      if (typeof port.targetPort !== 'string') continue
      const lacking = podSources.filter(({ spec }) => lacksName(port, spec))
      const [first] = lacking
      // pods next to those that have it get no traffic, which may be meant: a hook, a Job with the same labels
      if (first === undefined || lacking.length < podSources.length) continue
      const resolution = resolveTargetPort(port, first.spec)
      const closest = resolution.found ? undefined : resolution.closest
      const names = usablePortNames(port, lacking)
      const digits = numberInQuotes(port)
      const fix = fixOfPortName(service, port, lacking)
      yield {
        at: ['spec', 'ports', port.index, 'targetPort'],
        data: {
          wanted: port.targetPort,
          lacking: lacking.map(describePodSource),
          of: podSources.length,
          names,
          ...(digits === undefined ? {} : { digits }),
          ...(closest === undefined ? {} : { inInitContainer: closest.container }),
        },
        related: [
          { resource: first.resource, at: portsPath(first), note: 'the ports that the pod declares' },
        ],
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },

  message: ({ wanted, lacking, of, names, inInitContainer, digits }) => ({
    text:
      `targetPort ${quote(wanted)} is not a port name of ` +
      (lacking.length === 1 ? lacking[0] : `${lacking.length} of ${count(of, 'pod')}`),
    hint:
      digits !== undefined
        ? `in quotes it is a name, which the API server refuses: write ${digits} without them`
        : inInitContainer !== undefined
          ? `init container ${inInitContainer} declares it; only one with restartPolicy: Always counts`
          : names.length === 0
            ? 'its containers declare no named ports; give one a name, or use its number'
            : `declared there: ${quoteList(names)}`,
  }),
})

function lacksName(port: DefaultedPort, spec: PodSource['spec']): boolean {
  const resolution = resolveTargetPort(port, spec)
  return !resolution.found && resolution.why !== 'other-protocol'
}

function portsPath({ path, spec }: PodSource) {
  const index = (spec.containers ?? []).findIndex(({ ports }) => (ports ?? []).length > 0)
  return [...path, 'spec', 'containers', Math.max(index, 0), 'ports']
}
