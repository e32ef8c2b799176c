/**
 * The kinds of the groups that the API server itself serves, and that nothing is added to. Follows `kubectl api-resources` of
 * Kubernetes 1.36, objects that can be stored only.
 */
export const builtInKinds: Readonly<
  Record<string, { readonly version: string; readonly kinds: readonly string[] }>
> = {
  '': served(
    'v1',
    'ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount List',
  ),
  apps: served('v1', 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet'),
  batch: served('v1', 'CronJob Job'),
  autoscaling: served('v2', 'HorizontalPodAutoscaler Scale'),
  policy: served('v1', 'PodDisruptionBudget Eviction'),
  'networking.k8s.io': served('v1', 'Ingress IngressClass IPAddress NetworkPolicy ServiceCIDR'),
  'discovery.k8s.io': served('v1', 'EndpointSlice'),
  'rbac.authorization.k8s.io': served('v1', 'ClusterRole ClusterRoleBinding Role RoleBinding'),
  'apiextensions.k8s.io': served('v1', 'CustomResourceDefinition'),
  'apiregistration.k8s.io': served('v1', 'APIService'),
}

// of these svc knows some kinds by heart; others may come with the next release
export const kindsOfAddOns: Readonly<Record<string, readonly string[]>> = {
  'gateway.networking.k8s.io': words(
    'BackendTLSPolicy Gateway GatewayClass GRPCRoute HTTPRoute ListenerSet ReferenceGrant TCPRoute TLSRoute UDPRoute',
  ),
  'admissionregistration.k8s.io': words(
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy MutatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicyBinding',
  ),
  'monitoring.coreos.com': words('PodMonitor ServiceMonitor Prometheus PrometheusRule Probe Alertmanager'),
  'security.istio.io': words('AuthorizationPolicy PeerAuthentication RequestAuthentication'),
  'networking.istio.io': words('DestinationRule Gateway ServiceEntry Sidecar VirtualService EnvoyFilter'),
}

/** The apiVersion of a built-in kind. */
export function homeOfKind(kind: string): string | undefined {
  homes ??= new Map(
    Object.entries(builtInKinds).flatMap(([group, { version, kinds }]) =>
      kinds.map((each) => [each, group === '' ? version : `${group}/${version}`] as const),
    ),
  )
  return homes.get(kind)
}

let homes: ReadonlyMap<string, string> | undefined

/** Is it the name of a kind that is built in, or nearly one? */
export function isNearlyKind(kind: string): boolean {
  return Object.values(builtInKinds).some(({ kinds }) =>
    kinds.some((name) => name.toLowerCase() === kind.toLowerCase()),
  )
}

function served(version: string, kinds: string) {
  return { version, kinds: words(kinds) }
}

function words(list: string): readonly string[] {
  return list.split(' ')
}
