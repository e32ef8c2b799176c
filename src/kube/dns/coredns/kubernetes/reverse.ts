import { addressOfReverseName, isReverseName } from '../../name.ts'
import { emptyReply, unknownReply, type DnsQuery, type DnsRecord, type DnsReply } from '../../reply.ts'
import { clusterRecords } from '../cluster-records.ts'
import { emptyOr, endpointLabel, noData, type BackendQuestion } from './question.ts'
import { recordsOf } from './records.ts'

/** The names of an address. Follows Reverse in coredns plugin/kubernetes/reverse.go. */
export function namesOfAddress(question: BackendQuestion, { name }: DnsQuery): DnsReply {
  const { world, options } = question
  const address = addressOfReverseName(name)
  if (address === undefined) {
    const found = recordsOf(question, name)
    return emptyOr(found, () => noData(found.because))
  }
  // the root has one dot too many in what CoreDNS makes of it, and no message can hold that
  const told = (reply: DnsReply) =>
    primary === '.' ? emptyReply('NO-REPLY', 'CoreDNS cannot name addresses below the root') : reply
  const records = clusterRecords(world, options.labels)
  const exposed = (namespace = '') => options.namespaces?.has(namespace) !== false
  const primary = options.zones.find((zone) => !isReverseZone(zone)) ?? '.'
  const pointer = (data: string): DnsRecord => ({ name, type: 'PTR', data })
  const [service] = records.servicesAt(address).filter(({ namespace }) => exposed(namespace))
  if (service !== undefined)
    return told({
      rcode: 'NOERROR',
      answers: [pointer(`${service.name}.${service.namespace}.svc.${primary}`)],
      because: `${address} is the virtual IP of Service ${service.namespace}/${service.name}`,
    })
  const groups = options.noEndpoints
    ? []
    : records.groupsAt(address).filter(({ namespace }) => exposed(namespace))
  const names = groups.flatMap((group) =>
    group.addresses
      .filter((each) => each.address === address)
      .map((each) => `${endpointLabel(each, options)}.${group.service}.${group.namespace}.svc.${primary}`),
  )
  if (names.length > 0)
    return told({
      rcode: 'NOERROR',
      answers: [...new Set(names)].map(pointer),
      because: `${address} is an endpoint of ${[...new Set(groups.map(({ namespace, service }) => `${namespace}/${service}`))].join(', ')}`,
    })
  const doubt = world.doubt(['Service', 'EndpointSlice'], undefined)
  const because = `no Service and no ready endpoint has the address ${address}`
  return doubt === undefined
    ? emptyReply('NXDOMAIN', because)
    : unknownReply(`${because} here, but ${doubt.because}`)
}

function isReverseZone(zone: string): boolean {
  return isReverseName(`.${zone}`)
}
