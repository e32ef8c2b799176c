import type { ClusterNetworkPolicy } from './types/cluster-network-policy.ts'
import type { BackendTLSPolicy, Gateway, ListenerSet, ReferenceGrant, Route } from './types/gateway-api.ts'
import type {
  ConfigMap,
  Endpoints,
  EndpointSlice,
  Event,
  Ingress,
  Manifest,
  Namespace,
  Node,
  Pod,
  Service,
  Workload,
} from './types/manifest.ts'
import type {
  ApiService,
  CustomResourceDefinition,
  PodMonitor,
  ServiceMonitor,
  WebhookConfiguration,
} from './types/registrations.ts'
import type {
  AuthorizationPolicy,
  DestinationRule,
  PeerAuthentication,
  ServiceEntry,
  VirtualService,
} from './types/mesh.ts'
import type { NetworkPolicy } from './types/network-policy.ts'

/** The kinds that `svc` understands, each with the manifest it carries. */
export interface Kinds {
  Service: Service
  Pod: Pod
  EndpointSlice: EndpointSlice
  Endpoints: Endpoints
  Deployment: Workload
  ReplicaSet: Workload
  StatefulSet: Workload
  DaemonSet: Workload
  ReplicationController: Workload
  Job: Workload
  CronJob: Workload
  Ingress: Ingress
  IngressClass: Manifest
  NetworkPolicy: NetworkPolicy
  ClusterNetworkPolicy: ClusterNetworkPolicy
  AdminNetworkPolicy: ClusterNetworkPolicy
  BaselineAdminNetworkPolicy: ClusterNetworkPolicy
  CiliumNetworkPolicy: Manifest
  CiliumClusterwideNetworkPolicy: Manifest
  CalicoNetworkPolicy: Manifest
  GlobalNetworkPolicy: Manifest
  AntreaNetworkPolicy: Manifest
  AntreaClusterNetworkPolicy: Manifest
  ConfigMap: ConfigMap
  Event: Event
  Node: Node
  Namespace: Namespace
  Gateway: Gateway
  ListenerSet: ListenerSet
  HTTPRoute: Route
  GRPCRoute: Route
  TLSRoute: Route
  TCPRoute: Route
  UDPRoute: Route
  ReferenceGrant: ReferenceGrant
  BackendTLSPolicy: BackendTLSPolicy
  ValidatingWebhookConfiguration: WebhookConfiguration
  MutatingWebhookConfiguration: WebhookConfiguration
  APIService: ApiService
  CustomResourceDefinition: CustomResourceDefinition
  ServiceMonitor: ServiceMonitor
  PodMonitor: PodMonitor
  VirtualService: VirtualService
  DestinationRule: DestinationRule
  ServiceEntry: ServiceEntry
  PeerAuthentication: PeerAuthentication
  AuthorizationPolicy: AuthorizationPolicy
}

export type Kind = keyof Kinds

interface KindFacts {
  /** On the wire, where another group has a kind of the same name. */
  readonly kind?: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespaced: boolean
  /** It comes with a CustomResourceDefinition: a cluster that does not serve it has none, in any of these versions. */
  readonly custom?: { readonly otherVersions: readonly string[] }
  /** It explains and decides nothing: that it could not be read leaves nothing undecided. */
  readonly onlyExplains?: true
}

const core = { group: '', version: 'v1', namespaced: true }
const apps = { group: 'apps', version: 'v1', namespaced: true }
const gatewayApi = {
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  namespaced: true,
  custom: { otherVersions: ['v1beta1', 'v1alpha3', 'v1alpha2'] },
}
const admission = { group: 'admissionregistration.k8s.io', version: 'v1', namespaced: false }
const policyApi = {
  group: 'policy.networking.k8s.io',
  version: 'v1alpha1',
  namespaced: false,
  custom: { otherVersions: [] },
}
const plugin = { version: 'v1', namespaced: true, custom: { otherVersions: [] } }
const cilium = { ...plugin, group: 'cilium.io', version: 'v2' }
const calico = { ...plugin, group: 'crd.projectcalico.org' }
const antrea = { ...plugin, group: 'crd.antrea.io', version: 'v1beta1' }
const prometheus = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  namespaced: true,
  custom: { otherVersions: [] },
}
const istio = {
  group: 'networking.istio.io',
  version: 'v1',
  namespaced: true,
  custom: { otherVersions: ['v1beta1', 'v1alpha3'] },
}
const istioSecurity = { ...istio, group: 'security.istio.io', custom: { otherVersions: ['v1beta1'] } }
const batch = { group: 'batch', version: 'v1', namespaced: true }

/** Group, served version and plural of each kind: what a list request needs, and what tells a Service from Knative's. */
export const kinds: Readonly<Record<Kind, KindFacts>> = {
  Service: { ...core, resource: 'services' },
  Pod: { ...core, resource: 'pods' },
  Endpoints: { ...core, resource: 'endpoints' },
  EndpointSlice: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', namespaced: true },
  Deployment: { ...apps, resource: 'deployments' },
  ReplicaSet: { ...apps, resource: 'replicasets' },
  StatefulSet: { ...apps, resource: 'statefulsets' },
  DaemonSet: { ...apps, resource: 'daemonsets' },
  ReplicationController: { ...core, resource: 'replicationcontrollers' },
  Job: { ...batch, resource: 'jobs' },
  CronJob: { ...batch, resource: 'cronjobs' },
  Ingress: { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', namespaced: true },
  IngressClass: {
    group: 'networking.k8s.io',
    version: 'v1',
    resource: 'ingressclasses',
    namespaced: false,
  },
  NetworkPolicy: {
    group: 'networking.k8s.io',
    version: 'v1',
    resource: 'networkpolicies',
    namespaced: true,
  },
  ClusterNetworkPolicy: {
    ...policyApi,
    version: 'v1alpha2',
    resource: 'clusternetworkpolicies',
    custom: { otherVersions: ['v1beta1'] },
  },
  AdminNetworkPolicy: { ...policyApi, resource: 'adminnetworkpolicies' },
  BaselineAdminNetworkPolicy: { ...policyApi, resource: 'baselineadminnetworkpolicies' },
  CiliumNetworkPolicy: { ...cilium, resource: 'ciliumnetworkpolicies' },
  CiliumClusterwideNetworkPolicy: {
    ...cilium,
    resource: 'ciliumclusterwidenetworkpolicies',
    namespaced: false,
  },
  CalicoNetworkPolicy: { ...calico, kind: 'NetworkPolicy', resource: 'networkpolicies' },
  GlobalNetworkPolicy: { ...calico, resource: 'globalnetworkpolicies', namespaced: false },
  AntreaNetworkPolicy: { ...antrea, kind: 'NetworkPolicy', resource: 'networkpolicies' },
  AntreaClusterNetworkPolicy: {
    ...antrea,
    kind: 'ClusterNetworkPolicy',
    resource: 'clusternetworkpolicies',
    namespaced: false,
  },
  ConfigMap: { ...core, resource: 'configmaps' },
  Event: { ...core, resource: 'events', onlyExplains: true },
  Node: { ...core, resource: 'nodes', namespaced: false },
  Namespace: { ...core, resource: 'namespaces', namespaced: false },
  Gateway: { ...gatewayApi, resource: 'gateways' },
  ListenerSet: { ...gatewayApi, resource: 'listenersets' },
  HTTPRoute: { ...gatewayApi, resource: 'httproutes' },
  GRPCRoute: { ...gatewayApi, resource: 'grpcroutes' },
  TLSRoute: { ...gatewayApi, resource: 'tlsroutes' },
  TCPRoute: { ...gatewayApi, resource: 'tcproutes' },
  UDPRoute: { ...gatewayApi, resource: 'udproutes' },
  ReferenceGrant: { ...gatewayApi, resource: 'referencegrants' },
  BackendTLSPolicy: { ...gatewayApi, resource: 'backendtlspolicies' },
  ValidatingWebhookConfiguration: { ...admission, resource: 'validatingwebhookconfigurations' },
  MutatingWebhookConfiguration: { ...admission, resource: 'mutatingwebhookconfigurations' },
  APIService: { group: 'apiregistration.k8s.io', version: 'v1', resource: 'apiservices', namespaced: false },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
    namespaced: false,
  },
  ServiceMonitor: { ...prometheus, resource: 'servicemonitors' },
  PodMonitor: { ...prometheus, resource: 'podmonitors' },
  VirtualService: { ...istio, resource: 'virtualservices' },
  DestinationRule: { ...istio, resource: 'destinationrules' },
  ServiceEntry: { ...istio, resource: 'serviceentries' },
  PeerAuthentication: { ...istioSecurity, resource: 'peerauthentications' },
  AuthorizationPolicy: { ...istioSecurity, resource: 'authorizationpolicies' },
}

/** Kinds that hold a pod template, so whose presence explains pods that are not there yet. */
export const workloadKinds = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
] as const satisfies readonly Kind[]

/** Everything that `svc` evaluates of what may let a packet pass or drop it. */
export const policyKinds = [
  'NetworkPolicy',
  'ClusterNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
] as const satisfies readonly Kind[]

/** The network plugins' own policies: seen, not evaluated. */
export const pluginPolicyKinds = [
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'CalicoNetworkPolicy',
  'GlobalNetworkPolicy',
  'AntreaNetworkPolicy',
  'AntreaClusterNetworkPolicy',
] as const satisfies readonly Kind[]

/** The routes of the Gateway API. */
export const routeKinds = [
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
] as const satisfies readonly Kind[]
export type RouteKind = (typeof routeKinds)[number]

/** Kinds outside of `Kinds` that have no namespace; anything else without one gets the default namespace. */
const clusterScoped = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'CSIDriver',
  'GatewayClass',
  'GlobalNetworkPolicy',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
])

/** Of each kind that is called so on the wire. */
const groups: ReadonlyMap<string, string> = new Map(
  Object.entries(kinds).flatMap(([name, { kind, group }]) => (kind === undefined ? [[name, group]] : [])),
)

/** Kinds that share their name with one of another group, by `group/kind`. */
const namesakes: ReadonlyMap<string, Kind> = new Map(
  Object.entries(kinds).flatMap(([key, { kind, group }]) =>
    kind === undefined ? [] : [[`${group}/${kind}`, key as Kind]],
  ),
)

/** The known kind of a manifest, or undefined for a foreign one (a custom resource, an old API group). */
export function kindOf({ kind, apiVersion }: Manifest): Kind | undefined {
  const group = groupOf(apiVersion)
  return groups.get(kind) === group ? (kind as Kind) : namesakes.get(`${group}/${kind}`)
}

export function isNamespaced(manifest: Manifest): boolean {
  const kind = kindOf(manifest)
  return kind === undefined ? !clusterScoped.has(manifest.kind) : kinds[kind].namespaced
}

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash === -1 ? '' : apiVersion.slice(0, slash)
}
