import { formatPort, servicePorts } from '../../kube/core/defaults.ts'
import { endOfAlias, serviceCalled } from '../../kube/references/called-service.ts'
import { isPodPort } from '../../diagnose/called-port.ts'
import { namesInTexts, referenceOfText } from '../../kube/references/references.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { callingOnlyPort } from '../../diagnose/port-fix.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
  readonly port: number
  readonly service: string
  readonly listens: readonly string[]
}

export const clientUsesTargetPort = defineRule<never, Data>({
  id: 'client-uses-target-port',
  title: 'a client calls a Service on the port of its pods',
  severity: 'error',
  subject: 'all',
  evidence: [],
  why:
    'A Service listens on `port`; `targetPort` is where it leads. kube-proxy handles only the ports of the Service, so a client that calls the ' +
    'name with the pods’ port is refused or hangs, although the pods are healthy.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  bad: `apiVersion: v1
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
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: CHAT_URL, value: "http://chat-api:8080/v1"}]}]}
`,
  good: `apiVersion: v1
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
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: CHAT_URL, value: "http://chat-api/v1"}]}]}
`,

  *check(client, world) {
    for (const place of namesInTexts(world, client)) {
      const { path, mention, piece } = place
      const { port } = mention
      const reference = referenceOfText(world, place)
      if (reference === undefined || faultOf(world, reference)?.fault !== 'port-missing') continue
      const called = serviceCalled(world, place)
      const service = called && endOfAlias(world, called)
      if (service === undefined || port === undefined || !isPodPort(world, service, port)) continue
      const ports = servicePorts(service.manifest)
      const fix = callingOnlyPort(service, place)
      yield {
        at: path,
        piece,
        data: { text: shownText(mention), port, service: nameOf(service), listens: ports.map(formatPort) },
        related: [{ resource: service, at: ['spec', 'ports'], note: `${service.name} listens here` }],
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },

  message: ({ text, port, service, listens }) => ({
    text: `${quote(text)} calls ${service} on ${port}, the port of its pods; the Service listens on ${joinList(listens)}`,
    hint: listens.length === 1 ? `use port ${listens[0]}` : 'use one of the ports of the Service',
  }),
})
