import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { healthChecksOf } from '../../../src/kube/proxy/health-check.ts'
import { familyOf, parseIp } from '../../../src/kube/core/ip.ts'
import type { ReachQuestion, Vantage, Via } from '../../../src/kube/proxy/model.ts'
import type { Family } from '../../../src/kube/proxy/proxied-port.ts'
import { reach } from '../../../src/kube/proxy/reach.ts'
import { viewOf } from '../../../src/kube/proxy/view.ts'
import { driftOf } from '../../../src/diagnose/slice-drift.ts'
import { readCluster } from '../../../src/sources/cluster/cluster.ts'
import type { Service } from '../../../src/world/types/manifest.ts'
import type { Resource } from '../../../src/world/resource.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { addresses, addresses6, nodes } from '../../bed/tiers/addresses.js'
import { Prober, type Met } from '../../bed/packets.js'
import { openWorld, until } from '../../bed/world.js'
import { packetScenarios } from '../packet-scenarios.ts'
import { differs, type PacketCase } from '../packet-verdict.ts'
import { makeCast, makeScenario, type PodAddresses } from '../packet-world.ts'
import { recordProof } from '../proof.ts'
import { makeRealPods, realPodScenarios } from '../real-pod-scenarios.ts'

// real packets through real kube-proxies: which pods answer, or that none does and how, against what `reach` predicts.
// SVC_BED_PROXY=iptables at `up nodes` and here is the other mode
const bed = openWorld('nodes')
const mode = process.env['SVC_BED_PROXY'] || 'nftables'
const clients = ['pod-on-n1', 'pod-on-n2', 'process-on-n1', 'process-on-n2', 'b1', 'outside']
const probers = new Map<string, Prober>()
let namespace = ''

beforeAll(async () => {
  namespace = await bed.namespace('packets')
  await configure()
  const [ips] = await Promise.all([makeHandWritten(), makeRealPods(bed, namespace)])
  for (const client of clients) {
    probers.set(
      client,
      client === 'outside' ? Prober.outside() : Prober.inPod(bed, { namespace, pod: client }),
    )
  }
  await makeScenario(bed, { namespace, name: 'last', ips }, { name: 'last', endpoints: [{ pod: 'b1' }] })
}, 120_000)

afterAll(async () => {
  for (const prober of probers.values()) prober.close()
  const place = `/api/v1/namespaces/${namespace}/services`
  for (const [index, { leaving }] of packetScenarios.entries())
    if (leaving === true) await bed.api.patch(`${place}/s${index}`, { metadata: { finalizers: [] } })
  // the namespace keeps them until the last pod has ended, and a next run gives their addresses to other Services
  await bed.api.delete(place, {})
  await bed.close()
})

/** As kubeadm leaves it in a cluster: the mode of kube-proxy, for svc to read. */
async function configure(): Promise<void> {
  const data = { 'config.conf': `kind: KubeProxyConfiguration\nmode: "${mode}"\n` }
  const place = '/api/v1/namespaces/kube-system/configmaps'
  const answer = await bed.api.ask(place, {
    method: 'POST',
    body: { metadata: { name: 'kube-proxy' }, data },
  })
  if (answer.status === 409) await bed.api.patch(`${place}/kube-proxy`, { data })
}

async function makeHandWritten(): Promise<PodAddresses> {
  const ips = await makeCast(bed, namespace)
  await Promise.all(
    packetScenarios.map((scenario, index) =>
      makeScenario(bed, { namespace, name: `s${index}`, ips }, scenario),
    ),
  )
  return ips
}

async function readWorld(): Promise<World> {
  const read = await readCluster({
    kubeconfig: bed.kubeconfig,
    allNamespaces: true,
    requestTimeoutMs: 30_000,
    kinds: ['Service', 'Pod', 'Node', 'EndpointSlice', 'DaemonSet', 'ConfigMap'],
  })
  return buildWorld({ ...read, kubernetesVersion: read.serverVersion ?? '1.36' })
}

/** The World once the controllers are done and every kube-proxy knows of the last Service. */
async function settled(): Promise<World> {
  const last = (await bed.api.get(`/api/v1/namespaces/${namespace}/services/last`)).spec.clusterIP
  for (const [client, prober] of probers) {
    if (client === 'outside') continue
    await until(`kube-proxy knows the last Service, for ${client}`, async () => {
      const [met] = await prober.meet({ network: 'http', address: `${last}:80`, times: 1, timeout: 1000 })
      return met?.outcome === 'answered' || undefined
    })
  }
  return until('the controller is done', async () => {
    const world = await readWorld()
    const real = world.all('Service', namespace).filter(({ name }) => name.startsWith('r'))
    return real.every((service) => driftOf(world, service).length === 0) ? world : undefined
  })
}

function vantageOf(world: World, client: string, { entry, family }: Way): Vantage {
  const pod = world.get('Pod', namespace, client)
  const { outside: address } = family === 'IPv6' ? addresses6 : addresses
  return pod === undefined ? { kind: 'outside', address, entry } : { kind: 'pod', pod }
}

/** One address of a Service, with its port, and the node that it leads the client outside to. */
interface Way {
  readonly via: Via
  readonly family: Family
  readonly node?: string
  readonly address: string
  readonly entry: string
}

function wayTo(via: Via, ip: string, port: number | undefined): Way {
  const parsed = parseIp(ip)
  const family = parsed === undefined ? 'IPv4' : familyOf(parsed)
  const entry = /^(198\.19\.2\.|fd00:198:19:2:)/.test(ip) ? 'n2' : 'n1'
  return { via, family, address: family === 'IPv6' ? `[${ip}]:${port}` : `${ip}:${port}`, entry }
}

/** Each address that a Service has, with the way that it is. */
function waysOf({ manifest: { spec = {}, status } }: Resource<Service>): Way[] {
  const [port] = spec.ports ?? []
  const at = (via: Via, ip: string) => wayTo(via, ip, port?.port)
  const ofNode = ({ name, address, address6 }: (typeof nodes)[number]) =>
    (spec.ipFamilies ?? []).map((family) => ({
      ...wayTo('node-port', family === 'IPv6' ? address6 : address, port?.nodePort),
      node: name,
      entry: name,
    }))
  return [
    ...(spec.clusterIPs ?? []).map((ip) => at('cluster-ip', ip)),
    ...(port?.nodePort ? nodes.flatMap(ofNode) : []),
    ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [at('load-balancer', ip)] : [])),
    ...(spec.externalIPs ?? []).map((ip) => at('external-ip', ip)),
  ]
}

function serviceNames(): { name: string; service: string }[] {
  const number = (prefix: string) => (each: { readonly name: string }, index: number) => ({
    name: each.name,
    service: `${prefix}${index}`,
  })
  return [...packetScenarios.map(number('s')), ...realPodScenarios.map(number('r'))]
}

function casesOf(world: World): PacketCase[] {
  return serviceNames().flatMap((scenario) => {
    const service = world.get('Service', namespace, scenario.service)
    if (service === undefined) throw new Error(`there is no Service ${scenario.service}`)
    const isUdp = service.manifest.spec?.ports?.[0]?.protocol === 'UDP'
    return waysOf(service).flatMap((way) =>
      clients.map((client) => {
        const { via, node, family, address } = way
        const from = vantageOf(world, client, way)
        const question: ReachQuestion = {
          service,
          from,
          via,
          family,
          ...(node === undefined ? {} : { node }),
        }
        const name = `${scenario.name}: ${client} → ${via}${node === undefined ? '' : ` of ${node}`}, ${family}`
        return { name, client, network: isUdp ? 'udp' : 'http', address, predicted: reach(world, question) }
      }),
    )
  })
}

/** More connections and more patience in each round: a set shows only after enough of them, and the machine may be busy. */
async function meet({ client, network, address, predicted }: PacketCase, round: number): Promise<Met[]> {
  const prober = probers.get(client)
  if (prober === undefined) throw new Error(`no client asks from ${client}`)
  const { outcome, endpoints } = predicted
  const times = outcome === 'endpoints' ? 3 * round * endpoints.length + 1 : round
  // a SYN that is refused on its own node shows so when it is sent again, after a second
  return prober.meet({ network, address, times, timeout: (outcome === 'endpoints' ? 4000 : 1700) * round })
}

/** Of the cases, in the first round: what a machine cannot carry at once it loses, and that looks like dropped packets. */
const mostTogether = 400

/**
 * The cases that stay different. A set of endpoints shows only after enough connections, so the answers of all rounds count;
 * silence counts only if it lasts: kube-proxy may have been late, a datagram lost, the machine busy.
 */
async function disagreements(
  cases: readonly PacketCase[],
  podOf: ReadonlyMap<string, string>,
): Promise<object[]> {
  let open = cases.map((each) => ({ each, met: [] as Met[], difference: undefined as object | undefined }))
  for (let round = 1; round <= 5 && open.length > 0; round++) {
    const answers: typeof open = []
    const together = Math.ceil(mostTogether / round)
    for (let start = 0; start < open.length; start += together) {
      const asked = open.slice(start, start + together).map(async ({ each, met: before }) => {
        const now = await meet(each, round)
        const isReached = each.predicted.outcome === 'endpoints'
        const met = isReached ? [...before.filter(({ outcome }) => outcome === 'answered'), ...now] : now
        return { each, met, difference: differs(each, met, podOf) }
      })
      answers.push(...(await Promise.all(asked)))
    }
    open = answers.filter(({ difference }) => difference !== undefined)
  }
  return open.flatMap(({ difference }) => difference ?? [])
}

let world: World

test('real packets end where we predict', async () => {
  world = await settled()
  const podOf = new Map<string, string>(
    world
      .all('Pod', namespace)
      .filter(({ manifest }) => manifest.spec?.hostNetwork !== true)
      .flatMap(({ name, manifest }) =>
        (manifest.status?.podIPs ?? []).map(({ ip = '' }): [string, string] => [ip, name]),
      ),
  )
  const cases = casesOf(world)
  const differences = await disagreements(cases, podOf)
  recordProof({
    id: `packets-${mode}`,
    what: `where packets to ${serviceNames().length} Services of both address families end, from pods, nodes and outside`,
    against: `kube-proxy (${mode}), real packets`,
    kubernetes: '1.36',
    cases: cases.length,
    disagreements: differences.length,
    repeat: `export SVC_BED_PROXY=${mode}; npm run bed up nodes && npm run test:bed packets`,
  })
  expect(differences.slice(0, 5)).toEqual([])
  expect(cases.filter(({ predicted }) => predicted.outcome === 'unknown')).toEqual([])
  expect(cases.length).toBeGreaterThan(2000)
}, 600_000)

test('health checks answer what we predict', async () => {
  const checked = world.all('Service', namespace).flatMap((service) => {
    return (['IPv4', 'IPv6'] as const).flatMap((family) => {
      const health = healthChecksOf(viewOf(world, service), family)
      return health === undefined ? [] : [{ service, family, health }]
    })
  })
  const answers = checked.flatMap(({ service, family, health }) =>
    nodes.map(async ({ name, address: ip, address6 }) => {
      const port = service.manifest.spec?.healthCheckNodePort
      const address = family === 'IPv6' ? `[${address6}]:${port}` : `${ip}:${port}`
      const prober = probers.get('outside')
      const [met] = (await prober?.meet({ network: 'http', address, times: 1, timeout: 3000 })) ?? []
      const body = JSON.parse(met?.body ?? '{}') as { localEndpoints?: number }
      const predicted = health.find(({ node }) => node === name)
      const actual = { node: name, status: met?.status, localEndpoints: body.localEndpoints }
      return { service: `${service.name} ${family}`, predicted, actual }
    }),
  )
  const compared = await Promise.all(answers)
  process.stdout.write(`compared ${compared.length} cases: health check node ports\n`)
  expect(compared.map(({ service, actual }) => ({ service, ...actual }))).toEqual(
    compared.map(({ service, predicted }) => ({ service, ...predicted })),
  )
  expect(compared.length).toBeGreaterThan(16)
})
