import { expect, test } from '@jest/globals'
import { attachmentsOf } from '../../../src/kube/references/attachment.ts'
import { faultOf, type Fault } from '../../../src/diagnose/reference-fault.ts'
import { hostnamesMeet } from '../../../src/kube/references/hostnames.ts'
import { routeBackends, routeReferences } from '../../../src/kube/references/routes.ts'
import type { Route } from '../../../src/world/types/gateway-api.ts'
import { routeKinds } from '../../../src/world/kinds.ts'
import type { Resource } from '../../../src/world/resource.ts'
import type { World } from '../../../src/world/world.ts'
import { routeStatuses } from '../../bed/egctl.js'
import { worldOf } from '../../world-of.ts'
import { recordProof } from '../proof.ts'
import { randomRoutes } from '../random-routes.ts'

// a real controller, Envoy Gateway's translator: what it says to each route and each of its parents
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000)
const routes = Number(process.env['ROUTES'] ?? 120)
const routesOfWorld = 60

/** Envoy Gateway's words; the specification has none of its own for a port and for an alias. */
const reasons: Partial<Record<Fault['fault'], string>> = {
  'service-missing': 'BackendNotFound',
  'not-permitted': 'RefNotPermitted',
  'port-missing': 'PortNotFound',
  'port-protocol': 'PortNotFound',
  alias: 'UnsupportedValue',
}

interface Said {
  readonly accepted: string
  readonly resolved: string
}

/** By `Kind namespace/name at gateway`. */
function predicted(world: World): Map<string, Said> {
  const said = new Map<string, Said>()
  for (const route of routeKinds.flatMap((kind) => world.all(kind))) {
    const backends = routeBackends(route)
    const faults = [
      ...routeReferences(route).map((reference) => reasons[faultOf(world, reference)?.fault ?? 'headless']),
      ...backends.filter(({ group }) => group !== '').map(() => 'InvalidKind'),
    ]
    const resolved =
      [...new Set(faults.flatMap((reason) => reason ?? []))].toSorted().join() || 'ResolvedRefs'
    for (const { ref, refusal } of attachmentsOf(world, route)) {
      const key = `${route.kind} ${route.namespace}/${route.name} at ${ref.namespace}/${ref.name}`
      // of a Gateway that is not there, nothing is said
      if (refusal?.reason !== 'GatewayMissing')
        said.set(key, { accepted: refusal?.reason ?? 'Accepted', resolved })
    }
  }
  return said
}

function actual(manifests: readonly object[]): Map<string, Said> {
  return new Map(
    routeStatuses([...manifests]).flatMap(({ kind, namespace, name, parents }) =>
      parents.map(({ gateway, conditions }) => {
        const reason = (type: string) => conditions.find((condition) => condition.type === type)?.reason ?? ''
        // egctl reads no EndpointSlices, so every headless Service has no endpoints: no fault of the reference
        const resolved = reason('ResolvedRefs')
          .split(',')
          .filter((word) => word !== 'EndpointsNotFound')
        const said = { accepted: reason('Accepted'), resolved: resolved.join() || 'ResolvedRefs' }
        return [`${kind} ${namespace}/${name} at ${gateway}`, said] as const
      }),
    ),
  )
}

/**
 * Where Envoy Gateway departs from the specification: it takes a hostname out of a listener when another listener of the
 * same port has exactly that hostname, even where the route is attached to the first one alone. The specification
 * (ParentReference, HTTPRouteSpec.hostnames) asks for an intersection with the listener, and for nothing else.
 */
function isTakenByAnotherListener(world: World, route: Resource<Route>, gatewayName: string): boolean {
  const attachment = attachmentsOf(world, route).find(
    ({ ref }) => `${ref.namespace}/${ref.name}` === gatewayName,
  )
  const all = attachment?.holder?.manifest.spec?.listeners ?? []
  const { hostnames = [] } = route.manifest.spec ?? {}
  return (attachment?.listeners ?? []).every((listener) => {
    const own = hostnames.length === 0 ? [listener.hostname ?? '*'] : hostnames
    const meeting = own.filter((name) => !listener.hostname || hostnamesMeet(name, listener.hostname))
    const others = all.filter((other) => other !== listener && other.port === listener.port)
    return meeting.every((name) => {
      const narrower = listener.hostname && name.startsWith('*') && name.length < listener.hostname.length
      return others.some(({ hostname }) => hostname === (narrower ? listener.hostname : name))
    })
  })
}

test('Envoy Gateway says of every route what we say', () => {
  const differences: object[] = []
  const departures: string[] = []
  const tally = new Map<string, number>()
  let compared = 0
  for (let start = 0; start < routes; start += routesOfWorld) {
    const manifests = randomRoutes(Math.min(routesOfWorld, routes - start), seed + start)
    const world = worldOf(manifests)
    const [ours, theirs] = [predicted(world), actual(manifests)]
    for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
      compared++
      const [we, they] = [ours.get(key), theirs.get(key)]
      for (const word of [they?.accepted, ...(they?.resolved.split(',') ?? [])])
        if (word !== undefined) tally.set(word, (tally.get(word) ?? 0) + 1)
      if (JSON.stringify(we) === JSON.stringify(they)) continue
      const [, kind = '', namespace, name, gateway = ''] = /^(\w+) (\S+)\/(\S+) at (\S+)$/.exec(key) ?? []
      const route = world.get(kind as 'HTTPRoute', namespace, name ?? '')
      const departs =
        route !== undefined &&
        we?.accepted === 'Accepted' &&
        they?.accepted === 'NoMatchingListenerHostname' &&
        we.resolved === they.resolved &&
        isTakenByAnotherListener(world, route, gateway)
      if (departs) departures.push(key)
      else differences.push({ seed: seed + start, key, we, they, route: route?.manifest })
    }
  }
  const words = [...tally].map(([word, count]) => `${word} ${count}`).toSorted()
  process.stdout.write(`met ${words.join(', ')}\n`)
  recordProof({
    id: 'routes',
    what: 'routes of the Gateway API: Accepted and ResolvedRefs of each parent, with all reasons',
    against: "Envoy Gateway 1.9.1's translator",
    kubernetes: '1.36',
    cases: compared,
    disagreements: differences.length + departures.length,
    seed,
    repeat: 'ROUTES=3000 npm run test:bed routes',
    known: departures.map(
      (key) =>
        `${key}: Envoy Gateway takes a hostname out of a listener when another listener of the port has exactly that one, even where sectionName chose the first; the specification asks for an intersection and no more`,
    ),
  })
  expect({ seed, differences: differences.slice(0, 3), count: differences.length }).toEqual({
    seed,
    differences: [],
    count: 0,
  })
  expect(compared).toBeGreaterThan(routes / 2)
})
