import { canonicalAddress, labelsBefore, zoneFor } from '../../name.ts'
import { bareReply, emptyReply, unknownReply, type DnsQuery, type DnsReply } from '../../reply.ts'
import type { Plugin, ServerSide } from '../plugin.ts'
import { addresses } from './addresses.ts'
import { emptyOr, noData, type BackendQuestion, type KubernetesOptions } from './question.ts'
import { recordsOf } from './records.ts'
import { namesOfAddress } from './reverse.ts'
import { isSelf, recordsOfSelf } from './self.ts'

/** The plugin `kubernetes`. Follows ServeDNS in coredns plugin/kubernetes/handler.go and plugin/backend_lookup.go. */
export function kubernetesPlugin(options: KubernetesOptions): Plugin {
  return (query, next, side) => {
    const zone = zoneFor(options.zones, query.name)
    if (zone === undefined) return next(query)
    if (zoneFor(options.multicluster, zone) !== undefined)
      return unknownReply(`svc does not evaluate the multicluster zone ${zone}`)
    const reply = answer({ world: side.world, options, zone }, query, side)
    return reply.rcode === 'NXDOMAIN' && zoneFor(options.fallthrough, query.name) !== undefined
      ? next(query)
      : reply
  }
}

function answer(question: BackendQuestion, query: DnsQuery, side: ServerSide): DnsReply {
  const { name, type } = query
  const { zone } = question
  if (isSelf(question, name) && !typesOfSelf.has(type)) return noData('it is CoreDNS itself')
  switch (type) {
    case 'A':
    case 'AAAA':
      return addresses(question, query, { side, before: [] })
    case 'SRV':
      return srv(question, query)
    case 'TXT':
      return txt(question, name)
    case 'CNAME':
      return alias(question, query)
    case 'PTR':
      return namesOfAddress(question, query)
    case 'SOA':
      return name === zone ? soa(question) : noData('only the zone itself has a SOA record')
    case 'NS':
      return name === zone ? nameServers(question) : existence(question, name)
    case 'AXFR':
    case 'IXFR':
      return bareReply('REFUSED', 'the plugin kubernetes transfers no zones')
    default:
      return existence(question, name)
  }
}

/** Names have no records of most types, but whether they exist is told. */
function existence(question: BackendQuestion, name: string): DnsReply {
  const found = recordsOf(question, name)
  return emptyOr(found, () => noData(found.because))
}

function srv(question: BackendQuestion, { name }: DnsQuery): DnsReply {
  const found = recordsOf(question, name)
  return emptyOr(found, (records) => {
    const internal = records.filter(({ host }) => host === undefined || canonicalAddress(host) !== undefined)
    const share = Math.max(1, Math.floor((100 / (100 * internal.length)) * 100))
    const data = internal
      .filter(({ port }) => port !== -1)
      .map(({ port, owner }) => `0 ${share} ${port} ${owner}`)
    const open = internal.some(({ owner }) => owner.startsWith('?.'))
      ? 'the names of its pods are not known yet'
      : undefined
    return {
      rcode: 'NOERROR',
      answers: [...new Set(data)]
        .filter((text) => !text.includes(' ?.'))
        .map((text) => ({ name, type: 'SRV', data: text })),
      because: found.because,
      ...(open === undefined ? {} : { open }),
    }
  })
}

const schemaVersion = '1.1.0'

function txt(question: BackendQuestion, name: string): DnsReply {
  const labels = labelsBefore(question.zone, name)
  if (labels.length === 1 && labels[0] === 'dns-version')
    return {
      rcode: 'NOERROR',
      answers: [{ name, type: 'TXT', data: `"${schemaVersion}"` }],
      because: 'the version of the schema of names',
    }
  const found = recordsOf(question, name)
  return emptyOr(found, (records) =>
    records.length > 0
      ? noData(found.because)
      : emptyReply('NXDOMAIN', 'the cluster has no text of that name'),
  )
}

function alias(question: BackendQuestion, { name }: DnsQuery): DnsReply {
  const found = recordsOf(question, name)
  return emptyOr(found, ([first]) =>
    first?.host === undefined || canonicalAddress(first.host) !== undefined
      ? noData(found.because)
      : {
          rcode: 'NOERROR',
          answers: [{ name, type: 'CNAME', data: fullyQualified(first.host) }],
          because: found.because,
        },
  )
}

function soa({ zone, options }: BackendQuestion): DnsReply {
  const below = zone === '.' ? '' : zone
  return {
    rcode: 'NOERROR',
    answers: [
      {
        name: zone,
        type: 'SOA',
        data: `ns.dns.${below} hostmaster.${below} * 7200 1800 86400 ${options.ttl}`,
      },
    ],
    because: 'CoreDNS is the authority for the zone',
  }
}

function nameServers(question: BackendQuestion): DnsReply {
  const found = recordsOfSelf(question)
  return emptyOr(found, (records) => ({
    rcode: 'NOERROR',
    answers: [...new Set(records.map(({ owner }) => owner))].map((data) => ({
      name: question.zone,
      type: 'NS',
      data,
    })),
    because: found.because,
  }))
}

// the types for which `ns.dns.ZONE` is not just an empty name
const typesOfSelf = new Set(['A', 'AAAA', 'TXT', 'PTR', 'AXFR', 'IXFR'])

function fullyQualified(host: string): string {
  return host.endsWith('.') ? host : `${host}.`
}
