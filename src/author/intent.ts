import type { ServicePort, StringMap } from '../world/manifest.ts'

export const authoredTypes = ['clusterip', 'nodeport', 'loadbalancer', 'headless', 'externalname'] as const
export type AuthoredType = (typeof authoredTypes)[number]

/** What somebody wants of a Service, before it is a manifest. */
export interface Intent {
  readonly type: AuthoredType
  readonly name: string
  readonly namespace?: string
  readonly ports: readonly ServicePort[]
  /** Absent for a Service whose endpoints are written by hand. */
  readonly selector?: StringMap
  readonly labels?: StringMap
  readonly annotations?: StringMap
  readonly externalName?: string
  readonly publishNotReadyAddresses?: boolean
  readonly externalTrafficPolicy?: 'Cluster' | 'Local'
  readonly sessionAffinity?: 'None' | 'ClientIP'
}
