import type { LabelSelectorSpec, Manifest, Protocol } from './manifest.ts'

/** NetworkPolicy as it is on the wire. Follows kubernetes/api networking/v1. */

export interface NetworkPolicyPort {
  readonly protocol?: Protocol
  readonly port?: number | string
  readonly endPort?: number
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelectorSpec
  readonly namespaceSelector?: LabelSelectorSpec
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] }
}

export interface NetworkPolicyIngressRule {
  readonly from?: readonly NetworkPolicyPeer[]
  readonly ports?: readonly NetworkPolicyPort[]
}

export interface NetworkPolicyEgressRule {
  readonly to?: readonly NetworkPolicyPeer[]
  readonly ports?: readonly NetworkPolicyPort[]
}

export interface NetworkPolicy extends Manifest {
  readonly spec?: {
    readonly podSelector?: LabelSelectorSpec
    readonly policyTypes?: readonly string[]
    readonly ingress?: readonly NetworkPolicyIngressRule[]
    readonly egress?: readonly NetworkPolicyEgressRule[]
  }
}
