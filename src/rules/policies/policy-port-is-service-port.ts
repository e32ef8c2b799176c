import { untranslatedPorts } from '../../kube/policy/untranslated-ports.ts'
import { nameOf } from '../../world/resource.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: number
  readonly service: string
  readonly podPort: number
}

export const policyPortIsServicePort = defineRule<'NetworkPolicy', Data>({
  id: 'policy-port-is-service-port',
  title: 'a NetworkPolicy names the port of a Service instead of the port of its pods',
  severity: 'error',
  subject: ['NetworkPolicy'],
  evidence: [],
  why:
    'kube-proxy rewrites address and port before a packet reaches the network plugin, so a policy only ever sees the pod’s address and the ' +
    'targetPort. A rule for the Service’s `port` therefore allows a port on which no pod listens, and what the Service sends to ' +
    'its pods is dropped.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  bad: example(80),
  good: example(8080),

  *check(policy, world) {
    for (const { at, port, service, index, podPort } of untranslatedPorts(world, policy)) {
      yield {
        at,
        data: { port, service: nameOf(service), podPort },
        related: [
          {
            resource: service,
            at: ['spec', 'ports', index],
            note: `${service.name} translates ${port} to ${podPort} here`,
          },
        ],
        fix: { title: `set the port to ${podPort}`, edits: [{ resource: policy, at, set: podPort }] },
      }
    }
  },

  message: ({ port, service, podPort }) => ({
    text: `${port} is the port of ${service}; its pods get the packets on ${podPort}, and that is what a policy sees`,
    hint: `use ${podPort} here`,
  }),
})

function example(port: number): string {
  return `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: chat-api}
spec:
  podSelector: {matchLabels: {app: chat-api}}
  ingress:
    - from: [{podSelector: {}}]
      ports: [{port: ${port}}]
`
}
