import { isLikelySlip } from '../../text/nearest.ts'
import { answerDns } from '../../kube/dns/answer-dns.ts'
import {
  inOtherDomain,
  serviceNamesFor,
  whyNoSuchPod,
  type ServiceName,
} from '../../kube/dns/service-name.ts'
import { serviceCalled } from '../../kube/references/called-service.ts'
import { clientPodsOf, type ClientReference } from '../../kube/references/clients.ts'
import type { Mention } from '../../kube/references/mentions.ts'
import { hasOwnNamespace, missingService } from '../../diagnose/missing-reference.ts'
import type { Resource } from '../../world/resource.ts'
import { namesInTexts } from '../../kube/references/references.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { nameEdit } from '../../kube/references/name-edit.ts'
import { defined } from '../../world/defined.ts'
import { holdsNamespace, nearNamespaces } from '../../diagnose/names.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { formMeant, whyNoAddress } from '../../kube/dns/name-form.ts'
import { meantPodName } from '../../diagnose/meant-pod-name.ts'
import type { Fix } from '../../diagnose/fix.ts'
import { defineRule, type Violation } from '../rule.ts'

interface Data {
  readonly text: string
  readonly service: string
  readonly meant?: string
  /** The Service is there, and DNS knows no such pod of it. */
  readonly noPod?: string
  /** The name as it would be in the domain of this cluster. */
  readonly inDomain?: string
  /** The Service is there, and what follows its name is not right. */
  readonly isMisspelt?: boolean
  /** No Service is named at all, and DNS says why there is no such name. */
  readonly noName?: string
}

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

  *check(client, world) {
    const from = client.namespace ?? ''
    for (const place of namesInTexts(world, client)) {
      const [name] = serviceNamesFor(world, place.mention.host, from)
      if (name === undefined) yield* otherDomain(world, place)
      const noPod = name === undefined ? undefined : whyNoSuchPod(world, place.mention.host, from)
      if (noPod !== undefined) yield missingPod(place, noPod)
      if (noPod !== undefined || (name !== undefined && serviceCalled(world, place) !== undefined)) continue
      const near = misnamed(world, place, { from, name })
      if (near !== undefined) yield near
      else if (name !== undefined) yield* missingName(world, from, { ...place, name })
    }
  },

  message: ({ text, service, meant, noPod, noName, inDomain, isMisspelt }) => ({
    text:
      noName !== undefined
        ? `DNS has no address for ${quote(text)}: ${noName}`
        : isMisspelt
          ? `${quote(text)} is not a name of Service ${service}, so that DNS does not lead there`
          : inDomain !== undefined
            ? `${quote(text)} is not a name of this cluster, where it would be ${inDomain}`
            : noPod === undefined
              ? `${quote(text)} names Service ${service}, which does not exist`
              : `${quote(text)} names a pod that does not exist: ${noPod}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${quote(meant)}?` }),
  }),
})

/** What is surely wrong with a name, or is likely meant by it. */
function misnamed(
  world: World,
  place: ClientReference,
  { from, name }: { readonly from: string; readonly name: ServiceName | undefined },
): Violation<Data> | undefined {
  const isOfNoService = name === undefined || (!name.certain && !isNamespace(world, name.namespace, from))
  return (
    podOfOtherService(world, place, from) ??
    misspeltForm(world, place, from) ??
    (name === undefined ? undefined : inNearNamespace(world, place, name)) ??
    (isOfNoService ? ofNoService(world, place) : undefined)
  )
}

function* missingName(
  world: World,
  from: string,
  { resource, path, mention, piece, name }: ClientReference & { readonly name: ServiceName },
): Generator<Violation<Data>> {
  const certain = name.certain || mention.isName === true
  const missing = missingService(world, { ...name, isWritten: hasOwnNamespace(resource) && !certain })
  if (missing === undefined) return
  const { meant: slip, absence, severity } = missing
  const elsewhere = isNamespace(world, name.namespace, from) && !certain ? missing.elsewhere : undefined
  const right = slip ?? (elsewhere === undefined ? undefined : `${name.name}.${elsewhere}`)
  // localhost, github.com: only a name in Service form, or close to one, says anything about Services
  if (!certain && right === undefined && !mustBeOfCluster(world, resource, mention)) return
  if (mention.alone === true && absence === 'bare') return
  yield defined({
    at: path,
    piece,
    data: defined({ text: shownText(mention), service: `${name.namespace}/${name.name}`, meant: right }),
    absence,
    severity,
    absentFrom: name.namespace,
    // what follows a short name would name a namespace
    fix:
      slip === undefined && mention.host.includes('.')
        ? undefined
        : renamed({ resource, path, mention, piece }, name, right),
  })
}

/** `mongo-0.mongo`, where the pods of StatefulSet mongo have their names below another Service. */
function podOfOtherService(
  world: World,
  { resource, path, mention, piece }: ClientReference,
  from: string,
): Violation<Data> | undefined {
  const found = meantPodName(world, mention.host, from)
  if (found === undefined) return undefined
  const { asked, because: noPod, meant } = found
  const edits =
    meant === undefined
      ? []
      : [{ resource, at: path, piece, replaceBy: mention.text.replace(mention.host, meant) }]
  return defined({
    at: path,
    piece,
    data: defined({ text: shownText(mention), service: `${from}/${asked}`, noPod, meant }),
    absence: 'near-miss' as const,
    severity: 'warning' as const,
    absentFrom: from,
    fix: meant === undefined ? undefined : { title: `name ${meant}`, edits },
  })
}

/** The namespace that is named differs by a slip from one that was read, and that one has the Service. */
function inNearNamespace(
  world: World,
  { path, mention, piece }: ClientReference,
  { name, namespace }: ServiceName,
): Violation<Data> | undefined {
  if (holdsNamespace(world, namespace)) return undefined
  const near = nearNamespaces(world, { namespace, name }).find((each) => isLikelySlip(namespace, each))
  if (near === undefined) return undefined
  const data = { text: shownText(mention), service: `${namespace}/${name}`, meant: `${name}.${near}` }
  return { at: path, piece, data, absence: 'near-miss', severity: 'warning', absentFrom: namespace }
}

/** `web.shop.cluster.local`: a Service that is there, in a name that is not its own. */
function misspeltForm(
  world: World,
  { resource, path, mention, piece }: ClientReference,
  from: string,
): Violation<Data> | undefined {
  const found = formMeant(world, mention.host, from)
  if (found === undefined) return undefined
  const { service, right: meant } = found
  const edits = [{ resource, at: path, piece, replaceBy: mention.text.replace(mention.host, meant) }]
  const data = {
    text: shownText(mention),
    service: `${service.namespace}/${service.name}`,
    meant,
    isMisspelt: true,
  }
  // in its own domain the cluster’s DNS answers itself; elsewhere another server may know the name
  const isRefused = answerDns(world, { name: mention.host, type: 'A' }).rcode === 'NXDOMAIN'
  const severity = isRefused ? 'error' : 'warning'
  return { at: path, piece, data, severity, fix: { title: `name ${meant}`, edits } }
}

function renamed(
  { resource, path, mention, piece }: ClientReference,
  name: ServiceName,
  right: string | undefined,
): Fix | undefined {
  if (right === undefined) return undefined
  const edit = { resource, at: path, piece, replaceBy: nameEdit(mention, name, right) }
  return { title: `name ${right}`, edits: [edit] }
}

/** A single word that a program connects to is completed with the names of the cluster, unless the pod's hosts file has it. */
function mustBeOfCluster(world: World, resource: Resource, { host, sure, alone }: Mention): boolean {
  if (sure !== true || alone === true || host.includes('.') || /^local/i.test(host)) return false
  const pods = clientPodsOf(world, resource)
  const own = pods.flatMap(({ spec }) => [
    spec.hostname,
    ...(spec.hostAliases ?? []).flatMap(({ hostnames = [] }) => hostnames),
  ])
  return !own.includes(host) && pods.every(({ spec }) => (spec.dnsConfig?.searches ?? []).length === 0)
}

/** The Service is there, but the name asks for one pod of it. */
function missingPod({ path, mention }: ClientReference, noPod: string): Violation<Data> {
  return { at: path, data: { text: shownText(mention), service: mention.host, noPod } }
}

/** `web.ingress.cluster.local`: DNS answers itself in the domain of the cluster, and has no such name. */
function ofNoService(world: World, { path, mention, piece }: ClientReference): Violation<Data> | undefined {
  const noName = whyNoAddress(world, mention.host)
  if (noName === undefined) return undefined
  return defined({ at: path, piece, data: { text: shownText(mention), service: mention.host, noName } })
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
  return name === own || holdsNamespace(world, name) || world.get('Namespace', undefined, name) !== undefined
}
