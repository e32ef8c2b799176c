import type { Family } from '../../src/kube/proxy/proxied-port.ts'
import type { Endpoint, EndpointSlice, Service } from '../../src/world/types/manifest.ts'
import { addresses, addresses6, nodes } from '../bed/tiers/addresses.js'
import { images } from '../bed/packets.js'
import type { BedWorld } from '../bed/world.js'
import { until } from '../bed/world.js'
import type { Backend, PacketScenario, Placed } from './packet-scenario.ts'

// What the scenarios of packets need: pods of the bed, Services, slices written by hand

const backends: readonly { readonly name: Backend; readonly node: string }[] = [
  { name: 'b1', node: 'n1' },
  { name: 'b2', node: 'n1' },
  { name: 'b3', node: 'n2' },
]

/** A pod of the bed's image on a given node; the server answers with its name. */
export function bedPod(
  name: string,
  node: string,
  change: { labels?: object; spec?: object; container?: object } = {},
) {
  return {
    metadata: { name, labels: change.labels ?? { bed: name } },
    spec: {
      nodeName: node,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'app',
          image: images.app,
          imagePullPolicy: 'Never',
          args: ['serve', '-port', '8080', '-port', '9090', '-udp', '5353'],
          ...change.container,
        },
      ],
      ...change.spec,
    },
  }
}

type PodStatus = {
  readonly metadata: { readonly name: string }
  readonly status: { readonly phase: string; readonly podIPs?: readonly { readonly ip: string }[] }
}

/** Pods by name: the addresses of each. */
export type PodAddresses = ReadonlyMap<string, readonly string[]>

/** Creates pods, waits until each of them runs, and returns their addresses by name. */
export async function runPods(
  { api }: BedWorld,
  namespace: string,
  pods: readonly ReturnType<typeof bedPod>[],
): Promise<PodAddresses> {
  const place = `/api/v1/namespaces/${namespace}/pods`
  await Promise.all(pods.map((each) => api.post(place, each)))
  const names = new Set(pods.map(({ metadata }) => metadata.name))
  return until('the pods run', async () => {
    const { items } = (await api.get(place)) as { items: PodStatus[] }
    const running = items.flatMap(({ metadata, status: { phase, podIPs } }): [string, string[]][] =>
      names.has(metadata.name) && phase === 'Running' && podIPs
        ? [[metadata.name, podIPs.map(({ ip }) => ip)]]
        : [],
    )
    return running.length === pods.length ? new Map(running) : undefined
  })
}

/** The backends, a client in a pod and one in the network of the node, on each node. */
export function makeCast(bed: BedWorld, namespace: string): Promise<PodAddresses> {
  const idle = { container: { args: ['pause'] } }
  return runPods(bed, namespace, [
    ...backends.map(({ name, node }) => bedPod(name, node)),
    ...nodes.flatMap(({ name }) => [
      bedPod(`pod-on-${name}`, name, idle),
      bedPod(`process-on-${name}`, name, { ...idle, spec: { hostNetwork: true } }),
    ]),
  ])
}

let lastAddress = 0

/** An address that no Service has had: two with the same one would answer for each other. */
function freshAddress(through: 'n1' | 'n2', family: Family): string {
  const all = family === 'IPv6' ? addresses6 : addresses
  const range = through === 'n1' ? all.loadBalancers : all.loadBalancersOfSecondNode
  lastAddress += 1
  return range.replace(/0\/24$|\/64$/, String(lastAddress))
}

/** Writes the Service of a scenario, its slice and its status; nothing waits for kube-proxy here. */
export async function makeScenario(
  { api }: BedWorld,
  { namespace, name, ips }: { namespace: string; name: string; ips: PodAddresses },
  scenario: PacketScenario,
): Promise<void> {
  const { spec = {}, labels = {}, balancer, externalIP, leaving } = scenario
  const ports = spec.ports ?? [{ name: 'http', port: 80, protocol: 'TCP' as const }]
  const families = familiesMeant(spec)
  const external =
    externalIP === undefined
      ? {}
      : { externalIPs: families.map((family) => freshAddress(externalIP, family)) }
  const finalizers = leaving === true ? ['bed.example/hold'] : []
  const manifest = { metadata: { name, labels, finalizers }, spec: { ...spec, ...external, ports } }
  await api.post(`/api/v1/namespaces/${namespace}/services`, manifest)
  await Promise.all([
    ...families.flatMap((family) =>
      slicesOf({ name, ips, ports, family }, scenario).map((slice) =>
        api.post(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, slice),
      ),
    ),
    balancer === undefined
      ? undefined
      : api.patch(`/api/v1/namespaces/${namespace}/services/${name}/status`, {
          status: {
            loadBalancer: {
              ingress: families
                .filter((family) => family === (balancer.only ?? family))
                .map((family) => ({
                  ip: freshAddress(balancer.through, family),
                  ipMode: balancer.ipMode ?? 'VIP',
                })),
            },
          },
        }),
  ])
  if (leaving === true) await api.delete(`/api/v1/namespaces/${namespace}/services/${name}`, {})
}

/** Those that the API server gives to a Service in the bed, whose first family is IPv4. */
function familiesMeant({ ipFamilies = [], ipFamilyPolicy = 'SingleStack' }: Spec): Family[] {
  const named = ipFamilies.length > 0 ? (ipFamilies as Family[]) : (['IPv4'] as const)
  return ipFamilyPolicy === 'SingleStack' ? [...named] : [...new Set<Family>([...named, 'IPv4', 'IPv6'])]
}

type Spec = NonNullable<Service['spec']>

interface SliceOf {
  readonly name: string
  readonly ips: PodAddresses
  readonly ports: Spec['ports']
  readonly family: Family
}

/** One slice of a family for each number that the pods have for the port. */
function slicesOf(
  { name, ips, ports, family }: SliceOf,
  { endpoints: placed, portName, sliceLabels = {} }: PacketScenario,
): EndpointSlice[] {
  const [port] = ports ?? []
  const usual = port?.protocol === 'UDP' ? 5353 : 8080
  const endpoints = placed.filter(({ only = family }) => only === family)
  const isOfFamily = (ip: string) => ip.includes(':') === (family === 'IPv6')
  const numbers = [...new Set(endpoints.map(({ port: number = usual }) => number))]
  return numbers.map((number) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${family.toLowerCase()}-${number}`,
      labels: { 'kubernetes.io/service-name': name, ...sliceLabels },
    },
    addressType: family,
    ports: [{ name: portName ?? port?.name ?? '', port: number, protocol: port?.protocol ?? 'TCP' }],
    endpoints: endpoints
      .filter((each) => (each.port ?? usual) === number)
      .map((each) => endpointOf(each, ips.get(each.pod)?.find(isOfFamily) ?? '')),
  }))
}

const conditions = {
  ready: { ready: true, serving: true, terminating: false },
  'not ready': { ready: false, serving: false, terminating: false },
  ending: { ready: false, serving: true, terminating: true },
  ended: { ready: false, serving: false, terminating: true },
  published: { ready: true, serving: false, terminating: false },
}

function endpointOf({ pod, state, hints, nowhere }: Placed, address: string): Endpoint {
  const node = backends.find(({ name }) => name === pod)?.node ?? ''
  return {
    addresses: [address],
    conditions: conditions[state ?? 'ready'],
    ...(nowhere === true ? {} : { nodeName: node }),
    ...(hints === undefined ? {} : { hints }),
  }
}
