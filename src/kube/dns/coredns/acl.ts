import { contains, parseCidr } from '../../core/cidr.ts'
import { parseIp } from '../../core/ip.ts'
import type { Directive } from '../corefile/parse.ts'
import { zonesOf } from '../corefile/zones.ts'
import { zoneFor } from '../name.ts'
import { emptyReply, unknownReply, type DnsQuery, type DnsReply } from '../reply.ts'
import type { Plugin } from './plugin.ts'
import type { BlockSettings } from './settings.ts'

type Action = 'allow' | 'block' | 'filter' | 'drop'

interface Policy {
  readonly action: Action
  readonly types: readonly string[]
  readonly nets: readonly string[]
}

const actions: readonly string[] = ['allow', 'block', 'filter', 'drop']

/** The plugin `acl`; undefined when a line is not as CoreDNS wants it. Follows coredns plugin/acl. */
export function aclPlugin(uses: readonly Directive[], block: BlockSettings): Plugin | undefined {
  const rules = uses.map(({ args, lines }) => ({
    zones: zonesOf(args, block.zones),
    policies: lines.map(policyOf),
  }))
  if (rules.some(({ policies }) => policies.includes(undefined))) return undefined
  return (query, next) => {
    for (const { zones, policies } of rules) {
      if (zoneFor(zones, query.name) === undefined) continue
      const decided = decide(policies as readonly Policy[], query)
      if (decided === 'allow') return next(query)
      if (decided !== undefined) return decided
    }
    return next(query)
  }
}

function decide(policies: readonly Policy[], query: DnsQuery): DnsReply | 'allow' | undefined {
  for (const { action, types, nets } of policies) {
    if (!types.includes('*') && !types.includes(query.type)) continue
    const from = isFrom(query.client, nets)
    if (from === undefined)
      return unknownReply('the acl plugin decides by the client address, which is not known')
    if (!from) continue
    if (action === 'allow') return 'allow'
    if (action === 'block') return emptyReply('REFUSED', 'the plugin acl blocks the question')
    if (action === 'filter') return emptyReply('NOERROR', 'the plugin acl filters the answer')
    return emptyReply('NO-REPLY', 'the plugin acl drops the question')
  }
  return undefined
}

function isFrom(client: string | undefined, nets: readonly string[]): boolean | undefined {
  if (nets.includes('*')) return true
  const ip = client === undefined ? undefined : parseIp(client)
  if (ip === undefined) return undefined
  return nets.some((net) => {
    const cidr = parseCidr(net)
    return cidr !== undefined && contains(cidr, ip)
  })
}

/** `block type A AAAA net 10.0.0.0/8`: without `type` all types, without `net` all clients. */
function policyOf(words: readonly string[]): Policy | undefined {
  const action = words[0]?.toLowerCase() ?? ''
  if (!actions.includes(action)) return undefined
  const sections = { type: [] as string[], net: [] as string[] }
  let section: 'type' | 'net' | undefined
  for (const word of words.slice(1)) {
    const key = word.toLowerCase()
    if (key === 'type' || key === 'net') section = key
    else if (section === undefined) return undefined
    else sections[section].push(section === 'net' ? withLength(word) : word)
  }
  const orAll = (list: readonly string[]) => (list.length === 0 ? ['*'] : list)
  return { action: action as Action, types: orAll(sections.type), nets: orAll(sections.net) }
}

function withLength(net: string): string {
  if (net.includes('/') || net === '*') return net
  return `${net}/${net.includes(':') ? 128 : 32}`
}
