import { servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { selectionOf } from '../../kube/endpointslice/selection.ts'
import { resolveTargetPort } from '../../kube/core/target-port.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: number
  readonly targetPort: number | string
  readonly number: number
}

export const headlessTargetPortIgnored = defineRule<'Service', Data>({
  id: 'headless-target-port-ignored',
  title: 'a headless Service has a targetPort that is ignored',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'A headless Service has no virtual IP: DNS answers with the pods’ own addresses, and no component translates port to targetPort. A client ' +
    'that dials the Service’s port meets a pod on which nothing listens there.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 80, targetPort: 5432}]
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db}}
spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 5432}]
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db}}
spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
`,

  *check(service, world) {
    if (typeOf(service.manifest) !== 'Headless') return
    const [sample] = selectionOf(world, service).selected
    for (const port of servicePorts(service.manifest)) {
      const resolution = sample === undefined ? undefined : resolveTargetPort(port, sample.spec)
      const number = resolution?.found ? resolution.port : port.targetPort
      if (typeof number !== 'number' || number === port.port) continue
      yield {
        at: ['spec', 'ports', port.index, 'targetPort'],
        data: { port: port.port, targetPort: port.targetPort, number },
      }
    }
  },

  message: ({ port, targetPort, number }) => ({
    text: `targetPort ${quote(targetPort)} has no effect on a headless Service: clients that dial ${port} reach port ${port} of the pod`,
    hint: `set port to ${number}, or give the Service a cluster IP`,
  }),
})
