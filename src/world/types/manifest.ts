import type { servicePortFields, serviceSpecFields } from './service-fields.ts'
import type { WrittenFields } from './wire.ts'

/**
 * Manifests as they are on the wire (YAML, and the API server's JSON): only the fields that `svc` reads.
 * Follows kubernetes/api: core/v1, apps/v1, batch/v1, discovery/v1, networking/v1.
 * `shape.ts` refuses a manifest whose fields have other types, so the rest may trust these.
 */

export type StringMap = Readonly<Record<string, string>>

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid?: string
  readonly controller?: boolean
}

export interface ObjectMeta {
  readonly name?: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly creationTimestamp?: string | null
  readonly deletionTimestamp?: string
  readonly labels?: StringMap
  readonly annotations?: StringMap
  readonly ownerReferences?: readonly OwnerReference[]
}

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata?: ObjectMeta
}

/** `metav1.LabelSelector`: all of its requirements must hold; an empty one selects everything. */
export interface LabelSelectorSpec {
  readonly matchLabels?: StringMap
  readonly matchExpressions?: readonly {
    readonly key?: string
    readonly operator?: string
    readonly values?: readonly string[]
  }[]
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP'
export type AddressType = 'IPv4' | 'IPv6' | 'FQDN'

export type ServicePort = WrittenFields<typeof servicePortFields>
export type ServiceSpec = WrittenFields<typeof serviceSpecFields>

export interface LoadBalancerIngress {
  readonly ip?: string
  readonly hostname?: string
  readonly ipMode?: string
}

export interface Service extends Manifest {
  readonly spec?: ServiceSpec
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] } }
}

export interface ContainerPort {
  readonly name?: string
  readonly containerPort?: number
  readonly hostPort?: number
  readonly protocol?: Protocol
}

export interface EnvVar {
  readonly name?: string
  readonly value?: string
}

export interface Probe {
  readonly httpGet?: {
    readonly port?: number | string
    readonly path?: string
    readonly host?: string
    readonly scheme?: string
  }
  readonly tcpSocket?: { readonly port?: number | string; readonly host?: string }
  readonly grpc?: { readonly port?: number }
}

export interface Container {
  readonly name?: string
  readonly image?: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: readonly EnvVar[]
  readonly ports?: readonly ContainerPort[]
  readonly restartPolicy?: string
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly startupProbe?: Probe
}

export interface PodDnsConfig {
  readonly nameservers?: readonly string[]
  readonly searches?: readonly string[]
  readonly options?: readonly { readonly name?: string; readonly value?: string }[]
}

export interface PodSpec {
  readonly nodeName?: string
  readonly nodeSelector?: StringMap
  readonly os?: { readonly name?: string }
  readonly dnsPolicy?: string
  readonly dnsConfig?: PodDnsConfig
  readonly hostAliases?: readonly { readonly ip?: string; readonly hostnames?: readonly string[] }[]
  readonly enableServiceLinks?: boolean
  readonly hostname?: string
  readonly hostnameOverride?: string
  readonly subdomain?: string
  readonly hostNetwork?: boolean
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly ephemeralContainers?: readonly Container[]
  readonly readinessGates?: readonly { readonly conditionType: string }[]
}

export interface Condition {
  readonly type?: string
  readonly status?: string
  readonly reason?: string
  readonly message?: string
}

export interface ContainerStatus {
  readonly name?: string
  readonly ready?: boolean
  readonly started?: boolean
  readonly restartCount?: number
  readonly state?: ContainerState
  readonly lastState?: ContainerState
}

export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string }
  readonly running?: { readonly startedAt?: string }
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly message?: string }
}

export interface PodStatus {
  readonly phase?: string
  readonly reason?: string
  readonly podIP?: string
  readonly podIPs?: readonly { readonly ip?: string }[]
  readonly conditions?: readonly Condition[]
  readonly containerStatuses?: readonly ContainerStatus[]
  readonly initContainerStatuses?: readonly ContainerStatus[]
}

export interface Pod extends Manifest {
  readonly spec?: PodSpec
  readonly status?: PodStatus
}

export interface PodTemplate {
  readonly metadata?: ObjectMeta
  readonly spec?: PodSpec
}

/** Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, ReplicationController; a CronJob nests one more level. */
export interface Workload extends Manifest {
  readonly spec?: {
    readonly replicas?: number
    readonly serviceName?: string
    /** Of a ReplicationController a map of labels. */
    readonly selector?: LabelSelectorSpec | StringMap
    readonly ordinals?: { readonly start?: number }
    readonly template?: PodTemplate
  }
  readonly status?: unknown
}

export interface EndpointConditions {
  readonly ready?: boolean
  readonly serving?: boolean
  readonly terminating?: boolean
}

export interface Endpoint {
  readonly addresses?: readonly string[]
  readonly conditions?: EndpointConditions
  readonly hostname?: string
  readonly nodeName?: string
  readonly zone?: string
  readonly targetRef?: {
    readonly kind?: string
    readonly namespace?: string
    readonly name?: string
    readonly uid?: string
    readonly fieldPath?: string
  }
  readonly hints?: {
    readonly forZones?: readonly { readonly name: string }[]
    readonly forNodes?: readonly { readonly name: string }[]
  }
}

export interface EndpointPort {
  readonly name?: string
  readonly protocol?: Protocol
  readonly port?: number
  readonly appProtocol?: string
}

export interface EndpointSlice extends Manifest {
  readonly addressType: AddressType
  readonly endpoints?: readonly Endpoint[] | null
  readonly ports?: readonly EndpointPort[] | null
}

export interface EndpointAddress {
  readonly ip?: string
  readonly hostname?: string
  readonly nodeName?: string
  readonly targetRef?: Endpoint['targetRef']
}

/** The older form of EndpointSlices, which people still write by hand. */
export interface Endpoints extends Manifest {
  readonly subsets?: readonly {
    readonly addresses?: readonly EndpointAddress[]
    readonly notReadyAddresses?: readonly EndpointAddress[]
    readonly ports?: readonly EndpointPort[]
  }[]
}

export interface IngressBackend {
  readonly service?: {
    readonly name?: string
    readonly port?: { readonly name?: string; readonly number?: number }
  }
  readonly resource?: unknown
}

export interface Ingress extends Manifest {
  readonly spec?: {
    readonly ingressClassName?: string
    readonly defaultBackend?: IngressBackend
    readonly tls?: readonly { readonly hosts?: readonly string[] }[]
    readonly rules?: readonly {
      readonly host?: string
      readonly http?: {
        readonly paths?: readonly {
          readonly path?: string
          readonly pathType?: string
          readonly backend?: IngressBackend
        }[]
      }
    }[]
  }
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] } }
}

export interface ConfigMap extends Manifest {
  readonly data?: StringMap
}

export interface Node extends Manifest {
  readonly status?: {
    readonly addresses?: readonly { readonly type?: string; readonly address?: string }[]
    readonly conditions?: readonly Condition[]
    /** Quantities: texts, or numbers. */
    readonly allocatable?: Readonly<Record<string, unknown>>
  }
}

/** What a controller, the scheduler or the kubelet reported of an object; it is kept for an hour by default. */
export interface Event extends Manifest {
  readonly involvedObject?: {
    readonly kind?: string
    readonly namespace?: string
    readonly name?: string
    readonly uid?: string
    readonly fieldPath?: string
  }
  readonly type?: string
  readonly reason?: string
  readonly message?: string
  readonly count?: number
  readonly firstTimestamp?: string | null
  readonly lastTimestamp?: string | null
  readonly eventTime?: string | null
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string }
  readonly source?: { readonly component?: string }
  readonly reportingComponent?: string
}

export type Namespace = Manifest
