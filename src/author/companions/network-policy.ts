import type { Service, ServicePort } from '../../world/types/manifest.ts'
import { besides, selectorOf, type Companion } from './companion.ts'

/**
 * Lets anybody reach the pods of the Service on its target ports, and on no others: a policy sees packets as they arrive
 * at the pod, so it counts target ports, not those of the Service. Throws SvcError `usage` for a Service without pods.
 */
export function networkPolicy(service: Service): Companion {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: besides(service),
    spec: {
      podSelector: { matchLabels: selectorOf(service, '--network-policy') },
      policyTypes: ['Ingress'],
      ingress: [{ ports: distinct((service.spec?.ports ?? []).map(arrivalPort(service))) }],
    },
  }
}

/** Where a packet for a port arrives; a headless Service translates nothing. */
function arrivalPort({ spec }: Service): (port: ServicePort) => { port: number | string; protocol: string } {
  const headless = spec?.clusterIP === 'None'
  return ({ port, targetPort, protocol = 'TCP' }) => ({
    port: headless || targetPort === undefined ? port : targetPort,
    protocol,
  })
}

/** Several ports of a Service may lead to one of the pods. */
function distinct<T extends object>(ports: readonly T[]): T[] {
  return [...new Map(ports.map((port) => [JSON.stringify(port), port])).values()]
}
