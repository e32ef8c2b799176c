import { routeKinds, workloadKinds, type Kind } from '../../world/kinds.ts'

/** What a live cluster is asked for: no command lists a kind that it does not use, and none lists Secrets. */
export const endpointKinds: readonly Kind[] = ['Service', 'Pod', 'EndpointSlice', ...workloadKinds, 'Node']

export const lintedKinds: readonly Kind[] = [
  ...endpointKinds,
  'Ingress',
  'ConfigMap',
  'Namespace',
  'NetworkPolicy',
]

/** What can refer to a Service, and what such a reference depends on. */
export const referringKinds: readonly Kind[] = [
  'Service',
  'Pod',
  ...workloadKinds,
  'ConfigMap',
  'Ingress',
  ...routeKinds,
  'ReferenceGrant',
  'BackendTLSPolicy',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'CustomResourceDefinition',
  'ServiceMonitor',
]
