import { expect, test } from '@jest/globals'
import { backendsOf } from '../../../src/kube/proxy/backends.ts'
import { categorize, type CategorizedEndpoints } from '../../../src/kube/proxy/categorize.ts'
import { proxyGatesOf } from '../../../src/kube/proxy/gates.ts'
import { keptAt } from '../../../src/kube/proxy/port-endpoints.ts'
import {
  proxiedPorts,
  usesCluster,
  usesLocal,
  type ProxiedPort,
} from '../../../src/kube/proxy/proxied-port.ts'
import { zoneOf } from '../../../src/kube/proxy/zone.ts'
import type { Node } from '../../../src/world/types/manifest.ts'
import { Oracle } from '../../bed/oracle.js'
import { recordProof } from '../proof.ts'
import { randomProxyWorlds, type ProxyWorld } from '../random-proxy-world.ts'

// kube-proxy's own package in process: which endpoints each node may choose, for whole grids of Services and slices
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const worlds = Number(process.env['WORLDS'] ?? 4000)
const gates = proxyGatesOf('1.36')

/** What the oracle says of one port on one node. */
interface PortChoice {
  readonly node: string
  readonly service: string
  readonly portName: string
  readonly protocol: string
  readonly cluster: readonly string[]
  readonly local: readonly string[]
  readonly reachable: readonly string[]
  readonly hasAny: boolean
}

const addressesOf = (list: CategorizedEndpoints['cluster']) =>
  list
    .map(({ address = '', port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`)
    .toSorted()

function reachableOf(port: ProxiedPort, choice: CategorizedEndpoints): string[] {
  const cluster = usesCluster(port) ? choice.cluster : []
  const local = usesLocal(port) ? choice.local : []
  return [...new Set(addressesOf([...cluster, ...local]))].toSorted()
}

function predict({ services, slices, nodes, family }: ProxyWorld): PortChoice[] {
  return nodes.flatMap((node: Node) =>
    services.flatMap((service) =>
      proxiedPorts(service)
        .filter((port) => port.family === family)
        .map((port) => {
          const own = slices.filter(
            ({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === service.metadata?.name,
          )
          const backends = backendsOf(
            own.map((manifest) => ({ manifest })),
            port,
            gates,
          )
          const name = node.metadata?.name ?? ''
          const choice = categorize(keptAt(backends, gates)(name), { port, node: { name, ...zoneOf(node) } })
          return {
            node: node.metadata?.name ?? '',
            service: service.metadata?.name ?? '',
            portName: port.name,
            protocol: port.protocol,
            cluster: addressesOf(choice.cluster),
            local: addressesOf(choice.local),
            reachable: reachableOf(port, choice),
            hasAny: choice.any,
          }
        }),
    ),
  )
}

const key = ({ node, service, portName, protocol }: PortChoice) =>
  `${node} ${service} ${portName} ${protocol}`
const sorted = (choices: readonly PortChoice[]) => choices.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))

test('the package of kube-proxy chooses the endpoints that we predict', async () => {
  const oracle = new Oracle()
  let choices = 0
  let filtered = 0
  const differences: object[] = []
  try {
    for (const world of randomProxyWorlds(worlds, seed)) {
      const predicted = sorted(predict(world))
      const answer = await oracle.ask({ op: 'categorize', ...world })
      if (answer['error'] !== undefined || answer['panic'] !== undefined)
        throw new Error(JSON.stringify(answer))
      const actual = sorted(
        (answer['choices'] as (PortChoice & { namespace: string })[]).map(
          ({ namespace: _namespace, ...choice }) => choice,
        ),
      )
      choices += actual.length
      filtered += actual.filter(({ cluster, local }) => cluster.length !== local.length).length
      if (JSON.stringify(predicted) !== JSON.stringify(actual)) differences.push({ world, predicted, actual })
    }
  } finally {
    oracle.close()
  }
  recordProof({
    id: 'kube-proxy-choice',
    what: 'which endpoints a node may choose: Services, slices and nodes in random worlds',
    against: 'CategorizeEndpoints of kube-proxy',
    kubernetes: '1.36',
    cases: choices,
    disagreements: differences.length,
    seed,
    repeat: 'WORLDS=120000 npm run test:bed categorize-oracle',
  })
  expect({ seed, differences: differences.slice(0, 1) }).toEqual({ seed, differences: [] })
  expect(filtered).toBeGreaterThan(worlds / 10)
})
