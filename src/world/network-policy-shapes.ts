import { fields, labelSelector, list, metadata, strings, type Shape } from './field-shape.ts'

const ports = list(fields({ protocol: 'string', port: 'integer or string', endPort: 'integer' }))
const peers = list(
  fields({
    podSelector: labelSelector,
    namespaceSelector: labelSelector,
    ipBlock: fields({ cidr: 'string', except: strings }),
  }),
)

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
} satisfies Record<string, Shape>
