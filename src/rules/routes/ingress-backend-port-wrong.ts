import { formatPort, servicePorts, type DefaultedPort } from '../../kube/core/defaults.ts'
import { portForReference } from '../../kube/core/port-lookup.ts'
import { ingressReferences } from '../../kube/references/ingress.ts'
import { defined } from '../../world/defined.ts'
import type { FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import type { Fix } from '../../diagnose/fix.ts'
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
  title: 'the port that an Ingress names is a TCP port of the Service',
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
    for (const { name, port, portPath: at, via } of ingressReferences(ingress)) {
      const service = world.get('Service', ingress.namespace, name)
      if (service === undefined || service.manifest.spec?.type === 'ExternalName') continue
      if (port.name === undefined && port.number === undefined) continue
      const found = portForReference(service.manifest, port)
      if (found?.protocol === 'TCP') continue
      const ports = servicePorts(service.manifest)
      const wanted = port.name ?? port.number ?? ''
      const meant = ports.filter(({ targetPort }) => targetPort === wanted)
      const key = port.name === undefined ? 'number' : 'name'
      yield defined({
        at,
        data: {
          service: nameOf(service),
          route: via,
          port: String(wanted),
          isTargetPort: meant.length > 0,
          udp: found !== undefined,
          listens: ports.map(formatPort),
        },
        related: [{ resource: service, at: ['spec', 'ports'], note: 'the ports of the Service' }],
        fix: fixOf({ resource: ingress, at, key }, meant),
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

type Place = { resource: Resource; at: FieldPath; key: 'name' | 'number' }

/** One port leads where the reference wanted to go: it is named, or numbered, as the reference does. */
function fixOf({ resource, at, key }: Place, meant: readonly DefaultedPort[]): Fix | undefined {
  const [only, second] = meant
  if (only?.protocol !== 'TCP' || second !== undefined) return undefined
  const value = key === 'name' ? only.name : only.port
  return value === ''
    ? undefined
    : { title: `set the backend port to ${value}`, edits: [{ resource, at, set: value }] }
}
