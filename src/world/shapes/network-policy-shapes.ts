import { fields, labelSelector, list, metadata, strings, type Shape } from './field-shape.ts'

const ports = list(fields({ protocol: 'string', port: 'integer or string', endPort: 'integer' }))
const peers = list(
  fields({
    podSelector: labelSelector,
    namespaceSelector: labelSelector,
    ipBlock: fields({ cidr: 'string', except: strings }),
  }),
)

const pods = fields({ namespaceSelector: labelSelector, podSelector: labelSelector })
const subject = fields({ namespaces: labelSelector, pods })
const clusterPeers = list(
  fields({
    namespaces: labelSelector,
    pods,
    nodes: labelSelector,
    networks: strings,
    domainNames: strings,
  }),
)
const range = fields({ start: 'integer', end: 'integer' })
const destination = fields({ destinationPort: fields({ number: 'integer', range }) })
const clusterRule = {
  name: 'string',
  action: 'string',
  protocols: list(
    fields({ tcp: destination, udp: destination, sctp: destination, destinationNamedPort: 'string' }),
  ),
  ports: list(
    fields({
      portNumber: fields({ protocol: 'string', port: 'integer' }),
      portRange: fields({ protocol: 'string', start: 'integer', end: 'integer' }),
      namedPort: 'string',
    }),
  ),
} as const
const clusterPolicy = fields({
  metadata,
  spec: fields({
    tier: 'string',
    priority: 'integer',
    subject,
    ingress: list(fields({ ...clusterRule, from: clusterPeers })),
    egress: list(fields({ ...clusterRule, to: clusterPeers })),
  }),
})

const pluginPolicy = fields({ metadata })

/** The types of the fields of network policies. */
export const networkPolicyShapes = {
  NetworkPolicy: fields({
    metadata,
    spec: fields({
      podSelector: labelSelector,
      policyTypes: strings,
      ingress: list(fields({ from: peers, ports })),
      egress: list(fields({ to: peers, ports })),
    }),
  }),
  ClusterNetworkPolicy: clusterPolicy,
  AdminNetworkPolicy: clusterPolicy,
  BaselineAdminNetworkPolicy: clusterPolicy,
  CiliumNetworkPolicy: pluginPolicy,
  CiliumClusterwideNetworkPolicy: pluginPolicy,
  CalicoNetworkPolicy: pluginPolicy,
  GlobalNetworkPolicy: pluginPolicy,
  AntreaNetworkPolicy: pluginPolicy,
  AntreaClusterNetworkPolicy: pluginPolicy,
} satisfies Record<string, Shape>
