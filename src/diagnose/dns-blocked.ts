import { normalName } from '../kube/dns/name.ts'
import { mayBeService } from '../kube/dns/may-be-service.ts'
import { podResolver } from '../kube/dns/resolver/pod-resolver.ts'
import { dnsVerdict } from '../kube/policy/dns-egress.ts'
import type { DirectionVerdict } from '../kube/policy/direction.ts'
import { podEnd } from '../kube/policy/ends.ts'
import { clientReferencesOf } from '../kube/references/clients.ts'
import { shownText } from '../kube/references/mentions.ts'
import { ownerOf } from '../kube/workload/owner.ts'
import { podIndexOf } from '../kube/workload/pod-index.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { defined } from '../world/defined.ts'
import { policyKinds } from '../world/kinds.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { smallestChange, type Change } from './policy-fix.ts'

/** A client that asks for a name, and whose queries policies drop. */
export interface DnsBlocked {
  readonly client: PodSource
  readonly because: string
  readonly half: DirectionVerdict
  /** Absent where a policy of the whole cluster decides. */
  readonly change?: Change
  /** Where it uses a name, as it is written there. */
  readonly named: { readonly resource: Resource; readonly path: FieldPath; readonly text: string }
}

/** The first client that each policy keeps from the cluster's DNS: the fix is the same for all of them. */
export function dnsBlocked(world: World, policy: Resource): DnsBlocked | undefined {
  return world.derived(byPolicy).get(policy)
}

function byPolicy(world: World): ReadonlyMap<Resource, DnsBlocked> {
  const found = new Map<Resource, DnsBlocked>()
  if (policyKinds.every((kind) => world.all(kind).length === 0)) return found
  for (const namespace of world.namespaces)
    for (const client of podIndexOf(world, namespace).members) {
      const named = hasEnded(client) ? undefined : nameUsedBy(world, client)
      if (named !== undefined) addBlocked(world, { client, named }, found)
    }
  return found
}

function addBlocked(
  world: World,
  { client, named }: Pick<DnsBlocked, 'client' | 'named'>,
  found: Map<Resource, DnsBlocked>,
): void {
  const { verdict, because, half } = dnsVerdict(world, podEnd(world, client)) ?? {}
  if (verdict !== 'denied' || because === undefined || half === undefined) return
  const change = smallestChange(half)
  const [first = half.deciding[0]] = half.isolating
  const policy = change !== undefined && 'policy' in change ? change.policy : first?.policy
  if (policy !== undefined && !found.has(policy))
    found.set(policy, { client, because, half, named, ...defined({ change }) })
}

/** A host name in what the programs of a pod read, of the cluster where there is one: who calls addresses alone needs no DNS. */
function nameUsedBy(world: World, client: PodSource): DnsBlocked['named'] | undefined {
  const { resource } = client
  // a pod says nothing that its workload does not say
  const source = ownerOf(world, resource)?.resource ?? resource
  const all = clientReferencesOf(world, source).filter(
    ({ mention: { host } }) => !/^[\d.]+$/.test(host) && asksClusterDns(world, client, host),
  )
  const [first] = all
  const found = all.find(({ mention }) => mayBeService(world, mention.host, client.namespace)) ?? first
  return found && { resource: source, path: found.path, text: shownText(found.mention) }
}

/** Not where the pod's own hosts file has the name, and not where its resolver asks other servers. */
function asksClusterDns(world: World, { namespace, spec, pod }: PodSource, host: string): boolean {
  const conf = podResolver(world, { namespace, spec, ...defined({ name: pod?.name }) })
  // of policies that matter for it `dnsVerdict` knows more
  if ('unknown' in conf) return true
  const [first = ''] = conf.nameservers
  return conf.clusterServers.includes(first) && !conf.hosts.has(normalName(host))
}
