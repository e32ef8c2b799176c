import { servicePorts } from '../../kube/core/defaults.ts'
import { fixOfPortName } from '../../diagnose/port-names.ts'
import { podsMeantBy } from '../../diagnose/pods-meant.ts'
import { resolveTargetPort } from '../../kube/core/target-port.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly wanted: string
  readonly pod: string
  readonly serviceProtocol: string
  readonly podProtocol: string
}

export const targetPortNameOtherProtocol = defineRule<'Service', Data>({
  id: 'target-port-name-other-protocol',
  title: 'a named targetPort has another protocol than the Service port',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  why:
    'A named targetPort is looked up by name and protocol. A Service port is TCP unless it says otherwise, so a port `dns` that the ' +
    'container declares for UDP is not found, and the slice of those pods has no port at all.',
  source: 'https://kubernetes.io/docs/reference/networking/service-protocols/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: resolver}
spec:
  selector: {app: resolver}
  ports: [{port: 53, targetPort: dns}]
---
apiVersion: v1
kind: Pod
metadata: {name: resolver, labels: {app: resolver}}
spec: {containers: [{name: dns, image: dns, ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: resolver}
spec:
  selector: {app: resolver}
  ports: [{port: 53, targetPort: dns, protocol: UDP}]
---
apiVersion: v1
kind: Pod
metadata: {name: resolver, labels: {app: resolver}}
spec: {containers: [{name: dns, image: dns, ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}
`,

  *check(service, world) {
    const podSources = podsMeantBy(world, service)
    for (const port of servicePorts(service.manifest)) {
      for (const podSource of podSources) {
        const resolution = resolveTargetPort(port, podSource.spec)
        if (resolution.found || resolution.why !== 'other-protocol' || resolution.closest === undefined)
          continue
        const { path, protocol } = resolution.closest
        yield {
          at: ['spec', 'ports', port.index, 'targetPort'],
          data: {
            wanted: String(port.targetPort),
            pod: describePodSource(podSource),
            serviceProtocol: port.protocol,
            podProtocol: protocol,
          },
          related: [
            {
              resource: podSource.resource,
              at: [...podSource.path, 'spec', ...path],
              note: `declared for ${protocol} here`,
            },
          ],
          ...defined({ fix: fixOfPortName(service, port, [podSource]) }),
        }
        break
      }
    }
  },

  message: ({ wanted, pod, serviceProtocol, podProtocol }) => ({
    text: `targetPort ${quote(wanted)} is ${podProtocol} in ${pod}, but the Service port is ${serviceProtocol}`,
    hint: `set protocol: ${podProtocol} on the Service port, or declare the container port for ${serviceProtocol}`,
  }),
})
