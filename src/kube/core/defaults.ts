import { recently } from '../../world/recent.ts'
import type { Protocol, Service } from '../../world/types/manifest.ts'

/** A Service port with the defaults filled in, and its place in `spec.ports`. */
export interface DefaultedPort {
  readonly index: number
  /** Empty for the unnamed port of a Service with one port. */
  readonly name: string
  readonly port: number
  readonly protocol: Protocol
  readonly targetPort: number | string
  readonly nodePort?: number
}

/** The protocol of a port; TCP where it is absent or empty, as in every API that has one. */
export function protocolOf({ protocol }: { readonly protocol?: Protocol | undefined }): Protocol {
  return protocol || 'TCP'
}

/**
 * The ports of a Service as the API server stores them: protocol TCP, and targetPort equal to port where it is
 * absent, 0 or empty. Follows SetDefaults_Service in kubernetes/kubernetes pkg/apis/core/v1/defaults.go.
 */
export const servicePorts: (service: Service) => readonly DefaultedPort[] = recently(defaultedPorts)

function defaultedPorts(service: Service): DefaultedPort[] {
  // a missing number is 0 to the decoder; validation refuses it later
  return (service.spec?.ports ?? []).map(
    ({ name = '', port = 0, protocol, targetPort, nodePort }, index) => ({
      index,
      name,
      port,
      protocol: protocolOf({ protocol }),
      targetPort: targetPort || port,
      ...(nodePort ? { nodePort } : {}),
    }),
  )
}

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName' | 'Headless'

/**
 * The type of a Service as people speak of it: `Headless` is a ClusterIP Service with `clusterIP: None`.
 * A type that the API does not know is treated as ClusterIP; the server refuses it anyway.
 */
export function typeOf(service: Service): ServiceType {
  const spec = service.spec ?? {}
  if (spec.type === 'ExternalName') return 'ExternalName'
  if (spec.clusterIP === 'None' || spec.clusterIPs?.[0] === 'None') return 'Headless'
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer' ? spec.type : 'ClusterIP'
}

/** How messages name a port: `80 (http)`, `53/UDP`. */
export function formatPort(port: Pick<DefaultedPort, 'name' | 'port' | 'protocol'>): string {
  const protocol = port.protocol === 'TCP' ? '' : `/${port.protocol}`
  return `${port.port}${protocol}${port.name === '' ? '' : ` (${port.name})`}`
}
