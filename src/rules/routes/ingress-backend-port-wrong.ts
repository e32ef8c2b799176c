import { portFix } from '../../diagnose/port-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { formatPort, servicePorts } from '../../kube/core/defaults.ts'
import { ingressReferences } from '../../kube/references/ingress.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly route: string
  readonly port: string
  readonly isTargetPort: boolean
  readonly udp: boolean
  readonly listens: readonly string[]
}

export const ingressBackendPortWrong = defineRule<'Ingress', Data>({
  id: 'ingress-backend-port-wrong',
  title: 'an Ingress names a port that is not a TCP port of its Service',
  severity: 'error',
  subject: ['Ingress'],
  evidence: [],
  why:
    'An Ingress backend names a port of the Service, by `name` or by `number`. The classic slip is the pods’ port: most controllers then find no ' +
    'port and answer 503 or 404. A Service with one unnamed port has no port name to use.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressBackend',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-api, port: {number: 8080}}}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-api, port: {number: 80}}}}
`,

  *check(ingress, world) {
    for (const reference of ingressReferences(ingress)) {
      const { namespace, name, port, portPath: at, via } = reference
      const { fault } = faultOf(world, reference) ?? {}
      const service = world.get('Service', namespace, name)
      if (service === undefined || (fault !== 'port-missing' && fault !== 'port-protocol')) continue
      const ports = servicePorts(service.manifest)
      const wanted = port.name ?? port.number ?? ''
      yield defined({
        at,
        data: {
          service: nameOf(service),
          route: via,
          port: String(wanted),
          isTargetPort: ports.some(({ targetPort }) => targetPort === wanted),
          udp: fault === 'port-protocol',
          listens: ports.map(formatPort),
        },
        related: [{ resource: service, at: ['spec', 'ports'], note: 'the ports of the Service' }],
        fix: portFix(service, reference),
      })
    }
  },

  message: ({ service, route, port, isTargetPort, udp, listens }) => ({
    text: udp
      ? `${route} leads to port ${quote(port)} of ${service}, which is not TCP`
      : `${route} leads to port ${quote(port)} of ${service}, which ${isTargetPort ? 'is the port of its pods' : 'it does not have'}`,
    hint: `the Service listens on ${joinList(listens)}`,
  }),
})
