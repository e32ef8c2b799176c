import type { DefaultedPort } from '../../kube/core/defaults.ts'
import { serviceNameLabel } from '../../kube/endpointslice/slices.ts'
import type { Reach } from '../../kube/proxy/model.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import type { Doubt } from '../../world/coverage.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { AddressType, Service } from '../../world/types/manifest.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** A packet that no endpoint of a Service can get, and what kube-proxy makes of it. */
export interface UnservedPacket {
  readonly service: Resource<Service>
  readonly servicePort?: DefaultedPort
  readonly reach: Reach
  /** Of its address; the first one of the Service when absent. */
  readonly family?: AddressType
}

/** Refused, as kube-proxy does where no endpoint can be used. */
export const atEndpoints = { outcome: 'refused', stage: 'endpoints' } as const

/** What is said of the pods in sight holds if there is no other one. */
export function assumesNoOtherPod({ open }: Worlds, service: Resource<Service>): Pick<End, 'assumes'> {
  const doubt = open.doubt(['Pod'], service.namespace)
  return assumesNone(doubt, `no other pod that ${nameOf(service)} selects`)
}

/** An assumption, where something unseen may be there. */
export function assumesNone(doubt: Doubt | undefined, text: string): Pick<End, 'assumes'> {
  return doubt === undefined ? {} : { assumes: [text] }
}

/** What a right is missing for is said as such; a document or a list that could not be read is not. */
export function refusedBy({ state }: Doubt): Pick<End, 'refused'> {
  return state === 'forbidden' ? { refused: true } : {}
}

/** The command that shows the slices of a Service. */
export function slicesCommand({ name, namespace }: Resource<Service>, ...more: readonly string[]): string {
  return kubectl(
    'get',
    'endpointslices',
    ...inNamespace(namespace),
    '-l',
    `${serviceNameLabel}=${name}`,
    ...more,
  )
}
