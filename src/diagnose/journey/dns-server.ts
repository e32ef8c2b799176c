import { clusterDnsAddresses } from '../../kube/dns/cluster-domain.ts'
import { ownerOfAddress } from '../../kube/proxy/owner.ts'
import { servicePorts } from '../../kube/core/defaults.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import type { Vantage } from '../../kube/proxy/model.ts'
import { reading } from './reading.ts'
import { wayTo } from './ways.ts'
import type { Caller, End, Passed } from './model.ts'
import type { Worlds } from './worlds.ts'

const dnsPort = 53

/** What is taken for granted where no DNS Service is in sight. */
export const dnsTaken = 'the cluster’s DNS answers'

/**
 * Whether the client's queries reach the cluster's DNS, which is itself a Service. Where none is in sight it is taken for granted, and
 * said so. Policies are asked elsewhere: they let out or in what is sent to any Service.
 */
export function dnsReached(
  worlds: Worlds,
  { vantages }: Caller,
): { end?: End; open?: End } & Pick<Passed, 'assumes'> {
  const { closed } = worlds
  const taken = { assumes: [dnsTaken] }
  if (closed.get('DaemonSet', 'kube-system', 'node-local-dns') !== undefined) return {}
  const [address] = clusterDnsAddresses(closed)
  const owner =
    address === undefined ? closed.get('Service', 'kube-system', 'kube-dns') : serviceAt(worlds, address)
  if (owner === undefined) return taken
  const port = servicePorts(owner.manifest).find((each) => each.protocol === 'UDP' && each.port === dnsPort)
  if (port === undefined)
    return { end: broken(`${nameOf(owner)} has no port ${dnsPort}/UDP, on which names are asked for`) }
  const known = worlds.open.derived(endsByPlace)
  const ends = vantages.map((from) => {
    const place = placeOf(from)
    if (!known.has(place)) known.set(place, endFrom(worlds, { service: owner, from, port }))
    return known.get(place)
  })
  const failed = ends.filter((end) => end !== undefined)
  const [first] = failed
  if (first === undefined) return {}
  if (failed.length === ends.length && failed.every(({ outcome }) => outcome !== 'unknown'))
    return { end: first }
  const unknown = failed.find(({ outcome }) => outcome === 'unknown')
  return unknown === undefined ? { open: { ...first, outcome: 'unknown' } } : { open: unknown }
}

/** Every call by a name of one client asks it again. */
function endsByPlace(): Map<unknown, End | undefined> {
  return new Map()
}

function placeOf(from: Vantage): unknown {
  if (from.kind === 'pod') return from.pod ?? from.kind
  return from.kind === 'node' ? `node ${from.name}` : `outside ${from.address} ${from.entry}`
}

function serviceAt({ closed }: Worlds, address: string) {
  const owner = ownerOfAddress(closed, { address, port: dnsPort, protocol: 'UDP' })
  return owner?.is === 'service' ? owner.service : undefined
}

interface AskedServer {
  readonly service: Parameters<typeof reading>[1]['service']
  readonly from: Vantage
  readonly port: ReturnType<typeof servicePorts>[number]
}

function endFrom(worlds: Worlds, { service, from, port }: AskedServer): End | undefined {
  const question = { service, from, via: 'cluster-ip' as const, port: port.port, protocol: 'UDP' as const }
  const read = reading(worlds, question, { servicePort: port })
  const who = `nothing answers at ${nameOf(service)}, which is the cluster’s DNS`
  if (read.end !== undefined) {
    const { outcome, because, fields = [], confirm, assumes } = read.end
    // a mode of kube-proxy that is not known, or a node: names are asked for all the same
    if (outcome === 'unknown' && read.reach.code !== 'objects-not-known') return undefined
    return {
      ...(outcome === 'unknown'
        ? { outcome, stage: 'name', because: `whether DNS answers is not known: ${because}` }
        : broken(`${who}: ${because}`)),
      fields,
      ...(confirm === undefined ? {} : { confirm }),
      ...(assumes === undefined ? {} : { assumes }),
    }
  }
  const ways = read.reach.endpoints.map(({ address, port: number, target }) =>
    wayTo(
      { worlds, senders: [], protocol: 'UDP' },
      {
        port: number,
        service,
        ...(address === undefined ? {} : { address }),
        ...(target === undefined ? {} : { target }),
      },
    ),
  )
  const dead = ways.filter(
    ({ end }) => end.outcome !== 'reached' && end.outcome !== 'unknown' && end.doubtful !== true,
  )
  if (dead.length < ways.length || ways.length === 0) return undefined
  return broken(
    `${who}: ${joinList(
      dead.map(({ end }) => end.because),
      2,
    )}`,
  )
}

function broken(because: string): End {
  return { outcome: 'no-name', stage: 'name', because }
}
