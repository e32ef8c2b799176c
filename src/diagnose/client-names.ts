import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import { holdsNamespace } from '../world/holds-namespace.ts'
import type { World } from '../world/world.ts'
import { defined } from '../world/defined.ts'
import { isLikelySlip } from '../text/nearest.ts'
import type { Piece } from '../text/piece.ts'
import { answerDns } from '../kube/dns/answer-dns.ts'
import { formMeant, whyNoAddress } from '../kube/dns/name-form.ts'
import { inOtherDomain, serviceNamesFor, whyNoSuchPod, type ServiceName } from '../kube/dns/service-name.ts'
import { serviceCalled } from '../kube/references/called-service.ts'
import { clientPodsOf, type ClientReference } from '../kube/references/clients.ts'
import { shownText, type Mention } from '../kube/references/mentions.ts'
import { nameEdit } from '../kube/references/name-edit.ts'
import { namesInTexts } from '../kube/references/references.ts'
import { meantPodName } from './meant-pod-name.ts'
import { hasOwnNamespace, missingService, type MissingService } from './missing-reference.ts'
import { nearNamespaces } from './names.ts'

/** What is wrong with a host name in a text of a client: it does not lead to a Service. */
export interface ClientNameFault {
  /**
   * `no-service`: the Service that it names is not there. `no-pod`: it asks for one pod of a Service, and there is no such pod.
   * `form`: the Service is there, and this is not a name of it. `domain`: a name of another cluster domain. `no-address`: no
   * Service is named at all, and DNS has no such name.
   */
  readonly is: 'no-service' | 'no-pod' | 'form' | 'domain' | 'no-address'
  readonly path: FieldPath
  readonly piece: Piece
  /** The name as it is written. */
  readonly text: string
  /** The Service that it asks for, or the host where it asks for none. */
  readonly service: string
  /** Why there is no such pod, or no such name. */
  readonly because?: string
  /** The name that is right, or likely meant. */
  readonly right?: string
  /** What the text should have in the place of the name, where that is sure enough to be proposed. */
  readonly replaceBy?: string
  readonly absence?: MissingService['absence']
  readonly severity?: 'error' | 'warning'
  /** The namespace in which the Service is missing. */
  readonly absentFrom?: string
}

/**
 * The host names in the texts that the programs of a resource read (env, command, args, a ConfigMap's values) that lead to no Service.
 * In: any resource; of one that has no such texts nothing is said. Out: at most one fault for each name.
 */
export function clientNameFaults(world: World, client: Resource): readonly ClientNameFault[] {
  const from = client.namespace ?? ''
  return namesInTexts(world, client).flatMap((place) => faultOfName(world, place, from) ?? [])
}

function faultOfName(world: World, place: ClientReference, from: string): ClientNameFault | undefined {
  const { host } = place.mention
  const [name] = serviceNamesFor(world, host, from)
  const noPod = name === undefined ? undefined : whyNoSuchPod(world, host, from)
  // the Service is there, but the name asks for one pod of it
  if (noPod !== undefined) return { is: 'no-pod', ...writtenAt(place), service: host, because: noPod }
  if (name !== undefined && serviceCalled(world, place) !== undefined) return undefined
  return (
    (name === undefined ? ofOtherDomain(world, place) : undefined) ??
    podOfOtherService(world, place, from) ??
    formFault(world, place, from) ??
    (name === undefined ? ofNoService(world, place) : faultOfServiceName(world, from, { ...place, name }))
  )
}

type NamedPlace = ClientReference & { readonly name: ServiceName }

function faultOfServiceName(world: World, from: string, place: NamedPlace): ClientNameFault | undefined {
  const { name } = place
  const isOfNoService = !name.certain && !isNamespace(world, name.namespace, from)
  return (
    inNearNamespace(world, place) ??
    (isOfNoService ? ofNoService(world, place) : undefined) ??
    missingName(world, from, place)
  )
}

function writtenAt({ path, piece, mention }: ClientReference) {
  return { path, piece, text: shownText(mention) }
}

function withHost({ text, host }: Mention, right: string): string {
  return text.replace(host, right)
}

function missingName(world: World, from: string, place: NamedPlace): ClientNameFault | undefined {
  const { resource, mention, name } = place
  const certain = name.certain || mention.isName === true
  const missing = missingService(world, { ...name, isWritten: hasOwnNamespace(resource) && !certain })
  if (missing === undefined) return undefined
  const { absence, severity } = missing
  const near = nearOf(missing, place, isNamespace(world, name.namespace, from) && !certain)
  // localhost, github.com: only a name in Service form, or close to one, says anything about Services
  if (!certain && near.right === undefined && !mustBeOfCluster(world, resource, mention)) return undefined
  if (mention.alone === true && absence === 'bare') return undefined
  const service = `${name.namespace}/${name.name}`
  const found = { is: 'no-service' as const, ...writtenAt(place), ...near, service }
  return defined({ ...found, absence, severity, absentFrom: name.namespace })
}

/** The name that is likely meant; of a Service of another namespace where that counts. */
function nearOf(
  { meant: slip, elsewhere }: MissingService,
  { mention, name }: NamedPlace,
  countsElsewhere: boolean,
): Pick<ClientNameFault, 'right' | 'replaceBy'> {
  const inOther = elsewhere === undefined || !countsElsewhere ? undefined : `${name.name}.${elsewhere}`
  const right = slip ?? inOther
  if (right === undefined) return {}
  // what follows a short name would name a namespace
  const isReplaced = slip !== undefined || !mention.host.includes('.')
  return { right, ...(isReplaced && { replaceBy: nameEdit(mention, name, right) }) }
}

/** `mongo-0.mongo`, where the pods of StatefulSet mongo have their names below another Service. */
function podOfOtherService(world: World, place: ClientReference, from: string): ClientNameFault | undefined {
  const found = meantPodName(world, place.mention.host, from)
  if (found === undefined) return undefined
  const { asked, because, meant: right } = found
  return defined({
    is: 'no-pod' as const,
    ...writtenAt(place),
    service: `${from}/${asked}`,
    because,
    right,
    replaceBy: right === undefined ? undefined : withHost(place.mention, right),
    absence: 'near-miss' as const,
    severity: 'warning' as const,
    absentFrom: from,
  })
}

/** The namespace that is named differs by a slip from one that was read, and that one has the Service. */
function inNearNamespace(world: World, place: NamedPlace): ClientNameFault | undefined {
  const { name, namespace } = place.name
  if (holdsNamespace(world, namespace)) return undefined
  const near = nearNamespaces(world, { namespace, name }).find((each) => isLikelySlip(namespace, each))
  if (near === undefined) return undefined
  return {
    is: 'no-service',
    ...writtenAt(place),
    service: `${namespace}/${name}`,
    right: `${name}.${near}`,
    absence: 'near-miss',
    severity: 'warning',
    absentFrom: namespace,
  }
}

/** `web.shop.cluster.local`: a Service that is there, in a name that is not its own. */
function formFault(world: World, place: ClientReference, from: string): ClientNameFault | undefined {
  const { host } = place.mention
  const found = formMeant(world, host, from)
  if (found === undefined) return undefined
  const { service, right } = found
  // in its own domain the cluster’s DNS answers itself; elsewhere another server may know the name
  const isRefused = answerDns(world, { name: host, type: 'A' }).rcode === 'NXDOMAIN'
  return {
    is: 'form',
    ...writtenAt(place),
    service: `${service.namespace}/${service.name}`,
    right,
    replaceBy: withHost(place.mention, right),
    severity: isRefused ? 'error' : 'warning',
  }
}

/** `web.ingress.cluster.local`: DNS answers itself in the domain of the cluster, and has no such name. */
function ofNoService(world: World, place: ClientReference): ClientNameFault | undefined {
  const { host } = place.mention
  const because = whyNoAddress(world, host)
  if (because === undefined) return undefined
  return { is: 'no-address', ...writtenAt(place), service: host, because }
}

/** It is a full name in another cluster domain than the one that the kubelets are known to have. */
function ofOtherDomain(world: World, place: ClientReference): ClientNameFault | undefined {
  const { host } = place.mention
  const right = inOtherDomain(world, host)
  if (right === undefined) return undefined
  return {
    is: 'domain',
    ...writtenAt(place),
    service: host,
    right,
    replaceBy: withHost(place.mention, right),
  }
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

/** The second label of `grafana.com` is no namespace, whatever Services are called. */
function isNamespace(world: World, name: string, own: string): boolean {
  return name === own || holdsNamespace(world, name) || world.get('Namespace', undefined, name) !== undefined
}
