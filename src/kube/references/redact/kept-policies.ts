import { selector, type Kept } from './kept.ts'

export const policyPort = { protocol: true, port: true, endPort: true } as const
export const policyPeer = {
  podSelector: selector,
  namespaceSelector: selector,
  ipBlock: { cidr: true, except: true },
} as const

const clusterSubject = {
  namespaces: selector,
  pods: { namespaceSelector: selector, podSelector: selector },
} as const
const destination = { destinationPort: { number: true, range: { start: true, end: true } } } as const
const clusterRule = {
  name: true,
  action: true,
  from: [{ ...clusterSubject, nodes: selector, networks: true, domainNames: true }],
  to: [{ ...clusterSubject, nodes: selector, networks: true, domainNames: true }],
  protocols: [{ tcp: destination, udp: destination, sctp: destination, destinationNamedPort: true }],
  ports: [
    {
      portNumber: { protocol: true, port: true },
      portRange: { protocol: true, start: true, end: true },
      namedPort: true,
    },
  ],
} as const
export const clusterPolicy = {
  spec: {
    tier: true,
    priority: true,
    subject: clusterSubject,
    ingress: [clusterRule],
    egress: [clusterRule],
  },
} as const satisfies Kept

// of the network plugins' own policies only whom they are about, and for which direction, is read
const ciliumSpec = {
  endpointSelector: selector,
  nodeSelector: selector,
  ingress: ['presence'],
  ingressDeny: ['presence'],
  egress: ['presence'],
  egressDeny: ['presence'],
} as const
export const cilium = { spec: ciliumSpec, specs: [ciliumSpec] } as const satisfies Kept
export const calico = {
  spec: {
    order: true,
    tier: true,
    selector: true,
    namespaceSelector: true,
    serviceAccountSelector: true,
    types: true,
    ingress: ['presence'],
    egress: ['presence'],
  },
} as const satisfies Kept
const antreaPeer = { podSelector: selector, namespaceSelector: selector, group: true } as const
const antreaRule = { name: true, action: true, appliedTo: [antreaPeer] } as const
export const antrea = {
  spec: { priority: true, tier: true, appliedTo: [antreaPeer], ingress: [antreaRule], egress: [antreaRule] },
} as const satisfies Kept
