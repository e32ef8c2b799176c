import { inOtherDomain, resolveService, serviceNamesFor, whyNoSuchPod } from '../kube/dns/service-name.ts'
import { clientReferencesOf, type ClientReference } from '../kube/references/clients.ts'
import { shownText } from '../kube/references/mentions.ts'
import { nameEdit } from '../kube/references/name-edit.ts'
import { defined } from '../world/defined.ts'
import { isSurelySlip, nearest } from '../world/nearest.ts'
import type { Resource } from '../world/resource.ts'
import { quote } from '../world/wording.ts'
import type { World } from '../world/world.ts'
import { defineRule, type Violation } from './rule.ts'

interface Data {
  readonly text: string
  readonly service: string
  readonly meant?: string
  /** The Service is there, and DNS knows no such pod of it. */
  readonly noPod?: string
  /** The name as it would be in the domain of this cluster. */
  readonly inDomain?: string
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
      const [name] = serviceNamesFor(world, mention.host, from)
      if (name === undefined) {
        yield* otherDomain(world, client, { path, mention, piece })
        continue
      }
      if (resolveService(world, mention.host, from) !== undefined) {
        yield* missingPod(world, from, { path, mention })
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

  message: ({ text, service, meant, noPod, inDomain }) => ({
    text:
      inDomain !== undefined
        ? `${quote(text)} is no name of this cluster, where it would be ${inDomain}`
        : noPod === undefined
          ? `${quote(text)} names Service ${service}, which does not exist`
          : `${quote(text)} names a pod that does not exist: ${noPod}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${quote(meant)}?` }),
  }),
})

/** The Service is there, but the name asks for one pod of it. */
function* missingPod(
  world: World,
  from: string,
  { path, mention }: Pick<ClientReference, 'path' | 'mention'>,
): Generator<Violation<Data>> {
  const noPod = whyNoSuchPod(world, mention.host, from)
  if (noPod !== undefined)
    yield { at: path, data: { text: shownText(mention), service: mention.host, noPod } }
}

type Place = Pick<ClientReference, 'path' | 'mention' | 'piece'>

/** It is a full name in another cluster domain than the one that the kubelets are known to have. */
function* otherDomain(
  world: World,
  client: Resource,
  { path, mention, piece }: Place,
): Generator<Violation<Data>> {
  const inDomain = inOtherDomain(world, mention.host)
  if (inDomain === undefined) return
  const replaceBy = mention.text.replace(mention.host, inDomain)
  const edits = [{ resource: client, at: path, piece, replaceBy }]
  const data = { text: shownText(mention), service: mention.host, inDomain }
  yield { at: path, piece, data, fix: { title: `name ${inDomain}`, edits } }
}

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
