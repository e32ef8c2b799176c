import { Flags } from '@oclif/core'

const group = { helpGroup: 'COMPANIONS' } as const
const route = 'host=H,gateway=[NS/]G,...'

/** Manifests next to the Service that refer to it. */
export const companionFlags = {
  route: Flags.string({
    ...group,
    helpValue: route,
    description: 'add an HTTPRoute; more keys: path, section, timeout, namespace, port',
  }),
  'grpc-route': Flags.string({
    ...group,
    helpValue: route,
    description: 'add a GRPCRoute; more keys: section, namespace, port',
  }),
  'inference-pool': Flags.string({
    ...group,
    helpValue: 'picker=NAME,...',
    description: 'add an InferencePool, which --route then targets; more keys: picker-port, failure, port',
  }),
  ingress: Flags.string({
    ...group,
    helpValue: 'host=H,...',
    description: 'add an Ingress; more keys: path, class, tls, port',
  }),
  'reference-grant': Flags.string({
    ...group,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NS,...',
    description: 'add a ReferenceGrant for routes in these namespaces',
  }),
  'network-policy': Flags.boolean({
    ...group,
    description: 'add a NetworkPolicy that allows ingress to the target ports only',
  }),
  'service-monitor': Flags.boolean({
    ...group,
    description: 'add a ServiceMonitor for the Prometheus Operator',
  }),
}
