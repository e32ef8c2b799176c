import { clientNameFaults, type ClientNameFault } from '../../diagnose/client-names.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

type Data = Pick<ClientNameFault, 'is' | 'text' | 'service' | 'because' | 'right'>

export const clientNamesMissingService = defineRule<never, Data>({
  id: 'client-names-missing-service',
  title: 'a client names a Service that does not exist',
  severity: 'error',
  subject: 'all',
  evidence: ['Service'],
  why:
    'A host name that looks like a Service’s and is none resolves to nothing: CoreDNS answers NXDOMAIN, and the client fails with “no such ' +
    'host” or “Name or service not known”. A short name is looked up in the client’s own namespace only.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: CHAT_URL, value: "http://chat-apo/v1"}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, env: [{name: CHAT_URL, value: "http://chat-api/v1"}]}]}
`,

  *check(resource, world) {
    for (const fault of clientNameFaults(world, resource)) {
      const { path: at, piece, replaceBy, absence, severity, absentFrom, ...data } = fault
      const fix =
        replaceBy === undefined
          ? undefined
          : { title: `name ${data.right}`, edits: [{ resource, at, piece, replaceBy }] }
      yield defined({ at, piece, data, absence, severity, absentFrom, fix })
    }
  },

  message: (fault) => ({
    text: wordings[fault.is](fault),
    // in another domain the message itself says what is right
    ...(fault.right === undefined || fault.is === 'domain'
      ? {}
      : { hint: `did you mean ${quote(fault.right)}?` }),
  }),
})

const wordings: Readonly<Record<Data['is'], (fault: Data) => string>> = {
  'no-service': ({ text, service }) => `${quote(text)} names Service ${service}, which does not exist`,
  'no-pod': ({ text, because }) => `${quote(text)} names a pod that does not exist: ${because}`,
  form: ({ text, service }) =>
    `${quote(text)} is not a name of Service ${service}, so that DNS does not lead there`,
  domain: ({ text, right }) => `${quote(text)} is not a name of this cluster, where it would be ${right}`,
  'no-address': ({ text, because }) => `DNS has no address for ${quote(text)}: ${because}`,
}
