import fc from 'fast-check'
import type { Pod, Service } from '../../src/world/types/manifest.ts'

// Random pods and Services for DNS: everything that decides what CoreDNS finds in slices

const app = fc.constantFrom('web', 'api')
const pod = fc.record({
  app,
  tier: fc.constantFrom('a', 'b', undefined),
  phase: fc.constantFrom('Running', 'Running', 'Running', 'Pending', 'Succeeded', 'Failed', 'Unknown'),
  ready: fc.boolean(),
  terminating: fc.constantFrom(false, false, false, true),
  address: fc.constantFrom('v4', 'v4', 'both', 'none'),
  node: fc.constantFrom('bed-zone-a', 'bed-zone-b', 'bed-no-zone', 'bed-gone'),
  ports: fc.constantFrom('http', 'http-other-number', 'udp', 'sidecar', 'init', 'none'),
  hostname: fc.constantFrom(undefined, undefined, 's0'),
})
const service = fc.record({
  selector: fc.constantFrom(
    { app: 'web' },
    { app: 'api' },
    { app: 'web', tier: 'a' },
    { app: 'nobody' },
    undefined,
  ),
  clusterIP: fc.constantFrom(undefined, undefined, 'None'),
  ports: fc.subarray(['named', 'numeric', 'udp'] as const, { minLength: 1 }),
  publishNotReadyAddresses: fc.boolean(),
  ipFamilyPolicy: fc.constantFrom('SingleStack', 'PreferDualStack'),
  labels: fc.constantFrom(undefined, { team: 'shop', 'endpointslice.kubernetes.io/managed-by': 'me' }),
})
const generatedWorld = fc.record({
  pods: fc.array(pod, { minLength: 2, maxLength: 8, size: 'max' }),
  services: fc.array(service, { minLength: 2, maxLength: 4, size: 'max' }),
})
export type GeneratedWorld = ReturnType<typeof generatedWorld.generate>['value_']

const portOf = {
  named: { name: 'named', port: 80, targetPort: 'http' },
  numeric: { name: 'numeric', port: 81, targetPort: 9000, appProtocol: 'kubernetes.io/h2c' },
  udp: { name: 'udp', port: 53, protocol: 'UDP', targetPort: 'dns' },
}

function containers(ports: string) {
  const port = (name: string, containerPort: number, protocol = 'TCP') => ({ name, containerPort, protocol })
  const plain = { name: 'main', image: 'bed' }
  const init = { name: 'init', image: 'bed', ports: [port('http', 7070)] }
  switch (ports) {
    case 'http':
      return { containers: [{ ...plain, ports: [port('http', 8080)] }] }
    case 'http-other-number':
      return { containers: [{ ...plain, ports: [port('http', 9090), port('dns', 53, 'UDP')] }] }
    case 'udp':
      return { containers: [{ ...plain, ports: [port('http', 8080, 'UDP'), port('dns', 53, 'UDP')] }] }
    case 'sidecar':
      return { containers: [plain], initContainers: [{ ...init, restartPolicy: 'Always' }] }
    case 'init':
      return { containers: [plain], initContainers: [init] }
    default:
      return { containers: [plain] }
  }
}

/** The nodes that pods run on; `bed-gone` is not among them. */
export const zones = [
  { name: 'bed-zone-a', zone: 'a' },
  { name: 'bed-zone-b', zone: 'b' },
  { name: 'bed-no-zone' },
]

/** The same worlds for the same seed. */
export function randomWorlds(count: number, seed: number): GeneratedWorld[] {
  return fc.sample(generatedWorld, { numRuns: count, seed })
}

export function servicesOf(namespace: string, { services }: GeneratedWorld): Service[] {
  return services.map(({ labels, selector, clusterIP, ports, ...rest }, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s${index}`, namespace, ...(labels === undefined ? {} : { labels }) },
    spec: {
      ...rest,
      ...(selector === undefined ? {} : { selector: selector as Record<string, string> }),
      ...(clusterIP === undefined ? {} : { clusterIP }),
      ports: ports.map((name) => portOf[name]) as never,
    },
  }))
}

let lastAddress = 0

/** Each pod with the status that a kubelet would have written. */
export function podsOf(namespace: string, { pods }: GeneratedWorld): Pod[] {
  return pods.map((each, index) => {
    const number = ++lastAddress
    const v4 = `10.${200 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`
    const v6 = `fd00:200::${(number >> 16).toString(16)}:${(number & 65_535).toString(16)}`
    const podIPs = { v4: [{ ip: v4 }], both: [{ ip: v4 }, { ip: v6 }], none: [] }[each.address]
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `p${index}`,
        namespace,
        uid: `uid-${number}`,
        labels: { app: each.app, ...(each.tier === undefined ? {} : { tier: each.tier }) },
        ...(each.terminating ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      },
      spec: {
        ...containers(each.ports),
        nodeName: each.node,
        ...(each.hostname === undefined ? {} : { hostname: `h${index}`, subdomain: each.hostname }),
      } as never,
      status: {
        phase: each.phase,
        conditions: [{ type: 'Ready', status: each.ready ? 'True' : 'False' }],
        ...(podIPs.length === 0 ? {} : { podIP: v4, podIPs }),
      },
    }
  })
}
