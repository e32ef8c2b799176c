import { lookup } from '../../../src/kube/dns/resolver/lookup.ts'
import { fqdnOf } from '../../../src/kube/dns/service-name.ts'
import { servicePorts, typeOf } from '../../../src/kube/core/defaults.ts'
import { virtualIPs } from '../../../src/kube/core/port-lookup.ts'
import { policyVerdict } from '../../../src/kube/policy/verdict.ts'
import { reach } from '../../../src/kube/proxy/reach.ts'
import type { Vantage } from '../../../src/kube/proxy/model.ts'
import { callerOf, parseClient } from '../../../src/diagnose/journey/client.ts'
import { healthOf } from '../../../src/inspect/health.ts'
import { describeReach } from '../../../src/inspect/reach.ts'
import type { Caller } from '../../../src/diagnose/journey/model.ts'
import type { Pod, Service } from '../../../src/world/types/manifest.ts'
import type { Resource } from '../../../src/world/resource.ts'
import type { World } from '../../../src/world/world.ts'
import { complete, partial, worldOf } from '../../world-of.ts'
import { checkPods } from './pod-targets.ts'
import { checkDependents, checkLint } from './lint-and-who.ts'
import type { RandomWorld } from './random-world.ts'
import { checkNames } from './spelt-names.ts'
import { othersThan, type SameWorld } from './same-world.ts'
import { verdictOf, wordsOf, type Check, type Spoken } from './verdict-of.ts'

/** Everything that two commands, or a command and a proved part, say differently of one world; empty where all agree. */
export function contradictionsIn(random: RandomWorld): { said: string[]; compared: number } {
  const { manifests, clients, hosts, refused } = random
  const seen = manifests.filter(({ kind }) => !refused.some((each) => each === kind))
  const refusals = refused.map((kind) => ({ kind, state: 'forbidden', because: 'not allowed' }) as const)
  const world = worldOf(seen, [complete, ...refusals])
  const open = worldOf(seen, [partial, ...refusals])
  const others = othersThan(random)
  const said: string[] = []
  let compared = 0
  const check: Check = (holds, text) => {
    compared++
    if (!holds) said.push(text())
  }
  for (const service of world.all('Service')) {
    if (service.namespace === 'kube-system') continue
    checkHealth(world, service, check)
    for (const from of clients) {
      const asked = { world, open, service, from }
      checkCall(asked, others, check)
      checkReach(asked, check)
    }
  }
  for (const from of clients) checkPods({ world, open, from }, check)
  checkNames({ world, open, hosts }, check)
  checkLint({ world, open, clients }, check)
  checkDependents({ world, open }, check)
  return { said, compared }
}

interface Asked {
  readonly world: World
  readonly open: World
  readonly service: Resource<Service>
  readonly from: string
}

function checkCall({ world, open, service, from }: Asked, others: readonly SameWorld[], check: Check): void {
  const [port] = servicePorts(service.manifest)
  const suffix = port === undefined ? ':80' : `:${port.port}`
  const name = fqdnOf(world, service)
  const of = (where: World, target: string) => verdictOf(where, { target: `${target}${suffix}`, from })
  const whole = of(world, name)
  const who = `${service.namespace}/${service.name} from ${from || 'any pod'}`
  check(whole.status !== 'works' || whole.grounds !== undefined, () => `${who}: works without grounds`)
  againstParts({ world, service, from }, whole, check)
  const seen = of(open, name)
  check(
    seen.status === 'undecided' || seen.status === whole.status,
    () => `${who}: open ${wordsOf(seen)}, complete ${wordsOf(whole)}`,
  )
  for (const other of others) {
    const same = verdictOf(other.world, {
      target: `${other.renamed(name)}${suffix}`,
      from: other.renamed(from),
      namespace: other.renamed('shop'),
    })
    check(
      same.status === whole.status && same.hop === whole.hop,
      () => `${who}: ${other.what}: ${wordsOf(whole)}, ${wordsOf(same)}`,
    )
  }
  if (whole.hop === 'name' || whole.cause === 'policy-dns-blocked') return
  const short =
    from === 'external' || from === 'node/n1' ? undefined : of(world, `${service.name}.${service.namespace}`)
  check(
    short === undefined || short.status === whole.status || short.hop === 'name',
    () => `${who}: short name ${wordsOf(short ?? whole)}, whole ${wordsOf(whole)}`,
  )
  // the hosts file of a pod may have the bare name
  const bare = from === 'pod/cli' && service.namespace === 'shop' ? of(world, service.name) : undefined
  check(
    bare === undefined || bare.status === whole.status || bare.hop === 'name',
    () => `${who}: bare name ${wordsOf(bare ?? whole)}, whole ${wordsOf(whole)}`,
  )
  sameService({ world, service, from }, whole, check)
}

/** The name of a Service leads to it, unless a Corefile or an alias says otherwise: then its address and `svc/` are another question. */
function sameService(
  { world, service, from }: Pick<Asked, 'world' | 'service' | 'from'>,
  whole: Spoken,
  check: Check,
): void {
  const who = `${service.namespace}/${service.name} from ${from || 'any pod'}`
  const leads = lookup(world, {
    from: { namespace: 'shop' },
    name: `${fqdnOf(world, service)}.`,
    resolver: 'glibc',
  })
  const ips = virtualIPs(service.manifest)
  const { outcome } = leads
  if (outcome.kind !== 'addresses' || from === 'external' || typeOf(service.manifest) === 'ExternalName')
    return
  if (typeOf(service.manifest) !== 'Headless' && !ips.some((ip) => outcome.addresses.includes(ip))) return
  const [port] = servicePorts(service.manifest)
  const target = `${service.namespace}/${service.name}:${port?.port ?? 80}`
  const itself = verdictOf(world, { target, from })
  const isOneFamily = ips.length < 2
  check(
    !isOneFamily || itself.status === whole.status,
    () => `${who}: svc/ ${wordsOf(itself)}, name ${wordsOf(whole)}`,
  )
  const [ip] = ips
  if (ip === undefined || !isOneFamily) return
  const address = ip.includes(':') ? `[${ip}]` : ip
  const direct = verdictOf(world, { target: `${address}:${port?.port ?? 80}`, from })
  check(direct.status === itself.status, () => `${who}: address ${wordsOf(direct)}, svc/ ${wordsOf(itself)}`)
}

/** What the parts say one by one, and what it means for the verdict. */
function againstParts(
  { world, service, from }: Pick<Asked, 'world' | 'service' | 'from'>,
  whole: Spoken,
  check: Check,
): void {
  const caller = callerOf(world, parseClient(from === '' ? undefined : from) ?? { is: 'any' }, 'shop')
  if ('missing' in caller || caller.is === 'outside' || caller.is === 'node') return
  const who = `${service.namespace}/${service.name} from ${from || 'any pod'}`
  const { podSource, namespace } = caller
  const client = { namespace, ...(podSource === undefined ? {} : { spec: podSource.spec }) }
  const { outcome } = lookup(world, { from: client, name: fqdnOf(world, service), resolver: 'glibc' })
  const { status } = whole
  if (outcome.kind !== 'addresses') {
    check(
      // what is certainly lost outweighs what is not known: at best degraded
      ['broken', 'undecided', ...(outcome.kind === 'unknown' ? ['degraded'] : [])].includes(status),
      () => `${who}: ${status}, but the lookup says ${outcome.kind}`,
    )
    return
  }
  const own = virtualIPs(service.manifest)
  if (!own.some((ip) => outcome.addresses.includes(ip))) return
  const [vantage] = caller.vantages
  const [port] = servicePorts(service.manifest)
  if (port === undefined) return
  const answers = outcome.addresses
    .filter((ip) => own.includes(ip) && !ip.includes(':'))
    .map((ip) => ({
      ip,
      reach: reach(world, {
        service,
        from: vantage,
        via: 'cluster-ip',
        port: port.port,
        protocol: port.protocol,
        family: 'IPv4',
      }),
    }))
  for (const { reach: answer } of answers) {
    const isGone = answer.outcome !== 'endpoints' && answer.outcome !== 'unknown'
    check(
      status !== 'works' || answer.outcome === 'endpoints',
      () => `${who}: works, but reach says ${answer.outcome}`,
    )
    check(
      !isGone || own.length > 1 || status === 'broken',
      () => `${who}: ${status}, but reach says ${answer.outcome} (${answer.because})`,
    )
    checkPolicies(
      { world, who, status, client: podSource?.pod, port: port.protocol },
      answer.endpoints,
      check,
    )
  }
}

function checkPolicies(
  {
    world,
    who,
    status,
    client,
    port,
  }: { world: World; who: string; status: string; client: Resource<Pod> | undefined; port: string },
  endpoints: ReturnType<typeof reach>['endpoints'],
  check: Check,
): void {
  if (client === undefined) return
  const verdicts = endpoints.flatMap((endpoint) => {
    const pod =
      endpoint.target?.kind === 'Pod'
        ? world.get('Pod', endpoint.target.namespace, endpoint.target.name ?? '')
        : undefined
    return pod === undefined
      ? []
      : [
          policyVerdict(world, { from: client, to: pod, port: endpoint.port, protocol: port as 'TCP' })
            .verdict,
        ]
  })
  check(
    status !== 'works' || verdicts.every((verdict) => verdict === 'allowed'),
    () => `${who}: works, but policies say ${verdicts.join()}`,
  )
  check(
    verdicts.length === 0 ||
      verdicts.length < endpoints.length ||
      !verdicts.every((verdict) => verdict === 'denied') ||
      status === 'broken',
    () => `${who}: ${status}, but policies deny every endpoint`,
  )
}

function checkReach({ world, service, from }: Asked, check: Check): void {
  if (typeOf(service.manifest) === 'ExternalName') return
  const caller = callerOf(world, parseClient(from === '' ? undefined : from) ?? { is: 'any' }, 'shop')
  if ('missing' in caller) return
  for (const row of describeReach(world, service, { clients: [caller] })) {
    const { via, node, port, protocol, family } = row
    const asked = {
      service,
      from: caller.vantages[0] as Vantage,
      via,
      port,
      protocol,
      family,
      ...(node === undefined ? {} : { node }),
    }
    const who = `${service.namespace}/${service.name} from ${from || 'any pod'} by ${via} ${family} :${port}/${protocol}`
    if (lacks(caller, family) && isGiven(service)) {
      check(row.outcome === 'no-route', () => `${who}: ${row.outcome}, and the client has no ${family}`)
      continue
    }
    const answer = reach(world, asked as Parameters<typeof reach>[1])
    const isPolicy = row.code === 'policy'
    check(
      isPolicy ||
        row.outcome === answer.outcome ||
        isCareful(world, row.outcome) ||
        answer.code === 'load-balancer-is-a-proxy',
      () => `${who}: endpoints says ${row.outcome}, reach ${answer.outcome}`,
    )
    check(
      !isPolicy || answer.outcome === 'endpoints' || answer.outcome === 'unknown',
      () => `${who}: a policy is said to drop what reach says is ${answer.outcome}`,
    )
  }
}

/** Where pods may not be listed, less is said than their templates imply. */
function isCareful(world: World, outcome: string): boolean {
  return outcome === 'unknown' && world.notRead.length > 0
}

function lacks({ podSource }: Caller, family: string): boolean {
  const ips = podSource?.pod?.manifest.status?.podIPs ?? []
  const isOfHost = podSource?.spec.hostNetwork === true
  return ips.length > 0 && !isOfHost && ips.every(({ ip = '' }) => ip.includes(':') !== (family === 'IPv6'))
}

function isGiven({ manifest: { spec } }: Resource<Service>): boolean {
  return (spec?.ipFamilies ?? []).length > 0
}

function checkHealth(world: World, service: Resource<Service>, check: Check): void {
  const type = typeOf(service.manifest)
  // by its name alone it is reached, which a Corefile may lead elsewhere
  const isLedElsewhere = type === 'Headless' && leadsElsewhere(world, service)
  if (type === 'ExternalName' || isLedElsewhere) return
  const { health, because } = healthOf(world, service)
  // what is headless has no packets of its own
  for (const { port, protocol } of type === 'Headless' ? [] : servicePorts(service.manifest)) {
    const answer = reach(world, { service, from: { kind: 'pod' }, via: 'cluster-ip', port, protocol })
    const none = ['refused', 'dropped', 'no-route'].includes(answer.outcome)
    const who = `${service.namespace}/${service.name} :${port}/${protocol}`
    check(!none || health !== 'healthy', () => `${who}: ls healthy, reach says ${answer.outcome}`)
  }
  const itself = verdictOf(world, { target: `svc/${service.name}`, namespace: service.namespace ?? '' })
  const isPolicy = itself.hop?.startsWith('policy') === true || itself.hop === 'name'
  check(
    health !== 'broken' || itself.status !== 'works',
    () => `${service.name}: ls broken (${because}), trace ${wordsOf(itself)}`,
  )
  check(
    health !== 'healthy' || itself.status !== 'broken' || isPolicy || itself.hop === 'virtual-ip',
    () => `${service.name}: ls healthy, trace ${wordsOf(itself)}`,
  )
  for (const { port, protocol } of servicePorts(service.manifest)) {
    const target = `svc/${service.name}:${port}/${protocol.toLowerCase()}`
    const spoken = verdictOf(world, { target, namespace: service.namespace ?? '' })
    check(
      health !== 'healthy' || spoken.status === 'works' || !hopsOfEndpoints.has(spoken.hop ?? ''),
      () => `${service.name} :${port}/${protocol}: ls healthy, trace ${wordsOf(spoken)}`,
    )
  }
}

function leadsElsewhere(world: World, service: Resource<Service>): boolean {
  const corefile = world.get('ConfigMap', 'kube-system', 'coredns')?.manifest.data?.['Corefile'] ?? ''
  return /^\s*(?:hosts|rewrite|template)\b/m.test(corefile) && corefile.includes(fqdnOf(world, service))
}

/** The places that any client comes to: what is said there is of the Service. */
const hopsOfEndpoints: ReadonlySet<string> = new Set(['endpoints', 'pod', 'port'])
