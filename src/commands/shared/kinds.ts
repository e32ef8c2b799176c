import { pluginPolicyKinds, policyKinds, routeKinds, workloadKinds, type Kind } from '../../world/kinds.ts'

/** What a live cluster is asked for: no command lists a kind that it does not use, and none lists Secrets. */
export const endpointKinds: readonly Kind[] = ['Service', 'Pod', 'EndpointSlice', ...workloadKinds, 'Node']

/** What decides whether such a reference holds. */
const permittingKinds = [
  'IngressClass',
  'Gateway',
  'ListenerSet',
  'ReferenceGrant',
] as const satisfies readonly Kind[]

/** Who can refer to a Service by a field of its own; a cluster may lack most of them. */
export const pointingKinds = [
  'Ingress',
  ...routeKinds,
  'BackendTLSPolicy',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'ServiceMonitor',
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
] as const satisfies readonly Kind[]

export const tracedKinds: readonly Kind[] = [
  ...endpointKinds,
  'ConfigMap',
  'Namespace',
  ...policyKinds,
  ...pluginPolicyKinds,
  'VirtualService',
  'DestinationRule',
  'PeerAuthentication',
  'AuthorizationPolicy',
]

/** What a snapshot holds, too: all that can be asked of it. */
export const lintedKinds: readonly Kind[] = [
  ...new Set<Kind>([...tracedKinds, ...pointingKinds, ...permittingKinds, 'PodMonitor']),
]

/** What a URL may lead through besides. */
export const servedKinds: readonly Kind[] = [
  ...tracedKinds,
  'Ingress',
  'IngressClass',
  'Gateway',
  'ListenerSet',
  ...routeKinds,
  'ReferenceGrant',
]

/** What is read in a namespace that has only a Gateway which routes name, and in one that has only their backends. */
export const gatewayKinds: readonly Kind[] = ['Gateway', 'ListenerSet']
export const backendKinds: readonly Kind[] = [...endpointKinds, ...policyKinds, 'ReferenceGrant']

/** The cluster's own DNS: a Service that every name depends on. Its namespace is the proxies', too. */
export const dnsNamespace = 'kube-system'
export const dnsKinds: readonly Kind[] = [...endpointKinds, 'ConfigMap', ...policyKinds, ...pluginPolicyKinds]

/** And where an alias leads. */
export const aliasKinds: readonly Kind[] = [...endpointKinds, ...policyKinds, ...pluginPolicyKinds]

/** Who names a Service in a text that programs read, or by a webhook of its own kind. */
export const namingKinds = [
  'Pod',
  ...workloadKinds,
  'ConfigMap',
  'CustomResourceDefinition',
] as const satisfies readonly Kind[]

/** CustomResourceDefinitions are megabytes of schemas in most clusters, so only a question about all references reads them. */
export const referringKinds: readonly Kind[] = [
  'Service',
  ...namingKinds,
  ...pointingKinds,
  ...permittingKinds,
]

/** What shows, in its own namespace, which program handles Services, and how. */
export const proxierKinds: readonly Kind[] = ['DaemonSet', 'ConfigMap']
export const proxierNamespace = 'kube-system'
