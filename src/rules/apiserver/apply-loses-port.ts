import { protocolOf } from '../../kube/core/defaults.ts'
import { isStored, verdictIn } from '../../kube/apiserver/verdict.ts'
import type { Service, ServicePort } from '../../world/types/manifest.ts'
import { defineRule } from '../rule.ts'

interface Data {
  /** `53/UDP`, as the manifest has it. */
  readonly wanted: string
  /** What the number stands for afterwards, sorted. */
  readonly left: readonly string[]
}

export const applyLosesPort = defineRule<'Service', Data>({
  id: 'apply-loses-port',
  title: 'kubectl apply loses a port of the manifest',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  yields: true,
  why:
    'kubectl apply merges the ports of a Service by their number alone: TCP and UDP of one number, as DNS and QUIC have them, are one port to it. ' +
    'Where the second is added to an object that has the first, both are merged into one, and the API server accepts what is left without a ' +
    'warning. Clients of the other protocol are refused. Server-side apply tells protocols apart, and a replacement merges nothing.',
  source: 'https://github.com/kubernetes/kubernetes/issues/39188',
  bad: `# before
apiVersion: v1
kind: Service
metadata: {name: dns}
spec:
  ports: [{name: tcp, port: 53, protocol: TCP}]
---
apiVersion: v1
kind: Service
metadata: {name: dns}
spec:
  ports:
    - {name: tcp, port: 53, protocol: TCP}
    - {name: udp, port: 53, protocol: UDP}
`,
  good: `# before
apiVersion: v1
kind: Service
metadata: {name: dns}
spec:
  ports:
    - {name: tcp, port: 53, protocol: TCP}
    - {name: udp, port: 53, protocol: UDP}
---
apiVersion: v1
kind: Service
metadata: {name: dns}
spec:
  ports:
    - {name: tcp, port: 53, protocol: TCP}
    - {name: udp, port: 53, protocol: UDP, targetPort: 5353}
`,

  *check(service, world) {
    if (world.updateBy === 'replace' || isStored(service.manifest)) return
    if (world.before === undefined) return
    const { before, defaulted } = verdictIn(world, service)
    if (before === undefined || defaulted === undefined) return
    const left = (defaulted as unknown as Service).spec?.ports ?? []
    const wanted = service.manifest.spec?.ports ?? []
    const shared = new Set([...sharedIn(wanted), ...sharedIn((before.manifest as Service).spec?.ports ?? [])])
    for (const [index, port] of wanted.entries()) {
      const same = left.filter((other) => other.port === port.port)
      if (!shared.has(port.port) || same.some((other) => isAsWritten(other, port))) continue
      yield {
        at: ['spec', 'ports', index],
        side: 'key',
        data: { wanted: describe(port), left: same.map(describe).toSorted() },
        related: [{ resource: before, at: ['spec', 'ports'], note: 'the current value' }],
      }
    }
  },

  message: ({ wanted, left }) => ({
    text: `kubectl apply merges ports by number: instead of ${wanted} there will be ${left.join(', ')}`,
    hint: 'use kubectl apply --server-side, which tells protocols apart, or kubectl replace',
  }),
})

/** The numbers that more than one port has. */
function sharedIn(ports: readonly ServicePort[]): number[] {
  const numbers = ports.map(({ port }) => port)
  return numbers.filter((number, index) => numbers.indexOf(number) < index)
}

function isAsWritten(port: ServicePort, { protocol = 'TCP', name = '' }: ServicePort): boolean {
  return protocolOf(port) === protocol && (port.name ?? '') === name
}

function describe({ port, protocol = 'TCP', name }: ServicePort): string {
  return name === undefined || name === '' ? `${port}/${protocol}` : `${name} ${port}/${protocol}`
}
