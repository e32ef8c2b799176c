import { inNamespace, kubectl } from '../../text/shell.ts'
import { virtualIPs } from '../../kube/core/port-lookup.ts'
import { typeOf } from '../../kube/core/defaults.ts'
import { normalName } from '../../kube/dns/name.ts'
import type { Lookup, LookupOutcome } from '../../kube/dns/resolver/lookup.ts'
import {
  fqdnOf,
  resolveService,
  serviceAtName,
  serviceNamesFor,
  type ServiceName,
} from '../../kube/dns/service-name.ts'
import type { Service } from '../../world/types/manifest.ts'
import { isSurelySlip, nearest } from '../../text/nearest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { byAddress, byBalancer, byNodePort, serviceBehind } from '../by-address.ts'
import { evidence } from '../evidence.ts'
import { fromOutside } from '../from-outside.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'
import { resolutionOf, type Resolution } from '../resolution.ts'
import { parseTarget } from '../target.ts'

export const nameHop: HopRule = {
  id: 'name',
  asks: 'what the name resolves to',

  answer(route) {
    if (route.node !== undefined) return byNodePort(route, route.node)
    if (route.address !== undefined) return byAddress(route, route.address)
    const host = route.host ?? ''
    const service = resolveService(route.world, host, route.clientNamespace)
    return withoutLookup(route, host, service) ?? byLookup(route, host, service)
  },
}

/** What a load balancer serves, and what is asked for where cluster DNS is not asked. */
function withoutLookup(route: Route, host: string, service: Resource<Service> | undefined) {
  const balanced = serviceBehind(route.world, host)
  if (balanced !== undefined) return byBalancer(balanced, host)
  if (service === undefined) return undefined
  if (route.vantage?.kind === 'outside') return fromOutside(route, service)
  return route.vantage?.kind === 'node' && isItself(route) ? itself(service) : undefined
}

function byLookup(route: Route, host: string, service: Resource<Service> | undefined): HopAnswer {
  const resolution = resolutionOf(route, host)
  const { glibc } = resolution.lookups
  if (glibc.outcome.kind === 'addresses') return found(route, host, resolution)
  if (glibc.outcome.kind === 'unknown' && glibc.queries.length === 0) return otherResolver(host, glibc)
  if (service !== undefined) return unanswered(route, { host, service, lookup: glibc })
  const [name] = serviceNamesFor(route.world, host, route.clientNamespace)
  if (name === undefined || leadsOutside(route, name)) {
    return {
      status: 'unknown',
      because: `${quote(host)} is no name of the cluster: it leads outside`,
      end: true,
    }
  }
  return unresolved(route, name)
}

/** `svc/NAME` means the Service, not a name that somebody looks up. */
function isItself({ question }: Route): boolean {
  return parseTarget(question.target)?.service !== undefined
}

/** A program on a node does not ask the cluster's DNS; the virtual IP it reaches all the same. */
function itself(service: Resource<Service>): HopAnswer {
  return {
    status: 'ok',
    because: `${nameOf(service)} itself; no name is looked up`,
    evidence: [evidence(service, ['spec', 'clusterIP'])],
    learned: { service },
  }
}

/** The client's resolver asks somebody else than the cluster's DNS, or nobody knows whom. */
function otherResolver(host: string, { outcome }: Lookup): HopAnswer {
  return {
    status: 'unknown',
    because: `what ${quote(host)} resolves to is not known: ${outcome.because}; the cluster’s names resolve only where somebody set that up`,
    end: true,
  }
}

/** An address comes back: of a Service, or of what else a Corefile holds. */
function found(route: Route, host: string, { lookups, service }: Resolution): HopAnswer {
  const { glibc, musl } = lookups
  const { outcome } = glibc
  if (outcome.kind !== 'addresses') return otherResolver(host, glibc)
  const called = serviceAtName(route.world, outcome.name)
  const answer =
    called === undefined
      ? otherAddress(route, host, outcome)
      : resolved(route.world, { host, name: outcome.name, called, end: service })
  if (musl.outcome.kind === 'addresses' || musl.outcome.kind === 'unknown' || answer.status !== 'ok')
    return answer
  return {
    ...answer,
    status: 'suspicious',
    because: `${answer.because}; but musl (Alpine images) fails: it stops at ${musl.queries.at(-1)?.name ?? host}`,
    confirm: kubectl('exec', ...inNamespace(route.clientNamespace), 'POD', '--', 'cat', '/etc/resolv.conf'),
  }
}

function otherAddress(
  route: Route,
  host: string,
  { addresses, because }: LookupOutcome & { kind: 'addresses' },
): HopAnswer {
  const [address = ''] = addresses
  const behind = byAddress(route, address)
  if (behind.status === 'ok') return { ...behind, because: `${host} is ${address}: ${because}` }
  return {
    status: 'unknown',
    because: `${host} is ${joinList(addresses)}: ${because}; no Service is involved`,
    end: true,
  }
}

/** The Service is there, and its name does not resolve all the same. */
function unanswered(
  { world }: Route,
  { host, service, lookup }: { host: string; service: Resource<Service>; lookup: Lookup },
): HopAnswer {
  const { outcome, queries } = lookup
  if (isAddressAlias(service)) return alias(world, service)
  const proof = [evidence(service, ['spec', 'clusterIP'])]
  // the name of the Service itself decides, whatever somebody outside makes of the name as it was typed
  const own = queries.find(({ name }) => serviceAtName(world, name) === service)
  if (own === undefined || own.reply.rcode === 'UNKNOWN')
    return {
      status: 'unknown',
      because: `what DNS answers to ${quote(host)} is not known: ${own?.reply.because ?? outcome.because}`,
      evidence: proof,
      learned: { service },
    }
  const code = own.reply.rcode === 'NOERROR' ? 'no address (NODATA)' : own.reply.rcode
  const because = `DNS answers ${code} to ${quote(host)}: ${own.reply.because}`
  // without a ready pod the next hops say why; of a name below the Service, or of an alias, nobody else speaks
  const headless = typeOf(service.manifest) === 'Headless' && own.name === normalName(fqdnOf(world, service))
  return headless
    ? { status: 'suspicious', because, evidence: proof, learned: { service } }
    : { status: 'problem', because, evidence: proof, confirm: lookupCommand(world, service) }
}

/** `models.example.com`: a name with dots is a Service's only if it says so, or if there is such a namespace. */
function leadsOutside({ world, clientNamespace }: Route, { certain, namespace }: ServiceName): boolean {
  if (certain || namespace === clientNamespace) return false
  return !world.namespaces.includes(namespace) && world.get('Namespace', undefined, namespace) === undefined
}

interface CalledName {
  readonly host: string
  /** The complete name that was found. */
  readonly name: string
  readonly called: Resource<Service>
  /** Where aliases lead, inside of the cluster. */
  readonly end: Resource<Service> | undefined
}

function resolved(world: World, { host, name: found, called, end }: CalledName): HopAnswer {
  const { name, manifest } = called
  const fqdn = found.slice(0, -1)
  if (typeOf(manifest) === 'ExternalName') {
    if (end === undefined || end === called) return alias(world, called)
    const target = fqdnOf(world, end)
    const { because } = resolved(world, { host: target, name: `${target}.`, called: end, end })
    return {
      status: 'ok',
      because: `${name} is an alias for ${because}`,
      evidence: [evidence(called, ['spec', 'externalName'])],
      learned: { service: end },
    }
  }
  const answer =
    fqdn !== fqdnOf(world, called)
      ? 'the address of that pod'
      : typeOf(manifest) === 'Headless'
        ? 'the addresses of its ready pods'
        : (virtualIPs(manifest)[0] ?? 'its virtual IP')
  return {
    status: 'ok',
    because: `${host === fqdn ? host : `${host} is ${fqdn}`}; DNS answers ${answer}`,
    evidence: [evidence(called, ['spec', 'clusterIP'])],
    learned: { service: called },
  }
}

const dottedAddress = /^\d{1,3}(\.\d{1,3}){3}\.?$/

function isAddressAlias({ manifest }: Resource<Service>): boolean {
  const { externalName = '' } = manifest.spec ?? {}
  return (
    typeOf(manifest) === 'ExternalName' && (dottedAddress.test(externalName) || externalName.includes(':'))
  )
}

function alias(world: World, service: Resource<Service>): HopAnswer {
  const { externalName = '' } = service.manifest.spec ?? {}
  const proof = [evidence(service, ['spec', 'externalName'])]
  if (isAddressAlias(service)) {
    return {
      status: 'problem',
      because: `externalName ${quote(externalName)} is an address, and an alias needs a host name: DNS answers NXDOMAIN`,
      evidence: proof,
      cause: 'external-name-is-an-ip',
      confirm: lookupCommand(world, service),
    }
  }
  return {
    status: 'ok',
    because: `${service.name} is an alias for ${externalName}; the client goes there itself, with the port it names`,
    evidence: proof,
    learned: { service },
  }
}

const oneShot = ['run', '-it', '--rm', '--restart=Never', '--image=busybox', 'lookup', '--']

function unresolved({ world, clientNamespace }: Route, { name, namespace }: ServiceName): HopAnswer {
  const [meant] = nearest(
    name,
    world.all('Service', namespace).map((service) => service.name),
  )
  const elsewhere = world.all('Service').find((service) => service.name === name)
  const doubt = world.doubt(['Service'], namespace)
  const missing = `there is no Service ${namespace}/${name}`
  const hint =
    meant !== undefined
      ? `; did you mean ${quote(meant)}?`
      : elsewhere !== undefined
        ? `; namespace ${quote(elsewhere.namespace ?? '')} has one, so call ${quote(`${name}.${elsewhere.namespace}`)}`
        : ''
  if (
    doubt !== undefined &&
    (meant === undefined || !isSurelySlip(name, meant) || doubt.state !== 'partial')
  ) {
    return {
      status: doubt.state === 'forbidden' ? 'forbidden' : 'unknown',
      because: `${missing} here, but ${doubt.because}${hint}`,
      end: true,
    }
  }
  return {
    status: 'problem',
    because: `${missing}, so DNS answers NXDOMAIN${hint}`,
    cause: 'client-names-missing-service',
    confirm: kubectl('get', 'services', ...inNamespace(namespace)),
    ...(meant === undefined
      ? {}
      : {
          repair: {
            summary: `call ${meant === name ? name : meant} instead of ${name}, from namespace ${clientNamespace}`,
          },
        }),
  }
}

function lookupCommand(world: World, service: Resource<Service>): string {
  return kubectl(...oneShot, 'nslookup', fqdnOf(world, service))
}
