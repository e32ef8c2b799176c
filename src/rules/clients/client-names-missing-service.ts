import {
  inOtherDomain,
  resolveService,
  serviceNamesFor,
  whyNoSuchPod,
  type ServiceName,
} from '../../kube/dns/service-name.ts'
import type { ClientReference } from '../../kube/references/clients.ts'
import { namesInTexts } from '../../kube/references/references.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { nameEdit } from '../../kube/references/name-edit.ts'
import { defined } from '../../world/defined.ts'
import { isSurelySlip, nearest } from '../../text/nearest.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Violation } from '../rule.ts'

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
    for (const place of namesInTexts(world, client)) {
      const { host } = place.mention
      const [name] = serviceNamesFor(world, host, from)
      if (name === undefined) yield* otherDomain(world, place)
      else if (resolveService(world, host, from) !== undefined) yield* missingPod(world, from, place)
      else yield* missingName(world, from, { ...place, name })
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

function* missingName(
  world: World,
  from: string,
  { resource, path, mention, piece, name }: ClientReference & { readonly name: ServiceName },
): Generator<Violation<Data>> {
  const certain = name.certain || mention.isName === true
  const [slip] = nearest(
    name.name,
    world.all('Service', name.namespace).map((service) => service.name),
  )
  const elsewhere =
    certain || !isNamespace(world, name.namespace, from) ? [] : namespacesWith(world, name.name)
  // localhost, github.com, a compose host: only a name in Service form, or close to one, says anything about Services
  if (!certain && slip === undefined && elsewhere.length === 0) return
  const meant = slip ?? elsewhere.map((namespace) => `${name.name}.${namespace}`)[0]
  const surely = slip !== undefined && isSurelySlip(name.name, slip)
  const edit = { resource, at: path, piece, replaceBy: nameEdit(mention, name, slip ?? '') }
  yield defined({
    at: path,
    piece,
    data: defined({ text: shownText(mention), service: `${name.namespace}/${name.name}`, meant }),
    absence: surely ? ('near-miss' as const) : ('bare' as const),
    absentFrom: name.namespace,
    fix: slip === undefined ? undefined : { title: `name ${slip}`, edits: [edit] },
  })
}

/** The Service is there, but the name asks for one pod of it. */
function* missingPod(
  world: World,
  from: string,
  { path, mention }: ClientReference,
): Generator<Violation<Data>> {
  const noPod = whyNoSuchPod(world, mention.host, from)
  if (noPod !== undefined)
    yield { at: path, data: { text: shownText(mention), service: mention.host, noPod } }
}

/** It is a full name in another cluster domain than the one that the kubelets are known to have. */
function* otherDomain(
  world: World,
  { resource, path, mention, piece }: ClientReference,
): Generator<Violation<Data>> {
  const inDomain = inOtherDomain(world, mention.host)
  if (inDomain === undefined) return
  const edits = [{ resource, at: path, piece, replaceBy: mention.text.replace(mention.host, inDomain) }]
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
