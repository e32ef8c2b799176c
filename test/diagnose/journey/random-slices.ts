import { predictEndpointSlices } from '../../../src/kube/endpointslice/slices.ts'
import type { Random } from '../../real/random.ts'
import { worldOf } from '../../world-of.ts'
import type { Manifest } from './random-world.ts'

const controller = 'endpointslice-controller.k8s.io'

/** None, those that the controller would write, those with a slip, or some by hand. */
export function slicesOf(
  random: Random,
  service: Manifest,
  { base, index }: { base: readonly Manifest[]; index: number },
): Manifest[] {
  const { name, namespace } = service.metadata as { name: string; namespace: string }
  const spec = service['spec'] as { selector?: object; type?: string; clusterIP?: string }
  if (spec.type === 'ExternalName') return []
  const labels: Record<string, string> = { 'kubernetes.io/service-name': name }
  if (spec.clusterIP === 'None') labels['service.kubernetes.io/headless'] = ''
  if (spec.selector === undefined)
    return random.below(3) === 0
      ? []
      : Array.from({ length: random.of([1, 1, 2]) }, (_, number) =>
          byHand(random, { name: `${name}-hand${index}-${number}`, namespace, labels }),
        )
  if (random.below(2) === 0) return []
  const world = worldOf(base)
  const own = world.get('Service', namespace, name)
  const predicted = own === undefined ? [] : predictEndpointSlices(world, own)
  const owner = { apiVersion: 'v1', kind: 'Service', name, uid: service.metadata['uid'], controller: true }
  return predicted.map((slice, number) => {
    const endpoints = (slice.endpoints ?? []).filter(({ addresses = [] }) => addresses.length > 0)
    return {
      ...slice,
      metadata: {
        name: `${name}-${index}-${number}`,
        namespace,
        labels: { ...labels, 'endpointslice.kubernetes.io/managed-by': controller },
        ownerReferences: [owner],
      },
      endpoints: random.below(3) === 0 ? drifted(random, endpoints) : endpoints,
      ports: random.below(6) === 0 ? driftedPorts(random, slice.ports ?? []) : slice.ports,
    } as unknown as Manifest
  })
}

/** As a controller of an older Service left them: another number, another name, or fewer. */
function driftedPorts(random: Random, ports: readonly object[]): readonly object[] {
  const slip = random.below(3)
  if (slip === 0) return ports.map((port) => ({ ...port, port: 9191 }))
  return slip === 1 ? ports.map((port) => ({ ...port, name: 'before' })) : ports.slice(1)
}

function drifted(random: Random, endpoints: readonly object[]): readonly object[] {
  const slip = random.below(4)
  if (slip === 0) return []
  if (slip === 1) return endpoints.slice(1)
  if (slip === 2)
    return endpoints.map((each) => ({
      ...each,
      conditions: { ready: false, serving: false, terminating: false },
    }))
  return endpoints.map((each) => ({ ...each, targetRef: { kind: 'Pod', name: 'gone', namespace: 'shop' } }))
}

function byHand(
  random: Random,
  { name, namespace, labels }: { name: string; namespace: string; labels: Record<string, string> },
): Manifest {
  const addressType = random.of(['IPv4', 'IPv4', 'IPv6'])
  const address = addressType === 'IPv4' ? random.of(['172.16.0.5', '10.244.0.5']) : 'fd00:16::5'
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels },
    addressType,
    ports: [{ name: random.of(['http', '', 'other']), port: random.of([8080, 80]), protocol: 'TCP' }],
    endpoints: [
      {
        addresses: [address],
        ...(random.below(3) === 0 ? { conditions: { ready: false, serving: false } } : {}),
      },
    ],
  }
}
