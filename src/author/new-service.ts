import { defined } from '../world/defined.ts'
import type { Service, ServicePort, ServiceSpec, StringMap } from '../world/types/manifest.ts'
import type { AuthoredType, Intent } from './intent.ts'
import { refuseIncompatibleFields } from './incompatible-fields.ts'
import { namePorts } from './name-ports.ts'
import { refuseWhatTheServerRefuses } from './refusal.ts'

const typeNames: Readonly<Record<AuthoredType, string | undefined>> = {
  clusterip: undefined,
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  headless: undefined,
  externalname: 'ExternalName',
}

/**
 * Turns an intent into a manifest with only the fields that say something, in the order in which people read them.
 * In: the intent, and the Kubernetes version that is to accept it (the newest one when undefined).
 * Throws SvcError `usage` for what would have no effect and for what the API server would refuse or warn of, naming the
 * flag to change.
 */
export function newService(intent: Intent, kubernetesVersion?: string): Service {
  const manifest = manifestOf(intent)
  refuseIncompatibleFields({ ...intent, ports: manifest.spec?.ports ?? [] })
  refuseWhatTheServerRefuses(manifest, kubernetesVersion)
  return manifest
}

/** The manifest of an intent, whether or not anybody would accept it. */
export function manifestOf(intent: Intent): Service {
  const { name, namespace } = intent
  const metadata = {
    name,
    ...defined({
      namespace,
      labels: unlessEmpty(intent.labels),
      annotations: unlessEmpty(intent.annotations),
    }),
  }
  const ports = namePorts(intent.ports)
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: specOf({ ...intent, ports }) }
}

function specOf(intent: Intent): ServiceSpec {
  const { type, sessionAffinity, sessionAffinityTimeout: timeoutSeconds } = intent
  return defined({
    // the server derives clusterIPs
    type: typeNames[type],
    externalName: intent.externalName,
    clusterIP: type === 'headless' ? 'None' : intent.clusterIP,
    ipFamilyPolicy: intent.ipFamilyPolicy,
    ipFamilies: intent.ipFamilies,
    selector: intent.selector,
    ports: intent.ports.length === 0 ? undefined : intent.ports.map(inReadingOrder),
    publishNotReadyAddresses: intent.publishNotReadyAddresses === true ? true : undefined,
    sessionAffinity: sessionAffinity === 'None' ? undefined : sessionAffinity,
    sessionAffinityConfig: timeoutSeconds === undefined ? undefined : { clientIP: { timeoutSeconds } },
    externalTrafficPolicy: intent.externalTrafficPolicy,
    healthCheckNodePort: intent.healthCheckNodePort,
    internalTrafficPolicy: intent.internalTrafficPolicy,
    trafficDistribution: intent.trafficDistribution,
    loadBalancerClass: intent.loadBalancerClass,
    loadBalancerIP: intent.loadBalancerIP,
    loadBalancerSourceRanges: intent.loadBalancerSourceRanges,
    allocateLoadBalancerNodePorts: intent.allocateLoadBalancerNodePorts === false ? false : undefined,
    externalIPs: intent.externalIPs,
  } satisfies Record<Exclude<keyof ServiceSpec, 'clusterIPs'>, unknown>)
}

function inReadingOrder({ name, port, targetPort, nodePort, protocol, appProtocol }: ServicePort) {
  return { ...defined({ name }), port, ...defined({ targetPort, nodePort, protocol, appProtocol }) }
}

function unlessEmpty(map: StringMap | undefined): StringMap | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map
}
