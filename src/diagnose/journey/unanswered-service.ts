import { typeOf } from '../../kube/core/defaults.ts'
import { normalName } from '../../kube/dns/name.ts'
import type { Lookup, LookupQuery } from '../../kube/dns/resolver/lookup.ts'
import { fqdnOf, serviceAtName, serviceNamesFor } from '../../kube/dns/service-name.ts'
import { candidatesOf } from '../../kube/endpointslice/candidates.ts'
import { reach } from '../../kube/proxy/reach.ts'
import { kubectl } from '../../text/shell.ts'
import { quote } from '../../text/wording.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { defined } from '../../world/defined.ts'
import { aliasFault } from '../alias-fault.ts'
import { peersWaiting, publishing } from '../peers.ts'
import type { Calling, NameAnswer } from './calling.ts'
import { refusedBy } from './end-parts.ts'
import { whyNone } from './why-none.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

interface Unanswered {
  readonly host: string
  readonly lookup: Lookup
  /** The Service that the name means, or below whose name it is. */
  readonly service: Resource<Service>
}

/** The Service is there, and its name does not resolve all the same. */
export function unansweredService(calling: Calling, unanswered: Unanswered): NameAnswer {
  const { host, service, lookup } = unanswered
  const { worlds } = calling
  if (isAddressAlias(service)) return { end: addressAlias(worlds.closed, service) }
  const fields = [{ resource: service, path: ['spec', 'clusterIP'] }]
  // the name of the Service itself decides, whatever a server outside makes of the name as it was typed
  const own = lookup.queries.find(({ name }) => serviceAtName(worlds.closed, name) === service)
  if (own === undefined || own.reply.rcode === 'UNKNOWN') return notKnown(calling, unanswered, own)
  const code = own.reply.rcode === 'NOERROR' ? 'no address (NODATA)' : own.reply.rcode
  const because = `DNS answers ${code} to ${quote(host)}: ${own.reply.because}`
  const end: End = {
    outcome: 'no-name',
    stage: 'name',
    because,
    fields,
    confirm: lookupCommand(worlds.closed, service),
  }
  // a name below that of the Service has reasons of its own
  if (!isNameOf(worlds.closed, service, own.name))
    return { end: withReasons(calling, ofOnePod(calling, end, { host, service }), service) }
  if (typeOf(service.manifest) === 'ExternalName') return { end: ofAlias(worlds, service, end) }
  if (typeOf(service.manifest) !== 'Headless') return { end }
  const none = whyNoneReady(worlds, service)
  // what makes all of its pods unavailable is why there is no name
  if (none.outcome === 'unknown') return { end: none }
  return { end: none.cause === undefined ? end : { ...none, outcome: 'no-name' } }
}

/** What is wrong with the alias, or with one that it leads through: a Service that is not in sight may be there all the same. */
function ofAlias({ closed, open }: Worlds, service: Resource<Service>, end: End): End {
  const fault = aliasFault(closed, service)
  if (fault === undefined) return end
  const { because, absence, alias, fix, assumes } = fault
  const doubt = absence && open.doubt(absence.kinds, absence.namespace)
  const fields = [{ resource: alias, path: ['spec', 'externalName'] }]
  const said = { ...end, ...defined({ cause: 'external-name-missing-service', fields, remedy: fix }) }
  if (doubt === undefined) return said
  return assumes !== undefined && doubt.state === 'partial'
    ? { ...said, assumes: [assumes] }
    : {
        ...end,
        fields,
        outcome: 'unknown',
        because: `${because} here, but ${doubt.because}`,
        ...refusedBy(doubt),
      }
}

function whyNoneReady(worlds: Worlds, service: Resource<Service>): End {
  const question = { service, from: { kind: 'pod' as const }, via: 'cluster-ip' as const }
  return whyNone(worlds, { service, reach: reach(worlds.closed, question) })
}

/** The request goes on where DNS would lead to the Service. */
function notKnown(
  { worlds }: Calling,
  { host, service, lookup: { outcome } }: Unanswered,
  own: LookupQuery | undefined,
): NameAnswer {
  const because = `what DNS answers to ${quote(host)} is not known: ${own?.reply.because ?? outcome.because}`
  const fields = [{ resource: service, path: ['spec', 'clusterIP'] }]
  const open: End = { outcome: 'unknown', stage: 'name', because, fields }
  // the name of one endpoint is not the address of the Service
  const isOfOne = own !== undefined && !isNameOf(worlds.closed, service, own.name)
  if (isOfOne && typeOf(service.manifest) !== 'Headless') return { end: open }
  return { step: { because, fields, open, to: [{ service, via: 'cluster-ip' }] } }
}

function isNameOf(world: World, service: Resource<Service>, name: string): boolean {
  return name === normalName(fqdnOf(world, service))
}

/** The name of one pod that is there and not ready; peers that look for each other before they are need names all the same. */
function ofOnePod(
  { worlds, caller }: Calling,
  end: End,
  { host, service }: { host: string; service: Resource<Service> },
): End {
  const meant = serviceNamesFor(worlds.closed, host, caller.namespace).find(
    ({ name, namespace }) => name === service.name && namespace === service.namespace,
  )
  const candidate = candidatesOf(worlds.closed, service).find(
    ({ podSource }) => podSource.pod?.name === meant?.endpoint,
  )
  if (candidate === undefined || candidate.conditions?.ready !== false) return end
  const { pod } = candidate.podSource
  // who asks is one of them, or they ask for each other
  const isPeer =
    candidatesOf(worlds.closed, service).some(({ podSource }) => podSource.resource === caller.resource) ||
    peersWaiting(worlds.closed, service, [candidate]) !== undefined
  return {
    ...end,
    because: `${end.because}: ${pod === undefined ? 'it' : nameOf(pod)} is ${candidate.because}`,
    fields: [
      ...(end.fields ?? []),
      { resource: candidate.podSource.resource, path: ['status', 'conditions'] },
    ],
    ...(isPeer ? { remedy: publishing(service) } : {}),
  }
}

/** A name below that of a Service: pods that are not in sight could have it, unless the Service is an alias. */
function withReasons({ worlds }: Calling, end: End, service: Resource<Service>): End {
  if (typeOf(service.manifest) === 'ExternalName') return end
  const doubt = worlds.open.doubt(['Pod', 'EndpointSlice'], service.namespace)
  const none = whyNoneReady(worlds, service)
  if (none.cause === 'selector-matches-nothing' && none.outcome !== 'unknown')
    return { ...none, outcome: 'no-name', stage: 'name', because: `${end.because}: ${none.because}` }
  if (doubt === undefined) return end
  return none.outcome === 'unknown'
    ? { ...end, outcome: 'unknown', because: `${end.because}; ${doubt.because}`, ...refusedBy(doubt) }
    : { ...end, assumes: [`no other pod that ${nameOf(service)} selects`] }
}

const dottedAddress = /^\d{1,3}(\.\d{1,3}){3}\.?$/

function isAddressAlias({ manifest }: Resource<Service>): boolean {
  const { externalName = '' } = manifest.spec ?? {}
  return (
    typeOf(manifest) === 'ExternalName' && (dottedAddress.test(externalName) || externalName.includes(':'))
  )
}

function addressAlias(world: World, service: Resource<Service>): End {
  const { externalName = '' } = service.manifest.spec ?? {}
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `externalName ${quote(externalName)} is an address, and an alias needs a host name: DNS answers NXDOMAIN`,
    fields: [{ resource: service, path: ['spec', 'externalName'] }],
    cause: 'external-name-is-an-ip',
    confirm: lookupCommand(world, service),
  }
}

const oneShot = ['run', '-it', '--rm', '--restart=Never', '--image=busybox', 'lookup', '--']

function lookupCommand(world: World, service: Resource<Service>): string {
  return kubectl(...oneShot, 'nslookup', fqdnOf(world, service))
}
