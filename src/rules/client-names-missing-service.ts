import { resolveService, serviceNamesFor, whyNoSuchPod } from '../kube/dns/service-name.ts'
import { clientReferencesOf } from '../kube/references/clients.ts'
import { shownText } from '../kube/references/mentions.ts'
import { nameEdit } from '../kube/references/name-edit.ts'
import { defined } from '../world/defined.ts'
import { isSurelySlip, nearest } from '../world/nearest.ts'
import { quote } from '../world/wording.ts'
import type { World } from '../world/world.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly text: string
  readonly service: string
  readonly meant?: string
  /** The Service is there, and DNS knows no such pod of it. */
  readonly noPod?: string
}

export const clientNamesMissingService = defineRule<never, Data>({
  id: 'client-names-missing-service',
  title: 'the Services that clients name exist',
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

  *check(client, world) {
    const from = client.namespace ?? ''
    for (const { path, mention, piece } of clientReferencesOf(world, client)) {
      const [name] = serviceNamesFor(mention.host, from)
      if (name === undefined) continue
      if (resolveService(world, mention.host, from) !== undefined) {
        const noPod = whyNoSuchPod(world, mention.host, from)
        const service = `${name.namespace}/${name.name}`
        if (noPod !== undefined) yield { at: path, data: { text: shownText(mention), service, noPod } }
        continue
      }
      const [slip] = nearest(
        name.name,
        world.all('Service', name.namespace).map((service) => service.name),
      )
      const elsewhere =
        name.certain || !isNamespace(world, name.namespace, from) ? [] : namespacesWith(world, name.name)
      // localhost, github.com, a compose host: only a name in Service form, or close to one, says anything about Services
      if (!name.certain && slip === undefined && elsewhere.length === 0) continue
      const meant = slip ?? elsewhere.map((namespace) => `${name.name}.${namespace}`)[0]
      const replaceBy = slip === undefined ? undefined : nameEdit(mention, name, slip)
      yield defined({
        at: path,
        piece,
        data: defined({ text: shownText(mention), service: `${name.namespace}/${name.name}`, meant }),
        absence:
          slip !== undefined && isSurelySlip(name.name, slip) ? ('near-miss' as const) : ('bare' as const),
        absentFrom: name.namespace,
        fix:
          replaceBy === undefined
            ? undefined
            : {
                title: `name ${slip}`,
                edits: [{ resource: client, at: path, piece, replaceBy }],
              },
      })
    }
  },

  message: ({ text, service, meant, noPod }) => ({
    text:
      noPod === undefined
        ? `${quote(text)} names Service ${service}, which does not exist`
        : `${quote(text)} names a pod that does not exist: ${noPod}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${quote(meant)}?` }),
  }),
})

/** The second label of `grafana.com` is no namespace, whatever Services are called. */
function isNamespace(world: World, name: string, own: string): boolean {
  return (
    name === own || world.namespaces.includes(name) || world.get('Namespace', undefined, name) !== undefined
  )
}

function namespacesWith(world: World, name: string): string[] {
  return world
    .all('Service')
    .filter((service) => service.name === name)
    .map(({ namespace = '' }) => namespace)
    .toSorted()
}
