import { Flags } from '@oclif/core'

const group = { helpGroup: 'COMPANIONS' } as const
const route = 'host=H,gateway=[NS/]G,...'

/** Manifests beside the Service that refer to it. */
export const companionFlags = {
  route: Flags.string({
    ...group,
    helpValue: route,
    description: 'an HTTPRoute; also path, section, timeout, namespace, port',
  }),
  'grpc-route': Flags.string({ ...group, helpValue: route, description: 'a GRPCRoute, likewise' }),
  'inference-pool': Flags.string({
    ...group,
    helpValue: 'picker=NAME,...',
    description: 'an InferencePool, to which --route leads then; also picker-port, failure, port',
  }),
  ingress: Flags.string({
    ...group,
    helpValue: 'host=H,...',
    description: 'an Ingress; also path, class, tls, port',
  }),
  'reference-grant': Flags.string({
    ...group,
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NS,...',
    description: 'let routes of these namespaces lead here',
  }),
  'network-policy': Flags.boolean({
    ...group,
    description: 'a NetworkPolicy: the target ports are open, all others closed',
  }),
  'service-monitor': Flags.boolean({
    ...group,
    description: 'a ServiceMonitor for the Prometheus Operator',
  }),
}
