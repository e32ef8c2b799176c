import type { LabelSelectorSpec, Manifest, Protocol } from './manifest.ts'

/**
 * The cluster-scoped policies of policy.networking.k8s.io: ClusterNetworkPolicy, and the two kinds before it. Only the
 * fields that `svc` reads, which are nearly the same in all of them. Follows kubernetes-sigs/network-policy-api apis/.
 */

interface NamespacedPods {
  readonly namespaceSelector?: LabelSelectorSpec
  readonly podSelector?: LabelSelectorSpec
}

export interface ClusterPolicySubject {
  readonly namespaces?: LabelSelectorSpec
  readonly pods?: NamespacedPods
}

export interface ClusterPolicyPeer extends ClusterPolicySubject {
  readonly nodes?: LabelSelectorSpec
  readonly networks?: readonly string[]
  readonly domainNames?: readonly string[]
}

interface DestinationPort {
  readonly destinationPort?: {
    readonly number?: number
    readonly range?: { readonly start?: number; readonly end?: number }
  }
}

export interface ClusterPolicyProtocol {
  readonly tcp?: DestinationPort
  readonly udp?: DestinationPort
  readonly sctp?: DestinationPort
  readonly destinationNamedPort?: string
}

/** Of AdminNetworkPolicy and BaselineAdminNetworkPolicy. */
export interface AdminPolicyPort {
  readonly portNumber?: { readonly protocol?: Protocol; readonly port?: number }
  readonly portRange?: { readonly protocol?: Protocol; readonly start?: number; readonly end?: number }
  readonly namedPort?: string
}

export interface ClusterPolicyRule {
  readonly name?: string
  readonly action?: string
  readonly from?: readonly ClusterPolicyPeer[]
  readonly to?: readonly ClusterPolicyPeer[]
  readonly protocols?: readonly ClusterPolicyProtocol[]
  readonly ports?: readonly AdminPolicyPort[]
}

export interface ClusterNetworkPolicy extends Manifest {
  readonly spec?: {
    /** Of a ClusterNetworkPolicy alone; the kinds before it are of one tier each. */
    readonly tier?: string
    readonly priority?: number
    readonly subject?: ClusterPolicySubject
    readonly ingress?: readonly ClusterPolicyRule[]
    readonly egress?: readonly ClusterPolicyRule[]
  }
}
